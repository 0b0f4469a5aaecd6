"""What calamine leaves out of an ``.xlsx``: error cells, hidden rows, and cells too far away.

calamine turns ``#REF!`` into an empty cell, and a formula that no spreadsheet ever calculated
(a program wrote it) likewise. It lays a sheet out as a full rectangle: one stray cell at
``XFD1048576`` would ask for seventeen thousand million cells and end the process. The parts are
read as a stream of rows, never as a document.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from warehouse.read.xml_part import LARGEST_SHEET, SheetPart

_CHUNK = 4 << 20
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*\bref=\"(?:[A-Z]+\d+:)?([A-Z]+)(\d+)\"")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*\br=\"(\d+)\"")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*[^/]>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)
# A formula whose value was never stored. A text that came out empty is stored, as an empty one.
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*[^/>])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\b[^>]*/>|<(?:\w+:)?v\b[^>]*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*(?<!/)>")


def read_parts(path: Path) -> dict[str, SheetPart]:
    """Sheet name -> what its part tells; a package that is not as expected tells nothing.

    Raises:
        zipfile.BadZipFile, zlib.error, OSError: the package is damaged.
    """
    with zipfile.ZipFile(path) as package:
        try:
            names = _part_names(package)
        except (KeyError, ElementTree.ParseError):
            return {}
        return {name: _read_part(package, part) for name, part in names.items()}


def _part_names(package: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _elements(package, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    known = set(package.namelist())
    parts = {}
    for sheet in _elements(package, "xl/workbook.xml", "sheet"):
        relation = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        part = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
        if part in known:
            parts[sheet.get("name", "")] = part
    return parts


def _elements(package: zipfile.ZipFile, part: str, tag: str) -> list[ElementTree.Element]:
    content = package.read(part)
    if b"<!DOCTYPE" in content:  # no workbook has one; entities in it could grow without end
        raise KeyError(part)
    root = ElementTree.fromstring(content)
    return [e for e in root.iter() if e.tag.rpartition("}")[2] == tag]


def _read_part(package: zipfile.ZipFile, part: str) -> SheetPart:
    told = SheetPart()
    is_large: bool | None = None
    for chunk in _chunks(package, part):
        if is_large is None:
            found = _DIMENSION.search(chunk)
            is_large = found is None or int(found[2]) * column_number(found[1]) > LARGEST_SHEET
        if is_large:
            _measure(chunk, told)
        if b'hidden="' in chunk:
            told.hidden_rows.extend(int(m[1]) for m in _HIDDEN.finditer(chunk))
        if b't="e"' in chunk:
            for cell in _ERROR.finditer(chunk):
                key = int(cell[2]), column_number(cell[1])
                told.errors[key] = cell[3].decode("utf-8", "replace")
        if b"<f" in chunk or b":f" in chunk:
            _note_uncalculated(chunk, told)
    return told


def _note_uncalculated(chunk: bytes, told: SheetPart) -> None:
    for cell in _UNCALCULATED.finditer(chunk):
        place = _PLACE.search(cell[1])
        if place is None or (cell[2] and b't="str"' in cell[1]):
            continue
        row, column = int(place[2]), column_number(place[1])
        told.uncalculated.append((row, column))
        # It is laid out as a filled cell: a far one is too far, whatever the sheet says of itself.
        told.last_row, told.last_column = max(told.last_row, row), max(told.last_column, column)


def _chunks(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part in pieces that end where a row begins."""
    rest = b""
    with package.open(part) as stream:
        while block := stream.read(_CHUNK):
            rest += block
            cut = max(rest.rfind(b"<row"), rest.rfind(b":row "))
            if cut > 0:
                cut = rest.rfind(b"<", 0, cut + 1)
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _measure(chunk: bytes, told: SheetPart) -> None:
    for cell in _CELL.finditer(chunk):
        told.last_row = max(told.last_row, int(cell[2]))
        told.last_column = max(told.last_column, column_number(cell[1]))


def column_number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
