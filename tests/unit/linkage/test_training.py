"""Learning without labels: what never speaks for one person is held, whatever the mixture says."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine.training import Model, believable, learn, right_enough

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
def test_a_single_pair_must_be_as_sure_as_makes_24_in_25_right(
    odds: list[float], pairs: list[int], bar: float
) -> None:
    assert right_enough(np.array(odds), np.array(pairs)) == bar


def test_chance_is_that_of_all_pairs_not_of_those_that_share_a_key() -> None:
    """A key that asks for one area brings up strangers of one area: area is then no evidence."""
    patterns = np.array([[2, 1], [2, 0], [0, 1], [0, 0]])
    looked_at = np.array([300.0, 20.0, 9_000.0, 100.0])
    keys_alone = learn(NAMES, [3, 2], patterns, looked_at, 3_000)
    strangers = np.array([[0, 1], [0, 0], [2, 0]])
    every = learn(
        NAMES,
        [3, 2],
        np.vstack([patterns, strangers]),
        np.concatenate([looked_at, [40_000, 4_400_000, 900]]),
        3_000,
        strangers=np.array([False] * 4 + [True] * 3),
    )
    assert weight(keys_alone, "place", 1) < 0.2
    assert weight(every, "place", 1) > 5
    assert every.rates["place"][1][1] == pytest.approx(0.011, abs=0.001)


def test_whom_no_key_brought_up_is_never_one_person() -> None:
    """However much a pattern looks like one person, a sampled stranger counts for chance."""
    patterns = np.array([[2, 1], [0, 0], [2, 1]])
    counts = np.array([300.0, 1_000.0, 600.0])
    apart = np.array([False, False, True])
    model = learn(NAMES, [3, 2], patterns, counts, 1_000, strangers=apart)
    assert model.rates["names"][2][1] > 0.3


@pytest.mark.parametrize(("nothing_in_common", "is_believed"), [(0.09, True), (0.73, False)])
def test_persons_with_nothing_in_common_in_their_names_are_not_believed(
    nothing_in_common: float, is_believed: bool
) -> None:
    rates = {"names": [(nothing_in_common, 0.9), (1 - nothing_in_common, 0.1)]}
    assert believable(Model(rates, 0.01, "1"), ()) == is_believed
    assert believable(Model({"phone": [(0.5, 0.9), (0.5, 0.1)]}, 0.01, "1"), ())


@pytest.mark.parametrize(("much_strays", "is_believed"), [(0.2, True), (0.85, False)])
def test_persons_who_share_hardly_a_word_of_their_names_are_not_believed(
    much_strays: float, is_believed: bool
) -> None:
    rates = {"names": [(0.0, 0.9), (0.0, 0.04), (much_strays, 0.04), (1 - much_strays, 0.02)]}
    assert believable(Model(rates, 0.01, "1"), (1,)) == is_believed
