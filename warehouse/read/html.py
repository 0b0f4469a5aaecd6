"""Tables of a web page to sheets: some systems export HTML and name it ``.xls``."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pyarrow as pa

from warehouse.errors import SubmissionError, message
from warehouse.read.encoding import decode
from warehouse.read.sheet import CONTROL, Merge, Sheet, table_of

_MOST_SPANNED: Final = 1000
_STRUCK: Final = "line-through"
_STRUCK_TAGS: Final = frozenset({"s", "strike", "del"})
# Excel writes what a cell looks like into a class of its style sheet.
_STRUCK_CLASS: Final = re.compile(r"\.([\w-]+)\s*\{[^{}]*line-through")


def read_web_page(path: Path) -> list[Sheet]:
    """Each table of the page as a sheet ``Table 1`` and so on; row ``i + 1`` is its row ``i + 1``.

    Spanned cells hold their text once, at the top left, and are given as merged ranges.

    Raises:
        SubmissionError: the page holds no table with cells.
    """
    content, notes = decode(path.read_bytes())
    parser = _Tables(frozenset(_STRUCK_CLASS.findall(content)))
    parser.feed(content)
    parser.close()
    sheets = [
        Sheet(
            f"Table {number}",
            _cells(rows),
            merged=tuple(merges),
            struck_rows=tuple(sorted(struck)),
            picture_rows=tuple(sorted(pictured)),
            notes=tuple(notes),
        )
        for number, (rows, merges, struck, pictured) in enumerate(parser.tables, start=1)
        if any(rows)
    ]
    if not sheets:
        raise SubmissionError(message("landing.html"))
    return sheets


def _cells(rows: list[dict[int, str]]) -> pa.Table:
    width = max((max(row, default=-1) + 1 for row in rows), default=0)
    return table_of([[row.get(j, "") for row in rows] for j in range(width)])


class _Tables(HTMLParser):
    """Collects the cells of every table; a table within a cell ends the outer one's cell."""

    def __init__(self, struck_classes: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[dict[int, str]], list[Merge], set[int], set[int]]] = []
        self._struck_classes = struck_classes
        self._taken: set[tuple[int, int]] = set()
        self._place: tuple[int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(([], [], set(), set()))
            self._taken, self._place = set(), None
        elif not self.tables:
            return
        elif tag == "tr":
            self.tables[-1][0].append({})
            self._place = None
        elif tag in ("td", "th"):
            self._open_cell(dict(attrs))
        elif tag == "br":
            self.handle_data("\n")
        if self.tables and self.tables[-1][0]:
            rows, _, struck, pictured = self.tables[-1]
            if tag == "img" and self._place is not None:
                pictured.add(len(rows))
            elif self._is_struck(tag, dict(attrs)):
                struck.add(len(rows))

    def _is_struck(self, tag: str, attributes: dict[str, str | None]) -> bool:
        classes = (attributes.get("class") or "").split()
        return (
            tag in _STRUCK_TAGS
            or _STRUCK in (attributes.get("style") or "").lower()
            or not self._struck_classes.isdisjoint(classes)
        )

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        rows, merges, _, _ = self.tables[-1]
        if not rows:
            rows.append({})
        row, column = len(rows) - 1, 0
        while (row, column) in self._taken:
            column += 1
        down, across = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        self._taken.update((row + i, column + j) for i in range(down) for j in range(across))
        if down > 1 or across > 1:
            merges.append(Merge(row + 1, row + down, column + 1, column + across))
        rows[row][column] = ""
        self._place = row, column

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._place = None

    def handle_data(self, data: str) -> None:
        if self._place is not None:
            row, column = self._place
            cells = self.tables[-1][0][row]
            cells[column] = (cells[column] + CONTROL.sub("", data)).lstrip()


def _span(attribute: str | None) -> int:
    text = (attribute or "1").strip()
    return min(max(int(text), 1), _MOST_SPANNED) if text.isdecimal() else 1
