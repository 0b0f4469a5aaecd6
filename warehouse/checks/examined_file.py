"""What is known of a file before it is judged, what it is judged by, and the verdict on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from warehouse.checks.gx.suites import Suite
from warehouse.checks.verdict import Fault, SetAside, SheetLine, Status
from warehouse.contracts import Contract
from warehouse.contracts.codelists import CodeLists
from warehouse.errors import Message
from warehouse.read.nil_comment import Declaration

# A physical row: its sheet and its number there, 1 = the first.
Row = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Examined:
    """The verdict on one file, and what it gives."""

    status: Status  # as in ``intake.submission``
    period: str | None
    period_from: str | None  # how it was told
    rows_read: int
    set_aside: tuple[SetAside, ...] = ()  # rows that are no records, each with its reason
    # (sheet, row) of the rows kept back, with the rules they break
    quarantined: dict[Row, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()  # what is wrong, cell by cell
    # what is wrong with the file as a whole, or worth saying
    file_messages: tuple[Message, ...] = ()
    is_nil: bool = False  # it reports nothing, on purpose
    # accepted records by conformed table
    records: dict[str, pa.Table] = field(default_factory=dict)
    # the cells of the quarantined rows: ``sheet``, ``row_number``, ``c0`` …
    kept_back: pa.Table | None = None
    sheets: tuple[SheetLine, ...] = ()  # a line per sheet
    cells: tuple[tuple[str, pa.Table], ...] = ()  # the cells read, for the annotated copy
    # why a human is asked before it counts, whatever came before it
    doubts: tuple[Message, ...] = ()
    # plain name of a sheet -> its name in the file, where they differ
    titles: Mapping[str, str] = field(default_factory=dict)
    looks_like: str | None = None  # the source it resembles more than its own
    # what Great Expectations found: table, position of the sheet, its result
    results: tuple[tuple[str, int, Any], ...] = ()
    # that there is nothing to report, as the file carries it; not yet verified
    declaration: Declaration | None = None

    @property
    def rows_accepted(self) -> int:
        """Rows taken: what is read and neither quarantined nor set aside."""
        if self.status == "rejected":
            return 0
        return self.rows_read - len(self.quarantined) - len(self.set_aside)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What files are judged by: contracts, code lists, suites by source and by conformed table."""

    contracts: dict[str, Contract]
    codes: CodeLists
    suites: dict[str, Suite]
    conformed_suites: dict[str, Suite]
