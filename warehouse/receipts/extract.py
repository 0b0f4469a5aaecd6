"""Of a huge file only the faulty rows come back, with their sheet and row number before them.

They stand on a sheet that the reader passes over, so that an extract dropped by mistake is an empty
file and can never replace the month by its mistakes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from warehouse.checks.verdict import Fault, ReceiptFacts
from warehouse.read.own_sheets import MARKER
from warehouse.receipts.first_sheet import EXTRACT_SHEET, CellPlace, by_place, first_sheet
from warehouse.receipts.from_cells import Sheets
from warehouse.receipts.wording import say
from warehouse.receipts.xlsx_writer import Cells, ReceiptBook, marks_by_row

_ABOVE = 3  # rows: marker, what to do, header
_BEFORE = 2  # columns: sheet, row number
_MOST_ROWS = 1_048_576 - _ABOVE


def extract(facts: ReceiptFacts, rows: Iterable[tuple[str, int, Cells]], path: Path) -> None:
    """Write the faulty rows alone to ``path``.

    Args:
        rows: sheet, physical row and cells as text, in the order of :func:`faulty_rows`; read
            once, never held.
        path: of the new ``.xlsx``.
    """
    lines = {key: line for line, key in enumerate(faulty_rows(facts)[:_MOST_ROWS], start=_ABOVE)}

    def where(fault: Fault) -> CellPlace | None:
        line = lines.get((fault.sheet, fault.row_number))
        if line is None:
            return None
        column = _BEFORE - 1 if fault.column_index is None else _BEFORE + fault.column_index
        return CellPlace(EXTRACT_SHEET, line + 1, column + 1)

    marks = marks_by_row(by_place(facts.faults, where))
    titles = _titles(facts)
    with ReceiptBook(facts, path) as book:
        book.write_first_sheet(first_sheet(facts, where, whole=False))
        sheet = book.add_sheet(EXTRACT_SHEET, [18, 12] + [22] * len(titles))
        book.write_row(sheet, 0, [MARKER])
        book.write_row(sheet, 1, [say("book_how_extract")])
        margin = [say("book_sheet"), say("book_row")]
        book.write_row(sheet, 2, margin + titles, bold=True)
        for name, row_number, cells in rows:
            line = lines.get((name, row_number))
            if line is not None:
                cell_mark = marks.get((EXTRACT_SHEET, line + 1))
                book.write_row(sheet, line, [name, str(row_number), *cells], cell_mark)


def faulty_rows(facts: ReceiptFacts) -> list[tuple[str, int]]:
    """Sheet and physical row of each row with a fault, sheet by sheet, rows ascending."""
    return sorted({(fault.sheet, fault.row_number) for fault in facts.faults})


def rows_of_tables(facts: ReceiptFacts, sheets: Sheets) -> Iterator[tuple[str, int, Cells]]:
    """The faulty rows out of tables of text, the nth row of a table being the nth physical row."""
    tables = {name.strip().casefold(): table for name, table in sheets}
    only = sheets[0][1] if len(sheets) == 1 else None
    for name, row_number in faulty_rows(facts):
        table: pa.Table | None = tables.get(name.strip().casefold(), only)
        if table is not None and 1 <= row_number <= table.num_rows:
            yield name, row_number, [cells[row_number - 1].as_py() for cells in table.columns]


def rows_of_workbook(facts: ReceiptFacts, original: Path) -> Iterator[tuple[str, int, Cells]]:
    """The faulty rows out of a huge ``.xlsx``, read as a stream; formulas as their last value."""
    wanted: dict[str, set[int]] = {}
    for name, row_number in faulty_rows(facts):
        wanted.setdefault(name, set()).add(row_number)
    # Opened here: by its name openpyxl takes only what ends in .xlsx, and kept bytes have no name.
    with original.open("rb") as content, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = load_workbook(content, read_only=True, data_only=True, keep_links=False)
        try:
            titles = {name: facts.titles.get(name, name) for name in sorted(wanted)}
            for name in (one for one in titles if titles[one] in workbook.sheetnames):
                rows = workbook[titles[name]].iter_rows(max_row=max(wanted[name]), values_only=True)
                for row_number, values in enumerate(rows, start=1):
                    if row_number in wanted[name]:
                        yield name, row_number, [_as_text(value) for value in values]
        finally:
            workbook.close()


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _titles(facts: ReceiptFacts) -> list[str]:
    """Headers by physical column as far as faults name them; the column's letter elsewhere."""
    named = {
        fault.column_index: fault.column
        for fault in facts.faults
        if fault.column_index is not None and fault.column
    }
    return [
        named.get(column) or get_column_letter(column + 1)
        for column in range(max(named, default=-1) + 1)
    ]
