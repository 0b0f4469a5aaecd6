"""What a mean of log odds is worth, by the size of the group."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine.calibration import calibrated
from warehouse.linkage.engine.clusters import Clustering
from warehouse.linkage.engine.training import Model

LEARNT = Model({}, 0.1, "learnt", {"family": {}})
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
    assert all(0 < worth(odds, group) < odds for odds in (4.0, 8.0, 12.0))


def test_in_a_large_group_sure_odds_are_worth_less_and_doubtful_ones_more() -> None:
    assert worth(10, FIVE) < worth(10, [1] * 3) < worth(10, PAIR)
    assert worth(0, FIVE) > worth(0, [1] * 3) > worth(0, PAIR)


def test_pinned_odds_and_those_of_no_model_stay_as_they_are() -> None:
    pinned = Model({}, 0.1, "pinned", halves=True)
    assert worth(3.5, FIVE, pinned) == worth(3.5, FIVE, None) == 3.5
