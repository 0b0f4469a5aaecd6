"""Judging a group: all that is told of two persons at once; split off, or confirmed."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from warehouse.database.tables.identity import REASONS_FOR
from warehouse.desk import pair_queue
from warehouse.desk.forms import FormDep, VisitorDep, needs, text_of
from warehouse.desk.group_lines import group_table
from warehouse.desk.known_sources import known_codes
from warehouse.desk.pair_queue import Queue, announce_reading
from warehouse.desk.pair_routes import asked_tasks, queue_named, task_among
from warehouse.desk.rendering import page, see_other
from warehouse.desk.scoped_reading import desk_engine
from warehouse.desk.visitor import Visitor
from warehouse.linkage.review.asking import READ_BY_REVIEWERS
from warehouse.linkage.review.person_groups import (
    PersonGroup,
    confirm_group,
    group_of,
    split_off,
)
from warehouse.settings import settings

router = APIRouter(
    prefix="/paires/{queue}/{link_id}/groupe",
    dependencies=[Depends(needs("judge_victims", "judge_suspects"))],
)


@router.get("")
def show_group(request: Request, visitor: VisitorDep, queue: str, link_id: str) -> Response:
    """Every mention of the two persons; what she reads stands on the trail before it is read."""
    now = datetime.now(UTC)
    group = _group(visitor, queue_named(queue), link_id)
    announce_reading(desk_engine(), visitor, *group.mention_ids)
    with desk_engine().connect() as connection:
        opened = pair_queue.opened_by(connection, visitor, _trail_name(link_id), now)
        table = group_table(connection, settings().lake, group, known_codes(), opened)
    return page(
        request, "group", queue=queue, group=group, table=table, reasons=REASONS_FOR,
        doubts=sum(len(row.doubtful_with) for row in table.rows) // 2 if table else 0,
    )  # fmt: skip


@router.post("/ouvrir")
def open_group(
    request: Request, visitor: VisitorDep, form: FormDep, queue: str, link_id: str
) -> Response:
    """Open one attribute of every mention; the trail has it before the page shows it."""
    attribute = text_of(form, "champ", 40)
    if not attribute.isidentifier():
        raise HTTPException(400)
    group = _group(visitor, queue_named(queue), link_id)
    pair_queue.note_opening(desk_engine(), visitor, _trail_name(group.task.link_id), attribute)
    return _to(request, f"/{queue}/{link_id}/groupe")


@router.post("/juger")
def judge_group(
    request: Request, visitor: VisitorDep, form: FormDep, queue: str, link_id: str
) -> Response:
    """Confirm that the group is one person, or set some of it apart; written as pairs."""
    decision, _, reason = text_of(form, "jugement", 80).partition(":")
    apart = [str(one) for one in form.getlist("part")]
    if decision == "unsure" or reason not in REASONS_FOR.get(decision, ()):
        raise HTTPException(400)
    group = _group(visitor, queue_named(queue), link_id)
    announce_reading(desk_engine(), visitor, *READ_BY_REVIEWERS, *group.mention_ids)
    lake, at = settings().lake, datetime.now(UTC)
    with desk_engine().begin() as connection:
        if decision == "different":
            split_off(connection, lake, group, apart, by=visitor.account, reason=reason, at=at)
        else:
            confirm_group(connection, lake, group, apart, by=visitor.account, reason=reason, at=at)
    return _to(request, f"/{queue}")


def _group(visitor: Visitor, queue: Queue, link_id: str) -> PersonGroup:
    tasks = asked_tasks(visitor, queue)
    task = task_among(tasks, link_id)
    with desk_engine().connect() as connection:
        return group_of(connection, task, tasks, pair_queue.roles_shown(visitor, queue))


def _trail_name(link_id: str) -> str:
    """What is opened of a group is more than what is opened of its pair: a thing of its own."""
    return f"{link_id}/groupe"


def _to(request: Request, path: str) -> Response:
    return see_other(request, f"/paires{path}")
