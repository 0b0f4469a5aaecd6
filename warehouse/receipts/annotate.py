"""The ministry's own workbook, copied with its faulty cells coloured and commented.

Layout, widths, merged cells and other sheets stay; row numbers are those of the original, because
nothing is inserted: the list of faults is a sheet of its own, in front.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from warehouse.checks.verdict import Fault, ReceiptFacts
from warehouse.files.spreadsheets import make_inert, put_text
from warehouse.read.own_sheets import AUTHOR, FIRST_SHEET, is_receipt_sheet
from warehouse.receipts.first_sheet import (
    COLOURS,
    MOST_LISTED,
    WIDTHS,
    CellPlace,
    FirstSheet,
    by_place,
    comment,
    comment_size,
    first_sheet,
)

_THEIR_COMMENT = "\n\n— Votre commentaire —\n"


def annotated(facts: ReceiptFacts, original: Path) -> bytes:
    """The workbook at ``original``, inert, with the faults of ``facts`` shown in it.

    Returns:
        an ``.xlsx``, also when the original had macros.

    Raises:
        Exception: whatever openpyxl raises on a workbook that it cannot read.
    """
    with warnings.catch_warnings():
        # openpyxl warns of each thing it leaves out; leaving them out is what we want.
        warnings.simplefilter("ignore")
        # As bytes: by its name openpyxl takes only what ends in .xlsx, and kept bytes have no name.
        content = BytesIO(original.read_bytes())
        workbook = load_workbook(content, data_only=True, keep_links=False, keep_vba=False)
        forget_earlier_receipt(workbook)
        make_inert(workbook)
        where = _Places(workbook, facts.titles)
        _show(workbook, facts, where)
        _insert_first_sheet(workbook, first_sheet(facts, where, whole=True))
        out = BytesIO()
        workbook.save(out)
    return out.getvalue()


def forget_earlier_receipt(workbook: Workbook) -> None:
    """Take out what an earlier receipt put into a workbook that was corrected and dropped again."""
    for sheet in list(workbook.worksheets):
        if is_receipt_sheet(sheet.title, sheet["A1"].value):
            workbook.remove(sheet)
            continue
        for cell in sheet._cells.values():
            noted = cell.comment
            if noted is None or noted.author != AUTHOR:
                continue
            _, _, theirs = noted.text.partition(_THEIR_COMMENT)
            cell.comment = Comment(theirs, None) if theirs else None
            cell.fill = PatternFill()


class _Places:
    """Where each fault stands in the copy: the cell itself, or what the eye takes for it."""

    def __init__(self, workbook: Workbook, titles: Mapping[str, str]) -> None:
        self._titles = titles
        self._sheets = {sheet.title.strip().casefold(): sheet for sheet in workbook.worksheets}
        self._only = workbook.worksheets[0] if len(workbook.worksheets) == 1 else None

    def __call__(self, fault: Fault) -> CellPlace | None:
        title = self._titles.get(fault.sheet, fault.sheet)
        sheet = self._sheets.get(title.strip().casefold(), self._only)
        if sheet is None or fault.row_number < 1:
            return None
        row = fault.row_number
        column = _first_filled(sheet, row) if fault.column_index is None else fault.column_index + 1
        if isinstance(sheet.cell(row, column), MergedCell):
            # Only the first cell of a merged range is seen, so it carries colour and comment.
            for merged in sheet.merged_cells.ranges:
                if (row, column) in merged.cells:
                    row, column = merged.min_row, merged.min_col
                    break
        return CellPlace(sheet.title, row, column)


def _first_filled(sheet: Worksheet, row: int) -> int:
    filled = (
        column
        for column in range(1, sheet.max_column + 1)
        if (row, column) in sheet._cells and sheet.cell(row, column).value is not None
    )
    return next(filled, 1)


def _show(workbook: Workbook, facts: ReceiptFacts, where: _Places) -> None:
    for noted, (place, (severity, faults)) in enumerate(by_place(facts.faults, where).items()):
        sheet = workbook[place.sheet]
        cell = sheet.cell(place.row, place.column)
        cell.fill = PatternFill("solid", start_color=COLOURS[severity])
        if noted < MOST_LISTED:
            text = comment(faults, place.row)
            if cell.comment is not None:
                text += _THEIR_COMMENT + cell.comment.text
            width, height = comment_size(text)
            cell.comment = Comment(text, AUTHOR, width=width, height=height)
        _uncover(sheet, place)


def _uncover(sheet: Worksheet, place: CellPlace) -> None:
    """Hidden or locked, a cell cannot be corrected."""
    sheet.sheet_state = "visible"
    sheet.protection.disable()
    if place.row in sheet.row_dimensions:
        sheet.row_dimensions[place.row].hidden = False
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and (dimension.min or 0) <= place.column <= (dimension.max or 0):
            dimension.hidden = False


def _insert_first_sheet(workbook: Workbook, first_sheet: FirstSheet) -> None:
    for other in workbook.worksheets:
        # Two selected sheets are a group: what is typed in one is typed in both.
        other.sheet_view.tabSelected = False
    sheet = workbook.create_sheet(FIRST_SHEET, 0)
    workbook.active = 0
    for view in workbook.views:
        view.firstSheet = 0
    sheet.sheet_properties.tabColor = "C0392B"
    sheet.sheet_view.showGridLines = False
    top = Alignment(vertical="top", wrap_text=True)

    for row, sentence in enumerate(first_sheet.introduction, start=1):
        put_text(sheet.cell(row, 1), sentence)
    sheet["A1"].font = Font(size=8, italic=True, color="808080")
    sheet["A2"].font = Font(size=15, bold=True)
    header = len(first_sheet.introduction) + 2
    for column, title in enumerate(first_sheet.header, start=1):
        cell = sheet.cell(header, column)
        put_text(cell, title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="34495E")
        cell.alignment = top
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[column - 1]
    for row, line in enumerate(first_sheet.lines, start=header + 1):
        for column, value in enumerate(line.cells, start=1):
            cell = sheet.cell(row, column)
            if isinstance(value, int):
                cell.value = value
            else:
                put_text(cell, value)
            cell.alignment = top
        sheet.cell(row, 1).fill = PatternFill("solid", start_color=COLOURS[line.severity])
        if line.place is not None:
            cell = sheet.cell(row, len(line.cells))
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=line.place.link)
            cell.font = Font(color="1F5FA8", underline="single")
    last = header + len(first_sheet.lines)
    if first_sheet.rest is not None:
        put_text(sheet.cell(last + 1, 1), first_sheet.rest)
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(first_sheet.header))}{last}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
