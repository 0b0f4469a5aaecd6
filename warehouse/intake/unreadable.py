"""Files that ended their reader: tried again once, by a later version of the program."""

from __future__ import annotations

from sqlalchemy import Connection, Integer, func, select, update

from warehouse.database.tables import intake as tables

PREFIX = "file_cannot_be_read_"
MOST_ATTEMPTS = 2


def attempts(connection: Connection, submission_id: str) -> int:
    """How often reading this file has ended its reader."""
    i = tables.row_issue.c
    tried = func.max(i.parameters["attempt"].astext.cast(Integer))
    asked = select(tried).where(
        i.submission_id == submission_id, i.message_key.startswith(PREFIX, autoescape=True)
    )
    return int(connection.scalar(asked) or 0)


def give_back_unreadable(connection: Connection, source_id: str, version: str) -> list[str]:
    """Take back the verdict of files that another version could not read, and was asked once.

    Returns:
        The submissions that wait for a verdict again.
    """
    s, i = tables.submission.c, tables.row_issue.c
    failed = select(i.submission_id).where(
        i.message_key.startswith(PREFIX, autoescape=True),
        i.parameters["version"].astext != version,
        i.parameters["attempt"].astext.cast(Integer) < MOST_ATTEMPTS,
    )
    again = (
        update(tables.submission)
        .where(s.source_id == source_id, s.status == "rejected", s.withdrawn_at.is_(None))
        .where(s.submission_id.in_(failed))
        .values(status=None)
        .returning(s.submission_id)
    )
    return sorted(connection.scalars(again))
