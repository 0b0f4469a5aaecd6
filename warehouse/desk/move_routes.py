"""A file in the wrong folder: it looks like another register's, and one click drops it there."""

from __future__ import annotations

import hashlib
from typing import Any

import structlog
from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection, select
from starlette.responses import Response

from warehouse.database import access
from warehouse.database.tables import intake as tables
from warehouse.desk import uploads
from warehouse.desk.door import kind_and_place
from warehouse.desk.forms import FormDep, VisitorDep, needs
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.rendering import see_other
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine, reading
from warehouse.desk.submission_facts import find_submission
from warehouse.desk.visitor import Visitor
from warehouse.intake.landing_zone import open_original
from warehouse.settings import settings

log = structlog.get_logger(__name__)

router = APIRouter(dependencies=[Depends(needs("steward", "focal_point"))])


def looks_like(connection: Connection, one: dict[str, Any], visitor: Visitor) -> str | None:
    """The register that a refused file is really of, if it is one of hers."""
    i = tables.row_issue.c
    if one["status"] != "rejected" or one["withdrawn_at"]:
        return None
    parameters = connection.scalar(
        select(i.parameters).where(
            i.submission_id == one["submission_id"], i.message_key == "file_other_source"
        )
    )
    source_id = str((parameters or {}).get("source_id", ""))
    return source_id if source_id in visitor.scope(known_contracts()) else None


@router.post("/depots/{submission_id}/deplacer")
def move_file(request: Request, visitor: VisitorDep, form: FormDep, submission_id: str) -> Response:
    """Drop the bytes that were received into the folder of the register that they look like."""
    with reading(visitor) as connection:
        one = find_submission(connection, visitor.scope(known_contracts()), submission_id)
        source_id = looks_like(connection, one, visitor)
    if source_id is None:
        raise OutOfScopeError
    with open_original(settings().landing, one["sha256"]) as original:
        body = original.read_bytes()
    there = uploads.drop(source_id, uploads.safe_name(one["file_name"]), body)
    with desk_engine().begin() as connection:
        access.note(connection, visitor.account, "move", submission_id, purpose="desk")
    try:
        request.app.state.surroundings.dropped(source_id)
    except Exception as error:
        # It lies in the folder: the sweep sees it.
        log.warning("drop not announced", source_id=source_id, why=kind_and_place(error))
    sha256 = hashlib.sha256(body).hexdigest()
    place = f"{source_id}/{uploads.future_id(source_id, there.name, sha256)}"
    return see_other(request, f"/suivi/{place}")
