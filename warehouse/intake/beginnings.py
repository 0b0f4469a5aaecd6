"""A file that was taken before it was whole: found by its bytes when the whole of it comes.

Its receipt and its rows are withdrawn by the file of which it was the beginning, and both say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select, update

from warehouse.database.tables import intake as tables

# The pieces of one copy come within hours; a register that grows by a month is another file.
PIECES_WITHIN = timedelta(hours=24)
_BLOCK = 1 << 20


def came_in_pieces(connection: Connection, source_id: str, at: datetime) -> set[str]:
    """The names of a source's files of which a beginning was taken within the last day."""
    s = tables.submission.c
    asked = select(s.file_name).where(
        s.source_id == source_id, s.beginning_of.is_not(None), s.received_at > at - PIECES_WITHIN
    )
    return set(connection.scalars(asked))


def beginnings_of(
    connection: Connection, source_id: str, file_name: str, path: Path, at: datetime
) -> list[str]:
    """The submissions of the last day, under the same name, of which these bytes go on.

    Args:
        file_name: the name of the file that came.
        path: its bytes.
    """
    s = tables.submission.c
    asked = (
        select(s.submission_id, s.sha256, s.size_bytes)
        .where(s.source_id == source_id, s.file_name == file_name, s.withdrawn_at.is_(None))
        .where(s.received_at > at - PIECES_WITHIN, s.size_bytes < path.stat().st_size)
        .order_by(s.size_bytes)
    )
    earlier = connection.execute(asked).all()
    prints = _prints(path, [row.size_bytes for row in earlier])
    return [
        row.submission_id
        for row, fingerprint in zip(earlier, prints, strict=True)
        if row.sha256 == fingerprint
    ]


def withdraw_beginnings(
    connection: Connection, beginnings: Sequence[str], whole: str, at: datetime
) -> None:
    """Take what was only a beginning out of what counts, in the name of the whole file."""
    s = tables.submission.c
    connection.execute(
        update(tables.submission)
        .where(s.submission_id.in_(beginnings), s.withdrawn_at.is_(None))
        .values(withdrawn_at=at, beginning_of=whole)
    )


def beginnings_withdrawn_by(connection: Connection, whole: str) -> list[datetime]:
    """When the beginnings came that a file withdrew."""
    s = tables.submission.c
    asked = select(s.received_at).where(s.beginning_of == whole).order_by(s.received_at)
    return list(connection.scalars(asked))


def _prints(path: Path, sizes: Sequence[int]) -> list[str]:
    """The sha256 of the first bytes of a file, for each of some sizes in order."""
    hashed, read, prints = hashlib.sha256(), 0, []
    with path.open("rb") as file:
        for size in sizes:
            while read < size and (block := file.read(min(_BLOCK, size - read))):
                hashed.update(block)
                read += len(block)
            prints.append(hashed.hexdigest())
    return prints
