"""What calamine leaves out of an ``.ods``: merged ranges, how far it reaches, its first day.

A formula that gave an error, and one that a program wrote and nobody calculated, come as blank.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from warehouse.read.sheet import Merge
from warehouse.read.xml_part import SheetPart

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_IMAGE = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}image"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def read_parts(path: Path) -> dict[str, SheetPart]:
    """Sheet name -> what its XML tells beside its values.

    Raises:
        zipfile.BadZipFile, zlib.error, KeyError, ElementTree.ParseError: the file is damaged.
    """
    with zipfile.ZipFile(path) as package, package.open("content.xml") as content:
        return _read(content)


def _read(content: IO[bytes]) -> dict[str, SheetPart]:
    parts: dict[str, SheetPart] = {}
    part, row, column, width = SheetPart(), 0, 0, 0
    is_from_1904 = False
    for event, element in ElementTree.iterparse(content, events=("start", "end")):
        tag = element.tag.removeprefix(_TABLE)
        if event == "start":
            if tag == "table":
                part = parts.setdefault(element.get(f"{_TABLE}name", ""), SheetPart())
                row = 0
            elif tag == "table-row":
                column = width = 0
            elif tag == "null-date":
                is_from_1904 = element.get(f"{_TABLE}date-value", "").startswith("1904-01-01")
        elif tag == _IMAGE:
            part.picture_rows.append(row + 1)
        elif tag in ("table-cell", "covered-table-cell"):
            part.merged += _merge(element, row, column)
            _note_formula(element, part, (row + 1, column + 1))
            column += _count(element, "number-columns-repeated")
            if len(element) or element.get(f"{_OFFICE}value-type"):
                width = column
            element.clear()
        elif tag == "table-row":
            if element.get(f"{_TABLE}visibility", "visible") != "visible" and width:
                part.hidden_rows.append(row + 1)
            row += _count(element, "number-rows-repeated")
            if width:
                part.last_row, part.last_column = row, max(width, part.last_column)
            element.clear()
    for one in parts.values():
        one.is_from_1904 = is_from_1904
    return parts


def _note_formula(cell: ElementTree.Element, part: SheetPart, place: tuple[int, int]) -> None:
    if cell.get(_CALC) == "error":
        texts = (text for one in cell.iter(_TEXT) for text in one.itertext())
        part.errors[place] = "".join(texts) or "#ERR!"
    elif cell.get(f"{_TABLE}formula") and not cell.get(f"{_OFFICE}value-type"):
        part.uncalculated.append(place)


def _merge(cell: ElementTree.Element, row: int, column: int) -> tuple[Merge, ...]:
    down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if down == across == 1:
        return ()
    return (Merge(row + 1, row + down, column + 1, column + across),)


def _count(element: ElementTree.Element, attribute: str) -> int:
    written = element.get(f"{_TABLE}{attribute}", "1")
    return max(int(written), 1) if written.isdecimal() else 1
