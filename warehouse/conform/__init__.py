"""Cells x contract -> typed records, and what could not be read.

Nothing is judged here: a cell is cleaned, or kept and flagged. The checks decide what a flag means.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.codelists import CodeLists
from warehouse.conform.birth import birth_from_age
from warehouse.conform.readers import READERS, Reading, Task, read_split_name
from warehouse.conformed import ARROW, TABLES, schema
from warehouse.contract import Column, Record, Table, date_attributes

SPLIT_NAME = ("family_name", "given_names", "alias")
ROLES = ("victim", "suspect")


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of one sheet as text.

    Attributes:
        table_id: the contract's table that the sheet was recognised as.
        sheet: its name; empty for a text file.
        row_numbers: physical rows, int64, 1 = the first of the sheet.
        cells: column key -> text, one entry per row; absent columns are absent.
    """

    table_id: str
    sheet: str
    row_numbers: np.ndarray
    cells: dict[str, pa.Array]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where records come from: the submission, its source, month, file and fingerprint."""

    submission_id: str
    source_id: str
    period: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Conformed:
    """One sheet, conformed.

    Attributes:
        examined: a row per source row, for the checks: ``sheet``, ``row_number``, ``row_key``, the
            state of every column under its key, the dates that rules compare under their attribute,
            and ``named_persons``, how many named persons the row gives.
        records: conformed table -> records, in the schema of ``conformed``.
    """

    table_id: str
    sheet: str
    examined: pa.Table
    records: dict[str, pa.Table]


def row_key(source_id: str, sha256: str, sheet: str, row_number: int) -> str:
    """The key of a source row: a digest of source, bytes and sheet, and the row's number."""
    return f"R{_sheet_key(source_id, sha256, sheet)}-{row_number}"


def _sheet_key(source_id: str, sha256: str, sheet: str) -> str:
    told = f"{source_id}|{sha256}|{sheet}".encode()
    return hashlib.blake2b(told, digest_size=9).hexdigest()


def row_keys(source_id: str, sha256: str, sheet: str, row_numbers: np.ndarray) -> list[str]:
    """``row_key`` of many rows of one sheet."""
    base = _sheet_key(source_id, sha256, sheet)
    return [f"R{base}-{number}" for number in row_numbers.tolist()]


def conform(table: Table, rows: Rows, lineage: Lineage, codes: CodeLists) -> Conformed:
    """Turn the text of one sheet into records of the conformed tables.

    Args:
        table: how the contract says the sheet is read.
        rows: its records as text.
        lineage: what every record carries.
        codes: the code lists.
    """
    count = len(rows.row_numbers)
    keys = row_keys(lineage.source_id, lineage.sha256, rows.sheet, rows.row_numbers)
    common: dict[str, pa.Array] = {
        "row_key": pa.array(keys, pa.string()),
        "sheet": pa.repeat(rows.sheet, count),
        "row_number": pa.array(rows.row_numbers, pa.int64()),
        **{
            name: pa.repeat(getattr(lineage, name), count)
            for name in ("submission_id", "source_id", "period", "file_name")
        },
    }
    states, filled = _read_columns(table, rows, codes)
    _fill_birth(table, filled, lineage.period)
    present = _present(table, states, filled, count)
    made = {
        name: _record(name, record, filled, present, common)
        for name, record in table.records.items()
    }
    named = sum(
        (
            made[name][1].cast(pa.int64()).to_numpy(zero_copy_only=False)
            for name, record in table.records.items()
            if record.table == "person_mention"
        ),
        start=np.zeros(count, dtype="int64"),
    )
    records = _joined(table, made, common, filled)
    examined = {
        "sheet": common["sheet"],
        "row_number": common["row_number"],
        "row_key": common["row_key"],
        **states,
        **{
            attribute: array
            for attribute in sorted(date_attributes(table))
            if (array := _date_of(filled, attribute)) is not None
        },
        "named_persons": pa.array(named, pa.int64()),
    }
    return Conformed(rows.table_id, rows.sheet, pa.table(examined), records)


def spread(
    reading: Reading, indices: pa.Array, fields: dict[str, pa.DataType]
) -> dict[str, pa.Array]:
    """The fields of a reading of distinct cells, over all rows."""
    return {
        name: pa.array(values, fields[name]).take(indices)
        for name, values in reading.fields.items()
        if name in fields
    }


_TYPES: dict[str, pa.DataType] = {
    field.name: ARROW[field.type] for fields in TABLES.values() for field in fields
}


def _distinct(column: pa.Array) -> tuple[pa.Array, list[str]]:
    encoded = column.fill_null("").dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    return encoded.indices, encoded.dictionary.to_pylist()


def _read_columns(
    table: Table, rows: Rows, codes: CodeLists
) -> tuple[dict[str, pa.Array], dict[tuple[str, str], pa.Array]]:
    """States by column key, and values by (record or '', field)."""
    states: dict[str, pa.Array] = {}
    filled: dict[tuple[str, str], pa.Array] = {}
    split: dict[str, dict[str, str]] = {}
    for key, _, _, column in table.each_column():
        if column.read is None or key not in rows.cells:
            continue
        if column.read in SPLIT_NAME:
            record = column.to[0].rpartition(".")[0]
            split.setdefault(record, {})[column.read] = key
            continue
        indices, values = _distinct(rows.cells[key])
        for target in column.to:
            record, _, attribute = target.rpartition(".")
            reading = READERS[column.read](Task(column, attribute, codes), values)
            for name, array in spread(reading, indices, _TYPES).items():
                known = filled.get((record, name))
                # Two columns may say the same (a fine within the sentence): the first one wins,
                # the second fills what it left empty.
                filled[record, name] = array if known is None else pc.coalesce(known, array)
            states[key] = pa.array(reading.states, pa.string()).take(indices)
        if column.unique:
            states[f"{key} (value)"] = filled[column.to[0].rpartition(".")[0], attribute]
    for record, columns in split.items():
        _read_split(record, columns, rows, states, filled)
    return states, filled


def _read_split(
    record: str,
    columns: dict[str, str],
    rows: Rows,
    states: dict[str, pa.Array],
    filled: dict[tuple[str, str], pa.Array],
) -> None:
    count = len(rows.row_numbers)
    cells = [
        rows.cells[columns[part]].fill_null("") if part in columns else pa.repeat("", count)
        for part in SPLIT_NAME
    ]
    # The unit separator stands in no cell: landing strips control characters.
    indices, joined = _distinct(pc.binary_join_element_wise(*cells, "\x1f"))
    parts = [value.split("\x1f") for value in joined]
    reading = read_split_name(*([p[i] for p in parts] for i in range(3)))
    for name, array in spread(reading, indices, _TYPES).items():
        filled[record, name] = array
    whole = pa.array(reading.states, pa.string()).take(indices)
    for part, key in columns.items():
        if part == "family_name":
            states[key] = whole
        else:
            empty = pc.equal(rows.cells[key].fill_null(""), "")
            states[key] = pc.if_else(empty, "missing", "read")


def _value(filled: dict[tuple[str, str], pa.Array], record: str, field: str) -> pa.Array | None:
    """The record's own value, or the one that all records of the row share."""
    return filled.get((record, field), filled.get(("", field)))


def _date_of(filled: dict[tuple[str, str], pa.Array], attribute: str) -> pa.Array | None:
    for suffix in ("", "_min"):
        for (_, field), array in filled.items():
            if field == attribute + suffix:
                return array
    return None


def _fill_birth(table: Table, filled: dict[tuple[str, str], pa.Array], period: str) -> None:
    year, month = (int(part) for part in period.split("-"))
    for name, record in table.records.items():
        ages = _value(filled, name, "age_min"), _value(filled, name, "age_max")
        if record.table != "person_mention" or ages[0] is None or ages[1] is None:
            continue
        made = birth_from_age(
            ages[0],
            ages[1],
            seen_on=_value(filled, name, "seen_on"),
            otherwise=date(year, month, 28),
            birth_min=_value(filled, name, "birth_date_min"),
            birth_max=_value(filled, name, "birth_date_max"),
            precision=_value(filled, name, "birth_precision"),
        )
        for field, array in made.items():
            filled[name, field] = array


def _present(
    table: Table,
    states: dict[str, pa.Array],
    filled: dict[tuple[str, str], pa.Array],
    count: int,
) -> dict[str, pa.Array]:
    """For each record, which rows give it."""
    found: dict[str, pa.Array] = {}
    for name, record in table.records.items():
        present = pa.repeat(not record.when, count)
        for attribute in record.when:
            for key, _, _, column in table.each_column():
                if key in states and _fills(column, name, attribute):
                    present = pc.or_(present, pc.equal(states[key], "read"))
        unnamed = filled.get((name, "is_unnamed"))
        if unnamed is not None and "name" in record.when:
            present = pc.or_(present, unnamed)
        found[name] = present
    return found


def _fills(column: Column, record: str, attribute: str) -> bool:
    return attribute in column.to or f"{record}.{attribute}" in column.to


def _record(
    name: str,
    record: Record,
    filled: dict[tuple[str, str], pa.Array],
    present: dict[str, pa.Array],
    common: dict[str, pa.Array],
) -> tuple[dict[str, pa.Array], pa.Array]:
    """The columns of one record over all rows, and which rows really give it."""
    count = len(common["row_key"])
    columns: dict[str, pa.Array] = dict(common)
    columns["record_id"] = pc.binary_join_element_wise(
        common["row_key"], pa.repeat(name, count), "-"
    )
    for field in TABLES[record.table]:
        if field.name not in columns:
            value = _value(filled, name, field.name)
            if value is not None:
                columns[field.name] = value
    keep = present[name]
    if record.table == "person_mention":
        if record.role is not None:
            columns["role"] = pa.repeat(record.role, count)
        no_name = pc.and_(
            pc.is_null(columns.get("family_name", pa.nulls(count, pa.string()))),
            pc.is_null(columns.get("given_names", pa.nulls(count, pa.string()))),
        )
        columns["is_unnamed"] = no_name
        # An unknown author is a fact of the complaint, not a person to count; a victim without a
        # name is a victim all the same.
        unknown_author = pc.and_(no_name, pc.equal(columns["role"], "suspect").fill_null(False))
        # A witness or a complainant is heard in a case; nobody counts them. A role that is not
        # known stays, for the checks to keep its row back.
        heard = pc.invert(pc.is_in(columns["role"], pa.array([*ROLES, None], pa.string())))
        keep = pc.and_(keep, pc.invert(pc.or_(unknown_author, heard)))
    return columns, keep.fill_null(False)


def _joined(
    table: Table,
    made: dict[str, tuple[dict[str, pa.Array], pa.Array]],
    common: dict[str, pa.Array],
    filled: dict[tuple[str, str], pa.Array],
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
            said = filled.get((name, "is_unnamed"))
            if record.role == "suspect" and said is not None:
                unnamed = pc.or_(unnamed, said.fill_null(False))
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
