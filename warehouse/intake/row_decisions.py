"""Rows kept back: what stewards decided on them, and the file read again as they decided.

A decision stands beside the file as it was sent and is never changed; the verdict on that file and
its receipt stay as they are. What was decided is read in a submission of its own, the replay, which
takes its place: same bytes, same ids of records, received when they were received, so that whatever
the ministry sends later goes before it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, OperationalError

from warehouse.database.access import name_account
from warehouse.database.tables import intake as tables
from warehouse.errors import CallError, message
from warehouse.intake.submissions import submission

Decision = Literal["corrected", "accepted", "sent_back"]
DOCUMENT_MOST: Final = 80
REASON_MOST: Final = 500
_REFUSED: Final = {"ZK006": "rows_unknown", "ZK007": "rows_sealed_first"}


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What was decided on one row, once."""

    decision_id: str  # by which its sealed cells are found
    sheet: str
    row_number: int
    decision: Decision
    columns: tuple[str, ...]  # those corrected, as the file names them
    document: str | None  # reference of what supports it
    reason: str | None
    by: str
    at: datetime


def original_of(connection: Connection, submission_id: str) -> str:
    """The submission as it was sent, of itself or of what was replayed of it."""
    return str(submission(connection, submission_id)["replay_of"] or submission_id)


def decisions_on(connection: Connection, original: str) -> list[RowDecision]:
    """Every decision on rows of a file, the first first."""
    d = tables.row_decision.c
    asked = select(tables.row_decision).where(d.submission_id == original)
    return [
        RowDecision(
            row.decision_id, row.sheet, row.row_number, row.decision, tuple(row.columns or ()),
            row.document, row.reason, row.by, row.at,
        )
        for row in connection.execute(asked.order_by(d.at, d.decision_id))
    ]  # fmt: skip


def standing_decisions(decisions: Sequence[RowDecision]) -> list[RowDecision]:
    """Those that a replay follows: what was sent back is as it was sent, whatever was said before.

    Of several corrections of one row all stand, the later one before the earlier, cell by cell.
    """
    kept: dict[tuple[str, int], list[RowDecision]] = {}
    for one in decisions:
        of_row = kept.setdefault((one.sheet, one.row_number), [])
        if one.decision == "sent_back":
            of_row.clear()
        else:
            of_row.append(one)
    return [one for of_row in kept.values() for one in of_row]


def new_decision_id() -> str:
    """An id for a decision, drawn at random."""
    return f"L-{secrets.token_hex(8)}"


def record_decision(
    connection: Connection,
    original: str,
    place: tuple[str, int],
    decision: Decision,
    *,
    decision_id: str,
    by: str,
    at: datetime,
    columns: Sequence[str] = (),
    document: str | None = None,
    reason: str | None = None,
) -> None:
    """Write one decision; its author is the account that the database knows.

    Raises:
        CallError: the row was not kept back, or the file was withdrawn.
    """
    name_account(connection, by)
    decision_row = {
        "decision_id": decision_id,
        "original": original,
        "sheet": place[0],
        "row": place[1],
        "decision": decision,
        "columns": list(columns),
        "document": document,
        "reason": reason,
        "at": at,
    }
    try:
        with connection.begin_nested():
            connection.execute(
                text(
                    "select intake.decide_row(:decision_id, :original, :sheet, :row, :decision,"
                    " cast(:columns as text[]), :document, :reason, :at)"
                ),
                decision_row,
            )
    except DBAPIError as error:
        key = _REFUSED.get(getattr(error.orig, "sqlstate", None) or "")
        if key is None:
            raise
        raise CallError(message(key, submission_id=original)) from None


def ask_replay(connection: Connection, original: str, at: datetime) -> str:
    """The submission in which a file is read again; one that nobody has judged yet is taken.

    Raises:
        CallError: the file is being read again at this moment.
        ZokwezoError: there is no such submission.
    """
    s = tables.submission.c
    sent = submission(connection, original)
    connection.execute(text("set local lock_timeout = '10s'"))
    mine = (s.submission_id == original) | (s.replay_of == original)
    try:
        # One that is being examined has read the decisions: its verdict is waited for.
        rows = connection.execute(
            select(s.submission_id, s.status, s.withdrawn_at)
            .where(mine)
            .order_by(s.received_at)
            .with_for_update()
        ).all()
    except OperationalError:
        raise CallError(message("rows_being_read")) from None
    replays = [one for one in rows if one.submission_id != original]
    for one in replays:
        if one.status is None and one.withdrawn_at is None:
            return str(one.submission_id)
    turn = len(replays) + 1
    seed = "\x00".join((original, "replay", str(turn)))
    replay_id = f"S-{hashlib.sha256(seed.encode()).hexdigest()[:16]}"
    connection.execute(
        insert(tables.submission).values(
            submission_id=replay_id,
            source_id=sent["source_id"],
            file_name=sent["file_name"],
            sha256=sent["sha256"],
            size_bytes=sent["size_bytes"],
            # After the one before it, and before whatever came after the file itself.
            received_at=sent["received_at"] + timedelta(microseconds=turn),
            left_drop_at=sent["left_drop_at"],
            replay_of=original,
            replay_asked_at=at,
        )
    )
    return replay_id


def standing_version(connection: Connection, original: str) -> dict[str, Any] | None:
    """The last verdict on a file that was taken, as sent or replayed; None where none counts."""
    s = tables.submission.c
    asked = (
        select(tables.submission)
        .where((s.submission_id == original) | (s.replay_of == original))
        .where(s.status.in_(tables.TAKEN), s.withdrawn_at.is_(None))
        .order_by(s.received_at.desc(), s.submission_id)
        .limit(1)
    )
    row = connection.execute(asked).mappings().one_or_none()
    return dict(row) if row else None


def is_replaced(connection: Connection, version: dict[str, Any], *, is_cumulative: bool) -> bool:
    """Whether a file that came later counts in the place of this one."""
    s = tables.submission.c
    asked = (
        select(func.count())
        .where(s.source_id == version["source_id"], s.received_at > version["received_at"])
        .where(s.status.in_(tables.TAKEN), s.withdrawn_at.is_(None))
    )
    if not is_cumulative:
        asked = asked.where(s.period.is_not_distinct_from(version["period"]))
    return bool(connection.scalar(asked))
