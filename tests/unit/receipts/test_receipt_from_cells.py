"""A text, an ODS, or a huge file comes back as a workbook of text."""

from __future__ import annotations

import pyarrow as pa
import pytest
from openpyxl import Workbook, load_workbook
from sample_faults import a_fault

from warehouse.checks.verdict import SetAside
from warehouse.read.own_sheets import FIRST_SHEET, is_receipt_sheet
from warehouse.receipts.first_sheet import COLOURS, EXTRACT_SHEET
from warehouse.receipts.from_cells import sheet_names
from warehouse.receipts.receipt_files import write_receipt
from warehouse.receipts.returned_workbook import HUGE_ROWS, workbook_name

ROWS = [
    ["N° PV", "Nom", "Date", "Téléphone"],
    ["001/X/2026", "CANARI UN", "hier", "+23670000000"],
    ["", "", "", ""],
    ["0002", "=cmd|' /C calc'!A0", "", "-"],
    ["3", "http://example.invalid", "05/05/2026", "@x"],
]


def a_table(rows: list[list[str]]) -> pa.Table:
    return pa.table({f"c{i}": [row[i] for row in rows] for i in range(len(rows[0]))})


def the_workbook(written):
    (path,) = [file.path for file in written if file.kind == "workbook"]
    return path


@pytest.mark.parametrize("kind", ["text", "csv", "ods", "xls", "html"])
def test_cells_come_back_as_text_under_their_own_row_numbers(tmp_path, make_facts, kind):
    facts = make_facts(
        a_fault(4, sheet=""),
        a_fault(5, 0, sheet="", severity="warn"),
        file_name="DSPJ.csv",
        set_aside=(SetAside("", 1, "header"),),
    )
    book = load_workbook(
        the_workbook(write_receipt(facts, tmp_path, None, kind, [("", a_table(ROWS))]))
    )
    assert book.sheetnames == [FIRST_SHEET, "Feuille 1"]
    sheet = book["Feuille 1"]
    returned = [[cell.value or "" for cell in row] for row in sheet.iter_rows(max_row=5)]
    assert returned == ROWS
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert types == {"s"}
    assert sheet["D2"].quotePrefix and not sheet["A2"].quotePrefix
    assert sheet["B5"].hyperlink is None
    noted = [c.coordinate for row in sheet.iter_rows() for c in row if c.comment]
    assert noted == ["C4", "A5"]
    assert sheet["C4"].fill.start_color.rgb[-6:] == COLOURS["quarantine"], "an empty faulty cell"
    assert sheet["A1"].font.bold
    links = [row[7].hyperlink.location for row in book[FIRST_SHEET].iter_rows(min_row=8)]
    assert links == ["'Feuille 1'!C4", "'Feuille 1'!A5"]


def test_of_a_huge_text_only_the_faulty_rows_come_back_with_their_numbers(tmp_path, make_facts):
    count = HUGE_ROWS + 10
    table = pa.table({f"c{i}": [f"{i}:{row}" for row in range(1, count + 1)] for i in range(3)})
    facts = make_facts(
        a_fault(HUGE_ROWS, sheet=""),
        a_fault(7, sheet=""),
        rows_read=count,
        rows_accepted=count - 6,
    )
    written = write_receipt(facts, tmp_path, None, "text", [("", table)])
    book = load_workbook(the_workbook(written))
    assert book.sheetnames == [FIRST_SHEET, EXTRACT_SHEET]
    sheet = book[EXTRACT_SHEET]
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == ["7", str(HUGE_ROWS)]
    assert sheet["E4"].value == "2:7"
    assert [c.coordinate for row in sheet.iter_rows() for c in row if c.comment] == ["E4", "E5"]
    assert all(is_receipt_sheet(s.title, s["A1"].value) for s in book), "never read as the month"
    page = next(file.path for file in written if file.kind == "html").read_text("utf-8")
    assert "dans votre propre fichier" in page


@pytest.mark.parametrize("gives_cells", [True, False])
def test_of_a_huge_workbook_only_the_faulty_rows_come_back(
    tmp_path, make_facts, monkeypatch, gives_cells
):
    monkeypatch.setattr("warehouse.receipts.returned_workbook.HUGE_BYTES", 10)
    workbook = Workbook()
    workbook.active.title = "Registre"
    for row in ROWS:
        workbook.active.append([text.lstrip("=") for text in row])
    workbook.save(tmp_path / "original.xlsx")
    sheets = [("Registre", a_table(ROWS))] if gives_cells else []
    written = write_receipt(
        make_facts(a_fault(5)), tmp_path, tmp_path / "original.xlsx", "xlsx", sheets
    )
    sheet = load_workbook(the_workbook(written))[EXTRACT_SHEET]
    assert [cell.value for cell in sheet[4]][:3] == ["Registre", "5", "3"]


def test_names_of_sheets_are_made_fit_for_excel():
    long = "Légion du Nord-Est et de la Vakaga réunies"
    assert sheet_names(["", "a/b:c", long, long, FIRST_SHEET]) == [
        "Feuille 1",
        "a b c",
        long[:31],
        long[:27] + " (2)",
        FIRST_SHEET + " (2)",
    ]


@pytest.mark.parametrize(
    ("file_name", "made"),
    [
        ("GAV mai.xls", "GAV mai - à corriger.xlsx"),
        ("GAV mai - à corriger.xlsx", "GAV mai - à corriger.xlsx"),
        ("../../etc/passwd.csv", "passwd - à corriger.xlsx"),
        ("c:\\tmp\\a?b.csv", "a_b - à corriger.xlsx"),
        ("...", "fichier - à corriger.xlsx"),
    ],
)
def test_the_workbook_is_named_after_the_file(file_name, made):
    assert workbook_name(file_name) == made


def test_a_name_of_any_length_fits_the_file_system():
    assert len(workbook_name("é" * 300 + ".csv").encode()) <= 255
