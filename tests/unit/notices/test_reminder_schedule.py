"""Reminders: at most one a step, never of what came, never before its day, however runs fall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.desk.notices.reminder_schedule import OWING, STEPS, reminder_due, step_of
from warehouse.intake.calendar import State

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
FIRST, LAST = dict(STEPS)["before"], dict(STEPS)["after_7"]
ORDER = [step for step, _ in STEPS]


def days_of(due_on: date, runs: list[int], arrives: int | None) -> list[tuple[int, str]]:
    """What is told on which day, counted from the due day, when the calendar runs on ``runs``."""
    told: set[str] = set()
    found: list[tuple[int, str]] = []
    for day in runs:
        state: State = "arrived" if arrives is not None and day >= arrives else "late"
        step = reminder_due(due_on, state, due_on + timedelta(days=day), told)
        if step is not None:
            told.add(step)
            found.append((day, step))
    return found


def test_a_source_that_never_sends_has_four_reminders_on_their_days() -> None:
    found = days_of(date(2026, 6, 10), list(range(-20, 200)), None)
    assert found == [(-3, "before"), (0, "due"), (3, "after_3"), (7, "after_7")]


@pytest.mark.parametrize("step", ["before", "due", "after_3", "after_7"])
def test_who_said_when_is_not_asked_again_before_that_day(step: str) -> None:
    due_on = date(2026, 6, 10)
    today = due_on + timedelta(days=dict(STEPS)[step])
    asks = step.startswith("after")
    for away, is_told in ((-1, True), (0, not asks), (9, not asks)):
        promised = today + timedelta(days=away)
        told = reminder_due(due_on, "late", today, (), promised)
        assert (told == step) is is_told, away


@given(DAYS, st.lists(st.integers(-30, 60)).map(sorted), st.none() | st.integers(-30, 60))
def test_however_the_runs_fall(due_on: date, runs: list[int], arrives: int | None) -> None:
    found = days_of(due_on, runs, arrives)
    steps = [step for _, step in found]
    assert len(set(steps)) == len(steps), "none twice"
    assert [ORDER.index(step) for step in steps] == sorted(ORDER.index(step) for step in steps)
    for day, step in found:
        assert day >= dict(STEPS)[step], "never before its day"
        later = ORDER[ORDER.index(step) + 1 :]
        assert all(day < dict(STEPS)[one] for one in later), "what was overtaken is not sent"
        assert arrives is None or day < arrives, "never of what came"


@given(DAYS, st.integers(-30, 60), st.sets(st.integers(-30, 60)))
def test_a_day_asked_twice_tells_nothing_new(due_on: date, day: int, others: set[int]) -> None:
    runs = sorted({day, *others})
    assert days_of(due_on, runs, None) == days_of(due_on, sorted(runs * 2), None)


@given(DAYS, DAYS, st.sampled_from(get_args(State)), st.sets(st.sampled_from(ORDER)))
def test_only_what_is_owed_is_reminded_of(
    due_on: date, today: date, state: State, told: set[str]
) -> None:
    step = reminder_due(due_on, state, today, told)
    if state not in OWING or step_of(due_on, today) in told:
        assert step is None
    assert step not in told


@pytest.mark.parametrize("state", ["arrived", "nil", "partly_taken"])
def test_what_came_is_not_owed(state: State) -> None:
    assert reminder_due(date(2026, 6, 10), state, date(2026, 7, 1), ()) is None


@pytest.mark.parametrize("state", ["awaited", "late", "missing", "rejected"])
def test_a_refused_file_is_still_owed(state: State) -> None:
    assert reminder_due(date(2026, 6, 10), state, date(2026, 7, 1), ()) == "after_7"
