"""A sheet as it was received: text cells at their physical rows, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import Message

# Control characters mean nothing in a cell; tab and line break are kept. `conform` relies on it.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# A form has its names in one of the first columns; no contract has more than forty.
_TALLEST_FORM, _WIDEST_FORM = 200, 20


def _nothing() -> Mapping[int, Message]:
    return MappingProxyType({})


def _no_lines() -> Mapping[int, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 1-based and inclusive, as a workbook shows its rows and columns."""

    first_row: int
    last_row: int
    first_col: int
    last_col: int


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet, or one text file, as cells."""

    name: str  # the sheet's name; a text file has one sheet with an empty name
    # string columns ``c0..cn``, never null; row ``i`` is the physical row ``i + 1``
    cells: pa.Table
    hidden: bool = False  # the ministry does not see this sheet in its workbook
    # merged ranges; empty where there are none or the format does not tell
    merged: tuple[Merge, ...] = ()
    # physical rows that a filter or a hand hid; they are read all the same
    hidden_rows: tuple[int, ...] = ()
    # physical row -> why its cells cannot be trusted; the row must be set aside
    unreadable: Mapping[int, Message] = field(default_factory=_nothing)
    # physical line of a text -> first line of the record that goes on there; the cells of such a
    # line are empty, its record holds them
    continues: Mapping[int, int] = field(default_factory=_no_lines)
    is_from_1904: bool = False  # its numbers of days count from 1904, as Excel for Mac did
    # physical rows whose text is struck through; they are read all the same
    struck_rows: tuple[int, ...] = ()
    # physical rows with a comment on a cell; what a comment says is not read
    comment_rows: tuple[int, ...] = ()
    # physical rows over which a picture or a document lies; it is not read
    picture_rows: tuple[int, ...] = ()
    notes: tuple[Message, ...] = ()  # what was repaired or looks odd, for the receipt

    def row(self, number: int) -> list[str]:
        """The cells of physical row ``number``, counted from 1."""
        return [str(column[number - 1].as_py()) for column in self.cells.columns]


def table_of(columns: Sequence[pa.Array | pa.ChunkedArray | Sequence[str]]) -> pa.Table:
    """Columns of text as a table ``c0..cn``."""
    arrays = [
        column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column, pa.string())
        for column in columns
    ]
    return pa.table(arrays, names=[f"c{i}" for i in range(len(arrays))])


def turned(sheet: Sheet) -> Sheet:
    """The top left of a sheet, rows as columns: names stand in the first few."""
    first = sheet.cells.column_names[:_WIDEST_FORM]
    corner = sheet.cells.slice(0, _TALLEST_FORM).select(first)
    rows = [column.to_pylist() for column in corner.columns]
    return Sheet(sheet.name, table_of([list(cells) for cells in zip(*rows, strict=True)]))


def filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which cells hold more than white space."""
    return pc.greater(pc.binary_length(pc.utf8_trim_whitespace(column)), 0)
