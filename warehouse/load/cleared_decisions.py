"""Decisions that a human read and let be published, though the guard had found somebody in them.

A clearing holds for the text as it was read and for those who were found in it then: another text,
or a person who comes later, is kept out again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from warehouse.contracts.codelists import known_words
from warehouse.database.access import name_account
from warehouse.errors import CallError, message
from warehouse.intake.reasons import require_nobody
from warehouse.load.published_numbers import publish_numbers
from warehouse.settings import settings

# Every column of a decision whose words a clerk chose; the others are codes, dates and ids.
WRITTEN: Final = (
    "decision_number",
    "title",
    "facts",
    "reasons",
    "operative_part",
    "keywords",
    "rp_number",
)

Clearings = Mapping[str, Collection[str]]
"""Digest of texts -> the mentions whose names may stand in them."""

_REFUSALS: Final = {"ZK008": "decisions.unknown", "ZK012": "decisions.unread"}
_CLEARED = """
select c.text_digest, c.published_digest, c.mention_ids
    || coalesce(array_agg(m.mention_id) filter (where m.mention_id is not null), '{}') as mentions
from identity.decision_clearing c
left join identity.person_mention m on m.person_id = any(c.person_ids) or m.person_id in (
    select o.person_id from identity.person_mention o where o.mention_id = any(c.mention_ids))
group by c.clearing_id
"""


def clearings(connection: Connection) -> Clearings:
    """What was cleared until now."""
    cleared: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(text(_CLEARED)):
        for digest in (row.text_digest, row.published_digest):
            cleared[digest].update(row.mentions)
    return cleared


def without_cleared(texts: pa.Table, names: pa.Table, cleared: Clearings) -> pa.Table:
    """Of what a guard found in texts, that which nobody has cleared.

    Args:
        texts: ``key`` and the columns of ``WRITTEN``.
        names: ``key``; with ``mention_id``, the name of somebody, else a sign.
        cleared: as ``clearings`` gives it.
    """
    if not cleared or not names.num_rows:
        return names
    keys = set(names["key"].to_pylist())
    digests = {row["key"]: digest_of(row) for row in texts.to_pylist() if row["key"] in keys}
    open_rows = [
        digests[row["key"]] not in cleared
        or (row.get("mention_id") or "") not in {"", *cleared[digests[row["key"]]]}
        for row in names.to_pylist()
    ]
    return names.filter(pa.array(open_rows, pa.bool_()))


def digest_of(decision: Mapping[str, Any]) -> str:
    """What stands for just these texts; it tells nothing of them."""
    written = json.dumps([decision[name] for name in WRITTEN], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def clear_decision(
    connection: Connection,
    decision: pa.Table,
    *,
    reason: str,
    by: str,
    at: datetime,
) -> None:
    """Let a decision that is kept out be published as it reads; the next load does.

    Args:
        connection: the transaction; who and when stand in it, chained, and on the trail.
        decision: its conformed record, one row.
        reason: why; it names nobody.

    Raises:
        CallError: no reason is given, or it names somebody, or the decision is not kept out, or who
            clears it has not opened its texts.
    """
    if not reason.strip():
        raise CallError(message("decisions.without_reason"))
    require_nobody(reason)
    name_account(connection, by)
    words = known_words(settings().sources / "codes")
    (as_sent,), (as_published,) = (
        one.to_pylist() for one in (decision, publish_numbers(decision, words))
    )
    clearing = {
        "clearing": f"L-{secrets.token_hex(8)}",
        "record": as_sent["record_id"],
        "text": digest_of(as_sent),
        "published": digest_of(as_published),
        "reason": reason.strip(),
        "at": at,
    }
    try:
        with connection.begin_nested():
            connection.execute(
                text("select identity.clear_decision("
                     ":clearing, :record, :text, :published, :reason, :at)"),
                clearing,
            )  # fmt: skip
    except DBAPIError as error:
        key = _REFUSALS.get(str(getattr(error.orig, "sqlstate", None)))
        if key is None:
            raise
        raise CallError(message(key)) from None
