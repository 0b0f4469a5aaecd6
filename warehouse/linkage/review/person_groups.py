"""All mentions that a doubtful pair would make one person, judged together and written as pairs.

Of two mentions alone nobody sees that the third of them belongs to another: a group is what is told
of the two persons that a task speaks of. What is said of it are judgements on pairs, by the
functions of a pair: they hold through any chain, and are taken back like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from warehouse.database.tables import identity
from warehouse.errors import CallError, message
from warehouse.linkage.review.asking import Task
from warehouse.linkage.review.judgement_rows import judge, withdraw
from warehouse.linkage.review.tasks import link_id_of

ASKED_HERE: Final = "asked_by_reviewer"
"""Why a pair is asked that no linkage asked: somebody set one of the two apart from the other."""
MOST_SHOWN: Final = 40
"""Mentions that a page of one group holds at most."""
MOST_WRITTEN: Final = 100
"""Judgements that one act writes at most."""


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """What is told of the two persons of a task."""

    task: Task  # the pair by which it was found
    mention_ids: tuple[str, ...]  # the mentions, in a fixed order
    # the pairs among them that the reviewer is asked, that task among these
    doubtful: tuple[Task, ...]
    is_cut: bool = False  # it has more mentions than a page holds


def group_of(
    connection: Connection, task: Task, tasks: Sequence[Task], roles: Collection[str]
) -> PersonGroup:
    """The group of a task.

    Args:
        task: a pair that the reviewer is asked.
        tasks: all pairs that she is asked.
        roles: in which a mention may be shown to her; one in another is left out, unsaid.
    """
    m = identity.person_mention.c
    pair = (task.left_mention_id, task.right_mention_id)
    persons = select(m.person_id).where(m.mention_id.in_(pair))
    asked = (
        select(m.mention_id)
        .where(m.person_id.in_(persons), m.role.in_(list(roles)))
        .order_by(m.mention_id.not_in(pair), m.source_id, m.period, m.mention_id)
        .limit(MOST_SHOWN + 1)
    )
    mention_ids = tuple(connection.scalars(asked))
    inside = set(mention_ids[:MOST_SHOWN])
    doubtful = tuple(
        one for one in tasks if {one.left_mention_id, one.right_mention_id} <= inside
    )  # fmt: skip
    return PersonGroup(task, mention_ids[:MOST_SHOWN], doubtful, len(mention_ids) > MOST_SHOWN)


def confirm_group(
    connection: Connection, lake_folder: Path, group: PersonGroup, apart: Collection[str], *,
    by: str, reason: str, at: datetime,
) -> int:  # fmt: skip
    """Say "one person" of every doubtful pair of a group; how many judgements were written.

    Raises:
        CallError: a mention is marked as set apart: that is no group of one person.
    """
    if apart:
        raise CallError(message("review_group_confirm"))
    for task in group.doubtful:
        judge(
            connection, lake_folder, task.link_id, decision="same", by=by, reason=reason, at=at
        )  # fmt: skip
    return len(group.doubtful)


def split_off(
    connection: Connection, lake_folder: Path, group: PersonGroup, apart: Collection[str], *,
    by: str, reason: str, at: datetime,
) -> int:  # fmt: skip
    """Say "two persons" of each mention set apart and each that stays.

    Of those set apart among themselves nothing is said: they may be one person or several.

    Returns:
        How many judgements were written; a pair of which she said so before needs none.

    Raises:
        CallError: none is set apart or none stays, a mention is not of the group, it would be too
            many judgements, or she said before that two of them are one person.
    """
    gone, inside = set(apart), set(group.mention_ids)
    if not gone or not gone < inside:
        raise CallError(message("review_group_split"))
    asked = {_pair(task.left_mention_id, task.right_mention_id): task for task in group.doubtful}
    before = _said_by(connection, by, inside)
    wanted = sorted({_pair(one, other) for one in gone for other in inside - gone})
    if any(before.get(pair) == "same" for pair in wanted):
        raise CallError(message("review_group_said_same"))
    missing = [pair for pair in wanted if before.get(pair) != "different"]
    if len(missing) > MOST_WRITTEN:
        raise CallError(message("review_group_too_many", count=len(missing), most=MOST_WRITTEN))
    for pair in missing:
        link_id = asked[pair].link_id if pair in asked else _ask(connection, pair, at)
        judge(connection, lake_folder, link_id, decision="different", by=by, reason=reason, at=at)
    return len(missing)


def withdraw_together(connection: Connection, judgement_id: str, *, by: str, at: datetime) -> str:
    """Take back a judgement and all that its author wrote by the same act; gives its task.

    Raises:
        CallError: no such judgement, withdrawn already, or another's.
    """
    j = identity.judgement.c
    given_at = select(j.at).where(j.judgement_id == judgement_id, j.by == by).scalar_subquery()
    others = connection.scalars(
        select(j.judgement_id)
        .where(
            j.by == by, j.at == given_at, j.withdrawn_at.is_(None), j.judgement_id != judgement_id
        )
        .order_by(j.judgement_id)
    ).all()
    link_id = withdraw(connection, judgement_id, by=by, at=at)
    taken_back = [link_id, *(withdraw(connection, other, by=by, at=at) for other in others)]
    link = identity.link_to_judge.c
    # Nobody but her asked about these: taken back, they are no question for others.
    connection.execute(
        update(identity.link_to_judge)
        .where(link.link_id.in_(taken_back), link.state == "open", link.reasons == [ASKED_HERE])
        .values(state="expired")
    )
    return link_id


def _said_by(
    connection: Connection, by: str, mention_ids: Collection[str]
) -> dict[tuple[str, str], str]:
    """What a reviewer said of pairs of some mentions, and has not taken back: the last of each."""
    j = identity.judgement.c
    rows = connection.execute(
        select(j.left_mention_id, j.right_mention_id, j.decision)
        .where(
            j.by == by,
            j.withdrawn_at.is_(None),
            j.left_mention_id.in_(mention_ids),
            j.right_mention_id.in_(mention_ids),
        )
        .order_by(j.at, j.judgement_id)
    )
    return {_pair(left, right): decision for left, right, decision in rows}


def _ask(connection: Connection, pair: tuple[str, str], at: datetime) -> str:
    """A task of a pair that no linkage asked; gives its id."""
    link, m = identity.link_to_judge.c, identity.person_mention.c
    person = dict(
        connection.execute(select(m.mention_id, m.person_id).where(m.mention_id.in_(pair)))
        .tuples()
        .all()
    )
    link_id = link_id_of(*pair)
    connection.execute(
        insert(identity.link_to_judge)
        .values(
            link_id=link_id, left_mention_id=pair[0], right_mention_id=pair[1],
            left_person_id=person[pair[0]], right_person_id=person[pair[1]],
            reasons=[ASKED_HERE], state="open", created_at=at,
        )
        .on_conflict_do_update(
            index_elements=["link_id"],
            set_={"state": "open", "reasons": [ASKED_HERE], "created_at": at},
            where=link.state == "expired",
        )
    )  # fmt: skip
    return link_id


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
