"""Files that wait for a human: which they are, and what a steward decided, with her reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, select, update

from warehouse.database import access
from warehouse.database.tables import intake as tables
from warehouse.errors import CallError, message
from warehouse.intake.reasons import require_nobody

Decision = Literal["release", "reject"]


def held_submissions(connection: Connection) -> list[dict[str, Any]]:
    """The files that wait for a human, the first received first, with why they do."""
    s, i = tables.submission.c, tables.row_issue.c
    asked = (
        select(s.submission_id, s.source_id, s.period, s.file_name, s.received_at, s.rows_accepted)
        .where(s.status == "held", s.withdrawn_at.is_(None))
        .order_by(s.received_at, s.submission_id)
    )
    held = [dict(row) for row in connection.execute(asked).mappings()]
    for one in held:
        reasons = select(i.message_key, i.parameters).where(
            i.submission_id == one["submission_id"], i.row_number.is_(None)
        )
        one["reasons"] = [
            message(row.message_key, **(row.parameters or {}))
            for row in connection.execute(reasons.order_by(i.issue_number))
        ]
    return held


def decision_on(connection: Connection, submission_id: str) -> Decision | None:
    """What a steward decided on a submission; None where nobody did."""
    s = tables.submission.c
    return cast(
        Decision | None,
        connection.scalar(select(s.hold_decision).where(s.submission_id == submission_id)),
    )


def shrinkage_of(connection: Connection, submission_id: str) -> dict[str, int]:
    """How many rows of a file that waits would count, and how many of the one before it do.

    ``rows``, ``quarantined`` and ``before``; empty where it waits for another reason.
    """
    i = tables.row_issue.c
    asked = select(i.parameters).where(
        i.submission_id == submission_id, i.message_key == "file_replaces_more"
    )
    return dict(connection.scalars(asked.limit(1)).first() or {})


def decide(
    connection: Connection,
    submission_id: str,
    decision: Decision,
    *,
    by: str,
    reason: str,
    at: datetime,
) -> None:
    """Write what a steward decided on a file that waits, once; its verdict is given anew after.

    Raises:
        CallError: no such file waits, or no reason is given, or it names somebody.
    """
    if not reason.strip():
        raise CallError(message("hold_without_reason"))
    require_nobody(reason)
    s = tables.submission.c
    done = connection.execute(
        update(tables.submission)
        .where(s.submission_id == submission_id, s.status == "held", s.withdrawn_at.is_(None))
        .where(s.hold_decision.is_(None))
        .values(hold_decision=decision, hold_decided_by=by, hold_decided_at=at, hold_reason=reason)
    )
    if not done.rowcount:
        raise CallError(message("hold_unknown", submission_id=submission_id))
    access.note(
        connection,
        by,
        decision,
        submission_id,
        purpose="hold",
        detail=shrinkage_of(connection, submission_id),
    )
