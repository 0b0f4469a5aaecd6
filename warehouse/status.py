"""How far the path is: what is new, on its way, late, taken and released; ids and counts only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from warehouse import database, intake, release
from warehouse.contracts import load_contracts
from warehouse.intake import ledger
from warehouse.settings import settings


def anything_new() -> bool:
    """Whether what counts now differs from what the last release holds."""
    database.ensure_schema()
    with database.engine().begin() as connection:
        current = intake.current_submissions(connection)
        return current.num_rows > 0 and intake.anything_new(
            connection, "publish", current, ledger.judgement_digest(connection)
        )


def summary() -> dict[str, Any]:
    """What arrived, what was set aside, what it gave: counts only, the same that SQL says."""
    database.ensure_schema()
    with database.engine().connect() as connection:
        counted = ledger.summary(connection)
    current = release.current(settings().releases)
    return {**counted, "release": current.number if current else None}


def progress() -> dict[str, Any]:
    """How far the drop folder is: files seen, judged, in flight, and what the release holds."""
    database.ensure_schema()
    with database.engine().connect() as connection:
        told = ledger.progress(
            connection, settings().drop, list(load_contracts(settings().sources))
        )
        new = intake.current_submissions(connection)
    current = release.current(settings().releases)
    held = set(current.submissions) if current else set()
    return {
        **told,
        "release": current.number if current else None,
        "released_covers_all": bool(current) and set(new["submission_id"].to_pylist()) == held,
    }


def watch_calendar() -> dict[str, int]:
    """Hold the calendar of expected exports against the ledger; counts by state."""
    database.ensure_schema()
    with database.engine().begin() as connection:
        return ledger.watch_calendar(
            connection, load_contracts(settings().sources), datetime.now(UTC)
        )
