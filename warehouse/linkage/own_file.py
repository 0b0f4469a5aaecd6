"""A stranger's file as one table: Parquet, text parted by any of four marks, or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from warehouse.errors import CallError, SubmissionError, message
from warehouse.read.delimited_text import sniff_separator
from warehouse.read.dropped_file import read_file
from warehouse.read.encoding import decode
from warehouse.read.sheet import Sheet, filled

_SNIFFED: Final = 50
_PACKED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What workbooks begin with: a zip, or what Excel wrote before 2007."""

_OWN_WORDS: Final = {
    "landing.encrypted": "linkage_file_encrypted",
    "landing.damaged": "linkage_file_unreadable",
}
"""What is said of a dropped file otherwise: it was received, is kept, and can be dropped again."""


def read_own_file(path: Path) -> pa.Table:
    """The table of a file, every cell of a text or a workbook as text.

    Args:
        path: Parquet; CSV in UTF-8, UTF-16 or an eight-bit code, its columns parted by comma,
            semicolon, tabulator or bar; a workbook with one sheet, the headers in its first row.

    Raises:
        CallError: the file is not there, or not a table, or lines of it have more or fewer cells
            than the header, or a workbook has several sheets.
    """
    if path.is_dir():
        raise CallError(message("linkage_file_folder", file=path.name))
    if not path.is_file():
        raise CallError(message("linkage_file_absent", file=path.name))
    try:
        if path.suffix.lower() == ".parquet":
            return pq.ParquetFile(path).read()
        with path.open("rb") as file:
            is_packed = file.read(4) in _PACKED
        return _of_workbook(path) if is_packed else _of_text(path)
    except SubmissionError as fault:
        # Nothing of a stranger's file was received, and nothing of it is kept.
        own = {one.key: _OWN_WORDS.get(one.key) for one in fault.faults}
        raise CallError(
            *(
                message(key, file=path.name, suffix=path.suffix) if (key := own[one.key]) else one
                for one in fault.faults
            )
        ) from None
    except (OSError, pa.ArrowException):
        raise CallError(
            message("linkage_file_unreadable", file=path.name, suffix=path.suffix)
        ) from None


def _of_workbook(path: Path) -> pa.Table:
    sheets = [sheet for sheet in read_file(path) if sheet.cells.num_rows]
    shown = [sheet for sheet in sheets if not sheet.hidden] or sheets
    if len(shown) > 1:
        raise CallError(message("linkage_file_sheets", file=path.name, count=len(shown)))
    return _under_headers(shown[0])


def _under_headers(sheet: Sheet) -> pa.Table:
    """The cells below the first row that holds any; a column without a cell is left out."""
    columns = [column for column in sheet.cells.columns if pc.any(filled(column)).as_py()]
    cells = pa.table(columns, names=[f"c{n}" for n in range(len(columns))])
    rows = pa.array([False] * len(cells))
    for column in cells.columns:
        rows = pc.or_(rows, filled(column).combine_chunks())
    cells = cells.filter(rows)
    headers = [column[0].as_py().strip() for column in cells.columns]
    return pa.Table.from_arrays([column[1:] for column in cells.columns], names=headers)


def _of_text(path: Path) -> pa.Table:
    content, _ = decode(path.read_bytes())
    lines = content.split("\n", _SNIFFED)[:_SNIFFED]
    separator = sniff_separator(lines)
    first = csv.read_csv(
        pa.BufferReader((lines[0] + "\n").encode()),
        parse_options=csv.ParseOptions(delimiter=separator),
    )
    ragged: list[int | None] = []

    def passed_over(row: csv.InvalidRow) -> str:
        ragged.append(row.number)
        return "skip"

    # Every cell is text: "NA" is a name, and 0012 is not 12.
    table = csv.read_csv(
        pa.BufferReader(content.encode()),
        # Rows are numbered by one thread alone.
        read_options=csv.ReadOptions(use_threads=False),
        parse_options=csv.ParseOptions(
            delimiter=separator, newlines_in_values=True, invalid_row_handler=passed_over
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(first.column_names, pa.string()), strings_can_be_null=False
        ),
    )
    if ragged:
        raise CallError(
            message(
                "linkage_file_ragged",
                file=path.name,
                count=len(ragged),
                row=ragged[0] or 0,
                columns=len(first.column_names),
            )
        )
    return table
