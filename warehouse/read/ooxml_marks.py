"""The marks on the cells of an ``.xlsx`` that are no values: text struck through, and comments."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from warehouse.read.own_sheets import AUTHOR

_ROW_OF = re.compile(r"[A-Z]{1,3}(\d{1,7})")
_STRUCK_CELL: Final = (
    rb"<(?:\w+:)?c\b(?=[^>]*\bs=\"(?:%s)\")[^>]*\br=\"[A-Z]{1,3}(\d{1,7})\"[^>]*(?<!/)>"
)


def struck_cells(package: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """What finds the filled cells of a struck-through style, each with its row, if any has it."""
    try:
        root = _root(package, "xl/styles.xml")
    except (KeyError, ElementTree.ParseError):
        return None
    fonts = [
        any(_is_on(strike) for strike in _named(font, "strike"))
        for group in _named(root, "fonts")
        for font in group
    ]
    formats = [one for group in _named(root, "cellXfs") for one in group]
    struck = [
        str(number)
        for number, one in enumerate(formats)
        if (font := int(one.get("fontId", "0"))) < len(fonts) and fonts[font]
    ]
    return re.compile(_STRUCK_CELL.replace(b"%s", "|".join(struck).encode())) if struck else None


def comment_rows(package: zipfile.ZipFile, part: str) -> list[int]:
    """The rows of a sheet with a comment that the ministry wrote."""
    folder, name = posixpath.split(part)
    try:
        relations = _root(package, f"{folder}/_rels/{name}.rels")
    except (KeyError, ElementTree.ParseError):
        return []
    rows: list[int] = []
    for relation in relations:
        if not relation.get("Type", "").endswith("/comments"):
            continue
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        try:
            rows += _rows_commented(_root(package, target.lstrip("/")))
        except (KeyError, ElementTree.ParseError):
            continue
    return rows


# Our own comments come back in the workbook that was corrected.
def _rows_commented(root: ElementTree.Element) -> Iterator[int]:
    authors = [author.text or "" for author in _named(root, "author")]
    for comment in _named(root, "comment"):
        place = _ROW_OF.fullmatch(comment.get("ref", ""))
        number = int(comment.get("authorId", "-1"))
        is_ours = 0 <= number < len(authors) and authors[number] == AUTHOR
        if place and not is_ours:
            yield int(place[1])


def _root(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    content = package.read(part)
    if b"<!DOCTYPE" in content:  # no workbook has one; entities in it could grow without end
        raise KeyError(part)
    return ElementTree.fromstring(content)


def _named(root: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == tag)


def _is_on(element: ElementTree.Element) -> bool:
    value = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "val"), "1")
    return value not in ("0", "false")
