"""Workbooks to cells of text: ``.xlsx``, ``.xlsm``, ``.xlsb``, ``.xls``, ``.ods``."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
import python_calamine as calamine

from warehouse.errors import Message, SubmissionError, message
from warehouse.read import binary_workbook, ooxml, opendocument
from warehouse.read.file_type import Kind
from warehouse.read.sheet import CONTROL, Merge, Sheet, filled, table_of
from warehouse.read.xml_part import SheetPart

# Beyond fifteen digits a workbook has lost the rest: the E notation shows it, a row of digits would
# look like an identifier.
_EXACT = 10**15
# What stands for the value of a formula that was never calculated: unread, and never blank.
_UNCALCULATED = "#CALC!"


def read_workbook(path: Path, kind: Kind) -> list[Sheet]:
    """Every worksheet with cells, hidden ones too, in the workbook's order.

    Cells as text: dates as ISO, with the time only where it is not midnight; whole numbers without
    ``.0``; ``TRUE`` and ``FALSE``; ``#REF!`` and its like. Blank rows and columns before the table
    are kept, so that rows are physical rows; those after the last filled cell are not.

    Raises:
        SubmissionError: damaged, protected, without cells, or too large.
    """
    parts = _parts(path, kind)
    is_from_1904 = kind in ("xls", "xlsb") and binary_workbook.counts_from_1904(path)
    for name, part in parts.items():
        if part.is_too_large:
            raise SubmissionError(
                message("landing.far_cell", sheet=name, row=part.last_row, column=part.last_column)
            )
    try:
        sheets = _read(path, parts)
    except calamine.PasswordError:
        raise SubmissionError(message("landing.encrypted")) from None
    except SubmissionError:
        raise
    except BaseException as fault:
        # The reader is Rust: what it cannot read may panic, and a panic is no Exception.
        if isinstance(fault, Exception) or type(fault).__name__ == "PanicException":
            raise SubmissionError(message("landing.damaged")) from None
        raise
    if not any(sheet.cells.num_rows for sheet in sheets):
        if count := sum(len(sheet.picture_rows) for sheet in sheets):
            raise SubmissionError(message("landing.picture_alone", count=count))
        raise SubmissionError(message("landing.no_sheet"))
    if is_from_1904:
        return [replace(sheet, is_from_1904=True) for sheet in sheets]
    return sheets


def _parts(path: Path, kind: Kind) -> dict[str, SheetPart]:
    try:
        if kind in ("xlsx", "xlsm"):
            return ooxml.read_parts(path)
        return opendocument.read_parts(path) if kind == "ods" else {}
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, OSError, EOFError, LookupError,
            NotImplementedError, ValueError):  # fmt: skip
        raise SubmissionError(message("landing.damaged")) from None


def _read(path: Path, parts: dict[str, SheetPart]) -> list[Sheet]:
    sheets = []
    # By its bytes: of a path, calamine believes the ending, which may be wrong.
    with path.open("rb") as file, calamine.load_workbook(file) as book:
        for metadata in book.sheets_metadata:
            if metadata.typ not in (
                calamine.SheetTypeEnum.WorkSheet,
                calamine.SheetTypeEnum.DialogSheet,
            ):
                note = message("landing.other_sheet_type", sheet=metadata.name)
                sheets.append(Sheet(metadata.name, table_of([]), notes=(note,)))
                continue
            is_hidden = metadata.visible != calamine.SheetVisibleEnum.Visible
            calamine_sheet = book.get_sheet_by_name(metadata.name)
            sheets.append(_sheet(calamine_sheet, is_hidden, parts.get(metadata.name, SheetPart())))
    return sheets


def _sheet(calamine_sheet: calamine.CalamineSheet, is_hidden: bool, part: SheetPart) -> Sheet:
    rows = calamine_sheet.to_python(skip_empty_area=False)
    columns = [_as_texts(column) for column in zip(*rows, strict=True)]
    for (row, column), error in part.errors.items():
        _put(columns, len(rows), row, column, error)
    for row, column in part.uncalculated:
        _put(columns, len(rows), row, column, _UNCALCULATED)
    merged = part.merged or tuple(
        Merge(first[0] + 1, last[0] + 1, first[1] + 1, last[1] + 1)
        for first, last in calamine_sheet.merged_cell_ranges or ()
    )
    cells = _trimmed(table_of(columns))
    hidden_rows = tuple(row for row in part.hidden_rows if row <= cells.num_rows)
    notes = _notes(calamine_sheet.name, is_hidden, hidden_rows, part)
    return Sheet(
        calamine_sheet.name,
        cells,
        is_hidden,
        merged,
        hidden_rows,
        is_from_1904=part.is_from_1904,
        struck_rows=tuple(sorted(set(part.struck_rows))),
        comment_rows=tuple(sorted(set(part.comment_rows))),
        picture_rows=tuple(sorted(part.picture_rows)),
        notes=notes,
    )


def _as_texts(column: Iterable[object]) -> list[str]:
    texts = [cell if type(cell) is str else _as_text(cell) for cell in column]
    if CONTROL.search("".join(texts)):
        return [CONTROL.sub("", text) for text in texts]
    return texts


def _as_text(cell: object) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() | int():
            return str(int(cell)) if abs(cell) < _EXACT and cell == int(cell) else f"{cell:.15g}"
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return "" if cell is None else str(cell)


def _put(columns: list[list[str]], height: int, row: int, column: int, text: str) -> None:
    """Write a cell that the reader left out, if need be outside the rectangle it gave."""
    rows = max(height, len(columns[0]) if columns else 0, row)
    while len(columns) < column:
        columns.append([])
    for cells in columns:
        cells.extend([""] * (rows - len(cells)))
    columns[column - 1][row - 1] = text


def _trimmed(cells: pa.Table) -> pa.Table:
    """Without the blank rows and columns after the last filled cell."""
    last_rows = [_last_true(filled(column)) for column in cells.columns]
    width = max((i + 1 for i, last in enumerate(last_rows) if last), default=0)
    height = max(last_rows, default=0)
    return cells.select(range(width)).slice(0, height)


def _last_true(mask: pa.ChunkedArray) -> int:
    """How many rows up to and with the last true one."""
    places = cast(Sequence[int], pc.indices_nonzero(mask))
    return int(places[-1].as_py()) + 1 if len(places) else 0  # type: ignore[attr-defined]


def _notes(
    name: str, is_hidden: bool, hidden_rows: tuple[int, ...], part: SheetPart
) -> tuple[Message, ...]:
    notes = []
    if is_hidden:
        notes.append(message("landing.hidden_sheet", sheet=name))
    if hidden_rows:
        count = len(hidden_rows)
        notes.append(message("landing.hidden_rows", sheet=name, count=count, row=hidden_rows[0]))
    if part.text_box_rows:
        count, row = len(part.text_box_rows), min(part.text_box_rows)
        notes.append(message("landing.text_boxes", sheet=name, count=count, row=row))
    if part.errors:
        first = min(row for row, _ in part.errors)
        count = len(part.errors)
        notes.append(message("landing.error_cells", sheet=name, count=count, row=first))
    if part.uncalculated:
        first, count = min(part.uncalculated)[0], len(part.uncalculated)
        notes.append(message("landing.uncalculated", sheet=name, count=count, row=first))
    return tuple(notes)
