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

from warehouse.read.ooxml_marks import (
    comment_rows,
    picture_rows,
    struck_cells,
    struck_texts,
    text_box_rows,
)
from warehouse.read.xml_part import LARGEST_SHEET, SheetPart

_CHUNK = 4 << 20
_HIDDEN = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*\br=\"(\d+)\"")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*[^/]>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<",
    re.DOTALL,
)
# A formula whose value was never stored. A text that came out empty is stored, as an empty one.
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b(|[^>]*[^/>])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\b[^>]*/>|<(?:\w+:)?v\b[^>]*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\br=\"(\d+)\"")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c\b")
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
        struck = [one for one in (struck_cells(package), struck_texts(package)) if one is not None]
        from_1904 = _counts_from_1904(package)
        parts = {}
        for name, part in names.items():
            parts[name] = part_facts = _read_part(package, part, struck)
            part_facts.is_from_1904 = from_1904
            part_facts.comment_rows += comment_rows(package, part)
            part_facts.text_box_rows += text_box_rows(package, part)
            part_facts.picture_rows += picture_rows(package, part)
        return parts


def _counts_from_1904(package: zipfile.ZipFile) -> bool:
    properties = _elements(package, "xl/workbook.xml", "workbookPr")
    return any(one.get("date1904", "0") in ("1", "true") for one in properties)


def _part_names(package: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _elements(package, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    names = set(package.namelist())
    parts = {}
    for sheet in _elements(package, "xl/workbook.xml", "sheet"):
        relation = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        part = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
        if part in names:
            parts[sheet.get("name", "")] = part
    return parts


def _elements(package: zipfile.ZipFile, part: str, tag: str) -> list[ElementTree.Element]:
    content = package.read(part)
    if b"<!DOCTYPE" in content:  # no workbook has one; entities in it could grow without end
        raise KeyError(part)
    root = ElementTree.fromstring(content)
    return [e for e in root.iter() if e.tag.rpartition("}")[2] == tag]


def _read_part(package: zipfile.ZipFile, part: str, struck: list[re.Pattern[bytes]]) -> SheetPart:
    sheet_part = SheetPart()
    rows = columns = 0
    for chunk in _chunks(package, part):
        for row in chunk.split(b"</row>") if b"</row>" in chunk else chunk.split(b":row>"):
            # Cells stand in order: the last one of a row is its furthest, filled or not.
            if place := _PLACE.search(row, max(row.rfind(b"<c "), row.rfind(b":c "), 0)):
                rows, columns = max(rows, int(place[2])), max(columns, column_number(place[1]))
        for one in struck:
            sheet_part.struck_rows.extend(int(m[1]) for m in one.finditer(chunk))
        if b'hidden="' in chunk:
            sheet_part.hidden_rows.extend(int(m[1]) for m in _HIDDEN.finditer(chunk))
        if b't="e"' in chunk:
            for cell in _ERROR.finditer(chunk):
                key = int(cell[2]), column_number(cell[1])
                sheet_part.errors[key] = cell[3].decode("utf-8", "replace")
        if b"<f" in chunk or b":f" in chunk:
            _note_uncalculated(chunk, sheet_part)
    # What a sheet says of its own size may be wrong; only where it may be too large is every cell
    # looked at, since formatted ones without a value ask for no room.
    if rows * columns > LARGEST_SHEET:
        for chunk in _chunks(package, part):
            _measure(chunk, sheet_part)
    return sheet_part


def _note_uncalculated(chunk: bytes, part: SheetPart) -> None:
    for cell in _UNCALCULATED.finditer(chunk):
        if (cell[2] and b't="str"' in cell[1]) or (place := _place_of(chunk, cell)) is None:
            continue
        row, column = place
        part.uncalculated.append((row, column))
        # It is laid out as a filled cell: a far one is too far, whatever the sheet says of itself.
        part.last_row, part.last_column = max(part.last_row, row), max(part.last_column, column)


def _place_of(chunk: bytes, cell: re.Match[bytes]) -> tuple[int, int] | None:
    """Where a cell stands: as it says, or by the cells before it in its row."""
    if place := _PLACE.search(cell[1]):
        return int(place[2]), column_number(place[1])
    rows = list(_ROW.finditer(chunk, 0, cell.start()))
    if not rows:
        return None
    before = _ANY_CELL.findall(chunk, rows[-1].end(), cell.start())
    return int(rows[-1][1]), len(before) + 1


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


def _measure(chunk: bytes, part: SheetPart) -> None:
    for cell in _CELL.finditer(chunk):
        part.last_row = max(part.last_row, int(cell[2]))
        part.last_column = max(part.last_column, column_number(cell[1]))


def column_number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
