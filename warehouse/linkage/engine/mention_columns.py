"""The standard columns of a mention: what a table of persons must look like before it is linked.

What one office wrote about one person on one row is a mention. Here its columns are named and
typed, and a table that cannot be linked is refused with all its faults at once. How names and
dates are compared is ``features``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import CallError, Message, message

STANDARD: Final[tuple[str, ...]] = (
    "mention_id",
    "family_name",
    "given_names",
    "full_name",
    "alias",
    "sex",
    "birth_date_min",
    "birth_date_max",
    "place",
    "nationality",
    "phone",
    "id_number",
    "case_ref",
    "seen_on",
    "source_id",
    "role",
)
"""What any table may hold; only ``mention_id`` is required."""

PRIVATE: Final[tuple[str, ...]] = ("birth_precision", "record_key", "is_unnamed", "row_key")
"""What the warehouse adds: the precision it knows, a source's own code for the person, whether the
name is a placeholder, and the file row that a mention shares with its neighbours."""

NAMES: Final = ("family_name", "given_names", "full_name")
_DATES: Final = ("birth_date_min", "birth_date_max", "seen_on")
_DATE_SHAPE: Final = r"^-?\d{4}(-\d{1,2}(-\d{1,2})?)?([T ][0-9:.]+)?$"
_COMPARABLE: Final = (*NAMES, "alias", "birth_date_min", "phone", "id_number")
_NOTHING: Final = ("", "nan", "NaN", "None", "<NA>", "NULL")


def standardise(table: pa.Table, compare: Sequence[str] = ()) -> pa.Table:
    """Check a table of mentions and give it every standard column, all text, absent ones null.

    Args:
        table: one row per mention; any of ``STANDARD`` and ``PRIVATE``, and those in ``compare``.
            Dates are ISO text (``1994``, ``1994-07``, ``1994-07-02``) or date columns.
        compare: further text columns to compare.

    Returns:
        ``STANDARD``, ``PRIVATE`` and ``compare`` columns as text, sorted by ``mention_id``;
        empty text is null; ``is_unnamed`` is true, false or null.

    Raises:
        CallError: the table is empty, a column is unknown or named twice, none can be compared,
            ``mention_id`` is missing or not unique, or a date cannot be read; all faults at once.
    """
    faults = list(_column_faults(table, compare))
    if faults:
        raise CallError(*faults)
    columns: dict[str, pa.Array] = {}
    for name in dict.fromkeys((*STANDARD, *PRIVATE, *compare)):
        if name not in table.column_names:
            columns[name] = pa.nulls(table.num_rows, pa.string())
        elif name == "is_unnamed" and pa.types.is_boolean(table[name].type):
            columns[name] = pc.if_else(table[name], "true", "false").combine_chunks()
        else:
            columns[name] = _text(table[name])
    ready = pa.table(columns)
    faults = list(_value_faults(ready, compare))
    if faults:
        raise CallError(*faults)
    return ready.sort_by("mention_id")


def _column_faults(table: pa.Table, compare: Sequence[str]) -> list[Message]:
    """What is wrong with the columns alone."""
    names = table.column_names
    expected = {*STANDARD, *PRIVATE, *compare}
    faults = []
    if len(set(names)) != len(names):
        twice = sorted({n for n in names if names.count(n) > 1})
        faults.append(message("linkage_column_twice", columns=", ".join(twice)))
    if "mention_id" not in names:
        faults.append(message("linkage_no_mention_id", columns=", ".join(names)))
    unknown = [n for n in names if n not in expected]
    if unknown:
        faults.append(
            message(
                "linkage_unknown_columns", columns=", ".join(unknown), known=", ".join(STANDARD)
            )
        )
    absent = [n for n in compare if n not in names]
    if absent:
        faults.append(message("linkage_compare_absent", columns=", ".join(absent)))
    if not table.num_rows:
        faults.append(message("linkage_empty"))
    return faults


def _value_faults(table: pa.Table, compare: Sequence[str]) -> list[Message]:
    """What is wrong with the values, told by column and count, never by value."""
    faults = []
    ids = table["mention_id"]
    if ids.null_count:
        faults.append(message("linkage_mention_id_missing", count=ids.null_count))
    repeated = len(ids) - ids.null_count - len(pc.unique(ids.drop_null()))
    if repeated:
        faults.append(message("linkage_mention_id_twice", count=repeated))
    if all(table[n].null_count == table.num_rows for n in (*_COMPARABLE, *compare)):
        faults.append(message("linkage_nothing_to_compare", known=", ".join(_COMPARABLE)))
    for name in _DATES:
        readable = pc.match_substring_regex(table[name], _DATE_SHAPE).fill_null(True)
        wrong = np.flatnonzero(~readable.to_numpy(zero_copy_only=False))
        if len(wrong):
            faults.append(
                message("linkage_date", column=name, count=len(wrong), row=int(wrong[0]) + 1)
            )
    return faults


def _text(column: pa.ChunkedArray) -> pa.Array:
    """The column as trimmed text; what a spreadsheet or pandas writes for nothing is null."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type) and bool(
        pc.all(pc.equal(column, pc.floor(column)), min_count=0).as_py()
    ):
        # A whole number that a data frame turned to floating point because some cells were empty.
        column = column.cast(pa.int64(), safe=False)
    text = pc.utf8_trim_whitespace(column.cast(pa.string())).combine_chunks()
    nothing = pc.is_in(text, value_set=pa.array(_NOTHING))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), text)
