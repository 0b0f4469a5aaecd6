"""The labels over the columns of a sheet: up to three rows of them, groups over names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from warehouse.read.sheet import Merge, Sheet

# Domain notes 7.2, row 17.
SEARCHED_ROWS: Final = 50
DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class HeaderLabels:
    """The labels over every column in a window of rows, outermost first, none repeated."""

    first: int
    depth: int
    levels: tuple[tuple[str, ...], ...]

    def text(self, column: int) -> str:
        """A column's labels on one line, as a person would cite them."""
        return " / ".join(" ".join(level.split()) for level in self.levels[column])


@dataclass(frozen=True, slots=True)
class Top:
    """The first rows of a sheet, where a header may stand."""

    rows: list[list[str]]
    width: int
    merges: tuple[Merge, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> Top:
        """The top of a sheet, its cells trimmed."""
        top = sheet.cells.slice(0, SEARCHED_ROWS)
        columns = [[str(cell).strip() for cell in column.to_pylist()] for column in top.columns]
        rows = [list(row) for row in zip(*columns, strict=True)]
        merges = tuple(m for m in sheet.merged if m.first_row <= len(rows))
        return cls(rows, len(columns), merges)

    def labels(self, first: int, depth: int) -> HeaderLabels:
        """The labels of ``depth`` rows from ``first``, merged ranges filled and nothing else.

        A format that tells no merged range shows a group's name over its first column only: there
        it is carried to the right, over columns that have a name of their own below.
        """
        window = [list(row) for row in self.rows[first : first + depth]]
        across = False
        for merge in self.merges:
            if merge.last_row <= first or merge.first_row > first + depth:
                continue
            across = across or merge.last_col > merge.first_col
            self._fill(window, first, merge)
        if depth > 1 and not across:
            _carry_groups(window)
        levels = tuple(_distinct(row[column] for row in window) for column in range(self.width))
        return HeaderLabels(first, depth, levels)

    def _fill(self, window: list[list[str]], first: int, merge: Merge) -> None:
        """Write the text of a range, which stands at its top left, over what the window shows."""
        if merge.first_col > self.width:
            return
        text = self.rows[merge.first_row - 1][merge.first_col - 1]
        below = self.rows[merge.last_row :]
        for row in range(max(merge.first_row - 1, first), min(merge.last_row, first + len(window))):
            for column in range(merge.first_col - 1, min(merge.last_col, self.width)):
                # A column without cells is the one before it, drawn wide.
                if column >= merge.first_col and not any(cells[column] for cells in below):
                    continue
                window[row - first][column] = window[row - first][column] or text


def _carry_groups(window: list[list[str]]) -> None:
    for level, row in enumerate(window[:-1]):
        carried = ""
        for column, text in enumerate(row):
            has_name_below = any(below[column] for below in window[level + 1 :])
            if not has_name_below:
                carried = ""
            elif text:
                carried = text
            else:
                row[column] = carried


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for text in texts:
        if text and (not kept or kept[-1] != text):
            kept.append(text)
    return tuple(kept)
