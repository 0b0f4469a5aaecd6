"""The board: every source and month, and how it stands, from the ledger as it is at this moment.

The calendar's own table is written once a day; what came since would be missing there. So the same
rule (``intake.calendar``) is asked of the ledger itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, select, text

from warehouse.contracts import Contract
from warehouse.database.tables import intake as tables
from warehouse.intake.calendar import due_on, months, state_of
from warehouse.receipts.wording import BANGUI

CellState = Literal[
    "expected", "late", "missing", "arrived", "stuck", "nil", "accepted",
    "accepted_with_warnings", "partly_accepted", "rejected", "held",
]  # fmt: skip
STUCK_AFTER: Final = timedelta(minutes=30)
"""A file is judged within seconds; the sweep comes every half hour. What it left, waits for us."""
HISTORY: Final = 12
"""Completeness is held against so many earlier months."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one source."""

    period: str  # YYYY-MM
    state: CellState
    submission_id: str | None = None  # the file to look at, if any
    rows: int | None = None
    # those against the median of earlier months; None where there are too few
    completeness: float | None = None
    delay: int | None = None  # days from the due day to the file that counts; negative: before
    also: str | None = None  # a newer file of the month that is held or refused


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One source: its months, and what waits for its verdict."""

    contract: Contract
    cells: tuple[Cell, ...]
    waiting: tuple[tuple[str, CellState], ...]

    @property
    def delay(self) -> float | None:
        """The median delay of the months shown, days."""
        delays = [cell.delay for cell in self.cells if cell.delay is not None]
        return median(delays) if delays else None

    @property
    def trend(self) -> tuple[int | None, ...]:
        """Rows accepted, month by month."""
        return tuple(cell.rows for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Board:
    """Sources by months."""

    periods: tuple[str, ...]
    lines: tuple[BoardLine, ...]


def board(
    connection: Connection,
    contracts: Mapping[str, Contract],
    sources: Sequence[str],
    now: datetime,
    months_shown: int,
) -> Board:
    """The board of some sources.

    Args:
        connection: the visitor's own (``scoped_reading``).
        contracts: by source id.
        months_shown: at most so many, the last one the month before today's.
    """
    today = now.astimezone(BANGUI).date()
    first = _first(connection, sources) or today.strftime("%Y-%m")
    every = list(months(first, today))
    latest, waiting = _files(connection, sources, every, now)
    shown = every[-months_shown:]
    return Board(
        tuple(shown),
        tuple(
            BoardLine(
                contracts[source_id],
                _cells(contracts[source_id], every, len(shown), latest, today),
                tuple(waiting[source_id]),
            )
            for source_id in sources
        ),
    )


# A refused file may bear any year: it does not say where the board begins.
_FIRST = """
select min(first.period) from unnest(cast(:sources as text[])) told (source_id),
lateral (
    select period from intake.submission s
    where s.source_id = told.source_id and period is not null and withdrawn_at is null
        and status = any (:taken)
    order by period limit 1) first
"""
# By the index, cell by cell: a ledger holds many more files than the board has cells.
_LATEST = """
select submission_id, source_id, period, status, is_nil, rows_accepted, received_at
from unnest(cast(:sources as text[])) a (source), unnest(cast(:periods as text[])) b (month),
lateral (
    (select * from intake.submission s
    where s.source_id = source and s.period = month and withdrawn_at is null
        and status = any (:taken)
    order by received_at desc, submission_id desc limit 1)
    union all
    (select * from intake.submission s
    where s.source_id = source and s.period = month and withdrawn_at is null
        and status in ('rejected', 'held')
    order by received_at desc, submission_id desc limit 1)) last
order by received_at, submission_id
"""


def _first(connection: Connection, sources: Sequence[str]) -> str | None:
    """The first month of which a file was taken."""
    parameters = {"sources": list(sources), "taken": list(tables.TAKEN)}
    first_period: str | None = connection.scalar(text(_FIRST), parameters)
    return first_period


def _files(
    connection: Connection, sources: Sequence[str], periods: Sequence[str], now: datetime
) -> tuple[dict[tuple[str, str], list[Any]], dict[str, list[tuple[str, CellState]]]]:
    """Of each source and month the last file taken and the last that was not; what is unjudged."""
    latest: dict[tuple[str, str], list[Any]] = defaultdict(list)
    parameters = {"sources": list(sources), "taken": list(tables.TAKEN), "periods": list(periods)}
    for row in connection.execute(text(_LATEST), parameters):
        latest[row.source_id, row.period].append(row)
    waiting: dict[str, list[tuple[str, CellState]]] = defaultdict(list)
    s = tables.submission.c
    for row in connection.execute(
        select(
            s.submission_id,
            s.source_id,
            func.coalesce(s.replay_asked_at, s.received_at).label("since"),
        )
        .where(s.source_id.in_(list(sources)), s.withdrawn_at.is_(None), s.status.is_(None))
        .order_by(s.received_at, s.submission_id)
    ):
        is_stuck = now - row.since > STUCK_AFTER
        waiting[row.source_id].append((row.submission_id, "stuck" if is_stuck else "arrived"))
    return latest, waiting


def _is_taken(row: Any) -> bool:
    return row.status in tables.TAKEN


def _cells(
    contract: Contract,
    every: Sequence[str],
    shown: int,
    submissions: Mapping[tuple[str, str], list[Any]],
    today: date,
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    history: list[int] = []
    for period in every:
        cell = _cell(
            contract, period, submissions.get((contract.source_id, period), ()), history, today
        )
        if cell.rows is not None:
            history.append(cell.rows)
        cells.append(cell)
    return tuple(cells[len(cells) - shown :])


def _cell(
    contract: Contract, period: str, files: Sequence[Any], history: list[int], today: date
) -> Cell:
    taken = [one for one in files if _is_taken(one)]
    if taken:
        counts = taken[-1]
        newer = files[-1] if files[-1].received_at > counts.received_at else None
        return Cell(
            period,
            "nil" if counts.is_nil else counts.status,
            counts.submission_id,
            counts.rows_accepted,
            completeness(counts.rows_accepted, history),
            (counts.received_at.astimezone(BANGUI).date() - due_on(contract, period)).days,
            newer.status if newer is not None else None,
        )
    if files:
        return Cell(period, files[-1].status, files[-1].submission_id)
    silent = state_of(contract, period, None, today)
    states: dict[str, CellState] = {"awaited": "expected", "late": "late", "missing": "missing"}
    return Cell(period, states[silent])


def completeness(rows: int | None, history: Sequence[int]) -> float | None:
    """Rows against the median of the months before; None where they are fewer than three."""
    usual = median(history[-HISTORY:]) if len(history) >= 3 else 0
    return rows / usual if rows is not None and usual else None
