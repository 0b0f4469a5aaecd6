"""Thresholds are proposed only as far as the judgements bear them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.review.proposal import Point, propose, wilson_low


def points(*runs: tuple[float, int, bool]) -> list[Point]:
    return [Point(support, 1.0, is_same) for support, n, is_same in runs for _ in range(n)]


def test_joining_starts_at_the_lowest_support_that_is_still_sure() -> None:
    said = points((5.0, 300, True), (2.0, 200, True), (0.0, 100, False), (-4.0, 500, False))
    found = propose(said)
    assert (found.join, found.judge, found.judged) == (2.0, 0.0, 1100)


def test_with_few_judgements_nothing_is_proposed_and_it_is_said_how_many_it_takes() -> None:
    found = propose(points((5.0, 380, True)))
    assert found.join is None
    assert propose(points((5.0, found.fewest, True))).join == 5.0
    assert propose(points((5.0, found.fewest - 1, True))).join is None


def test_a_lower_target_takes_fewer() -> None:
    assert propose(points((5.0, 40, True)), target=0.9).join == 5.0


def test_unequal_weights_count_for_fewer_pairs_than_there_are() -> None:
    uneven = [*points((5.0, 400, True)), Point(5.0, 4000.0, True)]
    assert propose(uneven).join is None


def test_one_support_is_never_parted() -> None:
    said = points((3.0, 400, True), (1.0, 30, True), (1.0, 30, False))
    assert propose(said).join == 3.0


WILSON = {"ten of ten": (1.0, 10, 0.7225), "half of ten": (0.5, 10, 0.2366)}


@pytest.mark.parametrize(("share", "count", "low"), WILSON.values(), ids=WILSON.keys())
def test_wilson_gives_the_published_bounds(share: float, count: float, low: float) -> None:
    assert wilson_low(share, count) == pytest.approx(low, abs=1e-4)


support = st.floats(-10, 10).map(lambda x: round(x, 1))
some = st.lists(st.builds(Point, support, st.floats(0.5, 50), st.booleans()), max_size=60)


@given(some)
def test_a_proposal_is_a_support_that_was_judged_whatever_the_order(said: list[Point]) -> None:
    found = propose(said, target=0.6)
    again = propose(said[::-1], target=0.6)
    assert (found.join, found.judge) == (again.join, again.judge)
    supports = {point.support for point in said}
    assert found.join is None or found.join in supports
    if found.join is not None and found.judge is not None:
        assert found.judge <= found.join
