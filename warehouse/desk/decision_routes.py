"""A decision that the guard keeps out: its texts, what was found marked, a way to let it pass.

Its texts are closed until she opens them, and the trail says so; an address names the decision by
its record, which tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from warehouse.database import access
from warehouse.database.tables.kept_out import decision_to_anonymise
from warehouse.desk.forms import FormDep, VisitorDep, needs, text_of
from warehouse.desk.known_sources import known_codes
from warehouse.desk.rendering import language_of, page, see_other
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine, reading
from warehouse.desk.visitor import Visitor
from warehouse.load.cleared_decisions import clear_decision
from warehouse.query.kept_out_decisions import (
    MarkedText,
    conformed_decision,
    marked_texts,
)

router = APIRouter(prefix="/decisions/{record_id}", dependencies=[Depends(needs("steward"))])


@router.get("")
def show_decision(request: Request, visitor: VisitorDep, record_id: str) -> Response:
    """Where it stands and in which texts somebody was found; they are closed."""
    return decision_page(request, _find(visitor, record_id))


@router.post("/ouvrir")
def open_decision(request: Request, visitor: VisitorDep, form: FormDep, record_id: str) -> Response:
    """Its texts, marked; that she opened it is on the trail before she sees them."""
    one = _find(visitor, record_id)
    with desk_engine().begin() as connection:
        access.note(connection, visitor.account, "read", record_id, rows=1, purpose="anonymisation")
    with desk_engine().connect() as connection:
        return decision_page(request, one, marked_texts(connection, record_id))


@router.post("/lever")
def clear(request: Request, visitor: VisitorDep, form: FormDep, record_id: str) -> Response:
    """Write that nobody stands in it, its author the account that signed on; the load follows.

    Raises:
        CallError: she has not opened its texts.
    """
    _find(visitor, record_id)
    with desk_engine().begin() as connection:
        clear_decision(
            connection,
            conformed_decision(connection, record_id),
            reason=text_of(form, "raison", 500),
            by=visitor.account,
            at=datetime.now(UTC),
        )
    return see_other(request, "/a-faire?sorte=named_decision")


def _find(visitor: Visitor, record_id: str) -> dict[str, Any]:
    asked = select(decision_to_anonymise).where(decision_to_anonymise.c.record_id == record_id)
    with reading(visitor) as connection:
        row = connection.execute(asked).mappings().one_or_none()
    if row is None:
        raise OutOfScopeError
    return dict(row)


def decision_page(
    request: Request, one: dict[str, Any], texts: Sequence[MarkedText] = ()
) -> Response:
    """The page of a decision, its texts where they are opened."""
    listed = known_codes()["court"].codes.get(one["court_code"])
    court = listed.label(language_of(request)) if listed else one["court_code"]
    return page(request, "decision", one=one, texts=texts, court=court)
