"""Months that have not come: a register's own people say when theirs will."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlalchemy import Connection
from starlette.responses import Response

from warehouse.desk.board import Cell, board
from warehouse.desk.board_routes import MONTHS_SHOWN
from warehouse.desk.forms import FormDep, VisitorDep, needs, text_of
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.promised_dates import FURTHEST, owed_cells, promise_date, promised_dates
from warehouse.desk.rendering import page, see_other
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine, reading
from warehouse.desk.visitor import Visitor
from warehouse.receipts.wording import BANGUI

router = APIRouter(dependencies=[Depends(needs("steward", "focal_point"))])


@router.get("/attendus")
def show_owed(request: Request, visitor: VisitorDep) -> Response:
    """What has not come of her registers, and the day that was promised for each."""
    contracts = known_contracts()
    today = datetime.now(UTC).astimezone(BANGUI).date()
    with reading(visitor) as connection:
        owed = _owed(connection, visitor)
        promised = promised_dates(connection, visitor.scope(contracts))
    return page(
        request, "owed", owed=owed, promised=promised, contracts=contracts, today=today,
        furthest=today + FURTHEST,
    )  # fmt: skip


@router.post("/attendus")
def say_when(request: Request, visitor: VisitorDep, form: FormDep) -> Response:
    """Keep the day that she says; whoever looks at the board sees it."""
    source_id, period = text_of(form, "registre", 80), text_of(form, "mois", 10)
    if source_id not in visitor.scope(known_contracts()):
        raise OutOfScopeError
    try:
        expected_on = date.fromisoformat(text_of(form, "jour", 10))
    except ValueError:
        raise HTTPException(400) from None
    now = datetime.now(UTC)
    with reading(visitor) as connection:
        owed = _owed(connection, visitor)
    with desk_engine().begin() as connection:
        promise_date(
            connection, owed, source_id, period, expected_on, by=visitor.account, at=now,
            today=now.astimezone(BANGUI).date(),
        )  # fmt: skip
    return see_other(request, "/attendus")


def _owed(connection: Connection, visitor: Visitor) -> list[tuple[str, Cell]]:
    contracts = known_contracts()
    whole = board(
        connection, contracts, visitor.scope(contracts), datetime.now(UTC), max(MONTHS_SHOWN)
    )
    return owed_cells(whole)
