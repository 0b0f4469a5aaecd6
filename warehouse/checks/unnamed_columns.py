"""A column of names that lost its header, and rows above a header that is of other columns.

A contract may do without a column of names. Where it is missing and a column with names in it bears
no header, or that of another, everybody in it would be passed over with a word on the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from warehouse.checks.findings import Findings
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.form_columns import columns_of_form
from warehouse.conform.match_sheets import RecognisedSheet, Recognition
from warehouse.conform.name_readers import NAME_COLUMNS
from warehouse.errors import Message, message

_NAMELESS = re.compile(r"[\W\d_]*|(column|colonne|champ|field|unnamed)\W*\d*", re.IGNORECASE)
_NAME = re.compile(r"\W*[A-ZÀ-Þ][\w.'’-]*(\s+[\w.'’-]+){0,5}\W*")
_FULL_NAME = re.compile(r"\W*[A-ZÀ-Þ][\w.'’-]*(\s+[A-ZÀ-Þ][\w.'’-]*){1,4}\W*")
_SEVERAL: Final = 2
_OUT_OF_PLACE: Final = frozenset({"name_misplaced", "row_out_of_columns"})


def names_without_header(recognition: Recognition) -> list[Message]:
    """Why a file cannot be read that misses a column of names and has one that may be it."""
    return [
        message("file_names_unheaded", sheet=one.sheet.name or "1", column=key, place=place)
        for one in recognition.tables
        for key, place, text in _columns_of_names(one)
        if is_nameless(one, place - 1, text)
    ]


def names_under_other_header(recognition: Recognition) -> list[Message]:
    """Why a file waits that misses a column of names and has names under a header of its own."""
    return [
        message("file_names_elsewhere", sheet=one.sheet.name or "1", column=key, place=place)
        for one in recognition.tables
        for key, place, text in _columns_of_names(one)
        if not is_nameless(one, place - 1, text)
    ]


def tell_rows_above(one: RecognisedSheet, made: Conformed, findings: Findings) -> None:
    """Keep back all records above their header where most of them are out of its columns.

    So are they where several columns that are read below it are unread above it.
    """
    above = [int(row) for row in one.rows.row_numbers if row < one.header.first_row]
    kept = findings.quarantined
    wrong = [row for row in above if _OUT_OF_PLACE & {*kept.get((one.sheet.name, row), ())}]
    if 2 * len(wrong) > len(above) or _unread_above(one, made) >= _SEVERAL:
        findings.tell_rows(one, [row for row in above if row not in wrong], "row_above_header")


def _unread_above(one: RecognisedSheet, made: Conformed) -> int:
    """Of how many columns most cells are unread above the header, and no more than half below."""
    is_above = one.rows.row_numbers < one.header.first_row
    count = 0
    for key in one.rows.cells:
        if is_above.any() and key in made.examined.column_names:
            states = made.examined[key].to_numpy()
            shares = [
                np.mean(part == "unread")
                if len(part := states[of][states[of] != "missing"])
                else 0.0
                for of in (is_above, ~is_above)
            ]
            count += shares[0] > 1 / 2 >= shares[1]
    return count


def _columns_of_names(one: RecognisedSheet) -> Iterator[tuple[str, int, str]]:
    """A missing column of names with each column that may be it: key, place from 1, its header."""
    table = one.table
    named = {
        key: header for key, _, header, column in table.each_column() if column.read in NAME_COLUMNS
    }
    lost = [header for key, header in named.items() if key in one.header.missing]
    # A second column of the name, `Nom_2`, may have taken the place of one that lost its header.
    bare = [header for key, header in named.items() if _is_mostly_blank(one, key)]
    if not lost and not bare:
        return
    places = [row - 1 for row in one.rows.row_numbers.tolist()]
    # A file that was cut within a header that its records stand above has such columns above alone.
    headed = {*one.header.column_of.values(), *(index for index, _ in one.header.unknown)}
    above = [(index, "") for index in range(one.sheet.cells.num_columns) if index not in headed]
    for index, text in (*columns_of_form(table, one.header)[0], *above):
        texts = one.sheet.cells[index].to_pylist()
        cells = [cell for place in places if (cell := str(texts[place] or "").strip())]
        has_none = is_nameless(one, index, text)
        wanted = lost or (bare if has_none and 2 * len(cells) > len(places) else [])
        pattern = _NAME if has_none else _FULL_NAME
        count = sum(pattern.fullmatch(cell) is not None for cell in cells)
        if wanted and cells and 2 * count > len(cells):
            yield wanted[0], index + 1, text


def _is_mostly_blank(one: RecognisedSheet, key: str) -> bool:
    if key not in one.rows.cells:
        return False
    cells = one.rows.cells[key].to_pylist()
    return 2 * sum(bool(cell and cell.strip()) for cell in cells) < len(cells)


def is_nameless(one: RecognisedSheet, index: int, text: str) -> bool:
    """Whether a column's header names nothing, or what another column is named already."""
    is_second = any(index in columns for columns in one.header.rivals.values())
    return is_second or names_nothing(text)


def names_nothing(label: str) -> bool:
    """Whether a header is none, signs alone, or a program's own numbering: ``Colonne1``."""
    return _NAMELESS.fullmatch(label.strip()) is not None
