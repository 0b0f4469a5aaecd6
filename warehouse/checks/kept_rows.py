"""Rows that a file had kept back: where they are, what they say, how they stand now.

Whoever asks for their cells notes the reading first: they are the ministry's own words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow.compute as pc
from sqlalchemy import Connection, select

from warehouse import database, lake
from warehouse.checks.decided_rows import (
    DecidedRows,
    RowCorrection,
)
from warehouse.checks.examined_file import Row
from warehouse.checks.row_accounting import HEADERS
from warehouse.contracts import Contract, load_contracts
from warehouse.database.tables import intake as tables
from warehouse.errors import CallError, message
from warehouse.intake import row_decisions
from warehouse.intake.row_decisions import RowDecision
from warehouse.intake.submissions import submission
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A row of a file that was kept back."""

    submission_id: str  # the file as it was sent, or any reading of it
    sheet: str  # empty for a text file
    row_number: int  # physical, 1 = the first

    @property
    def row(self) -> Row:
        """Its place in the file."""
        return self.sheet, self.row_number


@dataclass(frozen=True, slots=True)
class KeptCell:
    """One cell of a row kept back: its column, what stands over it, what it says."""

    index: int
    header: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row that the file as it was sent had kept back, and how it stands now."""

    submission_id: str  # the file as it was sent
    sheet: str  # empty for a text file
    row_number: int  # physical, 1 = the first
    rules: tuple[str, ...]  # those that did not hold when the file was sent
    row_key: str  # opaque, by which an address names it
    is_waiting: bool  # it is kept back in the last reading too
    decisions: tuple[RowDecision, ...]  # what was decided on it, the first first

    @property
    def last(self) -> RowDecision | None:
        """The decision that holds."""
        return self.decisions[-1] if self.decisions else None

    def as_told(self) -> dict[str, Any]:
        """As plain facts."""
        return {
            "sheet": self.sheet,
            "row_number": self.row_number,
            "rules": list(self.rules),
            "is_waiting": self.is_waiting,
            "decision": self.last.decision if self.last else None,
            "by": self.last.by if self.last else None,
        }


def kept_rows(connection: Connection, submission_id: str) -> list[KeptRow]:
    """Every row that a file had kept back as it was sent, in its order."""
    original = row_decisions.original_of(connection, submission_id)
    standing = row_decisions.standing_version(connection, original)
    q = tables.quarantined_row.c
    waiting = select(q.sheet, q.row_number).where(
        q.submission_id == (standing["submission_id"] if standing else original)
    )
    still = {tuple(row) for row in connection.execute(waiting)}
    decisions: dict[Row, list[RowDecision]] = {}
    for one in row_decisions.decisions_on(connection, original):
        decisions.setdefault((one.sheet, one.row_number), []).append(one)
    asked = select(q.sheet, q.row_number, q.rules, q.row_key).where(q.submission_id == original)
    return [
        KeptRow(
            original,
            row.sheet,
            row.row_number,
            tuple(row.rules or ()),
            str(row.row_key),
            (row.sheet, row.row_number) in still,
            tuple(decisions.get((row.sheet, row.row_number), ())),
        )
        for row in connection.execute(asked.order_by(q.sheet, q.row_number))
    ]


def column_index(place: RowPlace, column: str) -> int:
    """Which physical column of a row is meant, by its header or as ``c3``, the third.

    Raises:
        CallError: the row has no such column.
    """
    with database.engine().connect() as connection:
        contract = contract_of(connection, place, load_contracts(settings().sources))
        cells = kept_cells(connection, place, contract)
    for one in cells:
        if column in (one.header, f"c{one.index + 1}"):
            return one.index
    headers = ", ".join(one.header or f"c{one.index + 1}" for one in cells)
    raise CallError(message("rows_no_column", known=headers))


def contract_of(
    connection: Connection, place: RowPlace, contracts: Mapping[str, Contract]
) -> Contract:
    """The contract of the file's source."""
    return contracts[str(submission(connection, place.submission_id)["source_id"])]


def kept_cells(connection: Connection, place: RowPlace, contract: Contract) -> list[KeptCell]:
    """The cells of a row kept back, corrections so far included; whoever calls notes the reading.

    Raises:
        CallError: no such row was kept back, or its cells are gone.
    """
    original = row_decisions.original_of(connection, place.submission_id)
    path = lake.quarantine_path(settings().lake, contract.source_id, original)
    if not path.exists():
        raise CallError(message("rows_unknown", submission_id=original))
    table = read_table(path)
    rows = table.filter(
        pc.and_(
            pc.equal(table["sheet"], place.sheet), pc.equal(table["row_number"], place.row_number)
        )
    ).to_pylist()
    if not rows:
        raise CallError(message("rows_unknown", submission_id=original))
    headers = json.loads((table.schema.metadata or {}).get(HEADERS, b"{}")).get(place.sheet, {})
    corrected = _decided(connection, contract.source_id, original).corrected.get(place.row)
    cells = {} if corrected is None else dict(corrected.cells)
    # A sheet narrower than another of the file has no cell there.
    return [
        KeptCell(index, headers.get(str(index), ""), cells.get(index, value))
        for name, value in rows[0].items()
        if value is not None and re.fullmatch(r"c\d+", name)
        for index in [int(name[1:])]
    ]


def decided_rows(connection: Connection, submission_id: str) -> DecidedRows:
    """What a reading of a file follows; nothing for a file as it was sent."""
    one = submission(connection, submission_id)
    if one["replay_of"] is None:
        return DecidedRows()
    return _decided(connection, one["source_id"], one["replay_of"])


def _decided(connection: Connection, source_id: str, original: str) -> DecidedRows:
    cells: dict[Row, dict[int, str]] = {}
    documents: dict[Row, list[str]] = {}
    accepted: set[Row] = set()
    decisions = row_decisions.decisions_on(connection, original)
    for decided in row_decisions.standing_decisions(decisions):
        row = (decided.sheet, decided.row_number)
        if decided.decision == "accepted":
            accepted.add(row)
            continue
        path = lake.corrections_path(settings().lake, source_id, original, decided.decision_id)
        for cell in read_table(path).to_pylist():
            cells.setdefault(row, {})[cell["column_index"]] = cell["after"]
        if decided.document and decided.document not in documents.setdefault(row, []):
            documents[row].append(decided.document)
    return DecidedRows(
        {row: RowCorrection(mine, tuple(documents[row])) for row, mine in cells.items()},
        frozenset(accepted),
    )
