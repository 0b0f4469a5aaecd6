"""Cells that a spreadsheet or a habit of the hand spoiled, told by that cause at their place.

A telephone shown as ``2,36E+11``, a number of a register that became a date, a sign that says "as
above": what stood there is lost, and the sentence says how it came so, not only that it is unread.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from warehouse.checks.findings import Findings
from warehouse.conform.clean.ditto import is_ditto
from warehouse.conform.clean.identifiers import is_scientific
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.contracts import Severity
from warehouse.text import is_formula

Cause = Literal["number_in_scientific", "number_became_date", "ditto_mark", "formula_as_text"]

_NUMBERS: Final = frozenset({"phones", "document_number", "reference", "key"})
_NAMES: Final = frozenset({"name", "family_name", "given_names"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d.*)?|\d{1,2}[-/.](?:[a-zéû]{3,4})\.?[-/.]\d\d")


def tell_spreadsheet_causes(one: RecognisedSheet, findings: Findings) -> None:
    """Add the cells of a sheet that bear the mark of a cause to ``findings``."""
    table = one.table
    rows = one.rows.row_numbers.tolist()
    for key, _, _, column in table.each_column():
        if key not in one.rows.cells or column.read is None:
            continue
        texts = one.rows.cells[key].to_pylist()
        causes = {text: cause_of(text or "", column.read) for text in set(texts)}
        cause_by_row = {
            row: cause for row, text in zip(rows, texts, strict=True) if (cause := causes[text])
        }
        # A name that says "as above" would be a person of that name.
        least: Severity = "quarantine" if column.read in _NAMES else "warn"
        findings.tell_cause(one, key, cause_by_row, least)


def cause_of(text: str, read: str) -> Cause | None:
    """What spoiled a cell of a column that is read so; None where nothing did."""
    if is_ditto(text):
        return "ditto_mark"
    if is_formula(text.strip()):
        return "formula_as_text"
    if read in _NUMBERS:
        bare = text.strip()
        if is_scientific(bare):
            return "number_in_scientific"
        if _DAY.fullmatch(bare.lower()):
            return "number_became_date"
    return None
