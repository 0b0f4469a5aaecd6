"""The workbook of a receipt, made from cells: the first sheet, then sheets of text cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from warehouse.checks.verdict import Fault, ReceiptFacts, Severity
from warehouse.files.new_workbook import HEAD, LINK, NewWorkbook
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


class ReceiptBook(NewWorkbook):
    """The workbook of a receipt: every cell is written as text and formatted as text.

    What looks like a formula, a link or a number stays what was typed, also after it is edited.
    """

    def __init__(self, facts: ReceiptFacts, path: Path) -> None:
        super().__init__(path, facts.judged_at)

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
            style: dict[str, Any] = {"num_format": "@"}
            if severity is not None:
                style["bg_color"] = f"#{COLOURS[severity]}"
            if bold and text:
                style["bold"] = True
            if text:
                self.write_text(sheet, row, column, text, **style)
            elif severity is not None:
                sheet.write_blank(row, column, None, self.style(**style))
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
        faint = {"font_size": 8, "italic": True, "font_color": "#808080"}
        styles: list[dict[str, Any]] = [faint, {"font_size": 15, "bold": True}]
        for row, sentence in enumerate(first_sheet.introduction):
            self.write_text(sheet, row, 0, sentence, **(styles[row] if row < len(styles) else {}))
        header = len(first_sheet.introduction) + 1
        for column, text in enumerate(first_sheet.header):
            self.write_text(sheet, header, column, text, **HEAD, text_wrap=True)
        for row, line in enumerate(first_sheet.lines, start=header + 1):
            self._write_line(sheet, row, line.cells, line.severity, line.place)
        last = header + len(first_sheet.lines)
        if first_sheet.rest is not None:
            self.write_text(sheet, last + 1, 0, first_sheet.rest)
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
            if isinstance(value, int):
                sheet.write_number(row, column, value, self.style(valign="top"))
            elif place is not None and column == len(cells) - 1:
                sheet.write_url(row, column, f"internal:{place.link}", self.style(**LINK), value)
            else:
                colour = {"bg_color": f"#{COLOURS[severity]}"} if column == 0 else {}
                self.write_text(sheet, row, column, value, text_wrap=True, valign="top", **colour)
