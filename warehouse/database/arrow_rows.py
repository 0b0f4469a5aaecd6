"""Rows for a table of the database as Arrow: their types are those of its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa
from sqlalchemy import ARRAY, Boolean, Column, Date, DateTime, Float, Integer, Table

# In this order: the first that fits. Text, and JSON as text, is what is left.
_TYPES = (
    (ARRAY, pa.list_(pa.string())),
    (Boolean, pa.bool_()),
    (Date, pa.date32()),
    (DateTime, pa.timestamp("us", "UTC")),
    (Integer, pa.int64()),
    (Float, pa.float64()),
)


def arrow_field(column: Column[Any]) -> pa.Field:
    """The column as Arrow has it."""
    kind = next((arrow for sql, arrow in _TYPES if isinstance(column.type, sql)), pa.string())
    return pa.field(column.name, kind)


def arrow_schema(table: Table, without: Collection[str] = ()) -> pa.Schema:
    """The columns of a table in their order, without some."""
    return pa.schema([arrow_field(one) for one in table.columns if one.name not in without])


def arrow_rows(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows in all columns of a table; what a row lacks is null."""
    return pa.Table.from_pylist(list(rows), arrow_schema(table))
