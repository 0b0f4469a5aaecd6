"""A row of one cell between the records, where no name stands: a title, most often.

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
    """Give the rows kept back that hold one cell, in no column of names, that cause alone."""
    held = np.array([filled(column).to_numpy() for column in one.sheet.cells.columns], dtype=bool)
    named = {place for parts in name_columns(one.table, one.header)
             for place in parts}  # fmt: skip
    for row in one.rows.row_numbers.tolist():
        places = np.flatnonzero(held[:, row - 1])
        key = (one.sheet.name, row)
        if len(places) != 1 or int(places[0]) in named or key not in findings.quarantined:
            continue
        # A line that is parted otherwise than the others is one cell here, and a record.
        if not _PARTED.search(one.sheet.row(row)[int(places[0])]):
            findings.tell_rows(one, [row], "title_between_rows")
            findings.explain_row(key, "title_between_rows", message("rule_title_between_rows"))
