"""What leaves the building: the analysts' schemas as Arrow tables, with their dictionary.

Read in one repeatable-read snapshot, so that a load under way is seen whole or not at all. Only
schemas without names are published; the vault and the intake are not among them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Table, column, select, text
from sqlalchemy import table as table_
from sqlalchemy.dialects.postgresql import TSVECTOR

from warehouse.database.arrow_rows import arrow_field
from warehouse.database.tables import METADATA, identity
from warehouse.database.tables.comments import both
from warehouse.release.flat_tables import flat_dictionary, flat_tables

PUBLISHED = ("warehouse", "case_law", "plan")


def published_tables(
    connection: Connection,
    known_at: datetime | None = None,
    listed: Mapping[str, Collection[str]] | None = None,
) -> dict[str, pa.Table]:
    """``schema.table`` -> rows, ordered by primary key.

    Args:
        known_at: as the tables were known at this instant, from their history; as they stand
            without.
        listed: the tables and columns wanted, those that a release of the time had; all without.
    """
    tables = {
        table.fullname: _rows(
            connection, table, known_at, None if listed is None else listed[table.fullname]
        )
        for table in METADATA.sorted_tables
        if table.schema in PUBLISHED and (listed is None or table.fullname in listed)
    }
    # A release from before them has no flat tables.
    has_flat = listed is None or any(name.startswith("warehouse.flat_") for name in listed)
    return tables | (flat_tables(tables) if has_flat else {})


def last_known_at(connection: Connection) -> datetime | None:
    """The instant of the last load that this snapshot sees; none before the first."""
    instant: datetime | None = connection.scalar(text("select max(known_at) from history.instant"))
    return instant


def first_known_at(connection: Connection) -> datetime | None:
    """The instant of the first load of all; none before it."""
    instant: datetime | None = connection.scalar(text("select min(known_at) from history.instant"))
    return instant


def dictionary() -> dict[str, Any]:
    """The data dictionary of what is published: every table and column, in French and English."""
    return {
        table.fullname: {
            **both(table.comment),
            "key": [one.name for one in table.primary_key],
            "columns": {
                one.name: {"type": str(one.type), **both(one.comment)} for one in _columns(table)
            },
        }
        for table in METADATA.sorted_tables
        if table.schema in PUBLISHED
    } | flat_dictionary()


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


def _columns(table: Table) -> list[Any]:
    # A search vector is an index, not data.
    return [one for one in table.columns if not isinstance(one.type, TSVECTOR)]


def _rows(
    connection: Connection,
    table: Table,
    known_at: datetime | None,
    wanted: Collection[str] | None,
) -> pa.Table:
    columns = [one for one in _columns(table) if wanted is None or one.name in wanted]
    if known_at is None:
        asked = select(*columns).order_by(*table.primary_key)
    else:
        twin = table_(
            f"{table.schema}_{table.name}",
            *(column(one.name, one.type) for one in (*columns, *table.primary_key)),
            column("known_from"),
            column("known_to"),
            schema="history",
        )
        asked = (
            select(*(twin.c[one.name] for one in columns))
            .where(twin.c.known_from <= known_at, known_at < twin.c.known_to)
            .order_by(*(twin.c[one.name] for one in table.primary_key))
        )
    records = connection.execute(asked).all()
    fields = [arrow_field(one) for one in columns]
    cells = [[_plain(row[i]) for row in records] for i in range(len(fields))]
    arrays = [pa.array(of, field.type) for of, field in zip(cells, fields, strict=True)]
    return pa.table(arrays, pa.schema(fields))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        import json

        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value
