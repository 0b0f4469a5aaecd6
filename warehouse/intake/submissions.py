"""Files as they come: each stands in the ledger once, whoever drops it again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from warehouse.database.tables import intake as tables
from warehouse.errors import ZokwezoError, message
from warehouse.intake.plain_names import record_key


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that was received: what the ledger knows of it before it is read."""

    submission_id: str
    source_id: str
    file_name: str
    sha256: str
    received_at: datetime
    # the vault's key, under which the ids of its records are made; for a file of which nothing is
    # kept, any
    record_key: bytes = field(
        default_factory=partial(secrets.token_bytes, 32), repr=False, compare=False
    )


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What ``record_arrival`` found."""

    submission_id: str
    # the submission that brought the same bytes under another name, if any
    is_duplicate_of: str | None
    is_new: bool  # it was not in the ledger before


def submission_id_of(key: bytes, source_id: str, file_name: str, sha256: str) -> str:
    """The id of a file as sent: ``S-`` and a keyed digest, so that a retry gives the same one.

    Ids go everywhere, digests of files to every steward: without the key, the name of a girl in the
    name of a file could be guessed, and whoever has a file could prove that it was sent.

    Args:
        key: of the vault, as ``record_key`` gives it; it is never rotated.
        sha256: of its bytes.
    """
    seed = "\x00".join((source_id, file_name, sha256))
    return f"S-{hmac.new(key, seed.encode(), hashlib.sha256).hexdigest()[:16]}"


def known(connection: Connection, source_id: str) -> dict[tuple[str, str], str]:
    """The files of a source in the ledger: (file_name, sha256) -> submission_id."""
    s = tables.submission.c
    entries = connection.execute(
        select(s.file_name, s.sha256, s.submission_id).where(
            s.source_id == source_id, s.replay_of.is_(None)
        )
    )
    return {(name, sha256): submission_id for name, sha256, submission_id in entries}


def record_arrival(
    connection: Connection,
    *,
    source_id: str,
    file_name: str,
    sha256: str,
    size_bytes: int,
    received_at: datetime,
    repeats: Callable[[str], bool] = lambda earlier_name: True,
    sent_as: str | None = None,
) -> LedgerEntry:
    """Write a received file into the ledger, once.

    The same name and bytes again are the same submission. The same bytes under another name are a
    submission of status ``duplicate``; only bytes whose submission was withdrawn count as new, and
    those whose earlier name ``repeats`` tells apart: the nil return of February may be byte for
    byte that of January. ``sent_as`` is the name as it was sent, where ``file_name`` is not: the
    submission's id is made of it, and it is kept nowhere.
    """
    # Two names of the same bytes may arrive at the same moment: only one is the first.
    connection.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        {"key": f"{source_id}/{sha256}"},
    )
    s = tables.submission.c
    key = record_key(connection)
    submission_id = submission_id_of(key, source_id, sent_as or file_name, sha256)
    existing = connection.execute(
        select(s.submission_id, s.duplicate_of).where(s.submission_id == submission_id)
    ).one_or_none()
    if existing:
        return LedgerEntry(submission_id, existing.duplicate_of, is_new=False)
    first = first_of_bytes(connection, source_id, sha256, repeats)
    connection.execute(
        insert(tables.submission).values(
            submission_id=submission_id,
            source_id=source_id,
            file_name=file_name,
            sha256=sha256,
            size_bytes=size_bytes,
            received_at=received_at,
            duplicate_of=first,
            status="duplicate" if first else None,
            judged_at=received_at if first else None,
        )
    )
    return LedgerEntry(submission_id, first, is_new=True)


def first_of_bytes(
    connection: Connection, source_id: str, sha256: str, repeats: Callable[[str], bool]
) -> str | None:
    """The submission that brought these bytes first, under a name that ``repeats`` accepts."""
    s = tables.submission.c
    earlier = connection.execute(
        select(s.submission_id, s.file_name)
        .where(s.source_id == source_id, s.sha256 == sha256)
        .where(s.duplicate_of.is_(None), s.withdrawn_at.is_(None), s.replay_of.is_(None))
        .order_by(s.received_at, s.submission_id)
    ).all()
    return next((row.submission_id for row in earlier if repeats(row.file_name)), None)


def unjudged(connection: Connection, source_id: str | None = None) -> list[str]:
    """Submissions that wait for their verdict, of one source or of all, first come first.

    One that was held waits for it again once a steward has decided.
    """
    s = tables.submission.c
    is_decided = and_(s.status == "held", s.hold_decision.is_not(None))
    asked = select(s.submission_id).where(
        or_(s.status.is_(None), is_decided), s.withdrawn_at.is_(None)
    )
    if source_id is not None:
        asked = asked.where(s.source_id == source_id)
    return list(connection.scalars(asked.order_by(s.received_at, s.submission_id)))


def submission(connection: Connection, submission_id: str) -> Mapping[str, Any]:
    """One row of ``intake.submission``, by column name.

    Raises:
        ZokwezoError: there is no such submission.
    """
    asked = select(tables.submission).where(tables.submission.c.submission_id == submission_id)
    row = connection.execute(asked).mappings().one_or_none()
    if row is None:
        raise ZokwezoError(message("database.unknown_submission", submission_id=submission_id))
    return dict(row)


def withdraw(connection: Connection, submission_id: str, *, at: datetime) -> None:
    """Take a submission out of what counts, and what was replayed of it; the ledger keeps both."""
    s = tables.submission.c
    connection.execute(
        update(tables.submission)
        .where(or_(s.submission_id == submission_id, s.replay_of == submission_id))
        .where(s.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )


def listed(
    connection: Connection, *, source_id: str | None = None, status: str | None = None
) -> list[dict[str, Any]]:
    """Every submission, or those of one source or status, the newest first."""
    s = tables.submission.c
    asked = select(
        s.submission_id, s.source_id, s.period, s.file_name, s.received_at, s.status,
        s.withdrawn_at.is_not(None).label("is_withdrawn"),
    ).order_by(s.received_at.desc(), s.submission_id)  # fmt: skip
    if source_id is not None:
        asked = asked.where(s.source_id == source_id)
    if status is not None:
        asked = asked.where(s.status == status)
    return [dict(row) for row in connection.execute(asked).mappings()]


def give_back(connection: Connection, submission_id: str) -> bool:
    """Take back the verdict of a refused file, so that it is judged again; False if it has none."""
    s = tables.submission.c
    changed = connection.execute(
        update(tables.submission)
        .where(s.submission_id == submission_id, s.status == "rejected", s.withdrawn_at.is_(None))
        .values(status=None)
        .returning(s.submission_id)
    )
    return changed.one_or_none() is not None
