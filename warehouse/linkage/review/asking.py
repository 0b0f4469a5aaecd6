"""Which tasks a reviewer is asked: never one of her own again, and some that another judged.

First what a released figure depends on most: doubts in which a person is counted once or twice, and
of which the machine knows least. Among these, pairs whose answer is known are planted, and she is
not told; a disagreement goes to a third, as long as there is one.

The order and the double reviews follow from digests: they look like chance, tell nothing of the
score, and are the same however often one asks.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final

from sqlalchemy import Connection, select

from warehouse.database.tables import identity
from warehouse.linkage.review.tasks import kind_of

KNOWN_REVIEW: Final = 4
"""One in so many of the pairs on which two agreed is planted before each other reviewer."""

SECOND_REVIEW: Final = 5
"""One task in so many is asked of a second reviewer, who does not know that she is the second."""

_UNSURE: Final = (0.25, 0.75)

READ_BY_REVIEWERS: Final = ("identity.link_to_judge", "identity.judgement", "identity.link_stratum")
"""What a reviewer must have announced on the audit trail to be asked, to judge and to report."""


@dataclass(frozen=True, slots=True)
class Task:
    """A pair to judge; nothing of what the machine thinks of it."""

    link_id: str
    left_mention_id: str
    right_mention_id: str
    is_contradiction: bool  # judgements on it contradict one another, or a guard
    contradicts: tuple[str, ...]
    created_at: datetime  # when it was first asked
    state: str = field(default="open", repr=False)
    kind: str = field(default="to_judge", repr=False)
    # how much its answer teaches, 0 first; the same whichever way it is answered
    band: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class Given:
    """A judgement that stands, as far as it matters to who is asked what."""

    link_id: str | None
    pair: frozenset[str]
    by: str
    decision: str
    judgement_id: str = ""
    is_check: bool = False


def tasks_for(
    connection: Connection, reviewer: str, others: Collection[str] | None = None
) -> list[Task]:
    """The tasks of a reviewer in the order in which she is asked.

    Args:
        others: who else may judge such pairs; by default whoever judged before.
    """
    table, given = identity.link_to_judge.c, identity.judgement.c
    rows = connection.execute(
        select(identity.link_to_judge).where(table.state.in_(("open", "judged")))
    ).all()
    m = identity.person_mention.c
    wanted = {one for row in rows for one in (row.left_mention_id, row.right_mention_id)}
    role: dict[str, str] = dict(
        connection.execute(select(m.mention_id, m.role).where(m.mention_id.in_(wanted)))
        .tuples()
        .all()
    )
    tasks = [
        task_of(
            row, is_counted_once=role.get(row.left_mention_id) == role.get(row.right_mention_id)
        )
        for row in rows
    ]
    judgements = [
        Given(
            row.link_id,
            frozenset((row.left_mention_id, row.right_mention_id)),
            row.by,
            row.decision,
            row.judgement_id,
            bool(row.is_check),
        )
        for row in connection.execute(
            select(
                given.link_id,
                given.left_mention_id,
                given.right_mention_id,
                given.by,
                given.decision,
                given.judgement_id,
                given.is_check,
            ).where(given.withdrawn_at.is_(None))
        )
    ]
    return choose(tasks, judgements, reviewer, others)


def band_of(probability: float | None, *, is_counted_once: bool) -> int:
    """How much an answer teaches: 0 first.

    A figure counts each victim once and each accused once: a pair of one role moves it, the more
    likely the nearer the machine is to not knowing. It is the same whichever way the pair is
    answered, so that its place does not tell what the machine thinks.
    """
    if not is_counted_once:
        return 2
    return 0 if probability is None or _UNSURE[0] <= probability <= _UNSURE[1] else 1


def task_of(row: Any, *, is_counted_once: bool) -> Task:
    """The task of a row of ``identity.link_to_judge``."""
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
        band_of(row.probability, is_counted_once=is_counted_once) if kind == "to_judge" else 0,
    )


def choose(
    tasks: Iterable[Task],
    given: Sequence[Given],
    reviewer: str,
    others: Collection[str] | None = None,
) -> list[Task]:
    """Of all tasks those for one reviewer: contradictions first, then doubts and audits by turns.

    By turns, so that few doubts do not wait behind a long sample; which of two comes first is as
    the digest falls, so that nobody can tell a doubt from an audit by its place. The audits are the
    sample that measures: their order among themselves is the digest's alone.
    """
    all_reviewers = {one.by for one in given} if others is None else set(others)
    author = {one.judgement_id: one.by for one in given}
    by_link: dict[str | None, list[Given]] = defaultdict(list)
    by_pair: dict[frozenset[str], list[Given]] = defaultdict(list)
    for one in given:
        by_link[one.link_id].append(one)
        by_pair[one.pair].append(one)
    chosen = [
        task
        for task in tasks
        if not _is_for_a_third(task, author, all_reviewers, reviewer)
        and _is_for(
            task,
            by_link[task.link_id]
            if task.is_contradiction
            else by_pair[frozenset((task.left_mention_id, task.right_mention_id))],
            reviewer,
        )
    ]
    chosen.sort(key=lambda task: (task.band, _digest(task.link_id)))
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
    if task.is_contradiction:
        return False
    decided = [one for one in given if one.decision != "unsure" and not one.is_check]
    authors, decisions = {one.by for one in decided}, {one.decision for one in decided}
    if len(authors) > 1:
        # Its answer is known, and it is hers that is looked at.
        return len(decisions) == 1 and is_planted(task.link_id, reviewer)
    return wants_second(task.link_id) and len(authors) == 1


def is_planted(link_id: str, reviewer: str) -> bool:
    """Whether a pair whose answer is known is put before a reviewer."""
    return _digest(f"known {reviewer} {link_id}") % KNOWN_REVIEW == 0


def _is_for_a_third(
    task: Task, author: Mapping[str, str], reviewers: Collection[str], reviewer: str
) -> bool:
    """Whether two disagree, she is one of them, and somebody else may settle it."""
    torn = {author[one] for one in task.contradicts if one in author}
    return len(torn) > 1 and reviewer in torn and bool(set(reviewers) - torn)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
