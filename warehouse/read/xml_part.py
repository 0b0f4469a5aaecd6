"""What a workbook's own XML tells of a sheet, beside the values that calamine reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from warehouse.read.sheet import Merge

# A million formatted rows of twenty columns still fit; no export of a month is larger.
LARGEST_SHEET: Final = 20_000_000


@dataclass(slots=True)
class SheetPart:
    """One worksheet; rows and columns are counted from 1."""

    # (row, column) -> the error that a formula gave
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    # (row, column) of the formulas whose value was never stored
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)  # rows hidden by a hand or a filter
    merged: tuple[Merge, ...] = ()  # merged ranges, where calamine does not tell them
    # rows with a filled cell that is struck through, or a part of it
    struck_rows: list[int] = field(default_factory=list)
    comment_rows: list[int] = field(default_factory=list)  # rows with a comment that is not ours
    # rows over which a text box with words lies
    text_box_rows: list[int] = field(default_factory=list)
    # rows over which a picture or a document lies, 1 where nobody says
    picture_rows: list[int] = field(default_factory=list)
    is_from_1904: bool = False  # the workbook counts days from 1904
    # the last filled row, where the sheet says that it is large or has such formulas
    last_row: int = 0
    last_column: int = 0  # its last filled column, likewise

    @property
    def is_too_large(self) -> bool:
        """Laid out as a full rectangle, it would not fit in memory."""
        return self.last_row * self.last_column > LARGEST_SHEET
