"""A file that waits: a steward lets it through, or sends it back, with her reason."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from warehouse.desk.door import kind_and_place
from warehouse.desk.forms import FormDep, VisitorDep, needs, text_of
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.rendering import see_other
from warehouse.desk.scoped_reading import desk_engine, reading
from warehouse.desk.submission_facts import find_submission
from warehouse.errors import CallError, message
from warehouse.intake.holds import Decision, decide

router = APIRouter(dependencies=[Depends(needs("steward"))])

DECISIONS: dict[str, Decision] = {"release": "release", "reject": "reject"}

log = structlog.get_logger(__name__)


@router.post("/depots/{submission_id}/decision")
def decide_hold(
    request: Request, visitor: VisitorDep, form: FormDep, submission_id: str
) -> Response:
    """Write the decision, its author the account that signed on; the verdict follows in a run."""
    decision = DECISIONS.get(text_of(form, "decision"))
    if decision is None:
        raise HTTPException(400)
    if not text_of(form, "raison"):
        raise CallError(message("desk.hold.without_reason"))
    with reading(visitor) as connection:
        one = find_submission(connection, visitor.scope(known_contracts()), submission_id)
    with desk_engine().begin() as connection:
        decide(
            connection,
            submission_id,
            decision,
            by=visitor.account,
            reason=text_of(form, "raison", 500),
            at=datetime.now(UTC),
        )
    wake_source(request, one["source_id"])
    return see_other(request, f"/depots/{submission_id}")


def wake_source(request: Request, source_id: str) -> None:
    """Have a source looked at now; where that fails, the sweep does it within half an hour."""
    try:
        request.app.state.surroundings.wake(source_id)
    except Exception as error:
        log.warning("source not woken", source_id=source_id, why=kind_and_place(error))
