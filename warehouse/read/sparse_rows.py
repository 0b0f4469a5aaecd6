"""What a row of few cells is: a record, a total, a note, a signature, nothing to report."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from warehouse.read.month_names import month_of_section
from warehouse.read.named_rows import NameColumns
from warehouse.read.row_words import (
    CARRIED,
    DATED,
    FIGURE,
    NAMED,
    NIL,
    NO_NIL,
    NOTE_MARK,
    NOTED,
    SECTION,
    SIGNED,
    TOTAL,
    WHOLE,
)
from warehouse.read.sheet import Sheet
from warehouse.text import fold, missing_kind

RowKind = Literal[
    "record", "blank", "banner", "header", "repeated_header", "total", "nil", "note", "signature",
    "unreadable",
]  # fmt: skip

# Totals, notes and signatures have a label and a figure or two; a record has more.
FEW_CELLS: Final = 3
_PARTED: Final = re.compile(r"\s*[;,|\t]\s*")
_DAY: Final = re.compile(r"\W*(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2})\W*")
# Below a table a sentence is a note; a name, a reference or who answers a form's question is none.
_SENTENCE: Final = 40


@dataclass(slots=True)
class SparseRow:
    """A row that may be something else than a record: few cells, or a total."""

    row: int
    cells: list[tuple[int, str]]
    is_in_table: bool
    is_after_gap: bool

    @property
    def first(self) -> str:
        """What its first filled cell says."""
        return self.cells[0][1]


def kind_of(sparse: SparseRow, mapped: list[int], sheet: Sheet, has_ended: bool) -> RowKind:
    """What the row is; ``has_ended``: a signature stands above it that may go on in it."""
    if is_total(sparse):
        return "total"
    if _is_nil(sparse):
        return "nil"
    if len(sparse.cells) > FEW_CELLS or is_line(sparse.cells[-1][1]):
        return "record"
    if _is_signature(sparse, has_ended):
        return "signature"
    if _is_note(sparse, mapped, sheet):
        return "note"
    is_numbered_only = len(sparse.cells) == 1 and _is_row_number(sparse, mapped)
    return "blank" if is_numbered_only else "record"


def is_line(text: str) -> bool:
    """Whether a cell holds a whole line of a text file: parts, and a day among them."""
    parts = _PARTED.split(text)
    return len(parts) > FEW_CELLS and any(_DAY.fullmatch(part) for part in parts)


def is_total(sparse: SparseRow) -> bool:
    """Whether it is a word of totals, and figures beside it at most."""
    label, others = fold(sparse.first), sparse.cells[1:]
    if not (TOTAL.fullmatch(label) or CARRIED.fullmatch(label)):
        return False
    return all(
        FIGURE.fullmatch(fold(cell) or cell) or TOTAL.fullmatch(fold(cell)) for _, cell in others
    )


def declared_by(sparse: SparseRow) -> int | None:
    """The one whole number of a total row; several different ones declare nothing."""
    # The year of its month stands in a title, too.
    inside = re.findall(r"\b(?!20\d\d\b)\d+", fold(sparse.first))
    after = [cell for _, cell in sparse.cells[1:] if WHOLE.fullmatch(cell)]
    numbers = {int(re.sub(r"\D", "", text)) for text in [*inside, *after]}
    return numbers.pop() if len(numbers) == 1 else None


def _is_nil(sparse: SparseRow) -> bool:
    """``NEANT`` or its like as the only cell, or in a row of nothing but such markers."""
    label = fold(sparse.first)
    if not NIL.fullmatch(label) or label in NO_NIL:
        return False
    return all(missing_kind(cell) is not None for _, cell in sparse.cells[1:])


def _is_signature(sparse: SparseRow, has_ended: bool) -> bool:
    """A place, date, title or name under the table; within it, only ``Fait à …, le …`` alone."""
    texts = [fold(cell) for _, cell in sparse.cells]
    if sparse.is_in_table:
        return len(texts) == 1 and DATED.fullmatch(texts[0]) is not None
    # Who signs has a title and a name; a code, an age or a date beside a name is a record's.
    if has_ended and len(texts) < FEW_CELLS and not re.search(r"\d", " ".join(texts)):
        return True
    signed = [text for text in texts if SIGNED.fullmatch(text)]
    return bool(signed) and all(text in signed or FIGURE.fullmatch(text) for text in texts)


def is_name_in_parts(sparse: SparseRow, in_parts: Collection[NameColumns]) -> bool:
    """Whether a row holds a family name and a given name under theirs: who signs has one cell."""
    if tuple(column for column, _ in sparse.cells) not in in_parts:
        return False
    titles = [fold(text) for _, text in sparse.cells]
    return not any(SIGNED.fullmatch(one) or SIGNED.fullmatch(f"le {one}") for one in titles)


def _is_note(sparse: SparseRow, mapped: list[int], sheet: Sheet) -> bool:
    if NOTED.fullmatch(sparse.first):
        others = [text for column, text in sparse.cells[1:] if column in mapped]
        if others:
            return not sparse.is_in_table and not any(map(_is_named, others))
        return not _is_marked_name(sparse, mapped)
    if len(sparse.cells) > 1:
        return False
    column, text = sparse.cells[0]
    if SECTION.fullmatch(fold(text)) or month_of_section(text):
        return True
    if column not in mapped or _spans_half(sparse, mapped, sheet):
        return True
    question, _, answer = text.rpartition(":")
    is_answered = bool(question) and NAMED.fullmatch(answer.strip()) is not None
    return sparse.is_after_gap and len(text) >= _SENTENCE and not is_answered


def _is_named(text: str) -> bool:
    """Whether what stands behind the mark of a note, if any, is written as a name is."""
    return NAMED.fullmatch(NOTE_MARK.sub("", text)) is not None


def _is_marked_name(sparse: SparseRow, mapped: list[int]) -> bool:
    """Whether a cell alone in its row is a name with a mark before it, among the records.

    Below the table, or first in its row, a word of notes and a name are a source and its office.
    """
    column, text = sparse.cells[0]
    if len(sparse.cells) > 1 or column not in mapped or sparse.is_after_gap or not _is_named(text):
        return False
    return sparse.is_in_table or column != min(mapped)


def _spans_half(sparse: SparseRow, mapped: list[int], sheet: Sheet) -> bool:
    """A cell merged over half of the table is a title between rows."""
    return any(
        merge.first_row <= sparse.row + 1 <= merge.last_row
        and sum(merge.first_col <= column + 1 <= merge.last_col for column in mapped) * 2
        >= len(mapped)
        for merge in sheet.merged
        if merge.last_col > merge.first_col
    )


def _is_row_number(sparse: SparseRow, mapped: list[int]) -> bool:
    """Forms are printed with their numbers: a number alone at the left is a line not filled in."""
    column, text = sparse.cells[0]
    return column <= min(mapped, default=0) and text.isdecimal() and len(text) <= 5
