"""The rows of a file, none lost: taken, kept back, or set aside with a reason."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.checks.examined_file import Row
from warehouse.checks.verdict import SetAside, SheetLine
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet, Recognition
from warehouse.errors import ConservationError, message
from warehouse.intake.submissions import Submission

HEADERS: Final = b"headers"
"""Where the cells kept back say, in JSON, which column stands under which header."""


def rows_in(recognition: Recognition) -> int:
    """How many physical rows a file has."""
    sheets = (*(one.sheet for one in recognition.tables), *recognition.others)
    return sum(int(sheet.cells.num_rows) for sheet in sheets)


def rows_of(one: RecognisedSheet) -> list[Row]:
    """The records of a sheet, each by its place."""
    return [(one.sheet.name, int(row)) for row in one.rows.row_numbers]


def set_aside(recognition: Recognition, quarantined: Collection[Row]) -> list[SetAside]:
    """The rows that are no records, each with its reason."""
    aside = [
        SetAside(one.sheet.name, int(position) + 1, str(one.kinds.kinds[position]))  # type: ignore[arg-type]
        for one in recognition.tables
        for position in np.flatnonzero(one.kinds.kinds != "record")
        if (one.sheet.name, int(position) + 1) not in quarantined
    ]
    aside += [
        SetAside(sheet.name, row + 1, "note")
        for sheet in recognition.others
        for row in range(sheet.cells.num_rows)
        if (sheet.name, row + 1) not in quarantined
    ]
    return aside


def conserve(
    arrival: Submission,
    recognition: Recognition,
    read: int,
    quarantined: Collection[Row],
    aside: Sequence[SetAside],
) -> int:
    """Hold the count of records that stay against the count that the rows leave over; that count.

    Raises:
        ConservationError: they differ.
    """
    taken = read - len(quarantined) - len(aside)
    stay = sum(
        (one.sheet.name, int(row)) not in quarantined
        for one in recognition.tables
        for row in one.rows.row_numbers
    )
    if stay != taken:
        raise ConservationError(
            message(
                "conservation_broken",
                submission_id=arrival.submission_id,
                read=read,
                accepted=stay,
                quarantined=len(quarantined),
                set_aside=len(aside),
            )
        )
    return taken


def sheet_lines(
    recognition: Recognition, quarantined: Collection[Row], *, is_rejected: bool
) -> tuple[SheetLine, ...]:
    """How many records each sheet holds, and how many of them are taken and kept back."""
    return tuple(
        SheetLine(
            one.sheet.name,
            len(one.rows.row_numbers),
            0
            if is_rejected
            else len(one.rows.row_numbers)
            - sum((one.sheet.name, int(row)) in quarantined for row in one.rows.row_numbers),
            sum(sheet == one.sheet.name for sheet, _ in quarantined),
            one.is_nil,
        )
        for one in recognition.tables
    ) + tuple(
        SheetLine(name, len(rows), 0, len(rows)) for name, rows in recognition.headless.items()
    )


def accepted(conformed: Sequence[Conformed], quarantined: Collection[Row]) -> dict[str, pa.Table]:
    """The records of the rows that are not kept back, by conformed table."""
    parts: dict[str, list[pa.Table]] = {}
    for made in conformed:
        back = pa.array([row for sheet, row in quarantined if sheet == made.sheet], pa.int64())
        for name, records in made.records.items():
            kept = records.filter(pc.invert(pc.is_in(records["row_number"], back)))
            parts.setdefault(name, []).append(kept)
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def kept_back(recognition: Recognition, quarantined: Collection[Row]) -> pa.Table | None:
    """The cells of the rows kept back, each with its ``sheet`` and ``row_number``."""
    parts = []
    for one_sheet in (*(one.sheet for one in recognition.tables), *recognition.others):
        rows = sorted(row for sheet, row in quarantined if sheet == one_sheet.name)
        if rows:
            cells = one_sheet.cells.take(pa.array([row - 1 for row in rows]))
            cells = cells.add_column(0, "row_number", pa.array(rows, pa.int64()))
            parts.append(cells.add_column(0, "sheet", pa.repeat(one_sheet.name, len(rows))))
    if not parts:
        return None
    together = pa.concat_tables(parts, promote_options="default")
    return together.replace_schema_metadata({HEADERS: json.dumps(_headers(recognition))})


def _headers(recognition: Recognition) -> dict[str, dict[str, str]]:
    """Sheet -> physical column -> what stands over it, as the contract writes it."""
    return {
        one.sheet.name: {str(index): key for key, index in one.header.column_of.items()}
        for one in recognition.tables
    }
