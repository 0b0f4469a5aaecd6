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
    """One thing wrong with one row."""

    sheet: str  # the sheet's name as in the file; empty for a text file
    row_number: int  # physical row in the file or sheet, 1 = the first
    # the header's text in the ministry's own words; None when the row as a whole is meant
    column: str | None
    # physical column, 0 = the first; None when the row as a whole is meant
    column_index: int | None
    rule: str  # the name of the rule, from the contract
    severity: Severity  # ``refuse`` stops the file, ``quarantine`` the row, ``warn`` nothing
    message: Message  # what is wrong; never the value
    expected: Message | None = None
    example: str | None = None  # an invented value that would be right, from the contract


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
    """Everything that one receipt says."""

    submission_id: str  # names the receipt's folder; opaque
    source_id: str
    source_title: str  # what the ministry calls this export
    file_name: str  # as the ministry named it
    sha256: str  # of the bytes received, hexadecimal
    received_at: datetime  # with a time zone
    judged_at: datetime  # with a time zone; also the one time stamp inside the files written
    period: str | None  # the month reported, ``YYYY-MM``; None when it could not be told
    # how the period was told: ``rows``, ``file_name``, ``banner``, ``given``
    period_from: str | None
    status: Status  # as in ``intake.submission``
    rows_read: int  # every physical row
    rows_accepted: int
    rows_quarantined: int  # rows kept apart until they are corrected
    rows_set_aside: int  # rows that are no records
    # reason -> rows; adds up to ``rows_set_aside``
    set_aside_by_reason: dict[str, int] = field(default_factory=dict)
    is_nil: bool = False  # the ministry declared that it has nothing to report
    faults: tuple[Fault, ...] = ()  # in any order
    # why the file was refused, and warnings about the file as a whole
    file_messages: tuple[Message, ...] = ()
    duplicate_of_file: str | None = None  # name of the file that this one repeats
    duplicate_received_at: datetime | None = None  # when that file was received
    looks_like: str | None = None  # title of the other export that this file looks like
    # what was taken: ``victims``, ``suspects``, ``complaints``, ... -> count.
    records: dict[str, int] = field(default_factory=dict)
    sheets: tuple[SheetLine, ...] = ()  # one line per sheet read
    # the rows set aside, where known; lets the receipt say which ones
    set_aside: tuple[SetAside, ...] = ()
    # plain name of a sheet -> its name in the ministry's own workbook, for the marks in the copy of
    # that workbook; said nowhere else
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def rows_refused(self) -> int:
        """Rows neither taken, nor quarantined, nor set aside: they fell with a rejected file."""
        return self.rows_read - self.rows_accepted - self.rows_quarantined - self.rows_set_aside
