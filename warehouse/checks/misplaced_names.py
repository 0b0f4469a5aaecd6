"""A name that stands in the column of something else: two cells of a row that changed places.

Each alone is a warning, or nothing at all: a nationality is as good a name as any other word.
Together they are a person of another name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.checks.findings import Findings
from warehouse.checks.unnamed_columns import is_nameless
from warehouse.conform.clean.names import read_name
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.conform.name_readers import NAME_COLUMNS
from warehouse.conform.readers import READERS
from warehouse.conform.reading_task import ReadingTask
from warehouse.contracts import Column
from warehouse.contracts.codelists import CodeLists
from warehouse.read.header_spelling import loose
from warehouse.read.row_words import NAMED, NOTED
from warehouse.text import fold, missing_kind

_ANY_MONTH: Final = "2000-01"
_NUMBER: Final = re.compile(r"(n|no|num|numero|number|id|identifiant|code|ordre)\b")
_CAPITAL: Final = re.compile(r"[A-ZÀ-Þ]\w")
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_COUNTED: Final = re.compile(r"(nombre|nbre?|nb|total|effectif|montant|somme|taux)\b")
_WORDS_OF_NAME: Final = r"^\W*\p{Lu}[\p{L}.'’-]+(\s+\p{Lu}[\p{L}.'’-]*){0,4}\W*$"
_LISTED: Final = frozenset({"code", "codes", "place", "document_type", "articles", "sentence"})
# What can be written in only one way: a word there is out of its place.
_FORMED: Final = frozenset({
    "sex", "yes_no", "age", "date", "interval", "birth", "phones", "percent", "integer", "amount",
    "reference", "document_number",
})  # fmt: skip


def tell_misplaced_names(
    one: RecognisedSheet, made: Conformed, codes: CodeLists, findings: Findings
) -> None:
    """Keep back the rows whose name reads as what another of their cells should hold and does not.

    So is a row whose name is none where another unread cell holds two words that read as one.
    """
    columns = {
        key: column
        for key, _, _, column in one.table.each_column()
        if key in one.rows.cells and key in made.examined.column_names
    }
    numbered = _numbered(one)
    formed = {
        loose(header) for _, _, header, column in one.table.each_column() if column.read in _FORMED
    }
    for key, column in columns.items():
        if column.read not in NAME_COLUMNS:
            continue
        # What stands there instead of a name, a day or a number, tells nothing of how names are.
        worded = [name for name in one.rows.cells[key].to_pylist() if _WORD.search(name or "")]
        is_usual = 2 * sum(map(_is_named, worded)) > len(worded)
        for row, cell, state, others in _unread_beside(one, made, columns, numbered, key):
            # Two letters that tell of nothing, as ``ND``, could be somebody's initials.
            if state != "read" or missing_kind(cell) is not None:
                is_misplaced = any(
                    _is_full_name(text)
                    and (state == "unread" or _may_hold_no_such_words(columns.get(other), text))
                    for other, text in others
                )
            else:
                is_misplaced = any(
                    _is_named(text)
                    if other in numbered
                    else _reads_as(columns[other], cell, codes)
                    or _is_weaker(cell, columns[other], text, is_usual=is_usual)
                    for other, text in others
                )
            if is_misplaced:
                findings.tell_cell(one, row, key, "name_misplaced", "quarantine")
        states = made.examined[key].to_pylist()
        elsewhere = {
            *_rows_with_a_name_elsewhere(one, key, codes),
            *_rows_swapped_with_the_unknown(one, key, states, formed, is_usual=is_usual),
        }
        for row in sorted(elsewhere):
            findings.tell_cell(one, row, key, "name_misplaced", "quarantine")


def _rows_with_a_name_elsewhere(one: RecognisedSheet, key: str, codes: CodeLists) -> Iterator[int]:
    """Rows with a full name under no header, their own reading as a cell of a column now gone."""
    table = one.table
    gone = [column for k, _, _, column in table.each_column() if k in one.header.missing]
    bare = [index for index, text in one.header.unknown if is_nameless(one, index, text)]
    if not gone or not bare:
        return
    beside = [one.sheet.cells[index].to_pylist() for index in bare]
    names = one.rows.cells[key].to_pylist()
    for row, name in zip(one.rows.row_numbers.tolist(), names, strict=True):
        is_beside = any(_is_full_name(str(cells[row - 1] or "")) for cells in beside)
        if is_beside and name and any(_reads_as(column, name, codes) for column in gone):
            yield row


def _rows_swapped_with_the_unknown(
    one: RecognisedSheet, key: str, states: list[str], formed: Collection[str], *, is_usual: bool
) -> Iterator[int]:
    """Rows with a name in a column that nothing reads, and under their own what stands there else.

    Who wrote or checked a row is a name in a column of names: there nobody can tell. Under a word
    for a count, or for one of the columns ``formed``, it is out of its place in any case.
    """
    names = [name or "" for name in one.rows.cells[key].to_pylist()]
    taken = pa.array(one.rows.row_numbers - 1)
    for index, header in one.header.unknown:
        cells = one.sheet.cells[index].take(taken)
        named = np.flatnonzero(pc.match_substring_regex(cells, _WORDS_OF_NAME).to_numpy())
        texts = cells.to_pylist()
        filled = sum(bool(text.strip()) for text in texts)
        is_formed = _COUNTED.match(fold(header)) is not None
        is_formed |= any(loose(label) in formed for label in header.split("/"))
        if 2 * len(named) > filled and not is_formed:
            continue
        usual = {fold(text) for text in texts if text.strip() and not _is_named(text)}
        for place in named.tolist():
            cell, is_full = names[place], _is_full_name(texts[place])
            is_swapped = fold(cell) in usual
            is_hardly_one = states[place] != "read" or (
                is_usual and (NOTED.match(cell) is not None or _CAPITAL.search(cell) is None)
            )
            if is_swapped or (is_full and (is_hardly_one or is_formed)):
                yield int(one.rows.row_numbers[place])


def _numbered(one: RecognisedSheet) -> dict[str, pa.ChunkedArray]:
    """The cells of the columns of numbers that anything can be written in, by key.

    A key is any text, and what a contract ignores is not read: a name there is none of either where
    the other cells are numbers, or the header says that they should be.
    """
    numbered = {}
    for key, _, header, column in one.table.each_column():
        if key not in one.header.column_of or not (column.ignore or column.read == "key"):
            continue
        cells = one.sheet.cells[one.header.column_of[key]].take(pa.array(one.rows.row_numbers - 1))
        is_of_numbers = _NUMBER.match(fold(header)) is not None
        if column.read == "key":
            is_of_numbers |= any(any(map(str.isdigit, cell)) for cell in cells.to_pylist())
        if is_of_numbers:
            numbered[key] = cells
    return numbered


def _unread_beside(
    one: RecognisedSheet,
    made: Conformed,
    columns: dict[str, Column],
    numbered: dict[str, pa.ChunkedArray],
    key: str,
) -> Iterator[tuple[int, str, str, list[tuple[str, str]]]]:
    """Rows with unread cells: number, the name's cell and state, the unread cells by column."""
    texts_of: dict[int, list[tuple[str, str]]] = {}
    for other, cells in numbered.items():
        for place, text in enumerate(cells.to_pylist()):
            if _is_full_name(text):
                texts_of.setdefault(place, []).append((other, text))
    for other, column in columns.items():
        if column.read not in _LISTED | _FORMED:
            continue
        cells, states = one.rows.cells[other].to_pylist(), made.examined[other].to_pylist()
        for place, (text, state) in enumerate(zip(cells, states, strict=True)):
            if state == "unread":
                texts_of.setdefault(place, []).append((other, text or ""))
    for place, others in sorted(texts_of.items()):
        cell = one.rows.cells[key][place].as_py() or ""
        state = made.examined[key][place].as_py()
        yield int(one.rows.row_numbers[place]), cell, state, others


def _may_hold_no_such_words(column: Column | None, text: str) -> bool:
    """Whether an unread cell beside a missing name is no word that its list may lack.

    A hamlet that no list has is written as a name is; a nationality or a service in small letters.
    """
    if column is None:
        return True
    return column.read in _FORMED or (column.read != "place" and _is_named(text))


def _is_weaker(cell: str, column: Column, text: str, *, is_usual: bool) -> bool:
    """Whether a name is hardly one beside an unread cell that is: ``NB : voir``, ``a b``.

    One word is enough for a name where the other cell may hold a word that its list lacks; small
    letters are where the list writes names so.
    """
    if not (_is_named(text) and _is_full_name(text)):
        return False
    if column.read == "place":
        # A hamlet that no list has is written as a name is; ``a b`` and a note are hardly ever one.
        return is_usual and (NOTED.match(cell) is not None or _WORD.search(cell) is None)
    if column.read in _FORMED and not (_is_named(cell) and _is_full_name(cell)):
        return True
    return is_usual and (NOTED.match(cell) is not None or _CAPITAL.search(cell) is None)


def _is_named(text: str | None) -> bool:
    return text is not None and NAMED.fullmatch(text.strip()) is not None


def _reads_as(column: Column, cell: str, codes: CodeLists) -> bool:
    if column.read not in _LISTED | _FORMED:
        return False
    task = ReadingTask(column, "", codes, _ANY_MONTH)
    return list(READERS[column.read](task, [cell]).states) == ["read"]


def _is_full_name(text: str) -> bool:
    name = read_name(text)
    return name.state == "read" and not any(sign.isdigit() for sign in text) and " " in text.strip()
