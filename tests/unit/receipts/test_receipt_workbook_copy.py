"""The ministry's own workbook comes back: its layout, our colours, and nothing that computes."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from sample_faults import a_fault

from warehouse.errors import Message
from warehouse.read.own_sheets import AUTHOR, FIRST_SHEET, is_receipt_sheet
from warehouse.receipts.first_sheet import COLOURS
from warehouse.receipts.receipt_files import write_receipt

FORMULAS = [
    ("=1+1", "2"),
    ("=cmd|' /C calc'!A0", "0"),
    ('=HYPERLINK("http://example.invalid","Ici")', "Ici"),
    ("=DDE(&quot;server&quot;,&quot;topic&quot;,&quot;item&quot;)", "DDE"),
    ('=WEBSERVICE("http://example.invalid/?q="&amp;A1)', "texte"),
    ("=[1]Feuil1!$A$1", "externe"),
    ("=VLOOKUP(A1,B:C,2,0)", "#N/A"),
    ("=NeverComputed()", None),
]
TEXTS = ["=1+1", "+23670000000", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "\tTab", "Une phrase"]


def a_register(path: Path) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Registre"
    sheet["A1"] = "MINISTERE FICTIF"
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["N° PV", "Nom", "Date de plainte", "Téléphone"])
    for number in range(4, 12):
        sheet.append([f"{number}/X/2026", f"CANARI{number}", "hier", "+23670000000"])
    sheet.append(["TOTAL"])
    sheet["C5"] = date(2026, 5, 4)
    sheet.merge_cells("A6:A7")
    sheet.column_dimensions["B"].width = 33
    sheet.row_dimensions[3].height = 41
    workbook.create_sheet("Notes")["B2"] = "autre feuille"
    workbook.save(path)
    return path


def with_formulas(path: Path) -> Path:
    """A workbook as Excel saves it: formulas with their last values, beyond openpyxl."""
    register = a_register(path)
    cells = []
    for row, (formula, value) in enumerate(FORMULAS, start=20):
        kind = "str"
        if value is not None and value.isdigit():
            kind = "n"
        elif value is not None and value.startswith("#"):
            kind = "e"
        cached = "" if value is None else f"<v>{value}</v>"
        text = formula[1:]
        cells.append(f'<row r="{row}"><c r="C{row}" t="{kind}"><f>{text}</f>{cached}</c></row>')
    out = BytesIO()
    with ZipFile(register) as made, ZipFile(out, "w") as again:
        for entry in made.infolist():
            body = made.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                body = body.replace(b"</sheetData>", "".join(cells).encode() + b"</sheetData>")
            again.writestr(entry.filename, body)
    register.write_bytes(out.getvalue())
    return register


def the_workbook(written) -> Path:
    (path,) = [file.path for file in written if file.kind == "workbook"]
    return path


def test_layout_and_row_numbers_are_those_of_the_original(tmp_path, make_facts):
    original = a_register(tmp_path / "original.xlsx")
    book = the_workbook(write_receipt(make_facts(a_fault(8)), tmp_path, original, "xlsx"))
    assert book.name == "UMIRR_registre_mai_2026 - à corriger.xlsx"
    before, after = load_workbook(original), load_workbook(book)
    assert after.sheetnames == [FIRST_SHEET, "Registre", "Notes"]
    compared = 0
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                assert after[sheet.title][cell.coordinate].value == cell.value, cell.coordinate
                compared += 1
    assert compared > 40
    assert str(after["Registre"].merged_cells) == str(before["Registre"].merged_cells)
    assert after["Registre"].column_dimensions["B"].width == 33
    assert after["Registre"].row_dimensions[3].height == 41
    assert after["Registre"]["C5"].is_date


def test_comments_and_colours_stand_at_exactly_the_faulty_cells(tmp_path, make_facts):
    faults = (
        a_fault(8),
        a_fault(8, rule="code_is_known", message=Message("sample_unknown_code"), severity="warn"),
        a_fault(9, 3, severity="warn"),
        a_fault(10, None, severity="refuse"),
        a_fault(7, 0),  # inside the merged A6:A7: shown where the eye finds it
    )
    original = a_register(tmp_path / "original.xlsx")
    book = load_workbook(
        the_workbook(write_receipt(make_facts(*faults), tmp_path, original, "xlsx"))
    )
    noted = {
        (sheet.title, cell.coordinate): cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert set(noted) == {("Registre", c) for c in ("C8", "D9", "A10", "A6")}
    said = noted["Registre", "C8"].comment.text
    for part in ("La date ne se lit pas.", "Code inconnu.", "Attendu : un jour", "14/03/2026"):
        assert part in said
    assert "Règle : date_is_read" in said
    assert "Ligne 7" in noted["Registre", "A6"].comment.text
    colours = {place[1]: cell.fill.start_color.rgb[-6:] for place, cell in noted.items()}
    assert colours == {
        "C8": COLOURS["quarantine"],
        "D9": COLOURS["warn"],
        "A10": COLOURS["refuse"],
        "A6": COLOURS["quarantine"],
    }


def test_the_first_sheet_lists_every_fault_with_a_link_to_its_cell(tmp_path, make_facts):
    faults = (a_fault(9, 3, severity="warn"), a_fault(8), a_fault(10, severity="refuse"))
    original = a_register(tmp_path / "original.xlsx")
    book = load_workbook(
        the_workbook(write_receipt(make_facts(*faults), tmp_path, original, "xlsx"))
    )
    sheet = book.worksheets[0]
    assert book.active.title == FIRST_SHEET
    assert is_receipt_sheet("une autre feuille", sheet["A1"].value)
    listed = [row for row in sheet.iter_rows(min_row=8) if row[0].value]
    assert [row[2].value for row in listed] == [10, 8, 9], "the gravest first"
    assert [row[7].hyperlink.location for row in listed] == [
        "'Registre'!C10",
        "'Registre'!C8",
        "'Registre'!D9",
    ]
    assert sum(view.sheet_view.tabSelected or False for view in book.worksheets[1:]) == 0


@pytest.mark.parametrize(
    ("row", "formula", "value"),
    [(row, *case) for row, case in enumerate(FORMULAS, start=20)],
    ids=[formula.split("(")[0][:12] for formula, _ in FORMULAS],
)
def test_a_formula_comes_back_as_its_last_value(tmp_path, make_facts, row, formula, value):
    original = with_formulas(tmp_path / "original.xlsx")
    book = the_workbook(write_receipt(make_facts(a_fault(8)), tmp_path, original, "xlsx"))
    cell = load_workbook(book)["Registre"].cell(row, 3)
    assert cell.data_type != "f"
    assert (None if cell.value is None else str(cell.value)) == value


@pytest.mark.parametrize("text", TEXTS, ids=[ascii(text) for text in TEXTS])
def test_text_that_looks_like_a_formula_stays_text(tmp_path, make_facts, text):
    original = a_register(tmp_path / "original.xlsx")
    workbook = load_workbook(original)
    cell = workbook["Registre"]["B8"]
    cell.value = text
    cell.data_type = "s"
    workbook.save(original)
    fault = a_fault(8, column=text, example=text)
    book = load_workbook(the_workbook(write_receipt(make_facts(fault), tmp_path, original, "xlsx")))
    returned = book["Registre"]["B8"]
    assert (returned.value, returned.data_type) == (text, "s")
    assert bool(returned.quotePrefix) == (text != "Une phrase")
    listed = book[FIRST_SHEET]["D8"]
    assert (listed.value, listed.data_type) == (text, "s")


def test_nothing_that_computes_links_or_runs_comes_back(tmp_path, make_facts):
    original = with_formulas(tmp_path / "original.xlsx")
    workbook = load_workbook(original)
    sheet = workbook["Registre"]
    sheet["B9"].hyperlink = "http://example.invalid"
    sheet.conditional_formatting.add("A1:A9", FormulaRule(["1=1"], fill=PatternFill("solid")))
    for source in ('"M,F"', "Notes!$A$1:$A$3", '"=cmd|x,F"', "INDIRECT(A1)"):
        rule = DataValidation("list", formula1=source)
        rule.add("D4")
        sheet.add_data_validation(rule)
    workbook.defined_names["Piege"] = DefinedName("Piege", attr_text="cmd|' /C calc'!A0")
    sheet.protection.enable()
    workbook.save(original)
    book = the_workbook(write_receipt(make_facts(a_fault(8)), tmp_path, original, "xlsx"))
    with ZipFile(book) as packed:
        parts = {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}
    everything = "\n".join(parts.values())
    assert len(parts) > 8
    assert "<f>" not in everything and "<f " not in everything
    assert "example.invalid" not in everything
    assert "/C calc" not in everything
    assert not [name for name in parts if re.search("externalLink|vba|connection|embed", name)]
    kept = load_workbook(book)["Registre"]
    assert [r.formula1 for r in kept.data_validations.dataValidation] == [
        '"M,F"',
        "Notes!$A$1:$A$3",
    ]
    assert not kept.protection.sheet


def test_a_corrected_workbook_dropped_again_forgets_the_earlier_receipt(tmp_path, make_facts):
    original = a_register(tmp_path / "original.xlsx")
    workbook = load_workbook(original)
    workbook["Registre"]["C8"].comment = Comment("à revoir avec le greffe", "Clerc")
    workbook.save(original)
    first = the_workbook(write_receipt(make_facts(a_fault(8)), tmp_path, original, "xlsx"))
    assert "à revoir avec le greffe" in load_workbook(first)["Registre"]["C8"].comment.text
    again = make_facts(a_fault(9), submission_id="s-0002", file_name=first.name)
    second = the_workbook(write_receipt(again, tmp_path, first, "xlsx"))
    assert second.name == first.name
    book = load_workbook(second)
    assert book.sheetnames == [FIRST_SHEET, "Registre", "Notes"]
    sheet = book["Registre"]
    assert sheet["C8"].comment.text == "à revoir avec le greffe"
    assert sheet["C8"].fill.fill_type is None
    assert sheet["C9"].comment.author == AUTHOR


def test_hidden_faulty_rows_and_sheets_are_shown(tmp_path, make_facts):
    original = a_register(tmp_path / "original.xlsx")
    workbook = load_workbook(original)
    workbook["Registre"].row_dimensions[8].hidden = True
    workbook["Registre"].column_dimensions["C"].hidden = True
    workbook["Registre"].sheet_state = "hidden"
    workbook.active = 1
    workbook.save(original)
    book = the_workbook(write_receipt(make_facts(a_fault(8)), tmp_path, original, "xlsx"))
    sheet = load_workbook(book)["Registre"]
    assert sheet.sheet_state == "visible"
    assert not sheet.row_dimensions[8].hidden
    assert not sheet.column_dimensions["C"].hidden


@pytest.mark.parametrize(
    ("name", "first_cell", "is_ours"),
    [
        (FIRST_SHEET, None, True),
        ("A CORRIGER D’ABORD", "", True),
        ("Feuil1", "ZO KWE ZO - Feuille de correction, collée", True),
        ("Registre", "MINISTERE FICTIF", False),
        ("Registre", 12, False),
        ("À corriger", None, False),
    ],
)
def test_a_receipt_sheet_is_known_by_its_marker_or_its_name(name, first_cell, is_ours):
    assert is_receipt_sheet(name, first_cell) is is_ours
