"""What a receipt says, as plain facts: filled by the pipeline, never computed here.

No attribute holds the value of a cell. Headers stand in the ministry's own words, because that is
how its clerk finds the column; examples come from the contract, never from the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from warehouse.errors import Message

Status = Literal[
    "accepted",
    "accepted_with_warnings",
    "partly_accepted",
    "rejected",
    "duplicate",
    "held",
    "withdrawn",
]
Severity = Literal["refuse", "quarantine", "warn"]
SetAsideReason = Literal[
    "header", "blank", "banner", "total", "note", "signature", "nil", "repeated_header"
]

SEVERITIES: tuple[Severity, ...] = ("refuse", "quarantine", "warn")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row.

    Attributes:
        sheet: the sheet's name as in the file; empty for a text file.
        row_number: physical row in the file or sheet, 1 = the first.
        column: the header's text in the ministry's own words; None when the row as a whole is
            meant.
        column_index: physical column, 0 = the first; None when the row as a whole is meant.
        rule: the name of the rule, from the contract.
        severity: ``refuse`` stops the file, ``quarantine`` the row, ``warn`` nothing.
        message: what is wrong; never the value.
        example: an invented value that would be right, from the contract.
    """

    sheet: str
    row_number: int
    column: str | None
    column_index: int | None
    rule: str
    severity: Severity
    message: Message
    expected: Message | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """One physical row that is no record, and why."""

    sheet: str
    row_number: int
    reason: SetAsideReason


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What became of one sheet: rows of data in it, how many were taken, how many quarantined."""

    name: str
    rows: int
    taken: int
    quarantined: int
    nil: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Everything that one receipt says.

    Attributes:
        submission_id: names the receipt's folder; opaque.
        source_title: what the ministry calls this export.
        file_name: as the ministry named it.
        sha256: of the bytes received, hexadecimal.
        received_at: with a time zone.
        judged_at: with a time zone; also the one time stamp inside the files written.
        period: the month reported, ``YYYY-MM``; None when it could not be told.
        period_from: how the period was told: ``rows``, ``file_name``, ``banner``, ``given``.
        status: as in ``intake.submission``.
        rows_quarantined: rows kept apart until they are corrected.
        rows_set_aside: rows that are no records.
        set_aside_by_reason: reason -> rows; adds up to ``rows_set_aside``.
        is_nil: the ministry declared that it has nothing to report.
        file_messages: why the file was refused, and warnings about the file as a whole.
        duplicate_of_file: name of the file that this one repeats.
        duplicate_received_at: when that file was received.
        looks_like: title of the other export that this file looks like.
        records: what was taken: ``victims``, ``suspects``, ``complaints``, ... -> count.
        sheets: one line per sheet read.
        set_aside: the rows set aside, where known; lets the receipt say which ones.
        titles: plain name of a sheet -> its name in the ministry's own workbook, for the marks in
            the copy of that workbook; said nowhere else.
    """

    submission_id: str
    source_id: str
    source_title: str
    file_name: str
    sha256: str
    received_at: datetime
    judged_at: datetime
    period: str | None
    period_from: str | None
    status: Status
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    rows_set_aside: int
    set_aside_by_reason: dict[str, int] = field(default_factory=dict)
    is_nil: bool = False
    faults: tuple[Fault, ...] = ()
    file_messages: tuple[Message, ...] = ()
    duplicate_of_file: str | None = None
    duplicate_received_at: datetime | None = None
    looks_like: str | None = None
    records: dict[str, int] = field(default_factory=dict)
    sheets: tuple[SheetLine, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def rows_refused(self) -> int:
        """Rows neither taken, nor quarantined, nor set aside: they fell with a rejected file."""
        return self.rows_read - self.rows_accepted - self.rows_quarantined - self.rows_set_aside
