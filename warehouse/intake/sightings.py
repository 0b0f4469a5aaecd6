"""What was seen in the drop, and what became of it: taken, gone again, unreadable, or nobody's.

A file that was taken away before it could be received would leave no trace; here it does, under
the name that it had.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from warehouse.database.tables import intake as tables
from warehouse.intake.landing_zone import DroppedFile, display_name, strays
from warehouse.intake.plain_names import plain_names


def record_sightings(
    connection: Connection, folder: str, files: Iterable[DroppedFile], at: datetime
) -> None:
    """Write what lies in a source's folder now; what lay there before and does no more is gone.

    A file that the ledger knows since it was first seen was received, by whichever look.
    """
    w = tables.drop_sighting.c
    names = {one.file_name: one.size for one in files}
    here = (w.folder == folder, w.state.in_(("waiting", "unreadable")))
    for name, size in sorted(names.items()):
        seen_again = update(tables.drop_sighting).where(*here, w.file_name == name)
        if not connection.execute(seen_again.values(last_seen_at=at, size_bytes=size)).rowcount:
            row = {
                "folder": folder, "file_name": name, "first_seen_at": at, "last_seen_at": at,
                "size_bytes": size, "state": "waiting",
            }  # fmt: skip
            connection.execute(insert(tables.drop_sighting).values(row).on_conflict_do_nothing())
    s = tables.submission.c
    received = (
        select(s.submission_id)
        .where(s.source_id == w.folder, s.file_name == w.file_name)
        .where(s.received_at >= w.first_seen_at)
        .order_by(s.received_at)
        .limit(1)
        .scalar_subquery()
    )
    gone = update(tables.drop_sighting).where(*here, w.file_name.not_in(names))
    connection.execute(gone.where(received.is_not(None)).values(state="taken"))
    connection.execute(gone.where(received.is_(None)).values(state="vanished", last_seen_at=at))


def record_outcome(
    connection: Connection, folder: str, file_name: str, state: str, at: datetime
) -> None:
    """Write what became of a file that was seen: ``taken`` or ``unreadable``."""
    w = tables.drop_sighting.c
    connection.execute(
        update(tables.drop_sighting)
        .where(w.folder == folder, w.file_name == file_name)
        .where(w.state.in_(("waiting", "unreadable")))
        .values(state=state, last_seen_at=at)
    )


def record_unclaimed(
    connection: Connection, drop: Path, sources: Iterable[str], at: datetime
) -> list[dict[str, str]]:
    """Write what lies in the drop and belongs to no source: ``folder`` and ``file_name`` of each.

    Beside the folders, in a folder of no source, or in a folder within one. What was there before
    and is no more was cleared away.
    """
    named = plain_names(connection)
    unclaimed = [
        (named(path.parent.relative_to(drop).as_posix()), named(display_name(path.name)))
        for path in strays(drop, frozenset(sources))
    ]
    w = tables.drop_sighting.c
    open_rows = select(w.folder, w.file_name).where(w.state == "unclaimed")
    before = {(row.folder, row.file_name) for row in connection.execute(open_rows)}
    for folder, name in before - set(unclaimed):
        connection.execute(
            update(tables.drop_sighting)
            .where(w.folder == folder, w.file_name == name, w.state == "unclaimed")
            .values(state="cleared", last_seen_at=at)
        )
    for folder, name in set(unclaimed) - before:
        row = {
            "folder": folder, "file_name": name, "first_seen_at": at, "last_seen_at": at,
            "state": "unclaimed",
        }  # fmt: skip
        connection.execute(insert(tables.drop_sighting).values(row).on_conflict_do_nothing())
    return [{"folder": folder, "file_name": name} for folder, name in sorted(unclaimed)]


def open_sightings(connection: Connection) -> list[dict[str, Any]]:
    """What was seen and not received: unreadable, gone, or nobody's, the newest first."""
    w = tables.drop_sighting.c
    asked = (
        select(w.folder, w.file_name, w.first_seen_at, w.last_seen_at, w.state)
        .where(w.state.in_(("unreadable", "vanished", "unclaimed")))
        .order_by(w.last_seen_at.desc(), w.folder, w.file_name)
    )
    return [dict(row) for row in connection.execute(asked).mappings()]


def vanished_files(connection: Connection, source_id: str | None = None) -> list[dict[str, Any]]:
    """What was seen in the drop and gone before it was taken, as a line of the submissions.

    Without an id; ``received_at`` is when it was last seen.
    """
    w = tables.drop_sighting.c
    asked = select(w.folder, w.file_name, w.last_seen_at).where(w.state == "vanished")
    if source_id is not None:
        asked = asked.where(w.folder == source_id)
    return [
        {
            "submission_id": None,
            "source_id": row.folder,
            "period": None,
            "file_name": row.file_name,
            "received_at": row.last_seen_at,
            "status": "vanished",
            "is_withdrawn": False,
        }
        for row in connection.execute(asked)
    ]
