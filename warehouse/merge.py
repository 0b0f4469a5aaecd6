"""Rows into a table so that it holds exactly them, and nothing is touched that is already right.

COPY into a temporary table, then delete what is gone, update what differs, insert what is new: run
twice, same rows. Never TRUNCATE: a reader sees the old rows until the transaction commits, then the
new ones, never a mix and never an empty table.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from warehouse.errors import ZokwezoError, message

# A column, or ``column[1]`` for the first of its texts, and the value or values of the rows meant.
Scope = Mapping[str, str | Sequence[str]]

# COPY is fed in pieces of this many rows: a piece is a few MB, whatever the size of the whole.
PIECE_ROWS = 20_000


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
    incoming = f"incoming_{uuid4().hex}"
    try:
        if scope is None:
            connection.execute(text(f"lock table {_name(table)} in share row exclusive mode"))
        _copy(connection, table, rows, incoming)
        _require_distinct(connection, table, incoming, keys)
        if scope:
            _require_within(connection, table, incoming, keys, scope)
        return _apply(connection, table, rows.column_names, incoming, scope, delete_missing)
    except (DBAPIError, psycopg.Error) as error:
        # PostgreSQL's own sentence may quote the row.
        raise _refused(table, error) from None


def _require_columns(table: Table, rows: pa.Table, keys: list[str]) -> None:
    known = {column.name for column in table.columns if column.computed is None}
    unknown = sorted(set(rows.column_names) - known)
    if unknown:
        raise ZokwezoError(
            message("database.unknown_column", table=table.fullname, columns=", ".join(unknown))
        )
    missing = [key for key in keys if key not in rows.column_names or rows[key].null_count]
    if missing:
        raise ZokwezoError(
            message("database.missing_key", table=table.fullname, columns=", ".join(missing))
        )


def _copy(connection: Connection, table: Table, rows: pa.Table, incoming: str) -> None:
    columns = ", ".join(_quote(name) for name in rows.column_names)
    connection.execute(
        text(
            f"create temporary table {incoming} on commit drop as"
            f" select {columns} from {_name(table)} with no data"
        )
    )
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with (
        raw.cursor() as cursor,
        cursor.copy(f"copy pg_temp.{incoming} ({columns}) from stdin (format csv)") as sink,
    ):
        flat = pa.table({name: _flat(rows[name]) for name in rows.column_names})
        for start in range(0, flat.num_rows, PIECE_ROWS):
            sink.write(_as_csv(flat.slice(start, PIECE_ROWS)))
    connection.execute(text(f"analyze pg_temp.{incoming}"))


def _as_csv(piece: pa.Table) -> memoryview:
    # Arrow quotes every text and leaves NULL bare: just what COPY tells NULL from '' by.
    buffer = io.BytesIO()
    csv.write_csv(piece, buffer, csv.WriteOptions(include_header=False, quoting_style="needed"))
    return buffer.getbuffer()


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pa.chunked_array([_array_literals(chunk) for chunk in column.chunks], pa.string())
    if pa.types.is_null(column.type):
        return column.cast(pa.string())
    return column


def _array_literals(lists: pa.Array) -> pa.Array:
    # {"a","b"}: each element quoted, with " and \ escaped; NULL bare.
    elements = pc.cast(lists.flatten(), pa.string())
    escaped = pc.replace_substring_regex(elements, r'(["\\])', r"\\\1")
    quoted = pc.fill_null(pc.binary_join_element_wise('"', escaped, '"', ""), "NULL")
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    offsets = pa.concat_arrays(
        [pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast("int32")]
    )
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, quoted), ",")
    literals = pc.binary_join_element_wise("{", joined, "}", "")
    return pc.if_else(lists.is_valid(), literals, pa.scalar(None, pa.string()))


def _require_distinct(connection: Connection, table: Table, incoming: str, keys: list[str]) -> None:
    listed = ", ".join(_quote(key) for key in keys)
    repeated = connection.scalar(
        text(
            f"select count(*) from (select from pg_temp.{incoming}"
            f" group by {listed} having count(*) > 1) as repeated"
        )
    )
    if repeated:
        raise _repeated(table, int(repeated), keys)


def _require_within(
    connection: Connection, table: Table, incoming: str, keys: list[str], scope: Scope
) -> None:
    same = " and ".join(f"t.{_quote(key)} = i.{_quote(key)}" for key in keys)
    without = connection.scalar(
        text(
            f"select count(*) from pg_temp.{incoming} i join {_name(table)} t on {same}"
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
    names: list[str],
    incoming: str,
    scope: Scope | None,
    delete_missing: bool,
) -> Merged:
    target, source = _name(table), f"pg_temp.{incoming}"
    keys = [column.name for column in table.primary_key]
    same = " and ".join(f"t.{_quote(key)} = i.{_quote(key)}" for key in keys)
    others = [name for name in names if name not in keys]
    deleted = updated = 0
    if delete_missing:
        limits = [_within(scope)] if scope else []
        where = " and ".join([*limits, f"not exists (select from {source} i where {same})"])
        deleted = connection.execute(
            text(f"delete from {target} t where {where}"), _values(scope)
        ).rowcount
    if others:
        changes = ", ".join(f"{_quote(name)} = i.{_quote(name)}" for name in others)
        old = ", ".join(f"t.{_quote(name)}" for name in others)
        new = ", ".join(f"i.{_quote(name)}" for name in others)
        updated = connection.execute(
            text(
                f"update {target} t set {changes} from {source} i"
                f" where {same} and row({old}) is distinct from row({new})"
            )
        ).rowcount
    columns = ", ".join(_quote(name) for name in names)
    inserted = connection.execute(
        text(
            f"insert into {target} ({columns}) select {columns} from {source} i"
            f" where not exists (select from {target} t where {same})"
        )
    ).rowcount
    total = connection.scalar(text(f"select count(*) from {source}")) or 0
    connection.execute(text(f"drop table {source}"))
    return Merged(inserted, updated, deleted, int(total) - inserted - updated)


def _within(scope: Scope) -> str:
    limits = []
    for place, name in enumerate(scope):
        column = name.removesuffix("[1]")
        limits.append(f"t.{_quote(column)}{name[len(column) :]} = any(:scope_{place})")
    return " and ".join(limits)


def _values(scope: Scope | None) -> dict[str, list[str]]:
    return {
        f"scope_{place}": [value] if isinstance(value, str) else list(value)
        for place, value in enumerate((scope or {}).values())
    }


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _name(table: Table) -> str:
    return f"{_quote(table.schema or 'public')}.{_quote(table.name)}"


def _refused(table: Table, error: DBAPIError | psycopg.Error) -> ZokwezoError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    told = cause.diag if isinstance(cause, psycopg.Error) else None
    return ZokwezoError(
        message(
            "database.refused",
            table=table.fullname,
            code=(told and told.sqlstate) or type(error).__name__,
            where=(told and (told.constraint_name or told.column_name)) or "-",
        )
    )
