"""A row of one cell between the records, where no name stands: a title, most often, or a line.

Each column that it leaves blank would be a fault of its own, of a person who is none.
"""

from __future__ import annotations

import re

import numpy as np

from warehouse.checks.findings import Findings
from warehouse.conform.match_sheets import RecognisedSheet, name_columns
from warehouse.errors import message
from warehouse.read.sheet import filled
from warehouse.read.sparse_rows import is_line

_FEW = 2
_PARTED = re.compile(r"[\t;|]|(,.*){3}")


def tell_lone_cells(one: RecognisedSheet, findings: Findings) -> None:
    """Keep back the rows that hold one cell, in no column of names, with that cause alone.

    A line that is parted otherwise than the others is one cell here, and a record.
    """
    held = np.array([filled(column).to_numpy() for column in one.sheet.cells.columns], dtype=bool)
    for key in one.table.fill_down:
        # What such a row leaves blank was filled from the row above.
        if (index := one.header.column_of.get(key)) is not None:
            cells = one.sheet.cells[index].to_numpy()
            held[index, 1:] &= cells[1:] != cells[:-1]
    named = {place for parts in name_columns(one.table, one.header)
             for place in parts}  # fmt: skip
    for row in one.rows.row_numbers.tolist():
        cells = one.sheet.row(row)
        places = [int(place) for place in np.flatnonzero(held[:, row - 1])]
        # Numbered by hand, such a row has its number beside it.
        words = [place for place in places if not cells[place].strip().isdecimal()]
        if len(words) == 1 and len(places) <= _FEW and _is_parted(cells[words[0]]):
            rule = "row_in_one_cell"
        elif len(places) == 1 and places[0] not in named:
            rule = "title_between_rows"
        else:
            continue
        findings.tell_rows(one, [row], rule)
        findings.explain_row((one.sheet.name, row), rule, message(f"rule_{rule}"))


def _is_parted(cell: str) -> bool:
    return is_line(cell) or _PARTED.search(cell) is not None
