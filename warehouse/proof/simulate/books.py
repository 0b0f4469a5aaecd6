"""Files written line by line, none of them ever held in memory: text, workbook, ODS."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from warehouse.proof.simulate.export_line import Cell, ExportLine
from warehouse.proof.simulate.headers import SimulatedHeader
from warehouse.proof.simulate.layouts import Layout, SimulatedSheet
from warehouse.proof.simulate.months import Month

# Written into the properties of every workbook: nobody may take it for a ministry's own.
FICTIONAL = "DONNÉES FICTIVES - aucune personne réelle"


class Book(Protocol):
    """An export that is being written."""

    def write(self, record: ExportLine) -> int:
        """Write one line; the physical row it stands on, 1 for the first of the file or sheet."""

    def close(self) -> None:
        """Write totals and signatures, and end the file."""


def open_book(path: Path, layout: Layout, headers: Sequence[SimulatedHeader], month: Month) -> Book:
    """A new file at `path` in its layout, banner and header already written."""
    if layout.kind == "text":
        return TextBook(path, layout, headers[0])
    if layout.kind == "ods":
        return OdsBook(path, layout.sheets[0], headers[0])
    return XlsxBook(path, layout, headers, month)


def _laid_out(record: ExportLine, header: SimulatedHeader) -> Iterable[Cell]:
    return ("" if at is None else record.cells[at] for at in header.columns)


class TextBook:
    """A delimited text file in the encoding of the layout."""

    def __init__(self, path: Path, layout: Layout, header: SimulatedHeader) -> None:
        # UTF-16 is written little-endian on any machine, its mark by hand.
        encoding = "utf-16-le" if layout.encoding == "utf-16" else layout.encoding
        self._file = path.open("w", encoding=encoding, newline="", buffering=1 << 16)
        if layout.encoding == "utf-16":
            self._file.write("\ufeff")
        self._lines = csv.writer(self._file, delimiter=layout.delimiter, lineterminator="\r\n")
        self._header = header
        self._lines.writerow(header.labels)
        self._row = 1

    def write(self, record: ExportLine) -> int:
        """Write one line and say on which row it stands."""
        self._lines.writerow(_laid_out(record, self._header))
        self._row += 1
        return self._row

    def close(self) -> None:
        """End the file."""
        self._file.close()


class XlsxBook:
    """A workbook written row by row (`constant_memory`), all of its sheets at once."""

    def __init__(
        self, path: Path, layout: Layout, headers: Sequence[SimulatedHeader], month: Month
    ) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_urls": False}
        )
        # Not the clock's time: the same seed writes the same bytes.
        self._book.set_properties(
            {
                "title": FICTIONAL,
                "author": "zokwezo simulate",
                "created": datetime(month.year, month.number, month.days),  # noqa: DTZ001
            }
        )
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._sheets = {
            sheet.name: _XlsxSheet(self._book.add_worksheet(sheet.name), sheet, header, month)
            for sheet, header in zip(layout.sheets, headers, strict=True)
        }
        self._only = layout.sheets[0].name

    def write(self, record: ExportLine) -> int:
        """Write one line and say on which row of its sheet it stands."""
        return self._sheets[record.sheet or self._only].write(record, self._day)

    def close(self) -> None:
        """Write nil returns, totals and signatures, and end the file."""
        for sheet in self._sheets.values():
            sheet.end()
        self._book.close()


class _XlsxSheet:
    def __init__(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        layout: SimulatedSheet,
        header: SimulatedHeader,
        month: Month,
    ) -> None:
        self._sheet, self._layout, self._header, self._month = sheet, layout, header, month
        self._row = 0  # the next one to write, from 0
        self._lines = 0
        for line in layout.banner:
            self._text(0, month.fill(line))
            self._row += 1
        if layout.groups:
            self._grouped_header()
        else:
            for column, label in enumerate(header.labels):
                self._text(column, label)
        self._row += 1

    def write(self, record: ExportLine, day: object) -> int:
        row, sheet = self._row, self._sheet
        for column, cell in enumerate(_laid_out(record, self._header)):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif cell is not None:
                sheet.write_number(row, column, cell)
        if record.spans > 1:
            # Without a format the rows below are not touched, so they can still be written.
            sheet.merge_range(row, 1, row + record.spans - 1, 1, record.cells[1])
        self._row += 1
        self._lines += 1
        return self._row

    def end(self) -> None:
        if not self._lines:
            self._text(0, self._layout.nil)
            self._row += 1
            if not self._layout.signature[0]:
                return
        elif self._layout.total:
            label, column = self._layout.total
            self._row += self._layout.gap
            self._text(0, label)
            self._sheet.write_number(self._row, column, self._lines)
            self._row += 1
        lines, column = self._layout.signature
        for line in lines:
            self._text(column, self._month.fill(line))
            self._row += 1

    def _grouped_header(self) -> None:
        top, below = self._row, self._row + 1
        grouped: set[int] = set()
        for label, first, last in self._layout.groups:
            self._sheet.merge_range(top, first, top, last, label)
            grouped.update(range(first, last + 1))
        for column, label in enumerate(self._header.labels):
            if column not in grouped:
                self._sheet.merge_range(top, column, below, column, label)
        self._row = below
        for column in sorted(grouped):
            self._text(column, self._header.labels[column])

    def _text(self, column: int, text: str) -> None:
        if text:
            self._sheet.write_string(self._row, column, text)


_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_ODS_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
)


class OdsBook:
    """An OpenDocument sheet whose one table goes into the zip as it is made.

    The libraries that write this format hold the whole document in memory.
    """

    def __init__(self, path: Path, sheet: SimulatedSheet, header: SimulatedHeader) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        # The type comes first and uncompressed: programs look for it at a fixed place.
        self._zip.writestr(_member("mimetype"), _ODS_TYPE, zipfile.ZIP_STORED)
        self._zip.writestr(_member("META-INF/manifest.xml"), _ODS_MANIFEST)
        self._zip.writestr(
            _member("meta.xml"),
            f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta {_ODS_OFFICE}>'
            f"<office:meta><dc:title>{escape(FICTIONAL)}</dc:title></office:meta>"
            "</office:document-meta>",
        )
        self._content = self._zip.open(_member("content.xml"), "w", force_zip64=True)
        self._header = header
        self._row = 0
        self._put(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_ODS_OFFICE}>'
            "<office:body><office:spreadsheet>"
            f"<table:table table:name={quoteattr(sheet.name)}>"
        )
        self._line(header.labels)

    def write(self, record: ExportLine) -> int:
        """Write one line and say on which row it stands."""
        self._line(_laid_out(record, self._header))
        return self._row

    def close(self) -> None:
        """End the table and the file."""
        self._put("</table:table></office:spreadsheet></office:body></office:document-content>")
        self._content.close()
        self._zip.close()

    def _line(self, cells: Iterable[Cell]) -> None:
        self._row += 1
        self._put(
            f"<table:table-row>{''.join(_ods_cell(cell) for cell in cells)}</table:table-row>"
        )

    def _put(self, xml: str) -> None:
        self._content.write(xml.encode())


def _member(name: str) -> zipfile.ZipInfo:
    # A fixed time, and not the clock's: the same seed writes the same bytes.
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    text = escape(cell.isoformat() if isinstance(cell, date) else cell)
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )
