"""Which export is due when, and whether it came: the calendar that notices silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from warehouse.contracts import Contract

State = Literal["awaited", "arrived", "late", "missing", "nil", "rejected", "partly_taken"]


@dataclass(frozen=True, slots=True)
class Expected:
    """One export of one month, and how it stands."""

    source_id: str
    period: str  # the month reported, YYYY-MM
    due_on: date  # the day it was or is due
    state: State  # how it stands today
    submission_id: str | None  # the submission that answers it


@dataclass(frozen=True, slots=True)
class ExportAnswer:
    """A judged submission of a source and month: the newest one that was taken, or refused."""

    submission_id: str
    status: str
    is_nil: bool


def due_on(contract: Contract, period: str) -> date:
    """The day the export of ``period`` is due: a day of the following month."""
    year, month = (int(part) for part in period.split("-"))
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, contract.cadence.due_day)


def expected(
    contracts: Mapping[str, Contract],
    answers: Mapping[tuple[str, str], ExportAnswer],
    today: date,
    first_period: str,
) -> list[Expected]:
    """Every export from ``first_period`` to the month before today, and how it stands.

    Args:
        contracts: by source id.
        answers: (source_id, period) -> the submission that answers it.
        first_period: the first month that is watched.
    """
    return [
        Expected(
            source_id,
            period,
            due_on(contract, period),
            state_of(contract, period, answers.get((source_id, period)), today),
            answers[source_id, period].submission_id if (source_id, period) in answers else None,
        )
        for source_id, contract in contracts.items()
        for period in months(first_period, today)
    ]


def state_of(contract: Contract, period: str, answer: ExportAnswer | None, today: date) -> State:
    """How the export of one month stands.

    Silence is ``awaited`` until the due day, ``late`` until ``late_after_days`` more have passed,
    then ``missing``.
    """
    if answer is not None:
        if answer.status == "rejected":
            return "rejected"
        if answer.is_nil:
            return "nil"
        return "partly_taken" if answer.status == "partly_accepted" else "arrived"
    due = due_on(contract, period)
    if today <= due:
        return "awaited"
    return "late" if today <= due + timedelta(days=contract.cadence.late_after_days) else "missing"


def months(first: str, today: date) -> Iterable[str]:
    """The months from ``first`` to the one before today's."""
    year, month = (int(part) for part in first.split("-"))
    while (year, month) < (today.year, today.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
