"""The workbook to correct made from cells: for a CSV, a text, an ODS, an old XLS.

The whole file comes back as text, each row under its own number, so that it reads like any other
export when it is dropped again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from warehouse.checks.verdict import Fault, ReceiptFacts
from warehouse.read.own_sheets import FIRST_SHEET
from warehouse.receipts.first_sheet import CellPlace, by_place, first_sheet
from warehouse.receipts.xlsx_writer import Cells, ReceiptBook, marks_by_row

Sheets = Sequence[tuple[str, pa.Table]]

_FORBIDDEN_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
_SAMPLED_FOR_WIDTH = 200


def whole_workbook(facts: ReceiptFacts, sheets: Sheets, path: Path) -> None:
    """Write all ``sheets`` to ``path``, faulty cells coloured and commented.

    Args:
        sheets: name and cells as text; the nth row of a table is the nth physical row.
        path: of the new ``.xlsx``.
    """
    where = _Places(sheets)
    marks = marks_by_row(by_place(facts.faults, where))
    headers = {
        (aside.sheet, aside.row_number) for aside in facts.set_aside if aside.reason == "header"
    }
    with ReceiptBook(facts, path) as book:
        book.write_first_sheet(first_sheet(facts, where, whole=True))
        for (original, table), name in zip(sheets, where.names, strict=True):
            sheet = book.add_sheet(name, _widths(table))
            for row, cells in enumerate(_rows(table)):
                book.write_row(
                    sheet,
                    row,
                    cells,
                    marks.get((name, row + 1)),
                    bold=(original, row + 1) in headers,
                )


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names that Excel takes: at most 31 characters, none of them forbidden, each only once."""
    made: list[str] = []
    taken = {FIRST_SHEET.casefold(), "history", "historique"}  # Excel keeps the last two
    for number, name in enumerate(names, start=1):
        bare = _FORBIDDEN_IN_A_NAME.sub(" ", name).strip(" '") or f"Feuille {number}"
        candidate, copy = bare[:_LONGEST_NAME], 1
        while candidate.casefold() in taken:
            copy += 1
            ending = f" ({copy})"
            candidate = bare[: _LONGEST_NAME - len(ending)] + ending
        taken.add(candidate.casefold())
        made.append(candidate)
    return made


class _Places:
    """Where each fault stands in the new workbook: same row, same column, same sheet in order."""

    def __init__(self, sheets: Sheets) -> None:
        self.names = sheet_names([name for name, _ in sheets])
        self._sheets = {
            original.strip().casefold(): (name, table)
            for (original, table), name in zip(sheets, self.names, strict=True)
        }
        self._only = next(iter(self._sheets.values())) if len(self._sheets) == 1 else None

    def __call__(self, fault: Fault) -> CellPlace | None:
        named_table = self._sheets.get(fault.sheet.strip().casefold(), self._only)
        if named_table is None:
            return None
        name, table = named_table
        if not 1 <= fault.row_number <= table.num_rows:
            return None
        column = fault.column_index
        if column is None:
            column = first_filled([cells[fault.row_number - 1].as_py() for cells in table.columns])
        return CellPlace(name, fault.row_number, column + 1)


def first_filled(cells: Cells) -> int:
    """The first column (from 0) that holds something; 0 in an empty row."""
    return next((column for column, text in enumerate(cells) if text), 0)


def _rows(table: pa.Table) -> Iterator[Cells]:
    for batch in table.to_batches(max_chunksize=5_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _widths(table: pa.Table) -> list[float]:
    sample = table.slice(0, _SAMPLED_FOR_WIDTH)
    longest = [
        max((len(text) for text in column.to_pylist() if text), default=8)
        for column in sample.columns
    ]
    return [float(min(max(characters + 2, 8), 42)) for characters in longest]
