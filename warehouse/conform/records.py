"""Values of a sheet -> its records, by conformed table; those of one row know one another."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.conform.clean.no_name import names_nobody
from warehouse.conform.column_reading import Filled, value_of
from warehouse.contracts import Column, Record, Table
from warehouse.contracts.conformed_schema import TABLES, schema

ROLES = ("victim", "suspect")


def present_rows(
    table: Table,
    states: dict[str, pa.Array],
    filled: Filled,
    count: int,
) -> dict[str, pa.Array]:
    """For each record, which rows give it."""
    by_record: dict[str, pa.Array] = {}
    for name, record in table.records.items():
        present = pa.repeat(not record.when, count)
        for attribute in record.when:
            for key, _, _, column in table.each_column():
                if key in states and _fills(column, name, attribute):
                    present = pc.or_(present, pc.equal(states[key], "read"))
        unnamed = filled.get((name, "is_unnamed"))
        if unnamed is not None and "name" in record.when:
            present = pc.or_(present, unnamed)
        by_record[name] = present
    return by_record


def _fills(column: Column, record: str, attribute: str) -> bool:
    return attribute in column.to or f"{record}.{attribute}" in column.to


def record_columns(
    name: str,
    record: Record,
    filled: Filled,
    present: dict[str, pa.Array],
    common: dict[str, pa.Array],
) -> tuple[dict[str, pa.Array], pa.Array]:
    """The columns of one record over all rows, and which rows really give it."""
    count = len(common["row_key"])
    columns: dict[str, pa.Array] = dict(common)
    for field in TABLES[record.table]:
        if field.name not in columns:
            value = value_of(filled, name, field.name)
            if value is not None:
                columns[field.name] = value
    keep = present[name]
    if record.table == "person_mention":
        if record.role is not None:
            columns["role"] = pa.repeat(record.role, count)
        # A list whose column of roles is gone tells none, and is refused or kept back for it.
        columns.setdefault("role", pa.nulls(count, pa.string()))
        no_name = pc.and_(
            pc.is_null(columns.get("family_name", pa.nulls(count, pa.string()))),
            pc.is_null(columns.get("given_names", pa.nulls(count, pa.string()))),
        )
        # "Victime A" names nobody, and is somebody to count all the same.
        columns["is_unnamed"] = pc.or_(no_name, _names_nobody(columns, count))
        # An unknown author is a fact of the complaint, not a person to count; who is known by an
        # alias is known, and a victim without a name is a victim all the same.
        nameless = pc.and_(no_name, pc.is_null(columns.get("alias", pa.nulls(count, pa.string()))))
        unknown_author = pc.and_(nameless, pc.equal(columns["role"], "suspect").fill_null(False))
        # A witness or a complainant is heard in a case; nobody counts them. A role that is not
        # known stays, for the checks to keep its row back.
        heard = pc.invert(pc.is_in(columns["role"], pa.array([*ROLES, None], pa.string())))
        keep = pc.and_(keep, pc.invert(pc.or_(unknown_author, heard)))
    return columns, keep.fill_null(False)


def _names_nobody(columns: dict[str, pa.Array], count: int) -> pa.Array:
    """Of each row, whether what stands for the name is a word that names nobody."""
    nothing = pa.nulls(count, pa.string())
    family, given, raw = (
        columns.get(name, nothing).cast(pa.string()).fill_null("").to_pylist()
        for name in ("family_name", "given_names", "name_raw")
    )
    # As written too: capitals part "Bébé de NGOMA" in another order.
    is_nobody = {
        written: names_nobody(written[0]) or names_nobody(written[1])
        for written in {(f"{f} {g}", r) for f, g, r in zip(family, given, raw, strict=True)}
    }
    return pa.array(
        [is_nobody[f"{f} {g}", r] for f, g, r in zip(family, given, raw, strict=True)], pa.bool_()
    )


def joined_records(
    table: Table,
    made: dict[str, tuple[dict[str, pa.Array], pa.Array]],
    common: dict[str, pa.Array],
    filled: Filled,
) -> dict[str, pa.Table]:
    """Records by conformed table; those of one row know its victim and its accused."""
    count = len(common["row_key"])
    links = {f"{role}_record_id": pa.nulls(count, pa.string()) for role in ROLES}
    unnamed = pa.repeat(False, count)
    heard = pa.nulls(count, pa.string())
    for name, record in table.records.items():
        if record.table == "person_mention":
            columns, keep = made[name]
            for role in ROLES:
                mine = pc.and_(keep, pc.equal(columns["role"], role).fill_null(False))
                linked = pc.if_else(mine, columns["record_id"], pa.scalar(None, pa.string()))
                links[f"{role}_record_id"] = pc.coalesce(links[f"{role}_record_id"], linked)
            counted = pc.is_in(columns["role"], pa.array(ROLES, pa.string()))
            heard = pc.coalesce(heard, pc.if_else(counted, None, columns["role"]))
            is_unnamed = filled.get((name, "is_unnamed"))
            if record.role == "suspect" and is_unnamed is not None:
                unnamed = pc.or_(unnamed, is_unnamed.fill_null(False))
    extra = {**links, "is_suspect_unnamed": unnamed, "heard_role": heard}
    tables: dict[str, list[pa.Table]] = {}
    for name, record in table.records.items():
        columns, keep = made[name]
        wanted = schema(record.table)
        full = pa.table(
            [
                (columns.get(f.name, extra.get(f.name, pa.nulls(count, f.type)))).cast(f.type)
                for f in wanted
            ],
            schema=wanted,
        )
        tables.setdefault(record.table, []).append(full.filter(keep))
    return {name: pa.concat_tables(parts) for name, parts in tables.items()}
