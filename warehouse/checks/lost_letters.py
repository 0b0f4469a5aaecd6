"""Names that lost a letter on their way: a program that did not know ``É`` wrote ``?`` for it.

What is read of ``?LODIE`` is another name than that of her other rows.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pyarrow.compute as pc

from warehouse.checks.findings import Findings
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.conform.name_readers import NAME_COLUMNS

_LOST: Final = re.compile(r"\?[^\W\d_]|\ufffd")
# A letter that a program wrote as its code: Ren&eacute;e, Ren&#233;e, Ren%C3%A9e, Ren\u00e9e.
_CODED = r"&(?:[A-Za-z]{2,8}|#[0-9]{2,5});|%[0-9A-Fa-f]{2}|\\[ux][0-9A-Fa-f]{2}"
_IS_CODED: Final = re.compile(_CODED)
# Behind a name the sign is a clerk's doubt, unless the file's own headers have lost theirs.
_LOST_AT_END: Final = re.compile(r"[^\W\d_]\?")
_HEADER_LOST: Final = re.compile(r"[^\W\d_]\?[^\W\d_]")


def tell_lost_letters(one: RecognisedSheet, findings: Findings) -> None:
    """Keep back the rows whose name has lost a letter."""
    header = [
        text
        for row in range(one.header.first_row, one.header.last_row + 1)
        for text in one.sheet.row(row)
    ]
    is_whole_file = any(_HEADER_LOST.search(text) for text in header)
    for key, _, _, column in one.table.each_column():
        if column.read not in {*NAME_COLUMNS, "given_names"} or key not in one.rows.cells:
            continue
        cells = one.rows.cells[key]
        asked = pc.fill_null(
            pc.match_substring_regex(cells, rf"[?\x{{FFFD}}]|{_CODED}"), False
        ).to_numpy(zero_copy_only=False)
        for place in np.flatnonzero(asked).tolist():
            row, text = int(one.rows.row_numbers[place]), cells[place].as_py()
            is_lost = _LOST.search(text) or _IS_CODED.search(text)
            if is_lost or (is_whole_file and _LOST_AT_END.search(text)):
                findings.tell_cell(one, row, key, "letters_lost", "quarantine")
