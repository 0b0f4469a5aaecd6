"""Rows that a steward decided on: their cells put right before they are read, or a rule let pass.

The bytes stay as they came. What is wrong with a row of the kind that makes two persons one, or
that leaves a record without what it is known by, is never let pass: it is corrected or sent back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pyarrow as pa

from warehouse.checks.examined_file import Row
from warehouse.read.sheet import Sheet

# A value that lacks or is odd: the record is sound without it.
_MAY_PASS: Final = frozenset({
    "value_missing", "date_too_early", "date_in_future", "date_order", "birth_long_ago",
    "birth_after_event", "date_far_from_month",
})  # fmt: skip
# What a row cannot be put right for by its cells: they stand nowhere, or nobody knows which.
_NO_CELLS: Final = frozenset({"line_unreadable", "sheet_without_header"})


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """The cells of one row as they are to be read."""

    cells: Mapping[int, str]  # physical column, 0 = the first -> text
    documents: tuple[str, ...]  # references of what supports them


@dataclass(frozen=True, slots=True)
class DecidedRows:
    """What was decided on the rows of one file."""

    corrected: Mapping[Row, RowCorrection] = field(default_factory=dict)
    accepted: frozenset[Row] = frozenset()  # rows taken as they are


NOTHING_DECIDED: Final = DecidedRows()


def may_pass(rule: str) -> bool:
    """Whether a steward may take a row although this rule does not hold."""
    return rule in _MAY_PASS or rule.endswith("_unread")


def rules_in_the_way(rules: Collection[str], *, of_correction: bool) -> list[str]:
    """The rules of a row for which it can only be sent back, or not be taken as it is."""
    if of_correction:
        return sorted(set(rules) & _NO_CELLS)
    return sorted(one for one in set(rules) if not may_pass(one))


def with_corrections(sheets: list[Sheet], decided: DecidedRows) -> list[Sheet]:
    """The sheets of a file, each corrected cell as it is to be read."""
    return [_corrected(sheet, decided.corrected) for sheet in sheets]


def _corrected(sheet: Sheet, corrected: Mapping[Row, RowCorrection]) -> Sheet:
    here = {row: one for (name, row), one in corrected.items() if name == sheet.name}
    if not here:
        return sheet
    columns = {f"c{index}": column.to_pylist() for index, column in enumerate(sheet.cells.columns)}
    for row, one in here.items():
        for index, value in one.cells.items():
            columns[f"c{index}"][row - 1] = value
    arrays = [pa.array(column, pa.string()) for column in columns.values()]
    return replace(sheet, cells=pa.table(arrays, names=list(columns)))
