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
        places = np.flatnonzero(held[:, row - 1])
        if len(places) != 1 or int(places[0]) in named:
            continue
        is_parted = _PARTED.search(one.sheet.row(row)[int(places[0])])
        rule = "row_in_one_cell" if is_parted else "title_between_rows"
        findings.tell_rows(one, [row], rule)
        findings.explain_row((one.sheet.name, row), rule, message(f"rule_{rule}"))
