"""Names that are read and may be another's: both parts in each other's column, an age behind one.

What stands beside a name in its cell is left out of it; an age there may be told nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from warehouse.checks.findings import Findings
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.conform.name_readers import NAME_COLUMNS

_AGE: Final = re.compile(r"\d\s*(?:ans?|mois)\b|[^\W\d_]{2}\W*\s\(?\d{1,2}\)?\s*$", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_FEWEST = 3


def tell_doubtful_names(one: RecognisedSheet, findings: Findings) -> None:
    """Warn of ages in the cells of names, and of parts of a name that seem to have changed places.

    A list that writes family names in capitals, and given names not, says so by most of its rows.
    """
    parts: dict[str, dict[str, str]] = {}
    for key, _, _, column in one.table.each_column():
        if key not in one.rows.cells:
            continue
        if column.read in NAME_COLUMNS:
            for row, text in _cells(one, key):
                if _AGE.search(text):
                    findings.tell_cell(one, row, key, "age_in_name", "warn")
        if column.read in ("family_name", "given_names"):
            parts.setdefault(column.to[0].rpartition(".")[0], {})[column.read] = key
    for pair in parts.values():
        if len(pair) > 1:
            for row in _swapped(one, pair["family_name"], pair["given_names"]):
                findings.tell_cell(one, row, pair["family_name"], "name_parts_swapped", "warn")


def _swapped(one: RecognisedSheet, family: str, given: str) -> list[int]:
    """The rows with a given name in capitals and a family name not, among more of the contrary."""
    usual, swapped = 0, []
    for (row, first), (_, second) in zip(_cells(one, family), _cells(one, given), strict=True):
        if min(len("".join(_LETTERS.findall(text))) for text in (first, second)) < _FEWEST:
            continue
        usual += first.isupper() and not second.isupper()
        if second.isupper() and not first.isupper():
            swapped.append(row)
    return swapped if len(swapped) <= usual else []


def _cells(one: RecognisedSheet, key: str) -> Iterator[tuple[int, str]]:
    for row, text in zip(one.rows.row_numbers, one.rows.cells[key].to_pylist(), strict=True):
        yield int(row), text or ""
