"""Judging pairs: one at a time, masked, the score after; by keyboard or by button."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from warehouse.database.tables.identity import REASONS_FOR
from warehouse.desk import pair_queue
from warehouse.desk.forms import FormDep, VisitorDep, needs, text_of
from warehouse.desk.known_sources import known_codes
from warehouse.desk.pair_queue import QUEUES, Queue, announce_reading
from warehouse.desk.rendering import language_of, page, see_other
from warehouse.desk.scoped_reading import OutOfScopeError, desk_engine
from warehouse.desk.visitor import Visitor
from warehouse.linkage.engine.waterfall import sentences
from warehouse.linkage.review.asking import READ_BY_REVIEWERS, Task
from warehouse.linkage.review.judgement_rows import judge
from warehouse.linkage.review.person_groups import group_of, withdraw_together
from warehouse.linkage.review.reports import agreement_report, overall_quality
from warehouse.linkage.review.reviewers import reviewer_report
from warehouse.settings import settings

router = APIRouter(
    prefix="/paires", dependencies=[Depends(needs("judge_victims", "judge_suspects"))]
)


@router.get("")
def choose_queue(request: Request, visitor: VisitorDep) -> Response:
    """The queue that is hers; of both, the victims'."""
    return _to(request, f"/{pair_queue.queues_of(visitor)[0]}")


@router.get("/accord")
def show_agreement(request: Request, visitor: VisitorDep) -> Response:
    """How far those who judge agree: counts and kappa, no pair and no name."""
    announce_reading(desk_engine(), visitor, *READ_BY_REVIEWERS)
    with desk_engine().connect() as connection:
        report = agreement_report(connection)
        reviewers = reviewer_report(connection)
        quality = overall_quality(connection)
    return page(request, "agreement", report=report, reviewers=reviewers, quality=quality)


@router.get("/{queue}")
def next_pair(request: Request, visitor: VisitorDep, queue: str) -> Response:
    """The first pair that she is asked, or that there is none, or none yet."""
    tasks = asked_tasks(visitor, queue_named(queue))
    if tasks:
        return _to(request, f"/{queue}/{tasks[0].link_id}")
    with desk_engine().connect() as connection:
        grows = pair_queue.may_still_grow(connection)
        last = pair_queue.last_judgement(connection, visitor, datetime.now(UTC))
    return page(
        request, "pairs_none", queue=queue, grows=grows, last=last, why=_why(request, last),
        queues=pair_queue.queues_of(visitor),
    )  # fmt: skip


@router.get("/{queue}/{link_id}")
def show_pair(request: Request, visitor: VisitorDep, queue: str, link_id: str) -> Response:
    """One pair; what she reads stands on the trail before it is read."""
    now = datetime.now(UTC)
    tasks = asked_tasks(visitor, queue_named(queue))
    task = task_among(tasks, link_id)
    place = tasks.index(task)
    announce_reading(desk_engine(), visitor, task.left_mention_id, task.right_mention_id)
    with desk_engine().connect() as connection:
        opened = pair_queue.opened_by(connection, visitor, link_id, now)
        lines = pair_queue.lines_of(connection, settings().lake, task, known_codes(), opened)
        context: dict[str, Any] = {
            "last": pair_queue.last_judgement(connection, visitor, now),
            "group": group_of(
                connection, task, tasks, pair_queue.roles_shown(visitor, queue_named(queue))
            ),
            "said": pair_queue.said_before(connection, task) if task.is_contradiction else [],
        }
    return page(
        request,
        "pair",
        queue=queue,
        queues=pair_queue.queues_of(visitor),
        task=task,
        lines=lines,
        left=len(tasks),
        following=tasks[(place + 1) % len(tasks)].link_id,
        before=tasks[place - 1].link_id,
        reasons=REASONS_FOR,
        why=_why(request, context["last"]),
        **context,
    )


@router.post("/{queue}/{link_id}/ouvrir")
def open_masked(
    request: Request, visitor: VisitorDep, form: FormDep, queue: str, link_id: str
) -> Response:
    """Open one attribute; the trail has it before the page shows it."""
    attribute = text_of(form, "champ", 40)
    if not attribute.isidentifier():
        raise HTTPException(400)
    task = task_among(asked_tasks(visitor, queue_named(queue)), link_id)
    pair_queue.note_opening(desk_engine(), visitor, task.link_id, attribute)
    return _to(request, f"/{queue}/{link_id}")


@router.post("/{queue}/{link_id}/juger")
def judge_pair(
    request: Request, visitor: VisitorDep, form: FormDep, queue: str, link_id: str
) -> Response:
    """Write what she says of the pair; the next one follows, with what the machine thought."""
    decision, _, reason = text_of(form, "jugement", 80).partition(":")
    if reason not in REASONS_FOR.get(decision, ()):
        raise HTTPException(400)
    task = task_among(asked_tasks(visitor, queue_named(queue)), link_id)
    announce_reading(
        desk_engine(),
        visitor,
        *READ_BY_REVIEWERS,
        task.left_mention_id,
        task.right_mention_id,
    )
    with desk_engine().begin() as connection:
        judge(
            connection,
            settings().lake,
            link_id,
            decision=decision,
            by=visitor.account,
            reason=reason,
            at=datetime.now(UTC),
        )
    return _to(request, f"/{queue}")


@router.post("/{queue}/annuler")
def undo(request: Request, visitor: VisitorDep, form: FormDep, queue: str) -> Response:
    """Take back what she said last, by one act; its pair is before her again."""
    queue_named(queue)
    announce_reading(desk_engine(), visitor, *READ_BY_REVIEWERS)
    with desk_engine().begin() as connection:
        link_id = withdraw_together(
            connection, text_of(form, "jugement", 40), by=visitor.account, at=datetime.now(UTC)
        )
    tasks = asked_tasks(visitor, queue_named(queue))
    is_here = any(task.link_id == link_id for task in tasks)
    return _to(request, f"/{queue}/{link_id}" if is_here else f"/{queue}")


def asked_tasks(visitor: Visitor, queue: Queue) -> list[Task]:
    """The pairs that she is asked in a queue; the reading of it stands on the trail."""
    if queue not in pair_queue.queues_of(visitor):
        raise OutOfScopeError
    announce_reading(desk_engine(), visitor, *READ_BY_REVIEWERS, "identity.person_mention")
    with desk_engine().connect() as connection:
        return pair_queue.tasks_of(connection, visitor, queue)


def task_among(tasks: list[Task], link_id: str) -> Task:
    """One of them; what she is not asked is not there."""
    wanted = next((task for task in tasks if task.link_id == link_id), None)
    if wanted is None:
        raise OutOfScopeError
    return wanted


def queue_named(name: str) -> Queue:
    """The queue of an address."""
    if name not in QUEUES:
        raise OutOfScopeError
    return QUEUES[name]


def _why(request: Request, last: pair_queue.LastJudgement | None) -> list[str]:
    if last is None or last.waterfall is None:
        return []
    return list(sentences(last.waterfall, language_of(request)))


def _to(request: Request, path: str) -> Response:
    return see_other(request, f"/paires{path}")
