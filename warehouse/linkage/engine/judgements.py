"""What humans decided on pairs, what holds of it, and where it contradicts itself.

"Same" holds through any chain, and so does "different": when both are said of two mentions, a human
must say which, before publication. Until then "different" holds: a person counted twice can be
mended, two persons taken for one are harmed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeVar

import pyarrow as pa

Member = TypeVar("Member", int, str)
Pair = tuple[int, int]
Kind = Literal["judgements", "guard"]

JUDGEMENTS: Final = pa.schema(
    [
        ("judgement_id", pa.string()),
        ("left_mention_id", pa.string()),
        ("right_mention_id", pa.string()),
        ("decision", pa.string()),
        ("by", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("is_settling", pa.bool_()),
        ("withdrawn_at", pa.timestamp("us", "UTC")),
    ]
)
"""What humans decided on pairs: ``same``, ``different`` or ``unsure``; withdrawn ones count not,
and one that settles answers all that was said of its pair before."""

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements that count, by pair of mentions (l < r)."""

    # pair -> the judgements that say one person
    same: dict[Pair, tuple[str, ...]] = field(default_factory=dict)
    # pair -> the judgements that say two
    different: dict[Pair, tuple[str, ...]] = field(default_factory=dict)

    @property
    def must_link(self) -> list[Pair]:
        """Pairs that are one person: said, and by nobody denied."""
        return sorted(self.same.keys() - self.different.keys())

    @property
    def never_same(self) -> list[Pair]:
        """Pairs that are two persons."""
        return sorted(self.different)

    @property
    def pairs(self) -> set[Pair]:
        """All pairs on which somebody decided."""
        return self.same.keys() | self.different.keys()


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """Judgements that cannot all be true."""

    # ``judgements`` among themselves, or a chain of them and a ``guard`` of the machine's
    kind: Kind
    # the pairs to judge again: the one that is said to be two persons, and the chain that makes it
    # one
    pairs: tuple[Pair, ...]
    judgement_ids: tuple[str, ...]  # the judgements that stand on those pairs


def judged(judgements: Iterable[Mapping[str, Any]], place: Mapping[str, int]) -> Judged:
    """The judgements that count: of each reviewer the last on a pair, unless one settles it.

    Args:
        judgements: rows of ``JUDGEMENTS``; withdrawn and unsure ones, and those on mentions that
            are not current, count for nothing.
        place: mention -> its number.
    """
    latest: dict[Pair, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in sorted(judgements, key=_moment):
        left, right = place.get(row["left_mention_id"]), place.get(row["right_mention_id"])
        if left is None or right is None or left == right or row.get("withdrawn_at") is not None:
            continue
        pair = (min(left, right), max(left, right))
        if row["decision"] == "unsure":
            continue
        if row.get("is_settling"):
            # It was made in sight of the contradiction: what was said before is answered.
            latest[pair].clear()
        latest[pair][str(row.get("by"))] = row
    same: dict[Pair, tuple[str, ...]] = {}
    different: dict[Pair, tuple[str, ...]] = {}
    for pair in sorted(latest):
        for decision, into in (("same", same), ("different", different)):
            of_decision = [one for one in latest[pair].values() if one["decision"] == decision]
            if of_decision:
                into[pair] = tuple(sorted(str(one.get("judgement_id")) for one in of_decision))
    return Judged(same, different)


def _moment(row: Mapping[str, Any]) -> tuple[datetime, str]:
    return row.get("at") or _LONG_AGO, str(row.get("judgement_id"))


def overruled(never: Iterable[Pair], judged: Judged) -> list[Pair]:
    """The guards' pairs without those that a human, looking at just them, called one person."""
    judged_same = set(judged.must_link)
    return [pair for pair in never if (min(pair), max(pair)) not in judged_same]


def yielding(source_same: Iterable[Pair], judged: Judged, never: Iterable[Pair]) -> list[Pair]:
    """What sources call one person, without what would stand against a human's judgement.

    Clusters are joined one pair after the other, and one that may not be joined is left: a source's
    tie that came first would leave no room for a human's.

    Args:
        source_same: pairs that their source calls one person.
        never: pairs that a guard keeps apart.
    """
    ties = sorted({(min(p), max(p)) for p in source_same})
    if not judged.pairs:
        return ties
    joined = roots([*ties, *judged.pairs])
    touched = {joined[one] for pair in judged.pairs for one in pair}
    apart: dict[int, set[int]] = defaultdict(set)
    for a, b in (*never, *judged.never_same):
        if joined.get(a) in touched and joined.get(b) in touched:
            apart[a].add(b)
            apart[b].add(a)
    home: dict[int, set[int]] = {}
    for a, b in judged.must_link:
        _join(home, apart, a, b)
    return [(a, b) for a, b in ties if joined[a] not in touched or _join(home, apart, a, b)]


def _join(home: dict[int, set[int]], apart: Mapping[int, set[int]], a: int, b: int) -> bool:
    """Put two mentions into one group, unless any two of it would be kept apart."""
    one, two = home.setdefault(a, {a}), home.setdefault(b, {b})
    if one is two:
        return True
    if any(not apart.get(member, set()).isdisjoint(two) for member in one):
        return False
    one |= two
    for member in two:
        home[member] = one
    return True


def contradictions(
    judged: Judged, source_same: Iterable[Pair] = (), never: Iterable[Pair] = ()
) -> list[Contradiction]:
    """The judgements that contradict one another, through any chain.

    A human who tells apart what a source's own code holds together overrules the source, and one
    who joins a pair overrules a guard on just that pair: neither is a contradiction. A chain in
    which a human had a part is.

    Args:
        source_same: pairs that their source calls one person; they lengthen chains.
        never: pairs that a guard keeps apart.

    Returns:
        In a fixed order; empty exactly when no chain joins what is said to be apart.
    """
    contradicted = [
        _contradiction("judgements", [pair], judged)
        for pair in sorted(judged.same.keys() & judged.different.keys())
    ]
    if not judged.must_link:
        return contradicted
    humans = _graph(judged.must_link)
    human_root = roots(judged.must_link)
    ties = [pair for p in source_same if (pair := (min(p), max(p))) not in judged.different]
    everyone = _graph([*judged.must_link, *ties])
    root, source_root = roots([*judged.must_link, *ties]), roots(ties)
    apart: list[tuple[Kind, Pair]] = [
        ("judgements", pair) for pair in judged.never_same if pair not in judged.same
    ]
    apart += [("guard", (min(p), max(p))) for p in overruled(never, judged)]
    for kind, (a, b) in dict.fromkeys(apart):
        if kind == "guard" and (a, b) in judged.different:
            continue
        if a in human_root and human_root[a] == human_root.get(b):
            contradicted.append(_contradiction(kind, [(a, b), *_path(humans, a, b)], judged))
        elif a in source_root and source_root[a] == source_root.get(b):
            continue
        elif a in root and root[a] == root.get(b):
            contradicted.append(_contradiction(kind, [(a, b), *_path(everyone, a, b)], judged))
    return sorted(contradicted)


def roots(pairs: Iterable[tuple[Member, Member]]) -> dict[Member, Member]:
    """Of each member of any pair, the smallest of those it is joined with through any chain."""
    parent: dict[Member, Member] = {}

    def root(one: Member) -> Member:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {one: root(one) for one in list(parent)}


def _contradiction(kind: Kind, pairs: Sequence[Pair], judged: Judged) -> Contradiction:
    ids = {
        one
        for p in pairs
        for judgement_ids in (judged.same, judged.different)
        for one in judgement_ids.get(p, ())
    }
    return Contradiction(kind, tuple(sorted(set(pairs))), tuple(sorted(ids)))


def _graph(pairs: Iterable[Pair]) -> dict[int, list[int]]:
    graph: dict[int, list[int]] = defaultdict(list)
    for a, b in pairs:
        graph[a].append(b)
        graph[b].append(a)
    return {one: sorted(set(others)) for one, others in graph.items()}


def _path(graph: Mapping[int, Sequence[int]], start: int, end: int) -> list[Pair]:
    """The pairs of a shortest chain from ``start`` to ``end``."""
    came: dict[int, int] = {start: start}
    queue = deque([start])
    while end not in came:
        one = queue.popleft()
        for other in graph[one]:
            if other not in came:
                came[other] = one
                queue.append(other)
    chain: list[Pair] = []
    while end != start:
        chain.append((min(end, came[end]), max(end, came[end])))
        end = came[end]
    return chain
