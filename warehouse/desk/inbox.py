"""Everything that needs a human, in one list, with its age; what was seen is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select, text
from sqlalchemy.dialects.postgresql import insert

from warehouse.database import access
from warehouse.database.tables import correspondence as tables
from warehouse.desk.board import STUCK_AFTER
from warehouse.errors import CallError, Message, message
from warehouse.intake.reasons import require_nobody

KINDS: Final = (
    "stuck", "held", "refused", "kept_back", "sent_back", "volume", "reused", "drift",
    "late", "missing", "named_decision", "to_release", "release",
)  # fmt: skip
SEEN_ONLY: Final = frozenset(
    {"refused", "kept_back", "sent_back", "volume", "reused", "drift", "late", "missing"}
)
"""What can be put away with a reason; the others wait for an act."""
_OF_A_MONTH: Final = frozenset({"volume", "late", "missing"})
PAGE: Final = 50
MOST: Final = 1000
"""Counted so far: of a kind of which more wait, it is said that there are more."""

# The digest is worked out for what is shown, and not for a hundred thousand things.
_ITEM: Final = "md5(kind || ' ' || about)"
# The last file that has what is shown, of its register, by the instant; and the sentence there.
_LAST: Final = """lateral (
    select t.submission_id, i.message_key, i.parameters
    from taken t join intake.row_issue i using (submission_id)
    where t.source_id = shown.source_id and t.received_at = shown.last_at
        and i.rule = shown.rule and coalesce(i.column_name, i.parameters ->> 'column')
            is not distinct from shown.column_name
    order by t.submission_id desc, i.issue_number limit 1) last"""
_OPEN: Final = """, open as materialized (
    select f.* from found f
    where not exists (
        select from intake.acknowledgement a where a.kind = f.kind and a.about = f.about)
        and not (f.kind = 'named_decision' and f.about = any(:cleared))
)"""


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of what waits."""

    counts: dict[str, int]  # kind -> how many wait, at most ``MOST``
    beyond: frozenset[str]  # the kinds of which more than that wait
    items: tuple[dict[str, Any], ...]  # those of the page, the oldest first
    seen: int  # how many were put away
    has_more: bool  # whether another page follows

    @property
    def total(self) -> int:
        """How many wait, or at least."""
        return sum(self.counts.values())


def inbox(
    connection: Connection,
    now: datetime,
    kind: str | None = None,
    page: int = 0,
    cleared: Sequence[str] = (),
) -> Inbox:
    """What waits for a steward.

    Args:
        connection: hers (``scoped_reading``).
        page: from 0 on.
        cleared: decisions, by record, that were let through since the last load; that they are
            listed until the next one is not hers to see to.
    """
    parameters = {
        "cleared": list(cleared),
        "stuck_before": now - STUCK_AFTER,
        "most": max(MOST, (page + 1) * PAGE) + 1,
        "kind": kind,
        "first": page * PAGE,
        "rows": PAGE + 1,
    }
    of_kind = " where kind = :kind" if kind else ""
    # One pass: what waits is worked out once, for the counts and for a page of it.
    rows = connection.execute(
        text(
            f"{inbox_query()}{_OPEN}, shown as ("
            f"select * from open{of_kind} order by since nulls first, about"
            " limit :rows offset :first)"
            " select kind, about, source_id, period,"
            " coalesce(shown.submission_id, last.submission_id) as submission_id, since, count,"
            f" column_name, message_key, parameters, {_ITEM} as item, null::bigint as total"
            f" from shown left join {_LAST} on true"
            " union all"
            " select kind, null, null, null, null, null, null, null, null, null, null, count(*)"
            " from open group by kind"
        ),
        parameters,
    ).mappings()
    counts: dict[str, int] = {}
    items: list[dict[str, Any]] = []
    for row in rows:
        if row["total"] is not None:
            counts[row["kind"]] = int(row["total"])
        else:
            items.append(dict(row) | {"sentence": _sentence(row)})
    nothing = datetime.min.replace(tzinfo=UTC)
    items.sort(key=lambda one: (one["since"] or nothing, one["about"]))
    seen = connection.scalar(text("select count(*) from intake.acknowledgement")) or 0
    return Inbox(
        {kind: min(counts[kind], MOST) for kind in KINDS if kind in counts},
        frozenset(kind for kind, count in counts.items() if count > MOST),
        tuple(items[:PAGE]),
        int(seen),
        len(items) > PAGE,
    )


def find_item(connection: Connection, item: str, now: datetime) -> dict[str, Any] | None:
    """One thing that waits, by its digest."""
    row = (
        connection.execute(
            text(f"{inbox_query()} select *, {_ITEM} as item from found where {_ITEM} = :item"),
            {"item": item, "stuck_before": now - STUCK_AFTER, "most": None},
        )
        .mappings()
        .first()
    )
    return dict(row) if row else None


def acknowledge(
    connection: Connection, item: dict[str, Any], *, by: str, reason: str, at: datetime
) -> None:
    """Put a thing away with a reason; it does not come back next month.

    Raises:
        CallError: it waits for an act, or no reason is given, or it names somebody.
    """
    if item["kind"] not in SEEN_ONLY:
        raise CallError(message("desk.inbox.needs_act"))
    if not reason:
        raise CallError(message("desk.inbox.without_reason"))
    require_nobody(reason)
    row = {name: item[name] for name in ("kind", "about", "source_id")} | {"by": by, "at": at}
    connection.execute(
        insert(tables.acknowledgement)
        .values(item=item["item"], reason=reason, **row)
        .on_conflict_do_nothing()
    )
    access.note(
        connection, by, "acknowledge", item["item"], purpose="desk", detail={"kind": item["kind"]}
    )


def is_put_away(connection: Connection, item: str) -> bool:
    """Whether a thing was put away already, by its digest."""
    a = tables.acknowledgement.c
    return connection.scalar(select(a.item).where(a.item == item)) is not None


def put_away(connection: Connection, most: int = 200) -> Sequence[dict[str, Any]]:
    """What was put away, the last first, with what it is about: a file, a month or a column."""
    rows = connection.execute(
        text(
            'select item, kind, about, source_id, "by", at, reason from intake.acknowledgement'
            " order by at desc, item limit :most"
        ),
        {"most": most},
    ).mappings()
    return [dict(row) | _told(row["kind"], row["about"]) for row in rows]


def _told(kind: str, about: str) -> dict[str, str | None]:
    """What ``inbox.sql`` wrote into ``about``, taken apart."""
    _, _, subject = about.partition(" ")
    return {
        "submission_id": about if not subject else None,
        "period": subject if kind in _OF_A_MONTH else None,
        "column_name": subject.partition(" ")[2] or None,
    }


def bring_back(connection: Connection, item: str, *, by: str) -> bool:
    """Have a thing that was put away come back; False if it was not."""
    gone = connection.execute(
        text("delete from intake.acknowledgement where item = :item"), {"item": item}
    )
    if gone.rowcount:
        access.note(connection, by, "bring_back", item, purpose="desk")
    return bool(gone.rowcount)


def _sentence(row: RowMapping) -> Message | None:
    """What is wrong, as the receipt of the last file that has it says it."""
    return Message(row["message_key"], row["parameters"] or {}) if row["message_key"] else None


@cache
def inbox_query() -> str:
    """The query of all that waits, up to its last select, as ``found``."""
    return resources.files("warehouse.desk").joinpath("inbox.sql").read_text("utf-8")
