"""A year of conformed records again: other people, other cases, other numbers, a year later.

To read and conform 720 files takes longer than all that is to be measured. So the first year of an
invented country goes the way of every file, and later years are made of it in columns: each record
with ids, numbers and names of its own, its days moved. Whoever a whole list tells stays on it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

# What would tie a record to the same one of another year.
_NUMBERS = (
    *("pv_number", "rp_number", "ri_number", "judgment_number", "decision_number"),
    *("record_key", "name_raw", "file_name"),
)
_IDS = ("record_id", "row_key", "suspect_record_id", "victim_record_id")
_BORN = ("birth_date_min", "birth_date_max")
YEAR = 365


def again(
    tables: Mapping[str, pa.Table], *, years: int, period: str, submission_id: str
) -> dict[str, pa.Table]:
    """The records of a submission as a later one of other people.

    Args:
        tables: the records, by conformed table.
        years: how many years later these people are met; 0 says the same again of the same.
        period: the month that reports them.
        submission_id: what brings them; its ids are its own.
    """
    return {
        name: _moved(rows, years, period, submission_id)
        for name, rows in tables.items()
        if rows.num_rows
    }


def people_of(file_name: str) -> tuple[str, str]:
    """The file that first spoke of these people, and what tells them from those of other years."""
    first, _, year = file_name.partition("|")
    return first, year


def _moved(rows: pa.Table, years: int, period: str, submission_id: str) -> pa.Table:
    columns = {}
    for field in rows.schema:
        column = rows[field.name]
        if field.name in _IDS:
            column = _with(column, f"-{submission_id}-{years}")
        elif field.name in _NUMBERS and years:
            column = _with(column, f"|{years}")
        elif field.name == "period":
            column = pa.array([period] * rows.num_rows, pa.string())
        elif field.name == "submission_id":
            column = pa.array([submission_id] * rows.num_rows, pa.string())
        elif pa.types.is_date(field.type) and field.name not in _BORN:
            moved = pc.add(column.cast(pa.int32()), pa.scalar(YEAR * years, pa.int32()))
            column = moved.cast(pa.date32())
        columns[field.name] = column
    return pa.table(columns, schema=rows.schema)


def _with(column: pa.ChunkedArray, suffix: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(column, pa.scalar(suffix), "")
