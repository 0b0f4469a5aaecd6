"""Workbooks: what each kind of cell becomes, and that rows are the rows a clerk sees."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from warehouse.errors import SubmissionError
from warehouse.read.dropped_file import read_file
from warehouse.read.sheet import Merge

DAY = date(2026, 4, 11)
CELLS: list[tuple[str, Any, str | None, str]] = [
    ("text as it stands", " 015/UMIRR/2026 ", None, " 015/UMIRR/2026 "),
    ("a real date", DAY, "dd/mm/yyyy", "2026-04-11"),
    ("a date with a time", datetime.combine(DAY, time(10, 30)), "hh:mm", "2026-04-11 10:30:00"),
    ("a serial that nobody formatted", 46123, None, "46123"),
    ("a whole number", 12.0, None, "12"),
    ("a decimal", 4.5, None, "4.5"),
    ("a sum of tenths", 0.1 + 0.2, None, "0.3"),
    ("a phone number", 23672806325, "0", "23672806325"),
    ("more digits than a workbook holds", 12345678901234567890, "0", "1.23456789012346e+19"),
    ("true", True, None, "TRUE"),
    ("false", False, None, "FALSE"),
    ("a control character", "A\x1fB", None, "AB"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "form", "text"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS]
)
def test_a_cell_becomes_text(tmp_path: Path, value: Any, form: str | None, text: str) -> None:
    path = tmp_path / "mai.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, value, book.add_format({"num_format": form} if form else {}))
    assert read_file(path)[0].row(1) == [text]


def test_dates_of_the_1904_calendar_are_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, DAY, book.add_format({"num_format": "dd/mm/yyyy"}))
    assert read_file(path)[0].row(1) == ["2026-04-11"]


def test_rows_are_the_physical_rows_and_trailing_blanks_are_none(tmp_path: Path) -> None:
    path = tmp_path / "mai.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write(4, 2, "Nom")
        sheet.write(6, 2, "ESSAI")
        sheet.write(7, 3, "   ")
        for row in range(8, 3000):
            sheet.write_blank(row, 9, None, bold)
    (read,) = read_file(path)
    assert read.cells.shape == (7, 3)
    assert read.row(5) == ["", "", "Nom"]
    assert read.row(7) == ["", "", "ESSAI"]


def test_formula_errors_stay_visible_with_their_row(tmp_path: Path) -> None:
    path = tmp_path / "mai.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Age"])
        sheet.write_formula(1, 1, "=A1/0", None, "#DIV/0!")
        sheet.write_formula(3, 2, "=Z1", None, "#REF!")
    (read,) = read_file(path)
    assert read.row(2) == ["", "#DIV/0!", ""]
    assert read.row(4) == ["", "", "#REF!"]
    assert [note.key for note in read.notes] == ["landing.error_cells"]


def test_hidden_sheets_and_rows_are_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "mai.xlsx"
    with xlsxwriter.Workbook(path) as book:
        shown, hidden = book.add_worksheet("Mai"), book.add_worksheet("Avril")
        for sheet in (shown, hidden):
            sheet.write_column(0, 0, ["Nom", "UN", "DEUX"])
        shown.set_row(1, None, None, {"hidden": True})
        hidden.hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Mai!$A$1:$A$3"})
        book.add_chartsheet("Courbe").set_chart(chart)
    mai, avril, courbe = read_file(path)
    assert mai.hidden_rows == (2,) and not mai.hidden
    assert mai.row(2) == ["UN"]
    assert avril.hidden and avril.row(3) == ["DEUX"]
    assert [n.key for s in (mai, avril, courbe) for n in s.notes] == [
        "landing.hidden_rows", "landing.hidden_sheet", "landing.other_sheet_type",
    ]  # fmt: skip


def test_merged_ranges_are_told_and_not_filled(tmp_path: Path) -> None:
    path = tmp_path / "mai.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["N° PV", "Nom"])
    book.active.append(["001", "UN"])
    book.active.append(["", "DEUX"])
    book.active.merge_cells("A2:A3")
    book.save(path)
    (read,) = read_file(path)
    assert read.merged == (Merge(2, 3, 1, 1),)
    assert read.row(3) == ["", "DEUX"]


def test_an_open_document_tells_its_merged_ranges_and_dates(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Visites")

    def row(*cells: TableCell, **how: Any) -> None:
        made = TableRow(**how)
        for cell in cells:
            made.addElement(cell)
        table.addElement(made)

    def cell(text: str, **how: Any) -> TableCell:
        made = TableCell(valuetype="string", **how)
        made.addElement(P(text=text))
        return made

    row(cell("VICTIME", numbercolumnsspanned=2, numberrowsspanned=1), CoveredTableCell())
    row(cell("Nom"), cell("Visite"))
    row(TableCell(numbercolumnsrepeated=1024), numberrowsrepeated=2)
    day = TableCell(valuetype="date", datevalue=date(2026, 4, 16).isoformat())
    day.addElement(P(text="16/04/2026"))
    row(cell("ESSAI"), day)
    row(TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=1_048_571)
    document.spreadsheet.addElement(table)
    path = tmp_path / "visites.ods"
    document.save(path)
    (read,) = read_file(path)
    assert read.merged == (Merge(1, 1, 1, 2),)
    assert read.cells.shape == (5, 2)
    assert read.row(5) == ["ESSAI", "2026-04-16"]


def test_a_workbook_without_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vide.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(SubmissionError, match="no worksheet with cells"):
        read_file(path)
