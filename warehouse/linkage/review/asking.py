"""Which tasks a reviewer is asked: never one of her own again, and some that another judged.

The order and the double reviews follow from digests: they look like chance, tell nothing of the
score, and are the same however often one asks.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final

from sqlalchemy import Connection, select

from warehouse.database.tables import identity
from warehouse.linkage.review.tasks import kind_of

SECOND_REVIEW: Final = 5
"""One task in so many is asked of a second reviewer, who does not know that she is the second."""

READ_BY_REVIEWERS: Final = ("identity.link_to_judge", "identity.judgement", "identity.link_stratum")
"""What a reviewer must have announced on the audit trail to be asked, to judge and to report."""


@dataclass(frozen=True, slots=True)
class Task:
    """A pair to judge; nothing of what the machine thinks of it.

    Attributes:
        link_id: the task.
        left_mention_id: one mention.
        right_mention_id: the other.
        is_contradiction: judgements on it contradict one another, or a guard.
        contradicts: those judgements.
        created_at: when it was first asked.
    """

    link_id: str
    left_mention_id: str
    right_mention_id: str
    is_contradiction: bool
    contradicts: tuple[str, ...]
    created_at: datetime
    state: str = field(default="open", repr=False)
    kind: str = field(default="to_judge", repr=False)


@dataclass(frozen=True, slots=True)
class Given:
    """A judgement that stands, as far as it matters to who is asked what."""

    link_id: str | None
    pair: frozenset[str]
    by: str
    decision: str


def tasks_for(connection: Connection, reviewer: str) -> list[Task]:
    """The tasks of a reviewer in the order in which she is asked.

    Args:
        connection: reads only.
        reviewer: her account.
    """
    table, given = identity.link_to_judge.c, identity.judgement.c
    tasks = [
        _task(row)
        for row in connection.execute(
            select(identity.link_to_judge).where(table.state.in_(("open", "judged")))
        )
    ]
    judgements = [
        Given(
            row.link_id,
            frozenset((row.left_mention_id, row.right_mention_id)),
            row.by,
            row.decision,
        )
        for row in connection.execute(
            select(
                given.link_id,
                given.left_mention_id,
                given.right_mention_id,
                given.by,
                given.decision,
            ).where(given.withdrawn_at.is_(None))
        )
    ]
    return choose(tasks, judgements, reviewer)


def _task(row: Any) -> Task:
    kind = kind_of(list(row.reasons or ()))
    is_contradiction = kind == "contradictions"
    return Task(
        row.link_id,
        row.left_mention_id,
        row.right_mention_id,
        is_contradiction,
        tuple((row.detail or {}).get("judgement_ids", ())) if is_contradiction else (),
        row.created_at,
        row.state,
        kind,
    )


def choose(tasks: Iterable[Task], given: Sequence[Given], reviewer: str) -> list[Task]:
    """Of all tasks those for one reviewer: contradictions first, then doubts and audits by turns.

    By turns, so that few doubts do not wait behind a long sample; which of two comes first is as
    the digest falls, so that nobody can tell a doubt from an audit by its place.
    """
    by_link: dict[str | None, list[Given]] = defaultdict(list)
    by_pair: dict[frozenset[str], list[Given]] = defaultdict(list)
    for one in given:
        by_link[one.link_id].append(one)
        by_pair[one.pair].append(one)
    chosen = [
        task
        for task in tasks
        if _is_for(
            task,
            by_link[task.link_id]
            if task.is_contradiction
            else by_pair[frozenset((task.left_mention_id, task.right_mention_id))],
            reviewer,
        )
    ]
    chosen.sort(key=lambda task: _digest(task.link_id))
    turn: dict[str, Iterator[int]] = defaultdict(count)
    turns = {task.link_id: next(turn[task.kind]) for task in chosen}
    return sorted(chosen, key=lambda task: (not task.is_contradiction, turns[task.link_id]))


def wants_second(link_id: str) -> bool:
    """Whether a second reviewer is asked too."""
    return _digest(f"second {link_id}") % SECOND_REVIEW == 0


def _is_for(task: Task, given: Sequence[Given], reviewer: str) -> bool:
    if any(one.by == reviewer for one in given):
        return False
    if task.state == "open":
        return True
    decided = {one.by for one in given if one.decision != "unsure"}
    return not task.is_contradiction and wants_second(task.link_id) and len(decided) == 1


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
