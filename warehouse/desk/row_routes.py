"""A row that was kept back: a steward puts it right with a document, takes it, or sends it back.

Its cells are shown once she opens it, and the trail says so; an address names the row by its key,
which tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.responses import Response

from warehouse.checks.decided_rows import rules_in_the_way
from warehouse.checks.kept_rows import KeptCell, KeptRow, RowPlace, kept_cells, kept_rows
from warehouse.checks.quarantine import Said, decide_row
from warehouse.database import access
from warehouse.desk.forms import FormDep, VisitorDep, needs, plain, text_of
from warehouse.desk.hold_routes import wake_source
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.rendering import page, see_other
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine, reading
from warehouse.desk.submission_facts import find_submission, why_kept_back
from warehouse.desk.visitor import Visitor
from warehouse.errors import Message
from warehouse.intake.row_decisions import Decision

router = APIRouter(
    prefix="/depots/{submission_id}/lignes/{row_key}", dependencies=[Depends(needs("steward"))]
)

DECISIONS: dict[str, Decision] = {
    "corriger": "corrected",
    "prendre": "accepted",
    "renvoyer": "sent_back",
}


@router.get("")
def show_row(request: Request, visitor: VisitorDep, submission_id: str, row_key: str) -> Response:
    """What is wrong with the row and what was decided on it; its cells are closed."""
    with reading(visitor) as connection:
        one, row = _find(connection, visitor, submission_id, row_key)
        why = why_kept_back(connection, row)
    return row_page(request, one, row, why)


@router.post("/ouvrir")
def open_row(
    request: Request, visitor: VisitorDep, form: FormDep, submission_id: str, row_key: str
) -> Response:
    """Its cells, each in a field; that she opened it is on the trail before she sees it."""
    with reading(visitor) as connection:
        one, row = _find(connection, visitor, submission_id, row_key)
        why = why_kept_back(connection, row)
    with desk_engine().begin() as connection:
        access.note(
            connection, visitor.account, "read", f"{submission_id} {row_key}", rows=1,
            purpose="quarantine",
        )  # fmt: skip
    with desk_engine().connect() as connection:
        place = RowPlace(submission_id, row.sheet, row.row_number)
        cells = kept_cells(connection, place, known_contracts()[one["source_id"]])
    return row_page(request, one, row, why, cells)


@router.post("/decision")
def decide(
    request: Request, visitor: VisitorDep, form: FormDep, submission_id: str, row_key: str
) -> Response:
    """Write the decision, its author the account that signed on; a run reads the file again."""
    decision = DECISIONS.get(text_of(form, "decision"))
    if decision is None:
        raise HTTPException(400)
    with reading(visitor) as connection:
        one, row = _find(connection, visitor, submission_id, row_key)
    decided = Said(
        decision,
        _cells(form) if decision == "corrected" else {},
        text_of(form, "piece", 200) if decision == "corrected" else "",
        text_of(form, "raison", 2_000) if decision != "corrected" else "",
    )
    with desk_engine().begin() as connection:
        replay = decide_row(
            connection,
            RowPlace(submission_id, row.sheet, row.row_number),
            decided,
            known_contracts()[one["source_id"]],
            by=visitor.account,
            at=datetime.now(UTC),
        )
    if replay is None:
        return see_other(request, f"/depots/{submission_id}#quarantaine")
    wake_source(request, one["source_id"])
    return see_other(request, f"/depots/{replay}")


def _find(
    connection: Connection, visitor: Visitor, submission_id: str, row_key: str
) -> tuple[dict[str, Any], KeptRow]:
    one = find_submission(connection, visitor.scope(known_contracts()), submission_id)
    for row in kept_rows(connection, submission_id):
        if row.row_key == row_key:
            return one, row
    raise OutOfScopeError


def _cells(form: FormData) -> dict[int, str]:
    """The fields of the row, by physical column."""
    return {
        int(name[1:]): plain(value)
        for name, value in form.items()
        if re.fullmatch(r"c\d{1,4}", name) and isinstance(value, str)
    }


def row_page(
    request: Request,
    one: dict[str, Any],
    row: KeptRow,
    why: Sequence[Message],
    cells: Sequence[KeptCell] = (),
) -> Response:
    """The page of a row, its cells where they are opened."""
    return page(
        request, "row", one=one, row=row, why=why, cells=cells,
        contract=known_contracts()[one["source_id"]],
        may_correct=not rules_in_the_way(row.rules, of_correction=True),
        may_accept=not rules_in_the_way(row.rules, of_correction=False),
    )  # fmt: skip
