"""A workbook written row by row with XlsxWriter: the first sheet, then sheets of text cells.

Rows are written in order and never held, so that any number of them fits in little memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import xlsxwriter

from warehouse.checks.verdict import Fault, ReceiptFacts, Severity
from warehouse.files.spreadsheets import starts_a_formula, storable
from warehouse.read.own_sheets import AUTHOR, FIRST_SHEET
from warehouse.receipts.first_sheet import (
    COLOURS,
    MOST_LISTED,
    WIDTHS,
    CellPlace,
    FirstSheet,
    comment,
    comment_size,
)

Cells = Sequence[str | None]
Marks = Mapping[int, tuple[Severity, str | None]]


def marks_by_row(
    shown: Mapping[CellPlace, tuple[Severity, tuple[Fault, ...]]],
) -> dict[tuple[str, int], Marks]:
    """Colour and comment of each faulty cell, by sheet and row (from 1), then column (from 0).

    Only the first thousands are commented, as only they are listed.
    """
    marks: dict[tuple[str, int], dict[int, tuple[Severity, str | None]]] = {}
    for noted, (place, (severity, faults)) in enumerate(shown.items()):
        text = comment(faults) if noted < MOST_LISTED else None
        marks.setdefault((place.sheet, place.row), {})[place.column - 1] = (severity, text)
    return dict(marks.items())


class ReceiptBook:
    """A new ``.xlsx`` at ``path``; written when it is closed.

    Every cell is written as text and formatted as text: what looks like a formula, a link or a
    number stays what was typed, also after the cell is edited.
    """

    def __init__(self, facts: ReceiptFacts, path: Path) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            # Beside the workbook and not in the machine's common folder: it holds names.
            {"constant_memory": True, "tmpdir": str(path.parent)},
        )
        created = facts.judged_at.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"created": created, "author": AUTHOR})
        self._formats: dict[tuple[Any, ...], Any] = {}

    def close(self) -> None:
        """Write the workbook to its file."""
        self._book.close()

    def add_sheet(self, name: str, widths: Sequence[float]) -> Any:
        """A new last sheet; ``widths`` of its columns in characters."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def write_row(
        self,
        sheet: Any,
        row: int,
        cells: Cells,
        marks: Marks | None = None,
        *,
        bold: bool = False,
    ) -> None:
        """Write one row (0 = the first) as text.

        Args:
            sheet: from :meth:`add_sheet`; rows come in ascending order.
            row: 0 = the first.
            cells: text of each column; None is an empty cell.
            marks: what is wrong in this row, by column (0 = the first).
        """
        marks = marks or {}
        for column in range(max(len(cells), max(marks, default=-1) + 1)):
            text = cells[column] if column < len(cells) else None
            severity, noted = marks.get(column, (None, None))
            if text:
                style = self._style(severity, bold=bold, quoted=starts_a_formula(text))
                sheet.write_string(row, column, storable(text), style)
            elif severity is not None:
                sheet.write_blank(row, column, None, self._style(severity))
            if noted is not None:
                # With its row and not later: written in order, XlsxWriter drops what looks back.
                width, height = comment_size(noted)
                size = {"author": AUTHOR, "width": width, "height": height}
                sheet.write_comment(row, column, noted, size)

    def write_first_sheet(self, first_sheet: FirstSheet) -> None:
        """Write the list of faults; to be called before any other sheet is added."""
        sheet = self.add_sheet(FIRST_SHEET, WIDTHS)
        sheet.set_tab_color("#C0392B")
        sheet.hide_gridlines(2)
        faint = self._format(font_size=8, italic=True, font_color="#808080")
        title = self._format(font_size=15, bold=True)
        for row, sentence in enumerate(first_sheet.introduction):
            style = faint if row == 0 else title if row == 1 else self._format()
            sheet.write_string(row, 0, storable(sentence), style)
        header = len(first_sheet.introduction) + 1
        head = self._format(bold=True, font_color="#FFFFFF", bg_color="#34495E", text_wrap=True)
        for column, text in enumerate(first_sheet.header):
            sheet.write_string(header, column, text, head)
        for row, line in enumerate(first_sheet.lines, start=header + 1):
            self._write_line(sheet, row, line.cells, line.severity, line.place)
        last = header + len(first_sheet.lines)
        if first_sheet.rest is not None:
            sheet.write_string(last + 1, 0, first_sheet.rest, self._format())
        sheet.freeze_panes(header + 1, 0)
        sheet.autofilter(header, 0, last, len(first_sheet.header) - 1)
        sheet.repeat_rows(header)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def _write_line(
        self,
        sheet: Any,
        row: int,
        cells: Sequence[str | int],
        severity: Severity,
        place: CellPlace | None,
    ) -> None:
        for column, value in enumerate(cells):
            colour = {"bg_color": f"#{COLOURS[severity]}"} if column == 0 else {}
            if isinstance(value, int):
                sheet.write_number(row, column, value, self._format(valign="top"))
            elif place is not None and column == len(cells) - 1:
                link = self._format(font_color="#1F5FA8", underline=1, valign="top")
                sheet.write_url(row, column, f"internal:{place.link}", link, value)
            else:
                quoted = {"quote_prefix": True} if starts_a_formula(value) else {}
                style = self._format(text_wrap=True, valign="top", **colour, **quoted)
                sheet.write_string(row, column, storable(value), style)

    def _style(self, severity: Severity | None, *, bold: bool = False, quoted: bool = False) -> Any:
        asked: dict[str, Any] = {"num_format": "@"}
        if severity is not None:
            asked["bg_color"] = f"#{COLOURS[severity]}"
        if bold:
            asked["bold"] = True
        if quoted:
            asked["quote_prefix"] = True
        return self._format(**asked)

    def _format(self, **asked: Any) -> Any:
        key = tuple(sorted(asked.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(asked)
        return self._formats[key]
