"""What changed in what is published, between two instants, and from which submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from warehouse.errors import CallError, message

CHANGES = ("added", "changed", "withdrawn", "restated")

_OF = "warehouse.changes(:since, :until, cast(:table as text))"


def changes(
    connection: Connection,
    since: datetime,
    until: datetime,
    table: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """What changed after one instant and up to another; pseudonyms and codes only.

    Args:
        since: what was loaded at this instant is before; later loads count.
        until: loads of this instant count.
        table: one published table, ``schema.name`` or ``name``; all without.
        limit: at most so many ``rows``; counts stay whole.

    Returns:
        ``since``, ``until``; ``loads``: ``known_at``, ``submission_id``, ``source_id``,
        ``period``, ``kind`` (``arrived``, ``left``); ``counts``: table -> rows ``added``,
        ``changed``, ``withdrawn``, and ``restated`` (the same, said by another file);
        ``rows``: of ``warehouse.changes``.

    Raises:
        CallError: the table has no history, or the instants are in the wrong order.
    """
    if since > until:
        raise CallError(message("changes_order", first=since.isoformat(), last=until.isoformat()))
    asked = {"since": since, "until": until, "table": table, "limit": limit}
    if table is not None:
        _require_known(connection, table)
    connection.execute(
        text(f"create temporary table changed on commit drop as select * from {_OF}"), asked
    )
    counted = connection.execute(
        text(
            "select table_name, change, count(distinct (key, known_at)) as n from changed"
            " group by 1, 2 order by 1"
        )
    ).all()
    counts: dict[str, dict[str, int]] = {}
    for row in counted:
        counts.setdefault(row.table_name, dict.fromkeys(CHANGES, 0))[row.change] = row.n
    return {
        "since": since,
        "until": until,
        "loads": _rows(
            connection,
            "select known_at, submission_id, source_id, period, kind from history.arrival"
            " where known_at > :since and known_at <= :until"
            " order by known_at, source_id, period, kind, submission_id",
            asked,
        ),
        "counts": counts,
        "rows": _rows(
            connection,
            "select * from changed order by known_at, table_name, key, column_name limit :limit",
            asked,
        ),
    }


def _require_known(connection: Connection, table: str) -> None:
    table_names = connection.scalars(
        text(
            "select n.nspname || '.' || c.relname from pg_catalog.pg_class c"
            " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname in ('warehouse', 'case_law', 'plan')"
            " and to_regclass(format('history.%I', n.nspname || '_' || c.relname)) is not null"
            " order by 1"
        )
    ).all()
    if table not in table_names and table not in {name.split(".")[1] for name in table_names}:
        raise CallError(message("changes_table", table=table, known=", ".join(table_names)))


def _rows(connection: Connection, query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(text(query), values).mappings()]
