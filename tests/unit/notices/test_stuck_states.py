"""What stands still: told at its limit, then each time its age doubles, and never between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.desk.notices.stuck_states import EXPLODING, LIMITS, WaitingThing, level, to_tell

SINCE = datetime(2026, 6, 1, 8, tzinfo=UTC)
LIMIT = timedelta(hours=2)


@pytest.mark.parametrize(
    ("hours", "expected"), [(0, 0), (1.99, 0), (2, 1), (3.99, 1), (4, 2), (7.9, 2), (8, 3), (16, 4)]
)
def test_the_level_of_an_age(hours: float, expected: int) -> None:
    assert level(timedelta(hours=hours), LIMIT) == expected


@given(st.timedeltas(timedelta(0), timedelta(days=4000)), st.sampled_from(sorted(LIMITS)))
def test_a_level_is_reached_when_the_limit_doubled(age: timedelta, state: str) -> None:
    limit = LIMITS[state]  # type: ignore[index]  # a key of it
    reached = level(age, limit)
    if reached:
        assert limit * 2 ** (reached - 1) <= age < limit * 2**reached
    else:
        assert age < limit


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=80).map(sorted))
def test_however_often_it_is_looked_at_it_is_told_once_a_level(hours: list[int]) -> None:
    told: set[str] = set()
    levels = []
    for hour in hours:
        one = WaitingThing("unjudged", "S-1", SINCE, "umirr")
        for key, _, reached in to_tell([one], SINCE + timedelta(hours=hour), told):
            told.add(key)
            levels.append(reached)
    assert all(first < second for first, second in pairwise(levels))
    assert len(levels) <= 13, "5000 hours are twelve doublings of two hours"


def test_a_thing_that_stands_still_anew_is_told_anew() -> None:
    now = SINCE + timedelta(days=400)
    told = {key for key, _, _ in to_tell([WaitingThing("held", "S-1", SINCE)], now, ())}
    again = WaitingThing("held", "S-1", SINCE + timedelta(days=390))
    assert len(to_tell([again], now, told)) == 1


def test_every_state_can_explode() -> None:
    for state, limit in LIMITS.items():
        ((_, _, reached),) = to_tell([WaitingThing(state, "", SINCE)], SINCE + limit * 4, ())
        assert reached >= EXPLODING
