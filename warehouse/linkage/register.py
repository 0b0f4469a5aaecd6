"""The identity register: append-only events, and persons as a pure function of them.

The linkage says which mentions belong together today; the register says who they are. An id is
minted once and never used again; merged into another it still resolves. A mention keeps the id
under which it was linked through every merge: so when persons part again, by a judgement undone or
by the machine, each id goes back to whom it was minted for. On a split the id stays with the most
evidence, then with the oldest record.
"""

from __future__ import annotations

import base64
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

EVENTS: Final = pa.schema(
    [
        ("kind", pa.string()),
        ("person_id", pa.string()),
        ("other_person_id", pa.string()),
        ("mention_id", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("by", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
    ]
)
"""Rows in the order they happened. ``mint``: person_id is new. ``link``: mention_id is of
person_id. ``cut``: it no longer is. ``withdraw``: the mention no longer counts. ``merge``:
person_id is from now on other_person_id. ``unmerge``: it no longer is, and its mentions are its own
again. ``split``: person_id was cut out of other_person_id."""

_CROCKFORD: Final = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
_TOLD: Final = ("kind", "person_id", "other_person_id", "mention_id")


@dataclass(frozen=True, slots=True)
class Register:
    """What the events say, up to now.

    Attributes:
        person_of: mention -> person, current mentions only, ids resolved.
        linked_as: mention -> the id under which it was linked, whatever that was merged into.
        first_as: mention -> the id under which it was linked first.
        merged_into: merged id -> the id it went into.
        created_at: every id ever minted -> when, in the order of minting.
    """

    person_of: dict[str, str] = field(default_factory=dict)
    linked_as: dict[str, str] = field(default_factory=dict)
    first_as: dict[str, str] = field(default_factory=dict)
    merged_into: dict[str, str] = field(default_factory=dict)
    created_at: dict[str, datetime] = field(default_factory=dict)

    def resolve(self, person_id: str) -> str:
        """The id that ``person_id`` is known by now."""
        while person_id in self.merged_into:
            person_id = self.merged_into[person_id]
        return person_id


def mint_person_id() -> str:
    """A fresh person id: 65 random bits in Crockford's alphabet."""
    drawn = base64.b32hexencode(secrets.token_bytes(10)).translate(_CROCKFORD)
    return f"P-{drawn[:13].decode()}"


def replay(events: pa.Table, until: datetime | None = None) -> Register:
    """The state that a sequence of events leads to, or led to at a past instant.

    Args:
        events: ``EVENTS``, in the order they happened.
        until: the last instant that counts; all of them without.

    Raises:
        ValueError: an id is minted twice, or an event names an id that never was.
    """
    counted = events if until is None else events.filter(pc.less_equal(events["at"], until))
    return followed(Register(), counted)


def followed(register: Register, events: pa.Table) -> Register:
    """The state that further events lead to; the one before is left as it was.

    As ``replay`` of all events from the first.

    Args:
        register: the state so far.
        events: ``EVENTS``, what happened since, in order.

    Raises:
        ValueError: an id is minted twice, or an event names an id that never was.
    """
    after = Register(
        {},
        dict(register.linked_as),
        dict(register.first_as),
        dict(register.merged_into),
        dict(register.created_at),
    )
    # A row of Arrow made into a dictionary costs six times what is done with it here.
    columns = (events[name].to_pylist() for name in _TOLD)
    for kind, person_id, other_person_id, mention_id, at in zip(
        *columns, _instants(events["at"]), strict=True
    ):
        _apply(after, kind, person_id, other_person_id, mention_id, at)
    for mention_id, person_id in after.linked_as.items():
        after.person_of[mention_id] = after.resolve(person_id)
    return after


def _instants(at: pa.ChunkedArray) -> list[datetime]:
    """The instants of events: to make one costs, and a month of events shares one."""
    coded = at.combine_chunks().dictionary_encode()
    instants = coded.dictionary.to_pylist()
    return [instants[place] for place in coded.indices.to_pylist()]


def _apply(
    register: Register,
    kind: str,
    person_id: str,
    other_person_id: str,
    mention_id: str,
    at: datetime,
) -> None:
    if kind == "mint":
        if person_id in register.created_at:
            raise ValueError("an id was minted twice")
        register.created_at[person_id] = at
        return
    if kind != "withdraw" and person_id not in register.created_at:
        raise ValueError(f"a {kind} event names an id that never was")
    if kind == "link":
        register.linked_as[mention_id] = person_id
        register.first_as.setdefault(mention_id, person_id)
    elif kind in ("cut", "withdraw"):
        register.linked_as.pop(mention_id, None)
        if kind == "withdraw":
            register.first_as.pop(mention_id, None)
    elif kind == "merge":
        register.merged_into[person_id] = other_person_id
    elif kind == "unmerge":
        register.merged_into.pop(person_id, None)


def update(
    register: Register,
    clusters: Mapping[str, int],
    continues: Mapping[str, str],
    mint: Callable[[], str],
    at: datetime,
) -> pa.Table:
    """The events that bring the register to a new clustering of the current mentions.

    Args:
        register: the state so far.
        clusters: current mention -> cluster, any numbers.
        continues: new mention -> the withdrawn mention that it says again.
        mint: makes an id that was never used.
        at: now.

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
            person_id = _who_stays(register, claimants, before, members[cluster])
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
    register: Register,
    claimants: Sequence[str],
    before: Mapping[str, str | None],
    members: Sequence[str],
) -> str:
    """Of those who claim a cluster, who it is: whom it is known by, else the first of them.

    What was merged stays so, under the id by which most of it is known, while that is at home here.
    """
    known = Counter(p for one in members if (p := before[one]) in claimants)
    most = max(known.values(), default=0)
    return next((one for one in claimants if known[one] == most and most), claimants[0])


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
            known = before[mention_id]
            for person_id in {was[mention_id], None if known in linked else known}:
                if person_id is not None:
                    counts.setdefault(person_id, Counter())[cluster] += 1
                    is_first = first_as.get(mention_id) == person_id
                    firsts.setdefault(person_id, Counter())[cluster] += is_first
                    oldest.setdefault((person_id, cluster), mention_id)
    return {
        person_id: min(
            found, key=lambda c: (-found[c], -firsts[person_id][c], oldest[person_id, c])
        )
        for person_id, found in counts.items()
    }
