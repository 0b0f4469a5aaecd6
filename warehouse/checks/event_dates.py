"""The dates of a month's events stand in a window around the month; what does not is doubted.

A slip in the year, a workbook counted from 1904, a day and a month swapped by a spreadsheet of
another country: each gives a date that exists, and is wrong by a known distance from the month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from warehouse.checks.findings import Findings
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.contracts import Contract, Severity
from warehouse.errors import message

# Late registrations are of the month or two before; a list may be closed days after its month.
_DAYS_BEFORE, _DAYS_AFTER = 62, 31
# A workbook that counts from 1904 shows a number of 1900 so many days too early.
_MONTHS = 12
_FIGURES = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}(?:\s.*)?")
_OFFSET_1904 = timedelta(days=1462)


def tell_event_dates(
    one: RecognisedSheet, made: Conformed, contract: Contract, period: str, findings: Findings
) -> None:
    """Add the dates of a sheet that cannot be of the month ``period`` to ``findings``."""
    table = one.table
    attribute = table.period_from
    if contract.mode == "cumulative" or attribute not in made.examined.column_names:
        return
    column, header = next(
        (key, header)
        for key, _, header, column in table.each_column()
        if any(to.rpartition(".")[2] == attribute for to in column.to)
    )
    if column in one.rows.cells and _is_american(one.rows.cells[column].to_pylist(), period):
        sentence = message("file_dates_american", sheet=one.sheet.name or "1", column=header)
        findings.refuse_column(one, header, sentence)
        return
    days = made.examined[attribute].to_pylist()
    for row, day in zip(one.rows.row_numbers.tolist(), days, strict=True):
        if day is not None and (rule := doubt_of(day, period)) is not None:
            severity: Severity = "warn" if rule == "date_outside_month" else "quarantine"
            findings.tell_cell(one, row, column, rule, severity)


def _is_american(cells: Iterable[str | None], period: str) -> bool:
    """Whether a column has days of the month that only read month first, and none day first."""
    dates = [match for cell in cells if (match := _FIGURES.fullmatch(cell or ""))]
    month = int(period[5:])
    sure = sum(int(one[1]) == month and int(one[2]) > _MONTHS for one in dates)
    return sure > 1 and all(int(one[1]) <= _MONTHS for one in dates)


def doubt_of(day: date, period: str) -> str | None:
    """The rule that a day breaks as the day of an event reported for a month; None where none."""
    first = date.fromisoformat(f"{period}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if first <= day <= last:
        return None
    if first <= day + _OFFSET_1904 <= last or first <= day - _OFFSET_1904 <= last:
        return "date_of_1904"
    if day.year == first.year and day.day == first.month:
        return "date_swapped"
    if first - timedelta(days=_DAYS_BEFORE) <= day <= last + timedelta(days=_DAYS_AFTER):
        return "date_outside_month"
    return "date_far_from_month"
