"""What a new clustering of the mentions means for the identity register, as events.

On a split the id stays with the most evidence, then with the oldest record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from warehouse.linkage.register import EVENTS, Register


def update(
    register: Register,
    clusters: Mapping[str, int],
    continues: Mapping[str, str],
    mint: Callable[[], str],
    at: datetime,
) -> pa.Table:
    """The events that bring the register to a new clustering of the current mentions.

    Args:
        clusters: current mention -> cluster, any numbers.
        continues: new mention -> the withdrawn mention that it says again.
        mint: makes an id that was never used.

    Returns:
        New events, columns of ``EVENTS``; none where nothing changed.

    Raises:
        ValueError: ``mint`` gave an id that was used before.
    """
    events: list[dict[str, Any]] = []

    def tell(
        kind: str, person: str | None, other: str | None = None, mention: str | None = None
    ) -> None:
        events.append(
            {
                "kind": kind,
                "person_id": person,
                "other_person_id": other,
                "mention_id": mention,
                "at": at,
                "by": "link",
                "reason": None,
                "detail": None,
            }
        )

    gone = sorted(register.person_of.keys() - clusters.keys())
    for mention_id in gone:
        tell("withdraw", register.person_of[mention_id], mention=mention_id)
    before = {
        mention_id: register.person_of.get(mention_id)
        or register.person_of.get(continues.get(mention_id, ""))
        for mention_id in clusters
    }
    moved = _moved(register, clusters, before)
    members: dict[int, list[str]] = {}
    for mention_id in sorted(one for one, cluster in clusters.items() if cluster in moved):
        members.setdefault(clusters[mention_id], []).append(mention_id)
    was = {
        mention_id: register.linked_as.get(mention_id)
        or register.linked_as.get(continues.get(mention_id, ""))
        for mentions in members.values()
        for mention_id in mentions
    }
    age = {person_id: place for place, person_id in enumerate(register.created_at)}
    home = _homes(members, was, register.first_as, before)
    claims: dict[int, list[str]] = {}
    for person_id, cluster in home.items():
        claims.setdefault(cluster, []).append(person_id)
    after = Register(merged_into=dict(register.merged_into))
    minted: set[str] = set()

    def part(person: str) -> None:
        if (other := after.merged_into.pop(person, None)) is not None:
            tell("unmerge", person, other)

    for cluster in sorted(members, key=lambda one: members[one][0]):
        votes = Counter(p for m in members[cluster] if (p := was[m]) is not None)
        claimants = sorted(claims.get(cluster, ()), key=lambda p: (-votes[p], age[p]))
        if claimants:
            person_id = _who_stays(claimants, before, members[cluster])
            part(person_id)
            for other in claimants:
                if after.resolve(other) != person_id:
                    part(other)
                    tell("merge", other, person_id)
                    after.merged_into[other] = person_id
        else:
            person_id = mint()
            if person_id in register.created_at or person_id in minted:
                raise ValueError("mint gave an id that was used before")
            minted.add(person_id)
            tell("mint", person_id)
            if votes:
                tell("split", person_id, register.resolve(votes.most_common(1)[0][0]))
        at_home = set(claimants)
        for mention_id in members[cluster]:
            linked = was[mention_id]
            is_own = linked in at_home
            if mention_id in register.linked_as and is_own:
                continue
            if mention_id in register.linked_as:
                tell("cut", register.linked_as[mention_id], mention=mention_id)
            tell("link", linked if is_own else person_id, mention=mention_id)
    return pa.Table.from_pylist(events, EVENTS)


def _who_stays(
    claimants: Sequence[str],
    before: Mapping[str, str | None],
    members: Sequence[str],
) -> str:
    """Of those who claim a cluster, who it is: whom it is known by, else the first of them.

    What was merged stays so, under the id by which most of it is known, while that is at home here.
    """
    ids = Counter(p for one in members if (p := before[one]) in claimants)
    most = max(ids.values(), default=0)
    return next((one for one in claimants if ids[one] == most and most), claimants[0])


def _moved(
    register: Register, clusters: Mapping[str, int], before: Mapping[str, str | None]
) -> set[int]:
    """The clusters of which there is anything to tell; few, of a month's.

    Any other holds known mentions of one person, and all of hers: nobody else can claim it, nor
    has she a claim elsewhere.
    """
    holds = dict(zip(clusters.values(), before.values(), strict=True))
    lives = dict(zip(before.values(), clusters.values(), strict=True))
    moved = {clusters[one] for one in clusters.keys() - register.person_of.keys()}
    for person_id, cluster in zip(before.values(), clusters.values(), strict=True):
        if holds[cluster] != person_id or lives[person_id] != cluster:
            moved.update((cluster, lives[person_id]))
    return moved


def _homes(
    members: Mapping[int, list[str]],
    was: Mapping[str, str | None],
    first_as: Mapping[str, str],
    before: Mapping[str, str | None],
) -> dict[str, int]:
    """Known id -> the cluster where most of what was linked under it is.

    Of two with as much, where more was linked first under it; then where its oldest is. An id under
    which nothing is linked any more, but that others were merged into, is where most of those are.
    """
    counts: dict[str, Counter[int]] = {}
    firsts: dict[str, Counter[int]] = {}
    oldest: dict[tuple[str, int], str] = {}
    linked = {person_id for person_id in was.values() if person_id is not None}
    for cluster, mentions in members.items():
        for mention_id in mentions:
            person_before = before[mention_id]
            for person_id in {was[mention_id], None if person_before in linked else person_before}:
                if person_id is not None:
                    counts.setdefault(person_id, Counter())[cluster] += 1
                    is_first = first_as.get(mention_id) == person_id
                    firsts.setdefault(person_id, Counter())[cluster] += is_first
                    oldest.setdefault((person_id, cluster), mention_id)
    return {
        person_id: min(
            cluster_counts,
            key=lambda c: (-cluster_counts[c], -firsts[person_id][c], oldest[person_id, c]),
        )
        for person_id, cluster_counts in counts.items()
    }
