"""Find the header of a table in a sheet, and say which column is which.

A header stands somewhere in the first fifty rows, on one to three rows, with or without groups, in
any column order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from warehouse.read.header_labels import DEEPEST, HeaderLabels, Top
from warehouse.read.header_names import PREFIXED, Claim, ColumnSpec, HeaderSpec, Names
from warehouse.read.sheet import Sheet, filled

__all__ = ["ColumnSpec", "Header", "HeaderSpec", "find_header"]

# A row of data, or a summary beside the table, bears a name or two by chance; another office's
# export shares a quarter of the columns with any other.
_LEAST_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found."""

    first_row: int  # its first physical row, 1-based
    last_row: int  # its last physical row
    column_of: Mapping[str, int]  # key -> column index, 0-based
    # columns that no key claims, a second column of one key among them: index and header text,
    # empty for a column with cells under a blank header
    unknown: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = ()  # keys without a column
    # keys whose header is not spelled as told: key and header text
    renamed: tuple[tuple[str, str], ...] = ()
    # keys whose header bears a group before a bar, as a form's export does
    prefixed: tuple[str, ...] = ()
    # keys whose name further columns with cells bear as well, and these columns
    rivals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def find_header(sheet: Sheet, spec: HeaderSpec) -> Header | None:
    """The rows that match most of the columns told; None where too few are there to be a header.

    Where rows match equally, the fewest and then the first ones are the header.
    """
    top = Top.of(sheet)
    names = Names.of(spec)
    best: tuple[float, HeaderLabels, dict[str, Claim]] | None = None
    for depth in range(1, DEEPEST + 1):
        for first in range(len(top.rows) - depth + 1):
            labels = top.labels(first, depth)
            claims = names.claim(labels)
            score = sum(claim.weight for claim in claims.values())
            if claims and (best is None or score > best[0]):
                best = score, labels, claims
    if best is None:
        return None
    _, labels, claims = best
    claims |= names.claim_slips(labels, claims)
    if len(claims) < max(min(2, len(spec.columns)), _LEAST_SHARE * len(spec.columns)):
        return None
    rivals = {
        key: tuple(column for column in columns if _has_cells(sheet, column, labels))
        for key, columns in names.rivals(labels, claims).items()
    }
    header = _header(sheet, spec, labels, claims)
    return replace(header, rivals={key: columns for key, columns in rivals.items() if columns})


def _header(
    sheet: Sheet, spec: HeaderSpec, labels: HeaderLabels, claims: dict[str, Claim]
) -> Header:
    claimed = {claim.column for claim in claims.values()}
    unknown = tuple(
        (column, labels.text(column))
        for column in range(len(labels.levels))
        if column not in claimed and (labels.levels[column] or _has_cells(sheet, column, labels))
    )
    return Header(
        first_row=labels.first + 1,
        last_row=labels.first + labels.depth,
        column_of={c.key: claims[c.key].column for c in spec.columns if c.key in claims},
        unknown=unknown,
        missing=tuple(c.key for c in spec.columns if c.key not in claims),
        renamed=tuple(
            (c.key, labels.text(claims[c.key].column))
            for c in spec.columns
            if c.key in claims and claims[c.key].weight not in (1, PREFIXED)
        ),
        prefixed=tuple(c.key for c in spec.columns if _is_prefixed(claims.get(c.key))),
    )


def _is_prefixed(claim: Claim | None) -> bool:
    return claim is not None and claim.weight == PREFIXED


def _has_cells(sheet: Sheet, column: int, labels: HeaderLabels) -> bool:
    below = sheet.cells.column(column).slice(labels.first + labels.depth)
    return bool(np.any(filled(below).to_numpy()))
