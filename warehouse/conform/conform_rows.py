"""The text of one sheet into records: every column read, and what each row came to."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from warehouse.conform.column_reading import date_of, fill_birth, read_columns, state
from warehouse.conform.conformed_sheet import Conformed, Lineage, Rows
from warehouse.conform.records import joined_records, present_rows, record_columns
from warehouse.conform.row_keys import record_ids, row_keys
from warehouse.contracts import Table, date_attributes
from warehouse.contracts.codelists import CodeLists


def conform(table: Table, rows: Rows, lineage: Lineage, codes: CodeLists) -> Conformed:
    """Turn the text of one sheet into records of the conformed tables.

    Args:
        table: how the contract says the sheet is read.
    """
    count = len(rows.row_numbers)
    key = lineage.record_key
    keys = row_keys(key, lineage.source_id, lineage.sha256, rows.sheet, rows.row_numbers)
    common: dict[str, pa.Array] = {
        "row_key": pa.array(keys, pa.string()),
        "sheet": pa.repeat(rows.sheet, count),
        "row_number": pa.array(rows.row_numbers, pa.int64()),
        **{
            name: pa.repeat(getattr(lineage, name), count)
            for name in ("submission_id", "source_id", "period", "file_name")
        },
    }
    states, filled = read_columns(table, rows, codes, lineage.period)
    fill_birth(table, filled, lineage.period)
    state(table, filled, count)
    present = present_rows(table, states, filled, count)
    ids = {name: pa.array(record_ids(key, keys, name), pa.string()) for name in table.records}
    made = {
        name: record_columns(name, record, filled, present, {**common, "record_id": ids[name]})
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
    records = joined_records(table, made, common, filled)
    examined = {
        "sheet": common["sheet"],
        "row_number": common["row_number"],
        "row_key": common["row_key"],
        **states,
        **{
            attribute: array
            for attribute in sorted(date_attributes(table))
            if (array := date_of(filled, attribute)) is not None
        },
        "named_persons": pa.array(named, pa.int64()),
    }
    return Conformed(rows.table_id, rows.sheet, pa.table(examined), records, ids)
