"""What leaves the building: the analysts' schemas as Arrow tables, with their dictionary.

Read in one repeatable-read snapshot, so that a load under way is seen whole or not at all. Only
schemas without names are published; the vault and the intake are not among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from sqlalchemy import Boolean, Connection, Date, Double, Table, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.types import BigInteger, Float, Integer

from warehouse.tables import METADATA, identity

PUBLISHED = ("warehouse", "case_law", "plan")


def published_tables(connection: Connection) -> dict[str, pa.Table]:
    """``schema.table`` -> rows, ordered by primary key."""
    return {
        table.fullname: _rows(connection, table)
        for table in METADATA.sorted_tables
        if table.schema in PUBLISHED
    }


def dictionary() -> dict[str, Any]:
    """The data dictionary of what is published: every table and column, in words."""
    return {
        table.fullname: {
            "description": table.comment,
            "key": [column.name for column in table.primary_key],
            "columns": {
                column.name: {"type": str(column.type), "description": column.comment}
                for column in _columns(table)
            },
        }
        for table in METADATA.sorted_tables
        if table.schema in PUBLISHED
    }


def canonical_ids(connection: Connection) -> dict[str, str]:
    """Pseudonym -> what stands for it in a content digest: the person's fingerprint and the role.

    Two registers that hold the same mentions in the same persons give the same digests, whatever
    random ids they minted.
    """
    pseudonym, person = identity.role_pseudonym, identity.person
    rows = connection.execute(
        select(pseudonym.c.pseudonym, pseudonym.c.role, person.c.fingerprint).join(
            person, person.c.person_id == pseudonym.c.person_id
        )
    ).all()
    return {row.pseudonym: f"{row.role} {row.fingerprint}" for row in rows}


def counts(tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Rows by table."""
    return {name: table.num_rows for name, table in tables.items()}


def _columns(table: Table) -> list[Any]:
    # A search vector is an index, not data.
    return [column for column in table.columns if not isinstance(column.type, TSVECTOR)]


def _rows(connection: Connection, table: Table) -> pa.Table:
    columns = _columns(table)
    found = connection.execute(select(*columns).order_by(*table.primary_key)).all()
    return pa.table(
        {
            column.name: pa.array([_plain(row[i]) for row in found], _arrow(column.type))
            for i, column in enumerate(columns)
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        import json

        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def _arrow(kind: Any) -> pa.DataType:
    if isinstance(kind, ARRAY):
        return pa.list_(pa.string())
    for sql, arrow in (
        (Boolean, pa.bool_()),
        (Date, pa.date32()),
        (BigInteger, pa.int64()),
        (Integer, pa.int64()),
        (Double, pa.float64()),
        (Float, pa.float64()),
        (JSONB, pa.string()),
    ):
        if isinstance(kind, sql):
            return arrow
    return pa.string()
