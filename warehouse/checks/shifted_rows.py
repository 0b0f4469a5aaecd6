"""Rows of which most cells say nothing under their headers: pasted one column off, most often.

Each of their cells alone is a warning; together they are a person with another column for a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.checks.findings import Findings
from warehouse.checks.unnamed_columns import names_nothing
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.conform.readers import READERS
from warehouse.conform.reading_task import ReadingTask
from warehouse.contracts import Column
from warehouse.contracts.codelists import CodeLists
from warehouse.errors import Message, message
from warehouse.read.sheet import filled

Mask: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int64]

# Any text can stand in the others.
_TYPED: Final = frozenset({
    "date", "interval", "birth", "age", "sex", "yes_no", "phones", "code", "codes", "place",
    "document_type", "reference", "integer", "percent", "amount", "articles", "sentence",
    "name", "family_name",
})  # fmt: skip
_FEWEST: Final = 3


# A paste is hardly further off.
_SHIFTS: Final = (1, -1, 2, -2, 3, -3)
_ANY_MONTH: Final = "2000-01"


def tell_shifted_rows(
    one: RecognisedSheet, made: Conformed, codes: CodeLists, findings: Findings
) -> None:
    """Keep back the rows of a sheet of which most typed cells are unread: three, or two of two.

    Two are enough in a row that goes on beyond the last column.

    Where they read some columns further left or right, that is said in place of each cell.
    """
    columns = {
        key: column
        for key, _, _, column in one.table.each_column()
        if column.read in _TYPED and key in made.examined.column_names
    }
    count = len(one.rows.row_numbers)
    unread, filled = np.zeros(count, dtype="int64"), np.zeros(count, dtype="int64")
    for key in columns:
        states = made.examined[key].to_numpy()
        unread += states == "unread"
        filled += states != "missing"
    is_shifted = (unread > 1) & _is_over(one)
    is_shifted |= ((unread >= _FEWEST) & (unread * 2 > filled)) | (
        (unread > 1) & (unread == filled)
    )
    rows = one.rows.row_numbers[is_shifted].tolist()
    findings.tell_rows(one, rows, "row_out_of_columns")
    # Any word is a name: it does not tell where its row stands.
    # The answers of a form may stand in a column each, and under no header of their own.
    formed = {
        key: column
        for key, column in columns.items()
        if column.read in READERS and key in one.header.column_of
    }
    for row, cause in _shifts(one, np.array(rows, dtype="int64"), formed, codes):
        findings.explain_row((one.sheet.name, row), "row_out_of_columns", cause)


def _is_over(one: RecognisedSheet) -> Mask:
    """Which rows go on under a blank header right of the columns read: a cell was put in there."""
    last = max(one.header.column_of.values(), default=0)
    beyond = [index for index, text in one.header.unknown if index > last and names_nothing(text)]
    is_over = np.zeros(one.sheet.cells.num_rows, dtype=bool)
    for index in beyond:
        is_over |= filled(one.sheet.cells[index]).to_numpy()
    rows: Mask = is_over[one.rows.row_numbers - 1]
    return rows


def _shifts(
    one: RecognisedSheet, rows: Numbers, columns: Mapping[str, Column], codes: CodeLists
) -> Iterator[tuple[int, Message]]:
    """By how many columns rows stand beside their headers, and from which one on."""
    keys = sorted(columns, key=lambda key: one.header.column_of[key])
    here = _readable(one, rows, columns, keys, 0, codes)[0]
    most = np.zeros(len(rows), dtype="int64")
    shift, first = np.zeros_like(most), np.zeros_like(most)
    for by in _SHIFTS if len(rows) else ():
        read, filled = _readable(one, rows, columns, keys, by, codes)
        moved, count = read & ~here, read.sum(axis=0)
        is_better = (moved.sum(axis=0) > 1) & (2 * count > filled.sum(axis=0)) & (count > most)
        most[is_better], shift[is_better] = count[is_better], by
        first[is_better] = moved.argmax(axis=0)[is_better]
    for place in np.flatnonzero(shift).tolist():
        by, column = int(shift[place]), keys[first[place]].rpartition(" > ")[2]
        side = "right" if by > 0 else "left"
        yield (
            int(rows[place]),
            message(f"rule_row_shifted_{side}", count=abs(by), column=column),
        )


def _readable(
    one: RecognisedSheet,
    rows: Numbers,
    columns: Mapping[str, Column],
    keys: Sequence[str],
    by: int,
    codes: CodeLists,
) -> tuple[Mask, Mask]:
    """Column by column, of which rows the cell ``by`` columns beside it reads, and is filled."""
    read = np.zeros((len(keys), len(rows)), dtype=bool)
    filled = np.zeros_like(read)
    for number, key in enumerate(keys):
        index = one.header.column_of[key] + by
        if 0 <= index < one.sheet.cells.num_columns:
            cells = one.sheet.cells[index].take(pa.array(rows - 1)).to_pylist()
            task = ReadingTask(columns[key], "", codes, _ANY_MONTH)
            states = READERS[str(columns[key].read)](task, cells).states
            read[number] = [state == "read" for state in states]
            filled[number] = [bool(cell.strip()) for cell in cells]
    return read & filled, filled
