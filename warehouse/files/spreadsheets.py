"""A foreign workbook with nothing in it that computes, links, connects or runs.

A dropped file is not to be trusted, and goes back to a person who trusts us. What openpyxl does
not know it does not write (macros, connections, embedded objects, controls); what it knows and
keeps is taken out here. Formulas are already values when the workbook was opened with
``data_only=True``; a formula that was never computed is an empty cell.
"""

from __future__ import annotations

import re
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import DocumentSecurity
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.scenario import ScenarioList
from openpyxl.worksheet.worksheet import Worksheet

# What a spreadsheet takes for the start of a formula when a cell is typed or edited.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")

_A_LIST_OF_WORDS = re.compile(r'"[^"]*"')
_A_RANGE = re.compile(r"(?:'[^'\[\]]+'!|[\w.]+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")

MOST_CHARACTERS = 32_767  # of a cell; Excel refuses the file otherwise


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet might take ``text`` for a formula once somebody edits the cell."""
    return text.startswith(_STARTS_A_FORMULA)


def inert_cell(value: Any) -> Any:
    """A value of a CSV that no spreadsheet runs: a text like a formula gets an apostrophe.

    A CSV has no types, so the apostrophe is the only guard that every spreadsheet heeds (OWASP, CSV
    injection). Numbers stay numbers.
    """
    return f"'{value}" if isinstance(value, str) and starts_a_formula(value) else value


def storable(text: str) -> str:
    """``text`` without the control characters that a workbook cannot hold, at most a cell long."""
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))[:MOST_CHARACTERS]


def put_text(cell: Cell, text: str) -> None:
    """Write ``text`` into ``cell`` as text, whatever it begins with."""
    cell.value = storable(text)
    cell.data_type = "s"
    if starts_a_formula(text):
        cell.quotePrefix = True


def make_inert(workbook: Workbook) -> None:
    """Take out of an openpyxl workbook, in place, all that computes, links, connects or runs.

    Kept: values, formats, widths, merged cells, print settings, comments, filters, and the
    drop-down lists made of plain words or of a plain range. Conditional formats go because they
    are formulas, and because they would hide our colours.
    """
    workbook._external_links = []
    workbook._pivots = []
    workbook.vba_archive = None
    workbook.code_name = None
    workbook.custom_doc_props = CustomPropertyList()
    workbook.security = DocumentSecurity()
    workbook.defined_names.clear()
    for sheet in workbook.chartsheets:
        workbook.remove(sheet)
    for sheet in workbook.worksheets:
        _make_sheet_inert(sheet)


def _make_sheet_inert(sheet: Worksheet) -> None:
    sheet.defined_names.clear()
    sheet.conditional_formatting = ConditionalFormattingList()
    sheet.scenarios = ScenarioList()
    sheet.legacy_drawing = None
    sheet.sheet_properties.codeName = None
    sheet._pivots = []
    sheet._charts = []
    sheet._hyperlinks = []
    sheet.data_validations.dataValidation = [
        rule for rule in sheet.data_validations.dataValidation if _is_plain_list(rule)
    ]
    for name, table in list(sheet.tables.items()):
        if table.tableType not in (None, "worksheet"):
            del sheet.tables[name]
            continue
        for column in table.tableColumns:
            column.calculatedColumnFormula = None
            column.totalsRowFormula = None
    # The private dictionary holds the cells that exist; iter_rows would create all the others.
    for cell in sheet._cells.values():
        _make_cell_inert(cell)


def _make_cell_inert(cell: Cell) -> None:
    if cell.hyperlink is not None:
        cell.hyperlink = None
    if cell.data_type == "f":
        cell.value = None
    elif cell.data_type in ("s", "e") and cell.value is not None:
        put_text(cell, str(cell.value))


def _is_plain_list(rule: DataValidation) -> bool:
    source = rule.formula1 or ""
    if rule.type != "list" or rule.formula2:
        return False
    if _A_LIST_OF_WORDS.fullmatch(source):
        words = source.strip('"').split(",")
        return not any(starts_a_formula(word.strip()) for word in words)
    return _A_RANGE.fullmatch(source) is not None
