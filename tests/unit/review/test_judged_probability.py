"""What humans said of audited links corrects what is told of all links, once they are enough."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.review.judged_probability import FEWEST, judged_probability
from warehouse.linkage.review.proposal import Point

TOLD = np.array([0.8, 0.9, 0.95, 0.99, 0.999, np.nan])
BITS = (-2.0, 0.0, 2.0, 6.0)


def judged(wrong_of_each: dict[float, int], each: int = FEWEST // len(BITS)) -> list[Point]:
    """So many pairs of each odds, of which so many are two persons."""
    return [
        Point(bits, 1.0, is_same=n >= wrong_of_each.get(bits, 0))
        for bits in BITS
        for n in range(each)
    ]


def test_with_fewer_judged_than_the_audit_asks_nothing_changes() -> None:
    few = judged({-2.0: 20})[1:]
    assert np.array_equal(judged_probability(TOLD, few), TOLD, equal_nan=True)


def test_links_that_were_often_wrong_are_told_less_and_those_that_were_right_more() -> None:
    lower = judged_probability(TOLD, judged({-2.0: 15, 0.0: 8}))
    assert lower[0] < 0.6
    assert lower[1] < TOLD[1]
    higher = judged_probability(TOLD, judged({}))
    assert all(higher[:3] > TOLD[:3])


def test_a_hundred_without_an_error_do_not_make_a_link_certain() -> None:
    sure = judged_probability(TOLD, judged({}))
    assert np.nanmax(sure) < 1
    assert np.isnan(sure[-1]), "who is alone has none"


@pytest.mark.parametrize("wrong", [{}, {6.0: 20}, {-2.0: 3, 0.0: 9, 2.0: 1}, {2.0: 25, 0.0: 2}])
def test_more_odds_are_never_told_less(wrong: dict[float, int]) -> None:
    told = np.linspace(0.3, 0.9999, 200)
    found = judged_probability(told, judged(wrong))
    assert (np.diff(found) >= 0).all()
    assert ((found > 0) & (found < 1)).all()


def test_a_pair_that_stands_for_many_counts_as_many() -> None:
    heavy = [Point(0.0, 9.0, is_same=False)] * 50 + [Point(0.0, 1.0, is_same=True)] * 50
    light = [Point(0.0, 1.0, is_same=False)] * 50 + [Point(0.0, 9.0, is_same=True)] * 50
    at = np.array([0.9])
    assert judged_probability(at, heavy)[0] < 0.5 < judged_probability(at, light)[0]
