"""A new workbook, whoever it is for: what is text stays text, and nothing in it computes.

Rows are written in order and never held, so that any number of them fits in little memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import xlsxwriter

from warehouse.files.spreadsheets import starts_a_formula, storable

HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#34495E"}
LINK = {"font_color": "#1F5FA8", "underline": 1, "valign": "top"}


class NewWorkbook:
    """A new ``.xlsx``, written when it is closed; the same cells of one day give the same bytes.

    Args:
        created: the one time stamp inside.
        in_order: cells come row by row; without, and in a buffer, all of them are held.
    """

    def __init__(
        self, to: Path | BytesIO, created: datetime, *, title: str = "", in_order: bool = True
    ) -> None:
        options: dict[str, Any] = {"in_memory": True}
        if isinstance(to, Path):
            # Beside the workbook and not in the machine's common folder: it may hold names.
            options = {"constant_memory": in_order, "tmpdir": str(to.parent)}
        self.book = xlsxwriter.Workbook(to if isinstance(to, BytesIO) else str(to), options)
        moment = created.astimezone(UTC).replace(tzinfo=None)
        self.book.set_properties({"title": title, "created": moment, "author": "Zo Kwe Zo"})
        self._formats: dict[tuple[Any, ...], Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()

    def add_sheet(self, name: str, widths: Sequence[float] = ()) -> Any:
        """A new last sheet; ``widths`` of its columns in characters."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def write_text(self, sheet: Any, row: int, column: int, text: str, **style: Any) -> None:
        """Write a text that stays one, also once somebody edits the cell."""
        quoted = {"quote_prefix": True} if starts_a_formula(text) else {}
        sheet.write_string(row, column, storable(text), self.style(**style, **quoted))

    def style(self, **asked: Any) -> Any:
        """The format of a cell, made once."""
        key = tuple(sorted(asked.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(asked)
        return self._formats[key]
