"""A header that stands again further down with its columns in another order.

What follows it would be read under the first one's names: the given name as the family's.
"""

from __future__ import annotations

import numpy as np

from warehouse.checks.findings import Findings
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.read.header_spelling import exact
from warehouse.read.row_kinds import rows_of_words
from warehouse.read.sheet import filled

_MOST_LABELS = 0.6
_FEWEST = 3


def tell_reordered_headers(one: RecognisedSheet, findings: Findings) -> None:
    """Keep back the records from the first such header on."""
    if reordered := _reordered(one):
        rows = one.rows.row_numbers.tolist()
        findings.tell_rows(one, [row for row in rows if row >= reordered[0]], "header_reordered")


def _reordered(one: RecognisedSheet) -> list[int]:
    """The rows below the header that bear most of its labels, some of them in other columns."""
    rows = range(one.header.first_row, one.header.last_row + 1)
    headers = [[exact(cell) for cell in one.sheet.row(row)] for row in rows]
    held = np.array([filled(column).to_numpy() for column in one.sheet.cells.columns], dtype=bool)
    reordered = []
    for labels in headers:
        names = {label for label in labels if label}
        if len(names) < _FEWEST:
            continue
        for row in rows_of_words(one.sheet, one.header, held):
            cells = [exact(cell) for cell in one.sheet.row(row)]
            if sum(cell in names for cell in cells) < max(_FEWEST, _MOST_LABELS * len(names)):
                continue
            pairs = list(zip(cells, labels, strict=True))
            moved = [cell for cell, label in pairs if cell and label and cell != label]
            if sum(cell in names for cell in moved) > 1:
                reordered.append(row)
    return sorted(reordered)
