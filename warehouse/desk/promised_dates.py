"""When a late month will come, as its own people say: what the reminders ask, kept and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from warehouse.database import access
from warehouse.database.tables import correspondence as tables
from warehouse.desk.board import Board, Cell
from warehouse.errors import CallError, message

OWED: Final = frozenset({"late", "missing", "rejected"})
"""What has not come, or was refused: of these a date can be asked."""
FURTHEST: Final = timedelta(days=366)

Promised = Mapping[tuple[str, str], date]


def promised_dates(connection: Connection, sources: Sequence[str]) -> dict[tuple[str, str], date]:
    """(source, month) -> the day that was promised last."""
    p = tables.promised_export.c
    rows = connection.execute(
        select(p.source_id, p.period, p.expected_on).where(p.source_id.in_(list(sources)))
    )
    return {(row.source_id, row.period): row.expected_on for row in rows}


def owed_cells(of: Board) -> list[tuple[str, Cell]]:
    """The months of a board that have not come, with their source: the newest first."""
    owed = [
        (line.contract.source_id, cell)
        for line in of.lines
        for cell in line.cells
        if cell.state in OWED
    ]
    return sorted(owed, key=lambda one: one[1].period, reverse=True)


def promise_date(
    connection: Connection, owed: Sequence[tuple[str, Cell]], source_id: str, period: str,
    expected_on: date, *, by: str, at: datetime, today: date,
) -> None:  # fmt: skip
    """Keep the day on which a month will come, instead of the one that was said before.

    Raises:
        CallError: the month is not owed, or the day is past, or more than a year away.
    """
    if (source_id, period) not in {(source, cell.period) for source, cell in owed}:
        raise CallError(message("desk.promise.not_owed"))
    if not today <= expected_on <= today + FURTHEST:
        raise CallError(message("desk.promise.no_day"))
    row = {"expected_on": expected_on, "given_by": by, "given_at": at}
    connection.execute(
        insert(tables.promised_export)
        .values(source_id=source_id, period=period, **row)
        .on_conflict_do_update(index_elements=["source_id", "period"], set_=row)
    )
    access.note(
        connection, by, "promise_export", source_id, purpose="desk",
        detail={"period": period, "expected_on": expected_on.isoformat()},
    )  # fmt: skip
