"""Silence is noticed: what is awaited, late, missing, nil or refused, month by month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.contracts import load_contracts
from warehouse.intake.calendar import ExportAnswer, due_on, expected, months, state_of
from warehouse.settings import PROJECT

CONTRACTS = load_contracts(PROJECT / "sources")
UMIRR = CONTRACTS["umirr"]

STATES = {
    "before the due day": (None, date(2026, 6, 1), "awaited"),
    "on the due day": (None, date(2026, 6, 10), "awaited"),
    "the day after": (None, date(2026, 6, 11), "late"),
    "the last late day": (None, date(2026, 6, 20), "late"),
    "then": (None, date(2026, 6, 21), "missing"),
    "taken": (ExportAnswer("S-1", "accepted", False), date(2026, 7, 30), "arrived"),
    "taken with warnings": (
        ExportAnswer("S-1", "accepted_with_warnings", False),
        date(2026, 6, 1),
        "arrived",
    ),
    "taken in part": (
        ExportAnswer("S-1", "partly_accepted", False),
        date(2026, 6, 1),
        "partly_taken",
    ),
    "nothing to report": (ExportAnswer("S-1", "accepted", True), date(2026, 6, 1), "nil"),
    "refused": (ExportAnswer("S-1", "rejected", False), date(2026, 7, 30), "rejected"),
}


@pytest.mark.parametrize(("answer", "today", "state"), STATES.values(), ids=STATES.keys())
def test_how_a_month_stands(answer: ExportAnswer | None, today: date, state: str) -> None:
    assert state_of(UMIRR, "2026-05", answer, today) == state


def test_december_is_due_in_january() -> None:
    assert due_on(UMIRR, "2026-12") == date(2027, 1, UMIRR.cadence.due_day)


def test_every_source_is_expected_for_every_month_that_is_over() -> None:
    calendar = expected(
        CONTRACTS,
        {("umirr", "2026-01"): ExportAnswer("S-1", "accepted", False)},
        date(2026, 4, 2),
        "2026-01",
    )
    assert len(calendar) == 12 * 3
    answered = [one for one in calendar if one.submission_id]
    assert [(one.source_id, one.period, one.state) for one in answered] == [
        ("umirr", "2026-01", "arrived")
    ]


def test_nothing_is_expected_before_the_first_month_is_over() -> None:
    assert expected(CONTRACTS, {}, date(2026, 5, 31), "2026-05") == []


@given(st.dates(date(1999, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_months_follow_one_another_without_a_gap(first: date, ahead: int) -> None:
    today = first + timedelta(days=31 * ahead)
    found = list(months(first.strftime("%Y-%m"), today))
    assert found == sorted(set(found))
    assert len(found) == (today.year - first.year) * 12 + today.month - first.month
