"""Rows kept back, decided on by a steward: put right, taken as they are, or sent back.

The cells of a correction, as they were and as they are to be read, are sealed in the lake; the
ledger holds who, when, which columns and by what document. The file is then read again, the way of
every file (``pipeline.examine``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyarrow as pa
from sqlalchemy import Connection, select

from warehouse import database, lake
from warehouse.checks.decided_rows import (
    rules_in_the_way,
)
from warehouse.checks.kept_rows import RowPlace, contract_of, kept_cells
from warehouse.contracts import Contract, load_contracts
from warehouse.database import access
from warehouse.database.tables import intake as tables
from warehouse.errors import CallError, message
from warehouse.intake import row_decisions
from warehouse.intake.landing_zone import kept_path
from warehouse.intake.reasons import require_nobody
from warehouse.intake.row_decisions import DOCUMENT_MOST, REASON_MOST, Decision
from warehouse.settings import settings

CELL_MOST: Final = 2_000
# A number of a document holds a digit; a name alone is none, and a receipt says it.
_DOCUMENT: Final = re.compile(r"^(?=.*\d)[\w°./ :-]+$")
CORRECTION: Final = pa.schema(
    [
        ("sheet", pa.string()),
        ("row_number", pa.int64()),
        ("column_index", pa.int64()),
        ("before", pa.string()),
        ("after", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a steward said of a row."""

    decision: Decision
    # of a correction: physical column -> what is to be read there
    cells: Mapping[int, str] = field(default_factory=dict, repr=False)
    document: str = ""  # of a correction: reference of what supports it
    reason: str = ""  # of the others: why


def decide_row(
    connection: Connection,
    place: RowPlace,
    decided: Said,
    contract: Contract,
    *,
    by: str,
    at: datetime,
) -> str | None:
    """Write a decision, its author ``by``, and ask for its file to be read again.

    Returns:
        The submission that waits to be examined; None where nothing is read anew.

    Raises:
        CallError: the row was not kept back, its file was replaced since or its bytes are gone, the
            rules it breaks do not let it pass, or what is said is not enough or names somebody.
    """
    original = row_decisions.original_of(connection, place.submission_id)
    rules = _rules_of(connection, original, place)
    standing = row_decisions.standing_version(connection, original)
    if standing is None or row_decisions.is_replaced(
        connection, standing, is_cumulative=contract.mode == "cumulative"
    ):
        raise CallError(message("rows_file_replaced"))
    was_read_anew = any(
        (one.sheet, one.row_number) == place.row and one.decision != "sent_back"
        for one in row_decisions.decisions_on(connection, original)
    )
    _check(decided, rules)
    if (
        decided.decision != "sent_back"
        and not kept_path(settings().landing, standing["sha256"]).exists()
    ):
        raise CallError(message("landing_kept_no_more", submission_id=original))
    _require_nobody(connection, place, decided, contract)
    decision_id = row_decisions.new_decision_id()
    columns: list[str] = []
    if decided.decision == "corrected":
        columns = _seal(connection, place, decided, contract, original, decision_id)
    row_decisions.record_decision(
        connection,
        original,
        place.row,
        decided.decision,
        decision_id=decision_id,
        by=by,
        at=at,
        columns=columns,
        document=decided.document.strip() or None,
        reason=decided.reason.strip() or None,
    )
    if decided.decision == "sent_back" and not was_read_anew:
        return None
    return row_decisions.ask_replay(connection, original, at)


def decide_by_account(place: RowPlace, decided: Said, at: datetime) -> str | None:
    """Like ``decide_row``, in a transaction of its own, by the account of this process."""
    with database.engine().begin() as connection:
        contract = contract_of(connection, place, load_contracts(settings().sources))
        return decide_row(connection, place, decided, contract, by=access.account(), at=at)


def _rules_of(connection: Connection, original: str, place: RowPlace) -> list[str]:
    q = tables.quarantined_row.c
    quarantined = connection.execute(
        select(q.rules).where(
            q.submission_id == original,
            q.sheet == place.sheet,
            q.row_number == place.row_number,
        )
    ).one_or_none()
    if quarantined is None:
        raise CallError(message("rows_unknown", submission_id=original))
    return list(quarantined.rules or ())


def _check(decided: Said, rules: list[str]) -> None:
    """Whether what is said of a row is enough, and its rules allow it."""
    if len(decided.document) > DOCUMENT_MOST or len(decided.reason) > REASON_MOST:
        raise CallError(message("rows_too_long"))
    if decided.decision == "corrected":
        if not _DOCUMENT.match(decided.document.strip()):
            raise CallError(message("rows_without_document"))
        if not decided.cells or any(len(one) > CELL_MOST for one in decided.cells.values()):
            raise CallError(message("rows_without_cells"))
    elif not decided.reason.strip():
        raise CallError(message("rows_without_reason"))
    if decided.decision != "sent_back" and rules_in_the_way(
        rules, of_correction=decided.decision == "corrected"
    ):
        raise CallError(message(f"rows_cannot_be_{decided.decision}"))


def _require_nobody(
    connection: Connection, place: RowPlace, decided: Said, contract: Contract
) -> None:
    """What is said of a row repeats nothing of it, nor of its correction, and names nobody."""
    original = row_decisions.original_of(connection, place.submission_id)
    cells = list(decided.cells.values())
    # What retention took away is repeated by nobody.
    if lake.quarantine_path(settings().lake, contract.source_id, original).exists():
        cells += [one.value for one in kept_cells(connection, place, contract)]
    require_nobody(decided.reason, cells)
    # The number of a paper may stand in the row; a name may not.
    words = (word for cell in cells for word in cell.split())
    require_nobody(decided.document, [one for one in words if not any(map(str.isdigit, one))])


def _seal(
    connection: Connection,
    place: RowPlace,
    decided: Said,
    contract: Contract,
    original: str,
    decision_id: str,
) -> list[str]:
    """Keep the cells of a correction; the columns that change."""
    cell_of = {one.index: one for one in kept_cells(connection, place, contract)}
    if set(decided.cells) - set(cell_of):
        raise CallError(message("rows_without_cells"))
    changed = {
        index: value.strip()
        for index, value in decided.cells.items()
        if value.strip() != cell_of[index].value
    }
    if not changed:
        raise CallError(message("rows_without_cells"))
    rows = [
        {
            "sheet": place.sheet,
            "row_number": place.row_number,
            "column_index": index,
            "before": cell_of[index].value,
            "after": value,
        }
        for index, value in sorted(changed.items())
    ]
    lake.keep_correction(
        settings().lake,
        pa.Table.from_pylist(rows, CORRECTION),
        source_id=contract.source_id,
        submission_id=original,
        decision_id=decision_id,
    )
    return [cell_of[index].header or f"c{index + 1}" for index in sorted(changed)]
