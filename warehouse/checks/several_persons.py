"""A row is one person: a cell that names several, and a second line of a person, are told.

What the first of two persons in a cell is read as would be one person with the other's age; the
second would be nobody. A line that only goes on would be one more victim.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from warehouse.checks.findings import Findings
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.contracts import Severity

# A line that goes on has a word or two; what it goes on from has most of its columns.
_FEW, _MANY = 2, 6


def tell_several_persons(one: RecognisedSheet, made: Conformed, findings: Findings) -> None:
    """Add the cells that name more than one person, and the lines that go on, to ``findings``."""
    table = one.table
    rows = one.rows.row_numbers.tolist()
    accused = _accused_rows(made)
    for key, _, _, column in table.each_column():
        if f"{key} (also named)" not in made.examined.column_names:
            continue
        record = table.records[column.to[0].rpartition(".")[0]]
        for row, count in zip(rows, made.examined[f"{key} (also named)"].to_pylist(), strict=True):
            if count:
                # "et consorts" is usual of the accused, and the first of them is who he is.
                is_accused = record.role == "suspect" or (record.role is None and row in accused)
                severity: Severity = "warn" if is_accused else "quarantine"
                findings.tell_cell(one, row, key, "several_persons", severity)
    for row, key in _lines_that_go_on(one, made):
        findings.tell_cell(one, row, key, "continuation_line", "quarantine")


def _accused_rows(made: Conformed) -> set[int]:
    persons = made.records.get("person_mention")
    if persons is None:
        return set()
    pairs = zip(persons["row_number"].to_pylist(), persons["role"].to_pylist(), strict=True)
    return {row for row, role in pairs if role == "suspect"}


def _lines_that_go_on(one: RecognisedSheet, made: Conformed) -> list[tuple[int, str]]:
    """The rows below a full one that hold a part of a name and hardly anything else."""
    table = one.table
    names = [
        key
        for key, _, _, column in table.each_column()
        if column.read in ("name", "family_name", "given_names") and key in one.rows.cells
    ]
    filled = np.zeros(len(one.rows.row_numbers), dtype="int64")
    own = np.zeros_like(filled)
    for key in one.rows.cells:
        if key in made.examined.column_names:
            is_filled = made.examined[key].to_numpy() != "missing"
            filled += is_filled
            own += is_filled if key not in table.fill_down else 0
    short = (own[1:] <= _FEW) & (np.maximum.accumulate(filled)[:-1] >= _MANY)
    return [
        (int(one.rows.row_numbers[place]), key)
        for place in (np.flatnonzero(short) + 1).tolist()
        for key in names
        if made.examined[key][place].as_py() != "missing"
        and (filled[place] <= _FEW or _is_half(one.rows.cells[key], place))
    ]


def _is_half(names: pa.Array, place: int) -> bool:
    """Whether a name and that above it are a word each: of one person, half in a row.

    Where a row is filled from the one above, a whole name alone in it is one accused more.
    """
    return all(len((names[at].as_py() or "").split()) == 1 for at in (place - 1, place))
