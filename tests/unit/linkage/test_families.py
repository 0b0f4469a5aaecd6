"""Families, the third kind of pair: what brothers share does not make them one person."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.families import held, lives_in_households
from warehouse.linkage.training import Model, learn

NAMES = ["names", "birth", "text_home"]
SIZES = [6, 21, 2]
OTHER, SAME = 1, 5
ONE_DAY, YEARS_APART = 20, 11
# One person; brothers; strangers with a word of the name in common; strangers.
PATTERNS = np.array(
    [[SAME, ONE_DAY, 1], [OTHER, YEARS_APART, 1], [OTHER, YEARS_APART, 0], [0, YEARS_APART, 0]]
)
COUNTS = np.array([500, 400, 2_000, 20_000])


def odds(model: Model, pattern: list[int]) -> float:
    """Log2 odds of one person against chance and, where that was learnt, families."""
    for_one = np.log2(model.share / (1 - model.share))
    for_kin = np.log2(model.family_share) if model.family else -np.inf
    for name, level in zip(NAMES, pattern, strict=True):
        m, u = model.rates[name][level]
        for_one += np.log2(m / u)
        if model.family:
            for_kin += np.log2(model.family[name][level] / u)
    return float(for_one - np.log2(1 + 2**for_kin))


def taught(other_names: tuple[int, ...]) -> Model:
    return learn(NAMES, SIZES, PATTERNS, COUNTS, 5_000, other_names=other_names)


def test_a_shared_home_counts_less_where_families_share_it() -> None:
    brothers = [OTHER, YEARS_APART, 1]
    assert odds(taught((OTHER,)), brothers) < odds(taught(()), brothers) - 2
    assert odds(taught((OTHER,)), [SAME, ONE_DAY, 1]) > 3, "one person stays one"


def test_a_family_shares_neither_whole_names_nor_the_day_of_birth_more_than_strangers_do() -> None:
    model = taught((OTHER,))
    for name, level in (("names", SAME), ("names", SAME - 1), ("birth", ONE_DAY), ("birth", 10)):
        assert model.family[name][level] <= model.rates[name][level][1] * (1 + 1e-9)
    for name in NAMES:
        assert sum(model.family[name]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("one_day", "apart", "expected"),
    [
        pytest.param(1, 99, True, id="brothers_have_a_birth_each"),
        pytest.param(95, 5, False, id="given_names_typed_in_anew"),
        pytest.param(30, 70, False, id="some_typed_in_anew"),
        pytest.param(3, 2, True, id="too_few_to_tell"),
    ],
)
def test_a_table_tells_whether_households_live_in_it(
    one_day: int, apart: int, expected: bool
) -> None:
    patterns = np.array([[OTHER, ONE_DAY, 1], [OTHER, YEARS_APART, 1]])
    rates = {"text_home": [(0.01, 0.9), (0.99, 0.01)]}
    assert lives_in_households(NAMES, patterns, np.array([one_day, apart]), rates, (OTHER,)) is (
        expected
    )


def test_levels_that_are_held_still_weigh_each_its_own() -> None:
    two = np.array([0.2, 0.3, 0.1, 0.4])
    one = held(np.array([0.3, 0.4, 0.2, 0.1]), two, [0, 1, 2], 0.5)
    assert one.sum() == pytest.approx(1)
    assert len(set(np.round(one / two, 9))) == 4
    assert (one[:3] / two[:3] <= 0.5).all()
