"""Rows between Arrow and PostgreSQL as lines of CSV: no cell is ever an object of Python's.

It tells NULL from the empty text: NULL is bare, a text stands in quotes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv
from sqlalchemy import Connection, Table, text

# COPY is fed in pieces of this many rows: a piece is a few MB, whatever the size of the whole.
PIECE_ROWS = 20_000


def copy_in(connection: Connection, target: str, rows: pa.Table) -> None:
    """Add rows to a table by COPY, in their order, in the caller's transaction.

    Args:
        connection: commits, or not, by the caller.
        target: the table, quoted; columns that ``rows`` lacks take their default.
        rows: text, lists of text, dates, instants, numbers, booleans, and JSON as text.

    Raises:
        psycopg.Error: PostgreSQL refuses; its sentence may quote a row.
    """
    columns = ", ".join(quoted(name) for name in rows.column_names)
    with (
        _raw(connection).cursor() as cursor,
        cursor.copy(f"copy {target} ({columns}) from stdin (format csv)") as sink,
    ):
        flat = pa.table({name: _flat(rows[name]) for name in rows.column_names})
        for start in range(0, flat.num_rows, PIECE_ROWS):
            sink.write(_as_csv(flat.slice(start, PIECE_ROWS)))


def copy_out(
    connection: Connection, table: Table, wanted: pa.Schema, order: str | None = None
) -> pa.Table:
    """The rows of a table: the columns of ``wanted``, by the types that it says.

    Args:
        connection: what it sees is read.
        wanted: text, dates, instants and numbers; JSON as text.
        order: the column that orders the rows; any order without.
    """
    return copy_query(connection, f"select * from {name_of(table)}", wanted, order)


def copy_query(
    connection: Connection,
    query: str,
    wanted: pa.Schema,
    order: str | None = None,
    given: Mapping[str, object] | None = None,
) -> pa.Table:
    """The rows of a query, as ``copy_out`` gives those of a table.

    Args:
        connection: what it sees is read.
        query: a select, its parameters as ``:name``.
        wanted: the columns taken of it, and their types.
        order: the column that orders the rows; any order without.
    """
    cells = ", ".join(
        f"""coalesce('"' || replace({quoted(name)}::text, '"', '""') || '"', '')"""
        for name in wanted.names
    )
    ordered = f" order by {quoted(order)}" if order else ""
    # The same lines as COPY writes: of those, psycopg takes twice as long to hand out each.
    lines = connection.scalars(
        text(f"select concat_ws(',', {cells}) || chr(10) from ({query}) as told{ordered}"), given
    )
    written = "".join(lines).encode()
    if not written:
        return wanted.empty_table()
    return csv.read_csv(
        pa.BufferReader(written),
        csv.ReadOptions(column_names=wanted.names),
        csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=wanted,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def name_of(table: Table) -> str:
    """A table's name with its schema, as SQL takes it."""
    return f"{quoted(table.schema or 'public')}.{quoted(table.name)}"


def _raw(connection: Connection) -> psycopg.Connection[Any]:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


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
