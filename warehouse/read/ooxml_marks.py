"""What stands on the cells of an ``.xlsx`` and is no value: struck text, comments, text boxes."""

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

_STRUCK_TEXT: Final = (
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"s\")[^>]*\br=\"[A-Z]{1,3}(\d{1,7})\"[^>]*(?<!/)>\s*"
    rb"<(?:\w+:)?v>(?:%s)<"
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


def struck_texts(package: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """What finds the cells of which a part is struck through, each with its row, if any is so."""
    try:
        content = package.read("xl/sharedStrings.xml")
    except KeyError:
        return None
    if b"strike" not in content:
        return None
    try:
        texts = list(_named(_root(package, "xl/sharedStrings.xml"), "si"))
    except (KeyError, ElementTree.ParseError):
        return None
    struck = [
        str(number)
        for number, text in enumerate(texts)
        if any(_is_on(strike) for strike in _named(text, "strike"))
    ]
    return re.compile(_STRUCK_TEXT.replace(b"%s", "|".join(struck).encode())) if struck else None


def text_box_rows(package: zipfile.ZipFile, part: str) -> list[int]:
    """The rows over which a sheet has a text box with words in it."""
    return [
        row
        for anchor, row in _anchors(package, part)
        if any((text.text or "").strip() for text in _named(anchor, "t"))
    ]


def picture_rows(package: zipfile.ZipFile, part: str) -> list[int]:
    """The rows over which a sheet has a picture, or a document that was put into it."""
    rows = [row for anchor, row in _anchors(package, part) for _ in _named(anchor, "pic")]
    return rows + [1 for _ in _targets(package, part, ("/package", "/oleObject"))]


def _anchors(package: zipfile.ZipFile, part: str) -> Iterator[tuple[ElementTree.Element, int]]:
    """What lies over the cells of a sheet, each with the row where it begins."""
    for drawing in _related(package, part, "/drawing"):
        for anchor in drawing:
            first = next((row.text for row in _named(anchor, "row")), None)
            yield anchor, int(first) + 1 if first and first.isdecimal() else 1


def comment_rows(package: zipfile.ZipFile, part: str) -> list[int]:
    """The rows of a sheet with a comment that the ministry wrote."""
    return [row for one in _related(package, part, "/comments") for row in _rows_commented(one)]


def _related(package: zipfile.ZipFile, part: str, kind: str) -> Iterator[ElementTree.Element]:
    """The parts of a kind that a sheet points to."""
    for target in _targets(package, part, (kind,)):
        try:
            yield _root(package, target)
        except (KeyError, ElementTree.ParseError):
            continue


def _targets(package: zipfile.ZipFile, part: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """The names of the parts of some kinds that a sheet points to."""
    folder, name = posixpath.split(part)
    try:
        relations = list(_root(package, f"{folder}/_rels/{name}.rels"))
    except (KeyError, ElementTree.ParseError):
        return
    for relation in relations:
        if relation.get("Type", "").endswith(kinds):
            target = posixpath.join("/", folder, relation.get("Target", ""))
            yield posixpath.normpath(target).lstrip("/")


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
