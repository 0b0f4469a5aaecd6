"""One question over several columns, a cross in one of them: ``H`` and ``F``, ``Oui`` and ``Non``.

A register on paper has a column for each sex, each age band, each answer; what stands over them may
be the question, ``Sexe``, or nothing. The cell is the answer that is ticked; of two ticked, both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from warehouse.conform.clean.ages import read_age
from warehouse.conform.clean.codes import read_sex, read_yes_no
from warehouse.contracts import Column, Table
from warehouse.read.header import Header
from warehouse.read.header_spelling import exact, loose
from warehouse.read.sheet import Sheet
from warehouse.text import missing_kind

Answers = Sequence[tuple[int, str]]

# Of a yes or a no without its question nobody can say what it answers.
_SPEAK_ALONE: Final = frozenset({"sex", "age"})
_SPREAD: Final = frozenset({*_SPEAK_ALONE, "yes_no"})
_FEWEST: Final = 2


def spread_answers(table: Table, sheet: Sheet, header: Header) -> dict[str, Answers]:
    """Column key -> the columns of its answers, each with what a cross in it says."""
    answers_of: dict[str, Answers] = {}
    columns = [one for one in table.each_column() if one[3].read in _SPREAD]
    for key, group, name, column in columns:
        if key in header.column_of:
            continue
        asked = {loose(one) for one in (name, *column.also)}
        alike = [k for k, _, _, one in columns if one.read == column.read]
        is_alone = column.read in _SPEAK_ALONE and [k for k in alike if k in header.missing] == [
            key
        ]
        over = {loose(group)} if group and column.read in _SPEAK_ALONE else set()
        answers = []
        for index, text in header.unknown:
            question, _, answer = text.rpartition("/")
            above = loose(question.rpartition("/")[2])
            is_asked = above in asked | over or (is_alone and not above)
            if is_asked and _is_answer(column, answer.strip()) and _is_ticked(sheet, index, header):
                answers.append((index, answer.strip()))
        if len({exact(answer) for _, answer in answers}) == len(answers) >= _FEWEST:
            answers_of[key] = answers
    return answers_of


def with_answers_below(table: Table, sheet: Sheet, header: Header) -> Header:
    """The header with the row of answers below it, where one says what its wide columns ask.

    Each cell of such a row is an answer to the question over it, which is over several columns.
    """
    row = header.last_row + 1
    if row > sheet.cells.num_rows:
        return header
    cells = {index: text for index, cell in enumerate(sheet.row(row)) if (text := cell.strip())}
    texts = dict(header.unknown)
    wide: dict[str, list[int]] = {}
    for key, _, _, column in table.each_column():
        if column.read not in _SPREAD or key not in header.column_of:
            continue
        first = header.column_of[key]
        label = _label(sheet, header, first)
        columns = [first]
        while columns[-1] + 1 in texts and texts[columns[-1] + 1] in ("", label):
            columns.append(columns[-1] + 1)
        answers = [cells.get(index, "") for index in columns]
        if len(columns) >= _FEWEST and all(_is_answer(column, one) for one in answers):
            wide[key] = columns
    under = {index for columns in wide.values() for index in columns}
    if not wide or cells.keys() != under:
        return header
    for columns in wide.values():
        label = _label(sheet, header, columns[0])
        texts |= {index: f"{label} / {cells[index]}" for index in columns}
    return replace(
        header,
        last_row=row,
        column_of={key: index for key, index in header.column_of.items() if key not in wide},
        unknown=tuple(sorted(texts.items())),
        missing=(*header.missing, *wide),
        renamed=tuple(one for one in header.renamed if one[0] not in wide),
        rivals={key: columns for key, columns in header.rivals.items() if key not in wide},
    )


def _label(sheet: Sheet, header: Header, index: int) -> str:
    """The lowest label over a column."""
    rows = range(header.last_row, header.first_row - 1, -1)
    return next((text for row in rows if (text := sheet.row(row)[index].strip())), "")


def _is_answer(column: Column, text: str) -> bool:
    """Whether a label is an answer; an age is a band, for a number alone is a column's number."""
    match column.read:
        case "sex":
            return read_sex(text).state == "read" and not text.isdigit()
        case "yes_no":
            return read_yes_no(text).state == "read" and text.isalpha() and len(text) > 1
        case "age":
            return read_age(text).state == "read" and not text.strip(" .").isdigit()
    return False


def _is_ticked(sheet: Sheet, index: int, header: Header) -> bool:
    """Whether a column holds crosses and blanks alone: of figures it is a count of many."""
    texts = {str(cell).strip() for cell in sheet.cells[index].slice(header.last_row).to_pylist()}
    texts_told = {text for text in texts if text}
    return all(
        missing_kind(one) is not None or read_yes_no(one).state == "read" for one in texts_told
    )
