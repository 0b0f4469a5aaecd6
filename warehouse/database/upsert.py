"""Rows into a table so that it holds exactly them, and nothing is touched that is already right.

COPY into an empty table; else COPY into a temporary one, then one MERGE that deletes what is gone,
updates what differs, inserts what is new: run twice, same rows. Never TRUNCATE: a reader sees the
old rows until the transaction commits, then the new ones, never a mix and never an empty table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from warehouse.database.copy import copy_in, name_of, quoted
from warehouse.errors import ZokwezoError, message
from warehouse.files.full_disk import full_disk, is_full_disk

WORTH_COUNTING = 1_000
"""Rows from which on a table that was empty is analysed at once."""

# A column, or ``column[1]`` for the first of its texts, and the value or values of the rows meant.
Scope = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, in rows."""

    inserted: int
    updated: int
    deleted: int
    unchanged: int


def merge(
    connection: Connection,
    table: Table,
    rows: pa.Table,
    *,
    scope: Scope | None = None,
    delete_missing: bool = True,
) -> Merged:
    """Make ``table``, within ``scope``, hold exactly ``rows``, in the caller's transaction.

    Writers of the same whole table wait for each other; readers never wait.

    Args:
        connection: commits, or not, by the caller; temporary tables go with its transaction.
        table: with a primary key. Columns that ``rows`` lacks keep their value, or their default.
        rows: one row per primary key; text, lists of text, dates, instants, numbers, booleans, and
            JSON as text. NULL and the empty text are kept apart.
        scope: column -> value or values; only rows of the table within it are touched.
        delete_missing: delete the rows of the table, within ``scope``, that are not in ``rows``.

    Raises:
        ZokwezoError: a column is unknown, the key is missing, repeated or that of a row without
            the scope, or PostgreSQL refuses; nothing is written then, and no value stands in the
            message.
    """
    keys = [column.name for column in table.primary_key]
    _require_columns(table, rows, keys)
    _require_distinct(table, rows, keys)
    try:
        if scope is None:
            connection.execute(text(f"lock table {name_of(table)} in share row exclusive mode"))
        if _is_empty(connection, table):
            copy_in(connection, name_of(table), rows)
            _tell_planner(connection, table, rows.num_rows)
            return Merged(rows.num_rows, 0, 0, 0)
        incoming = _copy_aside(connection, table, rows, keys)
        if scope:
            _require_within(connection, table, incoming, keys, scope)
        return _apply(connection, table, rows, incoming, scope, delete_missing)
    except (DBAPIError, psycopg.Error) as error:
        # PostgreSQL's own sentence may quote the row.
        raise _refused(table, error) from None


def append(connection: Connection, table: Table, rows: pa.Table) -> None:
    """Add rows to a table that only grows, in their order, in the caller's transaction.

    Args:
        connection: commits, or not, by the caller.
        table: columns that ``rows`` lacks take their default: one that counts up tells the order.
        rows: as in ``merge``.

    Raises:
        ZokwezoError: PostgreSQL refuses; no value stands in the message.
    """
    try:
        copy_in(connection, name_of(table), rows)
    except (DBAPIError, psycopg.Error) as error:
        raise _refused(table, error) from None


def _require_columns(table: Table, rows: pa.Table, keys: list[str]) -> None:
    writable = {column.name for column in table.columns if column.computed is None}
    unknown = sorted(set(rows.column_names) - writable)
    if unknown:
        raise ZokwezoError(
            message("database.unknown_column", table=table.fullname, columns=", ".join(unknown))
        )
    missing = [key for key in keys if key not in rows.column_names or rows[key].null_count]
    if missing:
        raise ZokwezoError(
            message("database.missing_key", table=table.fullname, columns=", ".join(missing))
        )


def _require_distinct(table: Table, rows: pa.Table, keys: list[str]) -> None:
    distinct = rows.select(keys).group_by(keys).aggregate([([], "count_all")])
    if distinct.num_rows < rows.num_rows:
        raise _repeated(table, pc.sum(pc.greater(distinct["count_all"], 1)).as_py(), keys)


def _is_empty(connection: Connection, table: Table) -> bool:
    return not connection.scalar(text(f"select exists (select from {name_of(table)})"))


def _tell_planner(connection: Connection, table: Table, rows: int) -> None:
    """Count what a table was filled with, as far as its rows are looked for by it.

    Autovacuum does so a minute later. A month that came before it was joined without statistics: on
    top of a million mentions its merges took 570 seconds, and 26 with them.
    """
    if rows >= WORTH_COUNTING:
        sought = {
            *table.primary_key.columns,
            *(one for index in table.indexes for one in index.columns),
        }
        sought |= {one.parent for one in table.foreign_keys}
        listed = ", ".join(quoted(one.name) for one in table.columns if one in sought)
        connection.execute(text(f"analyze {name_of(table)} ({listed})"))


def _copy_aside(connection: Connection, table: Table, rows: pa.Table, keys: list[str]) -> str:
    incoming = f"incoming_{uuid4().hex}"
    columns = ", ".join(quoted(name) for name in rows.column_names)
    connection.execute(
        text(
            f"create temporary table {incoming} on commit drop as"
            f" select {columns} from {name_of(table)} with no data"
        )
    )
    copy_in(connection, f"pg_temp.{incoming}", rows)
    # How the rows are found is told by their keys alone; the other columns cost ten times as much.
    listed = ", ".join(quoted(key) for key in keys)
    connection.execute(text(f"analyze pg_temp.{incoming} ({listed})"))
    return incoming


def _require_within(
    connection: Connection, table: Table, incoming: str, keys: list[str], scope: Scope
) -> None:
    same = " and ".join(f"t.{quoted(key)} = i.{quoted(key)}" for key in keys)
    without = connection.scalar(
        text(
            f"select count(*) from pg_temp.{incoming} i join {name_of(table)} t on {same}"
            f" where ({_within(scope)}) is not true"
        ),
        _values(scope),
    )
    if without:
        raise _repeated(table, int(without), keys)


def _repeated(table: Table, count: int, keys: list[str]) -> ZokwezoError:
    return ZokwezoError(
        message("database.repeated_key", table=table.fullname, count=count, columns=", ".join(keys))
    )


def _apply(
    connection: Connection,
    table: Table,
    rows: pa.Table,
    incoming: str,
    scope: Scope | None,
    delete_missing: bool,
) -> Merged:
    target, source = name_of(table), f"pg_temp.{incoming}"
    keys = [column.name for column in table.primary_key]
    same = " and ".join(f"t.{quoted(key)} = i.{quoted(key)}" for key in keys)
    others = [name for name in rows.column_names if name not in keys]
    deleted = 0
    if delete_missing and scope:
        # A MERGE would look at the whole table for what is gone, and not by the scope's index.
        deleted = connection.execute(
            text(
                f"delete from {target} t where {_within(scope)}"
                f" and not exists (select from {source} i where {same})"
            ),
            _values(scope),
        ).rowcount
    columns = ", ".join(quoted(name) for name in rows.column_names)
    new = ", ".join(f"i.{quoted(name)}" for name in rows.column_names)
    clauses = [f"when not matched then insert ({columns}) values ({new})"]
    if others:
        old, come = (", ".join(f"{of}.{quoted(name)}" for name in others) for of in "ti")
        changes = ", ".join(f"{quoted(name)} = i.{quoted(name)}" for name in others)
        clauses.append(
            f"when matched and row({old}) is distinct from row({come}) then update set {changes}"
        )
    if delete_missing and not scope:
        clauses.append("when not matched by source then delete")
    actions = connection.execute(
        text(
            f"with merged as (merge into {target} t using {source} i on {same}"
            f" {' '.join(clauses)} returning merge_action() as action)"
            " select action, count(*) from merged group by action"
        )
    )
    done = {one[0]: int(one[1]) for one in actions}
    connection.execute(text(f"drop table {source}"))
    inserted, updated = done.get("INSERT", 0), done.get("UPDATE", 0)
    unchanged = rows.num_rows - inserted - updated
    return Merged(inserted, updated, deleted + done.get("DELETE", 0), unchanged)


def _within(scope: Scope) -> str:
    limits = []
    for place, name in enumerate(scope):
        column = name.removesuffix("[1]")
        limits.append(f"t.{quoted(column)}{name[len(column) :]} = any(:scope_{place})")
    return " and ".join(limits)


def _values(scope: Scope | None) -> dict[str, list[str]]:
    return {
        f"scope_{place}": [value] if isinstance(value, str) else list(value)
        for place, value in enumerate((scope or {}).values())
    }


def _refused(table: Table, error: DBAPIError | psycopg.Error) -> ZokwezoError:
    if is_full_disk(error):
        return full_disk()
    cause = error.orig if isinstance(error, DBAPIError) else error
    diagnosis = cause.diag if isinstance(cause, psycopg.Error) else None
    return ZokwezoError(
        message(
            "database.refused",
            table=table.fullname,
            code=(diagnosis and diagnosis.sqlstate) or type(error).__name__,
            where=(diagnosis and (diagnosis.constraint_name or diagnosis.column_name)) or "-",
        )
    )
