"""What a workbook's own XML tells of a sheet, beside the values that calamine reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from warehouse.read.sheet import Merge

# A million formatted rows of twenty columns still fit; no export of a month is larger.
LARGEST_SHEET: Final = 20_000_000


@dataclass(slots=True)
class SheetPart:
    """One worksheet; rows and columns are counted from 1.

    Attributes:
        errors: (row, column) -> the error that a formula gave.
        uncalculated: (row, column) of the formulas whose value was never stored.
        hidden_rows: rows hidden by a hand or a filter.
        merged: merged ranges, where calamine does not tell them.
        struck_rows: rows with a filled cell that is struck through, or a part of it.
        comment_rows: rows with a comment that is not ours.
        text_box_rows: rows over which a text box with words lies.
        picture_rows: rows over which a picture or a document lies, 1 where nobody says.
        is_from_1904: the workbook counts days from 1904.
        last_row: the last filled row, where the sheet says that it is large or has such formulas.
        last_column: its last filled column, likewise.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    merged: tuple[Merge, ...] = ()
    struck_rows: list[int] = field(default_factory=list)
    comment_rows: list[int] = field(default_factory=list)
    text_box_rows: list[int] = field(default_factory=list)
    picture_rows: list[int] = field(default_factory=list)
    is_from_1904: bool = False
    last_row: int = 0
    last_column: int = 0

    @property
    def is_too_large(self) -> bool:
        """Laid out as a full rectangle, it would not fit in memory."""
        return self.last_row * self.last_column > LARGEST_SHEET
