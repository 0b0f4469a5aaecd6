"""How far reviewers agree, and what of it chance alone would give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.review.agreement import agreement


def opinions(one: str, two: str, names: tuple[str, str] = ("a", "b")) -> list[tuple[str, str, str]]:
    told = {"s": "same", "d": "different", "u": "unsure"}
    return [
        (f"{names}{n}", who, told[letter])
        for n, letters in enumerate(zip(one, two, strict=True))
        for who, letter in zip(names, letters, strict=True)
    ]


# Of 50: both same 20, both different 15, a alone same 5, b alone same 10; worked out by hand.
BY_HAND = ("s" * 20 + "d" * 15 + "s" * 5 + "d" * 10, "s" * 20 + "d" * 15 + "d" * 5 + "s" * 10)

CASES = {
    "always": ("sdsd", "sdsd", 4, 1.0),
    "never": ("sdsd", "dsds", 0, -1.0),
    "as by chance": ("ssdd", "sdsd", 2, 0.0),
    "only one answer says nothing": ("ssss", "ssss", 4, None),
    "worked out by hand": (*BY_HAND, 35, 0.4),
}


@pytest.mark.parametrize(("one", "two", "agreed", "kappa"), CASES.values(), ids=CASES.keys())
def test_agreement_of_two(one: str, two: str, agreed: int, kappa: float | None) -> None:
    together, pair = agreement(opinions(one, two))
    assert (pair.reviewers, pair.pairs, pair.agreed) == (("a", "b"), len(one), agreed)
    assert pair.kappa == (kappa if kappa is None else pytest.approx(kappa))
    assert (together.pairs, together.agreed, together.kappa) == (len(one), agreed, pair.kappa)


def test_pairs_that_one_reviewer_alone_judged_do_not_count() -> None:
    (together,) = agreement([("L1", "a", "same"), ("L2", "b", "same")])
    assert (together.pairs, together.share, together.kappa) == (0, None, None)


def test_all_together_weighs_each_two_by_their_pairs() -> None:
    told = agreement([*opinions("sdsd", "sdsd"), *opinions("sd", "ds", ("a", "c"))])
    assert [one.kappa for one in told[1:]] == [1.0, -1.0]
    assert told[0].kappa == pytest.approx((4 - 2) / 6)


@given(st.lists(st.tuples(st.sampled_from("sdu"), st.sampled_from("sdu")), min_size=1))
def test_kappa_does_not_depend_on_who_comes_first(answers: list[tuple[str, str]]) -> None:
    one, two = ("".join(letters) for letters in zip(*answers, strict=True))
    first, second = agreement(opinions(one, two))[1], agreement(opinions(two, one))[1]
    assert first.kappa == pytest.approx(second.kappa)
    assert first.kappa is None or -1 <= first.kappa <= 1 + 1e-9
