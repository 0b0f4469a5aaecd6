"""Writing what a human said: who, when, which task, by what reason; and taking it back.

A judgement is never changed and never deleted: it is withdrawn, or a later one settles it. It takes
effect with the next linkage.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from warehouse.contracts.conformed_schema import schema
from warehouse.database.access import name_account
from warehouse.database.tables import identity
from warehouse.errors import CallError, message
from warehouse.linkage.engine.size_correction import DOUBLINGS
from warehouse.linkage.engine.training import pinned
from warehouse.linkage.engine.waterfall import Waterfall, waterfall
from warehouse.linkage.review.fingerprint import fingerprints
from warehouse.linkage.review.show import read_mentions

_ACCOUNT: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,63}$")
# What the functions of the database refuse, by its code (``access/writing.sql``).
_REFUSED: Final = {
    "ZK001": "review_no_task",
    "ZK002": "review_not_announced",
    "ZK003": "review_twice",
    "ZK004": "review_no_judgement",
    "ZK005": "review_of_another",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer gets back once she has judged, and not before."""

    judgement_id: str  # by which it can be withdrawn
    # what the model says of the two persons in doubt, None where it never looked
    probability: float | None
    waterfall: Waterfall | None  # why the pair was proposed, None where the model has changed since


def check_account(account: str) -> str:
    """The account, if it may stand in the register of judgements.

    Raises:
        CallError: it is empty, or no account.
    """
    if not _ACCOUNT.match(account):
        raise CallError(message("review_account"))
    return account


def judge(
    connection: Connection,
    lake_folder: Path,
    link_id: str,
    *,
    decision: str,
    by: str,
    reason: str,
    at: datetime,
) -> Answer:
    """Record one judgement in the caller's transaction, and close its task unless it is unsure.

    Args:
        lake_folder: the lake, for what the two mentions say.
        decision: ``same``, ``different`` or ``unsure``.
        by: the reviewer, by account.
        reason: a code of ``identity.REASONS``.

    Raises:
        CallError: no such task, decision or reason; the reviewer judged it before; a mention is
            gone since.
    """
    check_account(by)
    if decision not in identity.DECISIONS:
        raise CallError(message("review_decision", known=", ".join(identity.DECISIONS)))
    if reason not in identity.REASONS:
        raise CallError(message("review_reason", known=", ".join(identity.REASONS)))
    table, given = identity.link_to_judge, identity.judgement
    task = connection.execute(select(table).where(table.c.link_id == link_id)).one_or_none()
    if task is None or task.state == "expired":
        raise CallError(message("review_no_task", link_id=link_id))
    mine = select(given.c.judgement_id).where(
        given.c.link_id == link_id, given.c.by == by, given.c.withdrawn_at.is_(None)
    )
    if connection.execute(mine).first():
        raise CallError(message("review_twice", link_id=link_id))
    ids = [task.left_mention_id, task.right_mention_id]
    mentions = read_mentions(connection, lake_folder, ids)
    if len(mentions) < 2:
        raise CallError(message("review_mention_gone", link_id=link_id))
    left, right = fingerprints(
        pa.Table.from_pylist([dict(mentions[one]) for one in ids], schema("person_mention"))
    )
    judgement_id = f"J-{secrets.token_hex(8)}"
    name_account(connection, by)
    _call(
        connection,
        "identity.record_judgement("
        ":judgement_id, :link_id, :decision, :reason, :left, :right, :at)",
        {
            "judgement_id": judgement_id,
            "link_id": link_id,
            "decision": decision,
            "reason": reason,
            "left": left,
            "right": right,
            "at": at,
        },
    )
    return Answer(judgement_id, task.probability, why_proposed(task.detail))


def withdraw(connection: Connection, judgement_id: str, *, by: str, at: datetime) -> str:
    """Take one's own judgement back, and open its task again; gives the task.

    Raises:
        CallError: no such judgement, withdrawn already, or another's: that one is settled, not
            withdrawn.
    """
    given = identity.judgement
    row = connection.execute(
        select(given).where(given.c.judgement_id == judgement_id)
    ).one_or_none()
    if row is None or row.withdrawn_at is not None:
        raise CallError(message("review_no_judgement", judgement_id=judgement_id))
    name_account(connection, by)
    _call(
        connection,
        "identity.withdraw_judgement(:judgement_id, :at)",
        {"judgement_id": judgement_id, "at": at},
    )
    return str(row.link_id)


def _call(connection: Connection, called: str, parameters: Mapping[str, Any]) -> None:
    """Let the database write: it knows who asks, and refuses what does not stand."""
    try:
        with connection.begin_nested():
            connection.execute(text(f"select {called}"), parameters)
    except DBAPIError as error:
        key = _REFUSED.get(getattr(error.orig, "sqlstate", None) or "")
        if key is None:
            raise
        places = {
            name: parameters[name] for name in ("link_id", "judgement_id") if name in parameters
        }
        raise CallError(message(key, **places)) from None


def why_proposed(detail: Any) -> Waterfall | None:
    """Why a pair was proposed; None where the model has changed since. For who has judged it."""
    model = pinned()
    if not detail or detail.get("model") != model.version:
        return None
    try:
        return waterfall(detail.get("levels") or {}, model.after(detail.get(DOUBLINGS) or 0))
    except ValueError:
        return None
