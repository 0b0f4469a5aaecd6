"""The rows of a table as people keep it: a workbook, or text of any separator and encoding."""

from __future__ import annotations

import csv
from pathlib import Path

from warehouse.errors import CallError, SubmissionError, message
from warehouse.read.delimited_text import sniff_separator
from warehouse.read.dropped_file import read_file
from warehouse.read.encoding import decode
from warehouse.read.file_type import WORKBOOKS, sniff

Rows = list[tuple[int, list[str]]]
FEWEST_COLUMNS = 3
"""Of a table: a list or two, and counts. A line of one cell above it is its title."""


def read_header_and_rows(table: Path) -> tuple[list[str], Rows]:
    """Header and numbered rows, without titles, empty columns and one that only counts the rows.

    Raises:
        CallError: the file cannot be read, holds nothing, or a row is shorter or longer than the
            header.
    """
    rows = _without_titles(_numbered_rows(table))
    if not rows:
        raise CallError(message("estimate.empty", file=table.name))
    return _without_empty_columns(rows)


def _numbered_rows(table: Path) -> Rows:
    """The rows that hold anything, with their numbers."""
    if not table.is_file():
        raise CallError(message("estimate.no_file", file=table.name))
    try:
        kind = sniff(table)
        if kind == "empty":
            return []
        if kind in WORKBOOKS:
            sheets = [sheet.cells for sheet in read_file(table, kind) if sheet.cells.num_rows]
            columns = [column.to_pylist() for column in sheets[0].columns] if sheets else []
            rows = [list(row) for row in zip(*columns, strict=True)]
        elif kind == "text":
            lines = decode(table.read_bytes())[0].split("\n")
            separator = sniff_separator(lines)
            if lines[0].lower().startswith("sep="):
                lines[0] = ""
            rows = list(csv.reader(lines, delimiter=separator))
            if all(len(row) < 2 for row in rows):
                # As R writes a table unless told otherwise.
                rows = list(csv.reader([" ".join(line.split()) for line in lines], delimiter=" "))
        else:
            raise CallError(message("estimate.not_csv", file=table.name))
    except (OSError, csv.Error, SubmissionError):
        raise CallError(message("estimate.not_csv", file=table.name)) from None
    numbered = ((n, [cell.strip() for cell in row]) for n, row in enumerate(rows, 1))
    return [(n, row) for n, row in numbered if any(row)]


def _without_titles(rows: Rows) -> Rows:
    filled = [sum(map(bool, row)) for _, row in rows]
    first = next((i for i, cells in enumerate(filled) if cells >= FEWEST_COLUMNS), 0)
    return rows[first:] if all(cells == 1 for cells in filled[:first]) else rows


def _without_empty_columns(rows: Rows) -> tuple[list[str], Rows]:
    header = rows[0][1]
    body = rows[1:]
    numbers = [str(n) for n in range(1, len(body) + 1)]
    if body and all(len(row) == len(header) + 1 for _, row in body):
        # R gives the names of rows no header.
        header = ["", *header] if [row[0] for _, row in body] == numbers else header
    for number, row in body:
        if len(row) != len(header):
            raise CallError(message("estimate.width", row=number, expected=len(header)))
    kept = []
    for i, name in enumerate(header):
        cells = [row[i] for _, row in body]
        if name or (any(cells) and not (i == 0 and cells == numbers)):
            kept.append(i)
    return [header[i] for i in kept], [(n, [row[i] for i in kept]) for n, row in body]
