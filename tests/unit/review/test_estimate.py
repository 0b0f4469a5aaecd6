"""The estimate of errors covers the truth, and says nothing where there is too little to say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.linkage.review.estimate import FEWEST, Stratum, Verdict, estimate, within

STRATA = {
    "linked_low": Stratum(True, 40),
    "linked_high": Stratum(True, 4000),
    "apart_low": Stratum(False, 900),
    "apart_high": Stratum(False, 120),
}
TRUTH = {"linked_low": 0.7, "linked_high": 0.995, "apart_low": 0.01, "apart_high": 0.3}
EACH = 25


def verdicts(counts: dict[str, tuple[int, int]]) -> list[Verdict]:
    """Stratum -> (said one person, said two)."""
    return [
        Verdict(name, is_same)
        for name, (same, different) in counts.items()
        for is_same in [True] * same + [False] * different
    ]


def test_each_pair_speaks_for_its_stratum() -> None:
    found = estimate(
        STRATA,
        verdicts(
            {
                "linked_low": (15, 10),
                "linked_high": (25, 0),
                "apart_low": (0, 25),
                "apart_high": (5, 20),
            }
        ),
    )
    assert found.judged == 100
    assert found.false_links
    assert found.missed_links
    assert found.false_links.value == pytest.approx(40 * 0.4 / 4040)
    assert found.missed_links.value == pytest.approx(24 / (24 + 4024))
    assert found.false_links.low < found.false_links.value < found.false_links.high
    # Twenty-five of four thousand without an error do not prove that there is none.
    assert found.false_links.high > 0.02


def test_intervals_cover_the_truth_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(5)
    sizes = {name: int(one.pairs) for name, one in STRATA.items()}
    hits, rounds = {"false": 0, "missed": 0}, 200
    for _ in range(rounds):
        same = {name: rng.binomial(size, TRUTH[name]) for name, size in sizes.items()}
        drawn = {
            name: int(rng.hypergeometric(same[name], size - same[name], EACH))
            for name, size in sizes.items()
        }
        found = estimate(STRATA, verdicts({n: (k, EACH - k) for n, k in drawn.items()}), draws=1000)
        assert found.false_links
        assert found.missed_links
        joined = same["linked_low"] + same["linked_high"]
        missed = same["apart_low"] + same["apart_high"]
        false = 1 - joined / (sizes["linked_low"] + sizes["linked_high"])
        hits["false"] += found.false_links.low <= false <= found.false_links.high
        missing = missed / (joined + missed)
        hits["missed"] += found.missed_links.low <= missing <= found.missed_links.high
    assert all(hit / rounds >= 0.9 for hit in hits.values()), hits


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(STRATA)), st.booleans()), max_size=120),
)
def test_a_number_always_stands_within_its_interval(said: list[tuple[str, bool]]) -> None:
    found = estimate(STRATA, [Verdict(*one) for one in said], draws=200)
    assert found == estimate(STRATA, [Verdict(*one) for one in said][::-1], draws=200)
    for share in (found.false_links, found.missed_links):
        if share is not None:
            assert 0 <= share.low <= share.value <= share.high <= 1
    if sum(name.startswith("linked") for name, _ in said) < FEWEST:
        assert found.false_links is None
        assert found.missed_links is None


NOT_ENOUGH = {
    "nothing judged": {},
    "too few in all": {"linked_low": (9, 0), "linked_high": (9, 0)},
    "a stratum that nobody looked at": {"linked_high": (60, 0)},
}


@pytest.mark.parametrize("counts", NOT_ENOUGH.values(), ids=NOT_ENOUGH.keys())
def test_too_few_judgements_give_no_number(counts: dict[str, tuple[int, int]]) -> None:
    assert estimate(STRATA, verdicts(counts)).false_links is None


def test_missed_links_want_judgements_on_both_sides() -> None:
    found = estimate(STRATA, verdicts({"linked_low": (20, 5), "linked_high": (25, 0)}))
    assert found.false_links is not None
    assert found.missed_links is None


def test_a_stratum_that_was_judged_in_full_leaves_no_doubt() -> None:
    found = estimate({"linked": Stratum(True, 35)}, verdicts({"linked": (33, 2)}))
    assert found.false_links
    assert (found.false_links.low, found.false_links.high) == pytest.approx((2 / 35, 2 / 35))


def test_a_group_has_of_each_stratum_what_it_has_of_the_sample() -> None:
    everyone = verdicts({"linked_low": (20, 5), "linked_high": (25, 0)})
    group = verdicts({"linked_low": (5, 0), "linked_high": (10, 0)})
    found = within(STRATA, everyone, group)
    assert {name: one.pairs for name, one in found.items()} == {
        "linked_low": 40 * 5 / 25,
        "linked_high": 4000 * 10 / 25,
    }
