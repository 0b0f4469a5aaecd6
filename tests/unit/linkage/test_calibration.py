"""What mean log odds are worth, by the size of the group, and what is asked where it is little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from warehouse.linkage.engine.calibration import apart_worth, calibrated, pinned_worth
from warehouse.linkage.engine.clusters import Clustering
from warehouse.linkage.engine.expected_precision import expected_precision, group_carefully
from warehouse.linkage.engine.thresholds import Thresholds
from warehouse.linkage.engine.training import Model

TOLD = {"birth": [(0.9, 0.1)], "text_place": [(0.9, 0.1)]}
LEARNT = Model(TOLD, 0.1, "learnt", {"family": {}})
MANY = replace(LEARNT, rates={f"text_{n}": [(0.9, 0.1)] for n in range(9)})
PAIR, FIVE = [0, 0], [2] * 5


def worth(odds: float, group: list[int], model: Model | None = LEARNT) -> float:
    cluster = np.array([*group, 9])
    support = np.array([*(odds for _ in group), np.nan])
    found = calibrated(Clustering(cluster, support, [], model=model))
    assert np.isnan(found[-1]), "who is alone has none"
    assert len(set(found[:-1].tolist())) == 1
    return float(found[0])


@pytest.mark.parametrize("group", [PAIR, [1] * 3, [1] * 4, FIVE, [2] * 60])
def test_more_odds_are_never_worth_less_and_sure_ones_never_more_than_they_say(
    group: list[int],
) -> None:
    worths = [worth(odds, group) for odds in np.arange(-3, 12.5, 0.5)]
    assert worths == sorted(worths)
    assert all(0 < worth(odds, group) < odds for odds in (6.0, 8.0, 12.0))


def test_in_a_large_group_sure_odds_are_worth_less_and_doubtful_ones_more() -> None:
    assert worth(10, FIVE) < worth(10, [1] * 3) < worth(10, PAIR)
    assert worth(0, FIVE) > worth(0, [1] * 3) > worth(0, PAIR)


@pytest.mark.parametrize("group", [PAIR, [1] * 4, FIVE])
def test_where_a_household_shares_many_things_odds_are_worth_less(group: list[int]) -> None:
    assert all(worth(odds, group, MANY) < worth(odds, group) for odds in (1.0, 4.0, 12.0))


def test_what_joined_is_never_told_less_than_even() -> None:
    assert worth(0, PAIR, MANY) == worth(-3, PAIR, MANY) == worth(0, PAIR) == 0
    assert worth(3, PAIR, MANY) > 0


def test_pinned_odds_are_worth_more_where_they_are_near_even_and_less_where_they_are_sure() -> None:
    pinned = Model({}, 0.1, "pinned", halves=True)
    assert worth(-1, PAIR, pinned) == worth(-1, FIVE, pinned) > 1
    assert worth(3, PAIR, pinned) > 3
    assert worth(12, PAIR, pinned) < 12


def test_a_pair_left_apart_is_worth_more_than_its_odds_and_less_than_one_that_joined() -> None:
    odds = np.arange(-9.0, -1.5, 0.5)
    worths = [apart_worth(one, 5_000) for one in odds.tolist()]
    assert worths == sorted(set(worths))
    assert all(one < two < 0 for one, two in zip(odds, worths, strict=True))
    assert all(one < two for one, two in zip(worths, pinned_worth(odds), strict=True))


@pytest.mark.parametrize("odds", [-0.5, 0.0, 2.5])
def test_whom_something_kept_apart_in_spite_of_its_odds_is_told_even(odds: float) -> None:
    assert apart_worth(odds, 5_000) == 0


def test_only_strong_odds_are_believed_in_spite_of_what_kept_a_pair_apart() -> None:
    assert 0 < apart_worth(5.0, 5_000) < apart_worth(8.0, 5_000) < 8.0


def test_a_pair_left_apart_is_likelier_one_person_where_there_are_fewer_namesakes() -> None:
    worths = [apart_worth(-6.0, size) for size in (100_000, 4_096, 1_000, 300)]
    assert worths[0] == worths[1]
    assert worths[1:] == sorted(set(worths[1:]))


def test_odds_of_no_model_and_of_names_alone_stay_as_they_are() -> None:
    alone = Model({}, 0.1, "learnt from how rare the names are")
    assert worth(3.5, FIVE, alone) == worth(3.5, FIVE, None) == 3.5


def pairs_of(odds: list[float]) -> Clustering:
    """So many groups of two, one for each of these odds."""
    group = np.repeat(np.arange(len(odds)) * 2, 2)
    return Clustering(group, np.repeat(np.array(odds, float), 2), [], model=LEARNT)


def grouped_by(odds: list[float], model: Model) -> tuple[Model, Clustering, list[Thresholds]]:
    """What pairs of these odds come to: those join that reach what a single pair must."""
    asked: list[Thresholds] = []

    def group(cut: Thresholds) -> Clustering:
        asked.append(cut)
        return pairs_of([one for one in odds if one >= cut.of(1)])

    return *group_carefully(model, group, groups_of=lambda found: found), asked


def test_the_precision_that_is_expected_is_that_of_the_pairs_of_the_groups() -> None:
    assert expected_precision(pairs_of([]), LEARNT) == 1
    sure, even = (1 / (1 + 2 ** -worth(odds, PAIR)) for odds in (8.0, 0.0))
    assert expected_precision(pairs_of([8, 0]), LEARNT) == pytest.approx((sure + even) / 2)
    alone = Clustering(np.arange(3), np.full(3, np.nan), [], model=LEARNT)
    assert expected_precision(alone, LEARNT) == 1


@pytest.mark.parametrize(
    ("odds", "alone", "raised", "joined"),
    [
        pytest.param([9.0] * 40, 0.0, 0.0, 40, id="sure pairs: as without"),
        pytest.param([9.0] * 40 + [0.2] * 4, 0.0, 0.5, 40, id="the doubtful ones are left"),
        pytest.param([9.0] * 40 + [0.2] * 4, 0.5, 0.0, 40, id="which were left already"),
        pytest.param([2.4] * 40, 0.0, 2.0, 40, id="no higher than four in five"),
        pytest.param([2.4] * 40, 1.7, 0.0, 40, id="nor from where it stands"),
    ],
)
def test_where_too_many_are_expected_to_be_wrong_joining_asks_more(
    odds: list[float], alone: float, raised: float, joined: int
) -> None:
    model, found, asked = grouped_by(odds, replace(LEARNT, alone=alone))
    assert (model.raised, len(set(found.cluster.tolist()))) == (raised, joined)
    assert [cut.alone for cut in asked] == [alone + 0.5 * n for n in range(len(asked))]
    assert [cut.join for cut in asked] == [Thresholds.join + 0.5 * n for n in range(len(asked))]
    assert asked[-1].alone == alone + raised


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(Model(TOLD, 0.1, "pinned", halves=True), id="of pinned parameters"),
        pytest.param(replace(LEARNT, has_households=False), id="where names were typed anew"),
        pytest.param(replace(LEARNT, rates={"birth": TOLD["birth"]}), id="where no home is told"),
        pytest.param(
            replace(LEARNT, rates={"text_place": TOLD["text_place"]}), id="where no birth is told"
        ),
    ],
)
def test_bars_stay_where_no_brothers_at_home_can_be_told(model: Model) -> None:
    model, _, asked = grouped_by([0.2] * 9, model)
    assert (model.raised, len(asked)) == (0, 1)
