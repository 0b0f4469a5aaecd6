"""A fault of a fictional register, to be varied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from warehouse.checks.verdict import Fault
from warehouse.errors import Message


def a_fault(row_number: int, column_index: int | None = 2, **changes: Any) -> Fault:
    fault = Fault(
        sheet="Registre",
        row_number=row_number,
        column=None if column_index is None else "Date de plainte",
        column_index=column_index,
        rule="date_is_read",
        severity="quarantine",
        message=Message("sample_unreadable_date"),
        expected=Message("sample_date_expected"),
        example="14/03/2026",
    )
    return replace(fault, **changes)
