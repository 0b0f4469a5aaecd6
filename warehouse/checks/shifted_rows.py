"""Rows of which most cells say nothing under their headers: pasted one column off, most often.

Each of their cells alone is a warning; together they are a person with another column for a name.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from warehouse.checks.findings import Findings
from warehouse.conform import Conformed
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.contracts import Contract

# Any text can stand in the others.
_TYPED: Final = frozenset({
    "date", "interval", "birth", "age", "sex", "yes_no", "phones", "code", "codes", "place",
    "document_type", "reference", "integer", "percent", "amount", "articles", "sentence",
    "name", "family_name",
})  # fmt: skip
_FEWEST: Final = 3


def tell_shifted_rows(
    one: RecognisedSheet, made: Conformed, contract: Contract, findings: Findings
) -> None:
    """Keep back the rows of a sheet of which most typed cells are unread: three, or two of two."""
    table = contract.tables[one.table_id]
    count = len(one.rows.row_numbers)
    unread, filled = np.zeros(count, dtype="int64"), np.zeros(count, dtype="int64")
    for key, _, _, column in table.each_column():
        if column.read in _TYPED and key in made.examined.column_names:
            states = made.examined[key].to_numpy()
            unread += states == "unread"
            filled += states != "missing"
    is_shifted = ((unread >= _FEWEST) & (unread * 2 > filled)) | ((unread > 1) & (unread == filled))
    findings.tell_rows(one, one.rows.row_numbers[is_shifted].tolist(), "row_out_of_columns")
