"""The desk as an application: its routes, behind its one door."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from warehouse.desk import (
    addressee_routes,
    asset_routes,
    board_routes,
    decision_routes,
    group_routes,
    help_routes,
    hold_routes,
    inbox_routes,
    move_routes,
    pair_routes,
    promise_routes,
    row_routes,
    rule_routes,
    submission_routes,
    upload_routes,
)
from warehouse.desk.door import Door
from warehouse.desk.rendering import language_of, page
from warehouse.desk.scoped_reading import OutOfScopeError
from warehouse.desk.surroundings import Surroundings
from warehouse.errors import ZokwezoError

ROUTES = (
    addressee_routes,
    asset_routes,
    board_routes,
    decision_routes,
    group_routes,
    help_routes,
    hold_routes,
    inbox_routes,
    move_routes,
    pair_routes,
    promise_routes,
    row_routes,
    rule_routes,
    upload_routes,
    submission_routes,
)
REASONS = {401: "failed", 403: "not_yours", 404: "not_found", 405: "not_found", 413: "too_large"}


def desk_app(surroundings: Surroundings) -> FastAPI:
    """The desk, for whoever serves it.

    Args:
        surroundings: who signs on, and what lies beyond the walls.
    """
    # The routes of FastAPI's own documentation would be three more to guard, and tell of us.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.surroundings = surroundings
    for routes in ROUTES:
        app.include_router(routes.router)
    app.add_exception_handler(OutOfScopeError, _not_found)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_found)
    app.add_exception_handler(ZokwezoError, _told)
    app.add_middleware(Door, surroundings=surroundings, largest=upload_routes.largest_bodies())
    return app


def _not_found(request: Request, error: Exception) -> Response:
    """What is another's and what is nowhere: one answer."""
    return page(request, "refused", status=404, reason="not_found")


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    reason = REASONS.get(error.status_code, "failed")
    return page(request, "refused", status=error.status_code, reason=reason)


def _told(request: Request, error: Exception) -> Response:
    """What we raise on purpose says what to do, and names no value."""
    assert isinstance(error, ZokwezoError)
    return page(
        request,
        "refused",
        status=409,
        reason="told",
        sentence=error.text(language_of(request)),
    )
