"""Rows of persons on a sheet that has lost its header: which column is which, nobody can say.

A summary beside the table holds figures, a page of notes a sentence in a row. A record has words
in several cells, and a date or the width of the table, or a name where the file's other sheets have
theirs, or, on a sheet that bears the table's name, one of several names below each other, each
beside a number. Such rows are kept back, never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fnmatch import fnmatchcase
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contracts import Contract
from warehouse.read.named_rows import FIRST_NAME, NameColumns, named_rows
from warehouse.read.sheet import Sheet, filled
from warehouse.text import fold

_Test: TypeAlias = Callable[[pa.ChunkedArray], pa.ChunkedArray]

_FEWEST_CELLS = 4
_FEWEST_WORDS = 2
_TITLE = 2
_DATE = r"^\s*(\d{4}-\d{2}-\d{2}.*|\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(\d{2}|\d{4}))\s*$"
_WORD = r"\p{L}{2}"
_DIGIT = r"\d"
_FULL_NAME = r"^\s*\p{Lu}[\p{L}'’.-]*(\s+\p{Lu}[\p{L}'’.-]*)+\s*$"
_SEVERAL = 2


def headless_rows(
    sheet: Sheet,
    contract: Contract,
    names: Collection[NameColumns] = (),
    *,
    is_continued: bool = False,
) -> tuple[int, ...]:
    """The physical rows of a sheet without a header that look like records, 1 = the first.

    Args:
        sheet: without a header.
        names: where the file's other sheets have a person's names: the columns of each person.
        is_continued: the sheet goes on from one of these, where a name alone is somebody too.
    """
    if not sheet.cells.num_rows or not sheet.cells.num_columns:
        return ()
    cells = _count(sheet, filled)
    widths = [sum(1 for _ in table.each_column()) for table in contract.tables.values()]
    is_wide = cells >= max(_FEWEST_CELLS, min(widths) // 2)
    is_named = _is_named(sheet, contract)
    if is_named:
        is_wide |= cells >= _FEWEST_CELLS
    has_date = _count(sheet, dates_in) > 0
    has_words = _count(sheet, _holds(_WORD)) >= _FEWEST_WORDS
    has_digits = _count(sheet, _holds(_DIGIT)) > 0
    is_record = has_words & has_digits & (cells >= _FEWEST_CELLS) & (has_date | is_wide)
    # Both parts of a name in their columns are no title, where they stand among other cells.
    persons = [
        columns
        for columns in names
        if columns[0] >= FIRST_NAME or ((len(columns) > 1 or is_continued) and columns[0] > 0)
    ]
    is_record |= named_rows(sheet, persons) & (is_continued | (cells >= _FEWEST_WORDS))
    if is_named:
        # The head of an official letter has words in capitals below each other, and no number.
        is_record |= has_digits & _in_a_list_of_names(sheet, has_digits)
    if is_record.any():
        is_record |= _beside(sheet, is_record, cells)
    return tuple(int(place) + 1 for place in np.flatnonzero(is_record))


def _in_a_list_of_names(sheet: Sheet, asked: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which rows have a full name in a column where several of the rows asked have one."""
    names = [_holds(_FULL_NAME)(column).to_numpy() for column in sheet.cells.columns]
    lists = [column for column in names if (column & asked).sum() >= _SEVERAL]
    is_listed = np.zeros(len(asked), dtype=bool)
    for column in lists:
        is_listed |= column
    return is_listed


def goes_on(sheet: Sheet, tables: Collection[tuple[Sheet, int]]) -> bool:
    """Whether a sheet goes on from a table of its file: by its name, or under the same title.

    ``Feuil1 bis`` is of ``Feuil1``, ``Feuil2`` is any sheet.

    Args:
        sheet: without a header.
        tables: sheets that have one, and how many rows stand above it.
    """
    for one, height in tables:
        if one.name and sheet.name.startswith(f"{one.name} "):
            return True
        rows = range(1, height + 1)
        titles = [
            [_texts(of, row) for row in rows] for of in (one, sheet) if of.cells.num_rows >= height
        ]
        if any(titles[0]) and titles == [titles[0]] * 2:
            return True
    return False


def _texts(sheet: Sheet, row: int) -> list[str]:
    return [text for cell in sheet.row(row) if (text := cell.strip())]


def _beside(
    sheet: Sheet, is_record: npt.NDArray[np.bool_], cells: npt.NDArray[np.int_]
) -> npt.NDArray[np.bool_]:
    """The poorer rows among and below those that look like records: blank cells are no proof.

    One cell is enough between two of them and in the rows that touch the last, where most of them
    have words: a name alone is somebody. Two are below a blank row, and three above, where a title
    stands.
    """
    worded = [_holds(_WORD)(column).to_numpy() for column in sheet.cells.columns]
    usual = [words for words in worded if 2 * words[is_record].sum() > is_record.sum()]
    in_their_place = np.sum(usual, axis=0) > 0 if usual else np.zeros(len(cells), dtype=bool)
    places, ends = np.arange(len(cells)), np.flatnonzero(is_record)
    is_far = cells > np.where(places > ends[0], 1, _TITLE)
    blanks = np.flatnonzero((cells == 0) & (places > ends[-1]))
    below = blanks[0] if len(blanks) else len(cells)
    is_among = (places > ends[0]) & (places < below) & (cells > 0)
    is_beside: npt.NDArray[np.bool_] = in_their_place & (is_among | is_far)
    return is_beside


def is_named_by(sheet_name: str, glob: str) -> bool:
    """Whether a sheet bears a name that a contract gives, `*` for any words."""
    return fnmatchcase(fold(sheet_name), "*".join(fold(part) for part in glob.split("*")))


def _is_named(sheet: Sheet, contract: Contract) -> bool:
    globs = [glob for table in contract.tables.values() for glob in table.sheets]
    return any(is_named_by(sheet.name, glob) for glob in globs if fold(glob.replace("*", " ")))


def dates_in(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which cells are a day in figures."""
    return pc.match_substring_regex(column, _DATE)


def _holds(pattern: str) -> _Test:
    def holds(column: pa.ChunkedArray) -> pa.ChunkedArray:
        return pc.match_substring_regex(column, pattern)

    return holds


def _count(sheet: Sheet, test: _Test) -> npt.NDArray[np.int_]:
    return sum(
        (test(column).to_numpy().astype(int) for column in sheet.cells.columns),
        start=np.zeros(sheet.cells.num_rows, dtype=int),
    )
