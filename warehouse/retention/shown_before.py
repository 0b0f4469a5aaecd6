"""A week of notice: what goes was shown on the trail before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, text

NOTICE: Final = timedelta(days=7)


def last_shown(connection: Connection, action: str, at: datetime) -> datetime | None:
    """For which instant the trail was last told what is due, a week before ``at`` at the latest."""
    shown = connection.scalar(
        text(
            "select max(detail ->> 'due_at') from audit.access_log"
            " where action = :shown and (detail ->> 'due_at')::timestamptz <= :latest"
        ),
        {"shown": action, "latest": at - NOTICE},
    )
    return datetime.fromisoformat(shown) if shown else None
