"""The columns of a sheet, read: what became of every cell, and what it gave to which record."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.conform.birth import birth_from_age
from warehouse.conform.conformed_sheet import Rows
from warehouse.conform.name_readers import read_split_name
from warehouse.conform.readers import READERS
from warehouse.conform.reading_task import Reading, ReadingTask
from warehouse.contracts import Column, Table
from warehouse.contracts.codelists import CodeLists
from warehouse.contracts.conformed_schema import ARROW, TABLES

SPLIT_NAME = ("family_name", "given_names", "alias")
# Values by the record that they are of, '' for all records of the row, and the field they fill.
Filled = dict[tuple[str, str], pa.Array]

_TYPES: dict[str, pa.DataType] = {
    field.name: ARROW[field.type] for fields in TABLES.values() for field in fields
}


def read_columns(
    table: Table, rows: Rows, codes: CodeLists, period: str
) -> tuple[dict[str, pa.Array], Filled]:
    """States by column key, and values by (record or '', field); ``period`` is the file's month."""
    states: dict[str, pa.Array] = {}
    filled: Filled = {}
    split: dict[str, dict[str, str]] = {}

    def task(column: Column, attribute: str) -> ReadingTask:
        return ReadingTask(column, attribute, codes, period, rows.is_from_1904)

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
            reading = READERS[column.read](task(column, attribute), values)
            for name, array in _spread(reading, indices).items():
                existing = filled.get((record, name))
                # Two columns may say the same (a fine within the sentence): the first one wins,
                # the second fills what it left empty.
                filled[record, name] = array if existing is None else pc.coalesce(existing, array)
            states |= _states(key, reading, indices)
        if column.unique:
            states[f"{key} (value)"] = filled[column.to[0].rpartition(".")[0], attribute]
    for record, columns in split.items():
        _read_split(record, columns, rows, states, filled)
    return states, filled


def state(table: Table, filled: Filled, count: int) -> None:
    """Fill what the contract says of every row; what a row says itself stands."""
    for target, stated in table.states.items():
        record, _, attribute = target.rpartition(".")
        kind, stated_value = _TYPES[attribute], stated.value
        value = pa.scalar(
            list(stated_value) if isinstance(stated_value, tuple) else stated_value, kind
        )
        existing = value_of(filled, record, attribute)
        if existing is None:
            filled[record, attribute] = pa.array([value.as_py()] * count, kind)
        elif pa.types.is_list(kind):
            rows = [sorted({*(row or ()), *value.as_py()}) for row in existing.to_pylist()]
            filled[record, attribute] = pa.array(rows, kind)
        else:
            filled[record, attribute] = pc.fill_null(existing, value)


def _read_split(
    record: str,
    columns: dict[str, str],
    rows: Rows,
    states: dict[str, pa.Array],
    filled: Filled,
) -> None:
    count = len(rows.row_numbers)
    cells = [
        rows.cells[columns[part]].fill_null("") if part in columns else pa.repeat("", count)
        for part in SPLIT_NAME
    ]
    # The unit separator stands in no cell: landing strips control characters.
    indices, joined = _distinct(pc.binary_join_element_wise(*cells, "\x1f"))
    parts = [value.split("\x1f") for value in joined]
    readings = read_split_name(*([p[i] for p in parts] for i in range(3)))
    for name, array in _spread(readings["family_name"], indices).items():
        filled[record, name] = array
    for part, key in columns.items():
        states |= _states(key, readings[part], indices)


def _distinct(column: pa.Array) -> tuple[pa.Array, list[str]]:
    encoded = column.fill_null("").dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    return encoded.indices, encoded.dictionary.to_pylist()


def _states(key: str, reading: Reading, indices: pa.Array) -> dict[str, pa.Array]:
    """What the checks see of a column: its states, more persons that its cells name, and firms."""
    seen = {key: pa.array(reading.states, pa.string()).take(indices)}
    if reading.also_named is not None and any(reading.also_named):
        seen[f"{key} (also named)"] = pa.array(reading.also_named, pa.int64()).take(indices)
    if reading.is_firm is not None and any(reading.is_firm):
        seen[f"{key} (firm)"] = pa.array(reading.is_firm, pa.bool_()).take(indices)
    return seen


def _spread(reading: Reading, indices: pa.Array) -> dict[str, pa.Array]:
    """The fields of a reading of distinct cells, over all rows."""
    return {
        name: pa.array(values, _TYPES[name]).take(indices)
        for name, values in reading.fields.items()
        if name in _TYPES
    }


def value_of(filled: Filled, record: str, field: str) -> pa.Array | None:
    """The record's own value, or the one that all records of the row share."""
    return filled.get((record, field), filled.get(("", field)))


def date_of(filled: Filled, attribute: str) -> pa.Array | None:
    """The dates that fill an attribute, of an interval the first; of whichever record has them."""
    for suffix in ("", "_min"):
        for (_, field), array in filled.items():
            if field == attribute + suffix:
                return array
    return None


def fill_birth(table: Table, filled: Filled, period: str) -> None:
    """Fill the birth of persons of whom an age is told, and no date that says more."""
    year, month = (int(part) for part in period.split("-"))
    for name, record in table.records.items():
        ages = value_of(filled, name, "age_min"), value_of(filled, name, "age_max")
        if record.table != "person_mention" or ages[0] is None or ages[1] is None:
            continue
        made = birth_from_age(
            ages[0],
            ages[1],
            seen_on=value_of(filled, name, "seen_on"),
            otherwise=date(year, month, 28),
            birth_min=value_of(filled, name, "birth_date_min"),
            birth_max=value_of(filled, name, "birth_date_max"),
            precision=value_of(filled, name, "birth_precision"),
        )
        for field, array in made.items():
            filled[name, field] = array
