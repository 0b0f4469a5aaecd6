"""The first page: sources by months."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from warehouse.desk.board import board
from warehouse.desk.board_cells import shown_cells
from warehouse.desk.forms import VisitorDep, needs
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.promised_dates import owed_cells, promised_dates
from warehouse.desk.rendering import language_of, page, say, see_other
from warehouse.desk.scoped_reading import reading

router = APIRouter()

MONTHS_SHOWN = (6, 12, 24, 60)


@router.get("/")
def first_page(request: Request, visitor: VisitorDep) -> Response:
    """The board, or for who only judges her pairs."""
    has_files = visitor.is_steward or "focal_point" in visitor.rights
    return see_other(request, f"/{'tableau' if has_files else 'paires'}")


@router.get("/tableau", dependencies=[Depends(needs("steward", "focal_point"))])
def show_board(
    request: Request,
    visitor: VisitorDep,
    mois: Annotated[int, Query(ge=1, le=60)] = 12,
) -> Response:
    """The board of the sources that are the visitor's."""
    contracts = known_contracts()
    with reading(visitor) as connection:
        shown_board = board(
            connection, contracts, visitor.scope(contracts), datetime.now(UTC), mois
        )
        promised = promised_dates(connection, visitor.scope(contracts))
    cells = shown_cells(shown_board, partial(say, language_of(request)), promised)
    return page(
        request,
        "board",
        board=shown_board,
        cells=cells,
        shown=mois,
        choices=MONTHS_SHOWN,
        owed=len(owed_cells(shown_board)),
    )
