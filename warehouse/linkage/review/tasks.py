"""The tasks of the reviewers in SQL: what a linkage asks is opened, what it no longer asks expires.

What was judged stays as it was judged, with the stratum and the levels it had on that day.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select, update

from warehouse.database.tables import identity
from warehouse.database.upsert import merge
from warehouse.linkage.engine import Linked
from warehouse.linkage.engine.audit_sample import PER_STRATUM
from warehouse.linkage.review.fingerprint import fingerprints

AUDIT: Final = "audit"
CONTRADICTION: Final = "contradict"
AUDITED_FOR: Final = timedelta(days=365)
"""An audited pair spares a stratum another one for so long; then the sample is drawn afresh."""

Row = dict[str, Any]

_SIDES: Final = ("left_mention_id", "right_mention_id")

_SCHEMA: Final = pa.schema(
    [
        *((n, pa.string()) for n in ("link_id", "left_mention_id", "right_mention_id")),
        *((n, pa.string()) for n in ("left_person_id", "right_person_id")),
        ("probability", pa.float64()),
        ("reasons", pa.list_(pa.string())),
        ("detail", pa.string()),
        ("state", pa.string()),
        ("created_at", pa.timestamp("us", "UTC")),
    ]
)


def link_id_of(left: str, right: str) -> str:
    """The id of the task to judge two mentions, in either order."""
    low, high = sorted((left, right))
    return "L" + hashlib.blake2b(f"{low}|{high}".encode(), digest_size=8).hexdigest()


def contradiction_id_of(left: str, right: str, judgement_ids: list[str]) -> str:
    """The id of the task to settle two mentions; another one once a judgement was added."""
    seed = "|".join([*sorted((left, right)), *sorted(judgement_ids)])
    return "K" + hashlib.blake2b(seed.encode(), digest_size=8).hexdigest()


def write_tasks(
    connection: Connection, linked: Linked, mentions: pa.Table, at: datetime
) -> dict[str, int]:
    """Bring the tasks to what a linkage asks, in the caller's transaction.

    A task keeps the fingerprints of its two mentions: who judges does not tell what they say.

    Args:
        mentions: the conformed mentions of it.

    Returns:
        How many are open by kind: ``to_judge``, ``contradictions``, ``to_audit``.
    """
    table = identity.link_to_judge
    before = {
        row.link_id: row
        for row in connection.execute(
            select(
                table.c.link_id, table.c.state, table.c.created_at, table.c.detail, table.c.reasons
            )
        )
    }
    person = dict(
        zip(
            linked.assignments["mention_id"].to_pylist(),
            linked.assignments["person_id"].to_pylist(),
            strict=True,
        )
    )
    audited = _audited(before, at)
    rows: dict[str, Row] = {}
    for row in _asked(linked, audited):
        link_id = row["link_id"]
        if link_id in before and before[link_id].state == "judged":
            continue
        if link_id in rows:
            row = _both(rows[link_id], row)
        rows[link_id] = row | {
            "left_person_id": person[row["left_mention_id"]],
            "right_person_id": person[row["right_mention_id"]],
            "state": "open",
            "created_at": before[link_id].created_at if link_id in before else at,
        }
    _add_fingerprints(rows, mentions)
    merge(
        connection,
        table,
        pa.Table.from_pylist(
            [row | {"detail": json.dumps(row["detail"], sort_keys=True)} for row in rows.values()],
            _SCHEMA,
        ),
        delete_missing=False,
    )
    gone = [name for name, old in before.items() if old.state == "open" and name not in rows]
    if gone:
        connection.execute(update(table).where(table.c.link_id.in_(gone)).values(state="expired"))
    _write_strata(connection, linked.strata, at)
    kinds = Counter(kind_of(row["reasons"]) for row in rows.values())
    return {name: kinds[name] for name in ("to_judge", "contradictions", "to_audit")}


def _add_fingerprints(rows: Mapping[str, Row], mentions: pa.Table) -> None:
    asked = [row[side] for row in rows.values() for side in _SIDES]
    asked_mentions = mentions.filter(pc.is_in(mentions["record_id"], pa.array(asked, pa.string())))
    digest = dict(
        zip(asked_mentions["record_id"].to_pylist(), fingerprints(asked_mentions), strict=True)
    )
    for row in rows.values():
        row["detail"] = row["detail"] | {"fingerprints": [digest[row[side]] for side in _SIDES]}


def kind_of(reasons: list[str]) -> str:
    """What a task counts as: ``contradictions``, ``to_judge``, or ``to_audit`` if drawn alone."""
    if any(reason.startswith(CONTRADICTION) for reason in reasons):
        return "contradictions"
    return "to_audit" if reasons == [AUDIT] else "to_judge"


def _audited(before: Mapping[str, Any], at: datetime) -> Counter[str]:
    """How many pairs of each stratum were audited of late."""
    return Counter(
        row.detail["stratum"]
        for row in before.values()
        if row.state == "judged"
        and row.detail
        and "stratum" in row.detail
        and at - row.created_at < AUDITED_FOR
    )


def _asked(linked: Linked, audited: Counter[str]) -> Iterator[Row]:
    for pair in linked.contradictions.to_pylist():
        row = _row(pair)
        ids = row["detail"]["judgement_ids"]
        link_id = contradiction_id_of(row["left_mention_id"], row["right_mention_id"], ids)
        yield row | {"link_id": link_id}
    for pair in linked.to_judge.to_pylist():
        yield _row(pair)
    drawn = Counter(audited)
    for pair in linked.audit.to_pylist():
        row = _row(pair)
        drawn[row["detail"]["stratum"]] += 1
        if drawn[row["detail"]["stratum"]] <= PER_STRATUM:
            yield row


def _row(pair: Row) -> Row:
    left, right = sorted((pair["left_mention_id"], pair["right_mention_id"]))
    return {
        "link_id": link_id_of(left, right),
        "left_mention_id": left,
        "right_mention_id": right,
        "probability": pair["probability"],
        "reasons": list(pair["reasons"]),
        "detail": json.loads(pair["detail"]),
    }


def _both(one: Row, other: Row) -> Row:
    """One task for a pair that is asked for two reasons; the first one's odds are kept."""
    return one | {
        "reasons": sorted({*one["reasons"], *other["reasons"]}),
        "detail": other["detail"] | one["detail"],
    }


def _write_strata(connection: Connection, strata: pa.Table, at: datetime) -> None:
    counted = pa.array([at] * strata.num_rows, pa.timestamp("us", "UTC"))
    merge(connection, identity.link_stratum, strata.append_column("counted_at", counted))
