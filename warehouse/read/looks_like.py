"""Whose export a file is, by its headers: for a file dropped in another source's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warehouse.read.header import HeaderSpec, find_header
from warehouse.read.sheet import Sheet


def looks_like(
    sheets: Sequence[Sheet], specs: Mapping[str, Sequence[HeaderSpec]]
) -> list[tuple[str, float]]:
    """Sources with a header that some sheet bears, the likeliest first.

    Args:
        sheets: the file as read.
        specs: source id -> the headers of its tables.

    Returns:
        (source id, score) with scores above 0 up to 1: twice the columns that agree over the
        columns on either side, of the best sheet and table. Equal scores stand in the order of
        their source ids.
    """
    scores = {
        source_id: max((_score(sheet, spec) for spec in headers for sheet in sheets), default=0.0)
        for source_id, headers in specs.items()
    }
    found = [(source_id, score) for source_id, score in scores.items() if score > 0]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _score(sheet: Sheet, spec: HeaderSpec) -> float:
    header = find_header(sheet, spec)
    if header is None:
        return 0.0
    agree = len(header.column_of)
    return 2 * agree / (len(spec.columns) + agree + len(header.unknown))
