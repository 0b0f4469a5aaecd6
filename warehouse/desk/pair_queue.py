"""The pairs that a visitor judges: victims and accused apart, each with a right of its own.

Who is asked what, what is shown and what is written is the linkage's (``linkage.review``). Here is
which of it stands before whom, what she opened, and what she said last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, func, select, text

from warehouse import intake
from warehouse.contracts.codelists import CodeLists
from warehouse.database import access
from warehouse.database.tables import identity
from warehouse.desk.masking import MaskedLine, masked
from warehouse.desk.scoped_reading import OutOfScopeError
from warehouse.desk.visitor import Visitor, accounts
from warehouse.intake import ledger
from warehouse.linkage.engine.waterfall import Waterfall
from warehouse.linkage.review.asking import Task, tasks_for
from warehouse.linkage.review.judgement_rows import why_proposed
from warehouse.linkage.review.show import show

Queue = Literal["victimes", "mis-en-cause"]
QUEUES: Final[Mapping[str, Queue]] = {"victimes": "victimes", "mis-en-cause": "mis-en-cause"}
_RIGHT: Final = {"victimes": "judge_victims", "mis-en-cause": "judge_suspects"}
_QUEUE_OF: Final = {"victim": "victimes", "suspect": "mis-en-cause"}
OPEN_FOR: Final = timedelta(hours=1)
"""What was opened stays open to who opened it for so long; then it is opened, and noted, anew."""


@dataclass(frozen=True, slots=True)
class LastJudgement:
    """What a visitor said last: now she may know what the machine thought of it."""

    judgement_id: str
    link_id: str
    decision: str
    probability: float | None
    waterfall: Waterfall | None
    # judgements that one act wrote, this one among them (a group); they go back together
    count: int = 1


def queues_of(visitor: Visitor) -> list[Queue]:
    """The queues that a visitor may judge."""
    return [queue for queue in QUEUES.values() if _RIGHT[queue] in visitor.rights]


def roles_shown(visitor: Visitor, queue: Queue) -> frozenset[str]:
    """The roles whose mentions a page of a queue may show her.

    That a victim is an accused elsewhere is told only to who may judge both, among the victims.
    """
    if queue == "mis-en-cause":
        return frozenset({"suspect"})
    both = len(queues_of(visitor)) == len(QUEUES)
    return frozenset(_QUEUE_OF) if both else frozenset({"victim"})


def announce_reading(engine: Engine, visitor: Visitor, *objects: str) -> None:
    """On the trail, and committed, before anything of the vault is read."""
    with engine.begin() as connection:
        access.announce(connection, visitor.account, "review", objects)


def tasks_of(connection: Connection, visitor: Visitor, queue: Queue) -> list[Task]:
    """What a visitor is asked in a queue, in its order.

    A pair of a victim and an accused tells that one may be the other: it is asked only of who may
    judge both, among the victims.
    """
    if queue not in queues_of(visitor):
        raise OutOfScopeError
    tasks = tasks_for(connection, visitor.account, _others(connection, queue))
    roles = _roles(connection, tasks)
    return [task for task in tasks if _queue_of(task, roles, visitor) == queue]


def _others(connection: Connection, queue: Queue) -> set[str]:
    """Who may judge the pairs of a queue."""
    return {one.account for one in accounts(connection) if _RIGHT[queue] in one.rights}


def _roles(connection: Connection, tasks: Sequence[Task]) -> dict[str, str]:
    wanted = {one for task in tasks for one in (task.left_mention_id, task.right_mention_id)}
    m = identity.person_mention.c
    rows = connection.execute(select(m.mention_id, m.role).where(m.mention_id.in_(wanted)))
    return dict(rows.tuples().all())


def _queue_of(task: Task, roles: Mapping[str, str], visitor: Visitor) -> str | None:
    both = {roles.get(task.left_mention_id), roles.get(task.right_mention_id)}
    if None in both:
        return None  # a mention that is no longer current: the next linkage takes the task away
    if len(both) == 1:
        return _QUEUE_OF[str(both.pop())]
    return "victimes" if len(queues_of(visitor)) == len(QUEUES) else None


def lines_of(
    connection: Connection, lake: Path, task: Task, codes: CodeLists, opened: frozenset[str]
) -> tuple[MaskedLine, ...] | None:
    """A pair side by side, masked but for what was opened; None where a mention is gone."""
    shown = show(connection, lake, task.left_mention_id, task.right_mention_id, codes)
    if shown is None:
        return None
    return tuple(masked(line, is_open=line.attribute in opened) for line in shown.lines)


def note_opening(engine: Engine, visitor: Visitor, link_id: str, attribute: str) -> None:
    """Write that a visitor opens one attribute of a pair, before it is shown."""
    with engine.begin() as connection:
        access.note(
            connection,
            visitor.account,
            "open_masked",
            link_id,
            purpose="review",
            detail={"attribute": attribute},
        )


def opened_by(
    connection: Connection, visitor: Visitor, link_id: str, now: datetime
) -> frozenset[str]:
    """The attributes of a pair that a visitor opened of late, as the trail says."""
    rows = connection.scalars(
        text(
            "select detail ->> 'attribute' from audit.access_log where action = 'open_masked'"
            ' and "by" = :by and object = :link_id and at > :since'
        ),
        {"by": visitor.account, "link_id": link_id, "since": now - OPEN_FOR},
    )
    return frozenset(filter(None, rows))


def last_judgement(connection: Connection, visitor: Visitor, now: datetime) -> LastJudgement | None:
    """What a visitor said last, within the hour, and has not taken back."""
    j, link = identity.judgement.c, identity.link_to_judge.c
    row = connection.execute(
        select(
            j.judgement_id,
            j.link_id,
            j.decision,
            link.probability,
            link.detail,
            func.count().over(partition_by=j.at).label("together"),
        )
        .join(identity.link_to_judge, link.link_id == j.link_id)
        .where(j.by == visitor.account, j.withdrawn_at.is_(None), j.at > now - OPEN_FOR)
        .order_by(j.at.desc(), j.judgement_id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    if row.together > 1:
        return LastJudgement(row.judgement_id, row.link_id, row.decision, None, None, row.together)
    return LastJudgement(
        row.judgement_id, row.link_id, row.decision, row.probability, why_proposed(row.detail)
    )


def said_before(connection: Connection, task: Task) -> list[dict[str, Any]]:
    """The judgements that a contradiction is about: whoever settles must know what."""
    j = identity.judgement.c
    rows = connection.execute(
        select(j.by, j.at, j.decision, j.reason)
        .where(j.judgement_id.in_(task.contradicts))
        .order_by(j.at, j.judgement_id)
    ).mappings()
    return [dict(row) for row in rows]


def may_still_grow(connection: Connection) -> bool:
    """Whether files count that no linkage has seen: an empty queue is not yet nothing to do."""
    current = intake.current_submissions(connection)
    return current.num_rows > 0 and intake.anything_new(
        connection, "link", current, ledger.judgement_digest(connection)
    )
