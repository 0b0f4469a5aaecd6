"""The one list of what needs a human, and what was put away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import text
from starlette.responses import Response

from warehouse.desk.forms import FormDep, VisitorDep, needs, text_of
from warehouse.desk.inbox import (
    KINDS,
    SEEN_ONLY,
    acknowledge,
    bring_back,
    find_item,
    inbox,
    is_put_away,
)
from warehouse.desk.inbox import put_away as what_was_put_away
from warehouse.desk.known_sources import known_contracts
from warehouse.desk.pair_queue import announce_reading
from warehouse.desk.rendering import page, see_other
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine, reading
from warehouse.query.kept_out_decisions import cleared_since_load
from warehouse.release import pending
from warehouse.settings import settings

FILES_SHOWN = 100

router = APIRouter(prefix="/a-faire", dependencies=[Depends(needs("steward"))])


@router.get("")
def show_inbox(
    request: Request,
    visitor: VisitorDep,
    sorte: str = "",
    page_de: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """What waits, the oldest first."""
    now = datetime.now(UTC)
    with desk_engine().connect() as connection:
        cleared = cleared_since_load(connection)
    with reading(visitor) as connection:
        items = inbox(connection, now, sorte if sorte in KINDS else None, page_de, cleared)
    return page(
        request, "inbox", inbox=items, kind=sorte if sorte in KINDS else "", at=page_de, now=now,
        contracts=known_contracts(), seen_only=SEEN_ONLY, **_under_way(),
    )  # fmt: skip


@router.get("/vu")
def show_put_away(request: Request, visitor: VisitorDep) -> Response:
    """What was put away, by whom and why."""
    with reading(visitor) as connection:
        seen = what_was_put_away(connection)
    return page(request, "put_away", seen=seen, contracts=known_contracts())


@router.post("/vu")
def put_away(request: Request, visitor: VisitorDep, form: FormDep) -> Response:
    """Put one thing away."""
    now = datetime.now(UTC)
    with reading(visitor) as connection:
        wanted = text_of(form, "objet", 40)
        item = find_item(connection, wanted, now)
        is_done = item is None and is_put_away(connection, wanted)
    if is_done:  # pressed twice
        return see_other(request, "/a-faire")
    if item is None:
        raise OutOfScopeError
    with desk_engine().begin() as connection:
        acknowledge(
            connection, item, by=visitor.account, reason=text_of(form, "raison", 500), at=now
        )
    return see_other(request, "/a-faire")


@router.post("/revoir")
def see_again(request: Request, visitor: VisitorDep, form: FormDep) -> Response:
    """Have one thing come back."""
    with desk_engine().begin() as connection:
        if not bring_back(connection, text_of(form, "objet", 40), by=visitor.account):
            raise OutOfScopeError
    return see_other(request, "/a-faire/vu")


@router.get("/livraison")
def show_pending_release(request: Request, visitor: VisitorDep) -> Response:
    """What the release that waits would change: persons merged, split and moved, and figures."""
    announce_reading(desk_engine(), visitor, *pending.READS)
    with desk_engine().connect() as connection:
        waiting = pending.pending_release(connection, settings().releases)
    return page(
        request, "pending", waiting=waiting, now=datetime.now(UTC), contracts=known_contracts(),
        most=FILES_SHOWN, approval=request.app.state.surroundings.approval_link(),
    )  # fmt: skip


def _under_way() -> dict[str, Any]:
    """What the vault and the steps have for her, as counts, which a steward may know.

    Returns:
        ``pairs`` that wait for a judgement, ``contradictions`` among them and ``torn_since`` when
        the oldest of these was asked; ``unread`` files that nobody has judged yet, and whether
        ``grows``: the linkage has not seen all that counts, so that more may come by itself.
    """
    asked = """
        select count(*) as pairs,
            count(*) filter (where reasons::text like '%contradict%') as contradictions,
            min(created_at) filter (where reasons::text like '%contradict%') as torn_since,
            (select count(*) from intake.submission
                where status is null and withdrawn_at is null) as unread,
            -- By the instants alone: the ledger may hold a hundred thousand files.
            exists (select from intake.submission s
                left join intake.step_done d on d.step = 'link'
                where s.status in ('accepted', 'accepted_with_warnings', 'partly_accepted')
                    and (d.done_at is null or s.judged_at > d.done_at
                        or s.withdrawn_at > d.done_at)) as grows
        from identity.link_to_judge where state = 'open'"""
    with desk_engine().connect() as connection:
        return dict(connection.execute(text(asked)).mappings().one())
