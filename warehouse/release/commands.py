"""What is done with releases once they stand: exported, withdrawn, made again; and past days.

Each works by the settings; who exports or withdraws stands on the trail before it is done.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import structlog
from sqlalchemy import text

from warehouse import database, release
from warehouse.database import access
from warehouse.errors import CallError, message
from warehouse.release import published_tables as publishing
from warehouse.release import release_workbook
from warehouse.release import withdraw as withdrawal
from warehouse.release.export_tables import export_tables
from warehouse.release.release_events import record_event
from warehouse.settings import settings

# Withdrawn for a person's sake.
_OF_PERSONS = ("NAMED_PERSON", "PERSONAL_DATA", "ERASED")

log = structlog.get_logger(__name__)


def export_release(number: int | None, out: Path) -> int:
    """Write a release, the current one without a number; which one it was.

    As one workbook where ``out`` ends in ``.xlsx``, else as a folder of Parquet that any reader
    opens. Here a release leaves the vault: whoever holds the copy guards it.

    A line on the trail says so, committed before the file is there.

    Raises:
        CallError: there is no such release or folder, or it is damaged.
        SheetTooLongError: a table has more rows than a sheet.
    """
    is_workbook = out.suffix.lower() == ".xlsx"
    release_workbook.require_folder(out)
    wanted, rows = release_workbook.rows_of(settings().releases, number, fits=is_workbook)
    with database.ready().begin() as connection:
        what, total = f"release {wanted}", sum(rows.values())
        access.note(connection, access.account(), "export", what, rows=total)
    if is_workbook:
        release_workbook.write_workbook(settings().releases, wanted, out)
    else:
        export_tables(settings().releases, wanted, out)
    return wanted


def withdraw(number: int, reason: str) -> int:
    """Withdraw a release; the one that readers see now.

    Who withdrew it and why stands on the trail before anything is destroyed. For a person's sake,
    what its decisions said before they were sent again goes from the history too.

    Raises:
        CallError: there is no such release or reason, or readers would be left without any.
    """
    withdrawal.check(settings().releases, number, reason)
    with database.ready().begin() as connection:
        access.note(connection, access.account(), "withdraw", f"release {number}", purpose=reason)
        if reason in _OF_PERSONS:
            withdrawal.forget_earlier_texts(connection, settings().releases, number)
        listed = withdrawal.to_withdraw(connection)
    left = withdrawal.withdraw(
        settings().releases, number, reason, at=datetime.now(UTC), avoid=listed
    )
    with database.engine().begin() as connection:
        withdrawal.forget(connection, number)
        record_event(connection, settings().releases, number, "withdrawn", datetime.now(UTC))
    log.info("withdrawn", release=number, reason=reason, current=left.number)
    return left.number


def rebuild(number: int, out: Path) -> list[str]:
    """Make a past release again from what was known then; the files that differ from it.

    Raises:
        CallError: there is no such release, it was withdrawn, it says no instant, or the folder
            holds something.
    """
    releases = settings().releases
    made = release.how_made(releases, number)
    with database.ready().connect() as connection, connection.begin():
        connection.execute(text("set transaction isolation level repeatable read"))
        tables = publishing.published_tables(connection, made.known_at, made.columns)
    return release.rebuild(releases, number, tables, out)


def as_known(day: date, out: Path) -> dict[str, int]:
    """Write every published table as known at the end of a day (UTC); rows by table.

    Raises:
        CallError: nothing was loaded by then, or the folder holds something.
    """
    until = datetime.combine(day, time.max, UTC)
    with database.ready().connect() as connection, connection.begin():
        connection.execute(text("set transaction isolation level repeatable read"))
        first = publishing.first_known_at(connection)
        if first is None or first > until:
            first_day = first.date().isoformat() if first else "-"
            raise CallError(message("release_no_load_then", day=day.isoformat(), first=first_day))
        return release.write_tables(out, publishing.published_tables(connection, until))
