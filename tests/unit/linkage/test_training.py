"""Learning without labels: what never speaks for one person is held, whatever the mixture says."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine.training import Model, learn, right_enough

NAMES = ["names", "place"]
# Level 1 of the names is other given names in one family: as many brothers as persons here.
PATTERNS = np.array([[2, 1], [1, 1], [0, 1], [0, 0], [1, 0]])
COUNTS = np.array([400, 400, 300, 9_000, 200])


def weight(model: Model, name: str, level: int) -> float:
    m, u = model.rates[name][level]
    return float(np.log2(m / u))


def test_brothers_are_taken_for_one_person_unless_the_level_is_held() -> None:
    loose = learn(NAMES, [3, 2], PATTERNS, COUNTS, 4_000)
    held = learn(NAMES, [3, 2], PATTERNS, COUNTS, 4_000, no_evidence={"names": ((1,), 0.5)})
    assert weight(loose, "names", 1) > 0
    assert weight(held, "names", 1) <= -1 + 1e-9
    assert weight(held, "names", 2) > 2


@pytest.mark.parametrize("most", [1.0, 0.5, 0.25])
def test_shares_add_up_to_one_however_much_is_held(most: float) -> None:
    model = learn(NAMES, [3, 2], PATTERNS, COUNTS, 4_000, no_evidence={"names": ((0, 1), most)})
    for name in NAMES:
        assert sum(m for m, _ in model.rates[name]) == pytest.approx(1)
        assert sum(u for _, u in model.rates[name]) == pytest.approx(1)


def test_pinned_odds_of_one_person_halve_as_a_table_doubles_and_learnt_ones_have() -> None:
    pinned_one, learnt = Model({}, 0.08, "1", halves=True), Model({}, 0.08, "2")
    for doublings in (0, 1, 7):
        share = pinned_one.after(doublings).share
        assert share / (1 - share) == pytest.approx(0.08 / 0.92 / 2**doublings)
        assert learnt.after(doublings).share == pytest.approx(0.08)


@pytest.mark.parametrize(
    ("odds", "pairs", "bar"),
    [
        pytest.param([-2.0, 8.0], [900, 100], 0.0, id="what_is_past_even_odds_is_right"),
        pytest.param([0.1, 8.0], [900, 100], 0.25, id="too_many_are_just_past_even_odds"),
        pytest.param([0.1, 8.0], [1, 100], 0.0, id="a_few_of_them_are_borne"),
        pytest.param([2.9, 2.9], [50, 50], 3.0, id="never_more_than_three_bits"),
        pytest.param([-5.0], [100], 0.0, id="nothing_past_even_odds"),
    ],
)
def test_a_single_pair_must_be_as_sure_as_makes_39_in_40_right(
    odds: list[float], pairs: list[int], bar: float
) -> None:
    assert right_enough(np.array(odds), np.array(pairs)) == bar
