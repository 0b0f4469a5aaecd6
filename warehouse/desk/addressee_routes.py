"""Whom the mails about a register go to: each register's own people say it."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from warehouse.desk.forms import FormDep, VisitorDep, needs, text_of
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.notices.addressees import (
    MOST,
    add_addressee,
    listed_addressees,
    remove_addressee,
)
from warehouse.desk.rendering import page, see_other
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine, reading

router = APIRouter(dependencies=[Depends(needs("steward", "focal_point"))])


@router.get("/destinataires")
def addressees_page(request: Request, visitor: VisitorDep) -> Response:
    """Her registers, and the addresses of each."""
    contracts = known_contracts()
    with reading(visitor) as connection:
        registers = [
            (contracts[one], listed_addressees(connection, one)) for one in visitor.scope(contracts)
        ]
    return page(request, "addressees", registers=registers, most=MOST)


@router.post("/destinataires")
def change_addressees(request: Request, visitor: VisitorDep, form: FormDep) -> Response:
    """Add an address, or take one away."""
    source_id, address = text_of(form, "registre"), text_of(form, "adresse", 300)
    if source_id not in visitor.scope(known_contracts()):
        raise OutOfScopeError
    with desk_engine().begin() as connection:
        match text_of(form, "acte"):
            case "ajouter":
                add_addressee(
                    connection, source_id, address, by=visitor.account, at=datetime.now(UTC)
                )
            case "retirer":
                remove_addressee(connection, source_id, address, by=visitor.account)
            case _:
                raise HTTPException(400)
    return see_other(request, "/destinataires")
