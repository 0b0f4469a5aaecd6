"""Sheets whose rows stand on another sheet, too: a copy that was kept beside the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Final, TypeAlias

from warehouse.conform.match_sheets import RecognisedSheet, Recognition
from warehouse.conform.name_readers import NAME_COLUMNS
from warehouse.errors import Message, message

_Cells: TypeAlias = tuple[str, ...]

# A row that stands on two sheets may be moved by mistake; several are a copy.
_FEWEST: Final = 3
_TELLING: Final = frozenset({*NAME_COLUMNS, "given_names", "birth", "age", "date", "key"})


def sheets_twice(recognition: Recognition) -> list[Message]:
    """Why a file waits in which half of a sheet's rows stand on another one, a remark or not."""
    tables = Counter(one.table_id for one in recognition.tables)
    rows = [(one, set(_rows(one))) for one in recognition.tables if tables[one.table_id] > 1]
    doubts = []
    for (one, mine), (other, theirs) in combinations(rows, 2):
        same = len(mine & theirs)
        if (
            one.table_id == other.table_id
            and same >= _FEWEST
            and 2 * same >= min(len(mine), len(theirs))
        ):
            doubts.append(
                message(
                    "file_sheet_twice", sheet=other.sheet.name, other=one.sheet.name, count=same
                )
            )
    return doubts


def _rows(one: RecognisedSheet) -> Iterator[_Cells]:
    keys = sorted(one.rows.cells)
    telling = {key for key, _, _, column in one.table.each_column() if column.read in _TELLING}
    for cells in zip(*(one.rows.cells[key].to_pylist() for key in keys), strict=True):
        row = tuple(
            f"{key}={cell.strip()}"
            for key, cell in zip(keys, cells, strict=True)
            if cell and cell.strip()
        )
        identity = tuple(cell for cell in row if cell.partition("=")[0] in telling)
        # What tells a person and a day apart is the same in a copy that was worked on.
        row = identity if len(identity) >= _FEWEST else row
        if len(row) > 1:
            yield row
