"""Files of a few kilobytes that end whoever reads them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl


def far_cell(path: Path) -> None:
    """A number in the last cell of a sheet, written as the look at its size does not expect it.

    A dense table of it has 17 thousand million cells; whoever lays it out asks for them.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Registre"
    sheet["XFD1048576"] = 1
    honest = io.BytesIO()
    book.save(honest)
    with (
        zipfile.ZipFile(honest) as whole,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as lying,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            content = content.replace(b'ref="A1:XFD1048576"', b'ref="A1"')
            lying.writestr(name, content.replace(b'r="XFD1048576"', b"r='XFD1048576'"))


def wide_spans(path: Path) -> None:
    """A web page of 4 kB whose cells span a hundred million others."""
    path.write_text("<html><table>" + "<tr><td rowspan=1000 colspan=1000>x" * 100, "utf-8")


def repeated_cell(path: Path) -> None:
    """An ``.ods`` of 1 kB that says a thousand times, on each of 19,000 rows, the same cell."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        '<table:table table:name="Feuil1"><table:table-row table:number-rows-repeated="19000">'
        '<table:table-cell table:number-columns-repeated="1000" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest'
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
