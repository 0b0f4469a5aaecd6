"""Persons from pairs: mentions agglomerate, the surest first, and never against a guard.

A connected component grows chains: a resembles b, b resembles c, and three persons are one. Here
two groups join only if their pairs, taken together, say so: the mean of the log odds between them,
where a pair that nothing brought up counts against. Many pairs are believed more than one, if their
mentions say different things: a doubt that each month repeats is one doubt. "Never the same" is
inherited by a group from its members, so that it holds through any chain. Two groups that each
agree with themselves much more than with each other are asked more.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from warehouse.linkage.engine.thresholds import OWN_BITS, Thresholds
from warehouse.linkage.engine.training import Model

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_Entry = tuple[float, int, int, int, int]

ABSENT: Final = -3.0
"""The log odds of a pair that no blocking rule brought up; what 0.97 of such pairs are below."""
_FLOOR: Final = -10.0
_CEILING: Final = 12.0
"""No pair alone may outweigh a group: past these, the model's weights are not to be believed."""


@dataclass(frozen=True)
class Clustering:
    """What agglomeration found."""

    cluster: Ints  # of each mention, the smallest mention of its cluster
    support: Floats  # of each mention, the mean log odds to the others of its cluster, null alone
    # pairs of mentions, l < r, one for each two clusters that a human should judge, with their mean
    # log odds
    doubtful: list[tuple[int, int, float]]
    # the version of those that weighed the pairs; empty where none were weighed
    parameters: str = ""
    model: Model | None = None


def agglomerate(
    size: int,
    left: Ints,
    right: Ints,
    weight: Floats,
    *,
    must_link: Iterable[tuple[int, int]] = (),
    never_same: Iterable[tuple[int, int]] = (),
    thresholds: Thresholds | None = None,
    says: Ints | None = None,
) -> Clustering:
    """Group mentions numbered from 0 to ``size`` - 1.

    Args:
        left: of each scored pair, the lower mention; each pair at most once.
        weight: log2 odds that the pair is one person.
        must_link: pairs that are one person whatever the weights say.
        never_same: pairs that are never one person; they win over ``must_link``.
        thresholds: the defaults without.
        says: of each mention, a number of what it says; without, each says something of its own.
    """
    cut = thresholds or Thresholds()
    apart: dict[int, set[int]] = defaultdict(set)
    for a, b in never_same:
        apart[a].add(b)
        apart[b].add(a)
    bound = sorted((min(a, b), max(a, b)) for a, b in must_link)
    component = _components(size, left, right, weight, bound, cut)
    rows = _by_component(component, left, right)
    links = _bound_by_component(component, bound)
    cluster = np.arange(size)
    support = np.full(size, np.nan)
    doubtful: list[tuple[int, int, float]] = []
    trimmed = np.clip(weight, _FLOOR, _CEILING)
    for name in sorted({*rows, *links}):
        chosen = rows.get(name, np.array([], np.int64))
        group = _Group(left[chosen], right[chosen], trimmed[chosen], apart, says)
        for a, b in links.get(name, ()):
            group.bind(a, b)
        group.join(cut)
        doubtful += group.between(cut.judge)
        for members in group.members.values():
            cluster[members] = min(members)
        _support(group, cluster, left[chosen], right[chosen], weight[chosen], support)
    return Clustering(cluster, support, sorted(doubtful))


def _components(
    size: int,
    left: Ints,
    right: Ints,
    weight: Floats,
    bound: list[tuple[int, int]],
    cut: Thresholds,
) -> Ints:
    """The component of each mention over the pairs that could join or be judged."""
    could = weight >= min(cut.join, cut.judge)
    a = np.concatenate([left[could], np.array([p[0] for p in bound], np.int64)])
    b = np.concatenate([right[could], np.array([p[1] for p in bound], np.int64)])
    graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _by_component(component: Ints, left: Ints, right: Ints) -> dict[int, Ints]:
    """For each component, the rows of its pairs."""
    inside = np.flatnonzero(component[left] == component[right])
    inside = inside[np.argsort(component[left[inside]], kind="stable")]
    of = component[left[inside]]
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    parts = np.split(inside, starts[1:]) if len(starts) else []
    return {int(component[left[part[0]]]): part for part in parts}


def _bound_by_component(
    component: Ints, bound: list[tuple[int, int]]
) -> dict[int, list[tuple[int, int]]]:
    links: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b in bound:
        links[int(component[a])].append((a, b))
    return links


class _Group:
    """The clusters of one component, and what speaks for joining any two of them."""

    def __init__(
        self,
        left: Ints,
        right: Ints,
        weight: Floats,
        apart: dict[int, set[int]],
        says: Ints | None,
    ) -> None:
        # For two clusters: the sum of the log odds of their scored pairs, and how many.
        self.sums: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        # For a cluster of several: the sum over all pairs within.
        self.within: dict[int, float] = defaultdict(float)
        self.members: dict[int, list[int]] = {}
        self.home: dict[int, int] = {}
        self.forbidden: dict[int, set[int]] = {}
        self.sayings: dict[int, set[int]] = {}
        self.apart = apart
        self.says = says
        for a, b, w in zip(left.tolist(), right.tolist(), weight.tolist(), strict=True):
            self.sums[a][b] = self.sums[b][a] = (w, 1)
        for mention in list(self.sums):
            self._enter(mention)

    def _enter(self, mention: int) -> None:
        if mention not in self.home:
            self.home[mention] = mention
            self.members[mention] = [mention]
            self.sayings[mention] = {mention if self.says is None else int(self.says[mention])}
            self.forbidden[mention] = set(self.apart.get(mention, ()))

    def bind(self, a: int, b: int) -> None:
        """Join two mentions because someone knows, unless a guard stands between."""
        self._enter(a)
        self._enter(b)
        one, two = sorted((self.home[a], self.home[b]))
        if one != two and not self._kept_apart(one, two):
            self._merge(one, two)

    def join(self, cut: Thresholds) -> None:
        """Merge, the strongest first, while any two clusters reach the threshold."""
        pairs = ((a, b) for a, others in self.sums.items() for b in others if a < b)
        queue = [entry for a, b in pairs if (entry := self._entry(a, b, cut))]
        heapq.heapify(queue)
        while queue:
            _, a, b, size_a, size_b = heapq.heappop(queue)
            if len(self.members.get(a, ())) != size_a or len(self.members.get(b, ())) != size_b:
                continue
            if self._kept_apart(a, b):
                continue
            self._merge(a, b)
            for c in self.sums[a]:
                if entry := self._entry(min(a, c), max(a, c), cut):
                    heapq.heappush(queue, entry)

    def between(self, judge: float) -> list[tuple[int, int, float]]:
        """The clusters left apart that ``judge`` would not tell apart: their lowest mentions."""
        between_parts = []
        for a, others in self.sums.items():
            for b in others:
                if a < b and self._mean(a, b) >= judge and not self._kept_apart(a, b):
                    one, two = sorted((min(self.members[a]), min(self.members[b])))
                    between_parts.append((one, two, self._mean(a, b)))
        return between_parts

    def _entry(self, a: int, b: int, cut: Thresholds) -> _Entry | None:
        """Two clusters for the queue, with their sizes of now, if they reach the threshold."""
        mean = self._mean(a, b)
        mean -= cut.own * max(0.0, self._agreement(a, b) - mean - OWN_BITS)
        if mean < cut.of(len(self.sayings[a]) * len(self.sayings[b])):
            return None
        return -mean, a, b, len(self.members[a]), len(self.members[b])

    def _mean(self, a: int, b: int) -> float:
        total, scored = self.sums[a].get(b, (0.0, 0))
        pairs = len(self.members[a]) * len(self.members[b])
        return (total + ABSENT * (pairs - scored)) / pairs

    def _agreement(self, a: int, b: int) -> float:
        """How much each of two clusters agrees with itself: the lesser mean over the pairs within.

        A slip is one mention's. Where each cluster says in two ways or more what the other denies,
        it is not one: namesakes, brothers, each written alike by several.
        """
        if min(len(self.sayings[a]), len(self.sayings[b])) < 2:
            return -math.inf
        sizes = (len(self.members[one]) for one in (a, b))
        return min(
            self.within[one] * 2 / (size * (size - 1))
            for one, size in zip((a, b), sizes, strict=True)
        )

    def _kept_apart(self, a: int, b: int) -> bool:
        if len(self.members[a]) > len(self.members[b]):
            a, b = b, a
        return bool(self.forbidden[b]) and not self.forbidden[b].isdisjoint(self.members[a])

    def _merge(self, a: int, b: int) -> None:
        """Put cluster b into a."""
        pairs = len(self.members[a]) * len(self.members[b])
        self.within[a] += self.within.pop(b, 0.0) + self._mean(a, b) * pairs
        for mention in self.members[b]:
            self.home[mention] = a
        self.members[a] += self.members.pop(b)
        self.sayings[a] |= self.sayings.pop(b)
        self.forbidden[a] |= self.forbidden.pop(b)
        mine, theirs = self.sums[a], self.sums.pop(b, {})
        mine.pop(b, None)
        for c, (total, scored) in theirs.items():
            if c == a:
                continue
            del self.sums[c][b]
            before, so_far = mine.get(c, (0.0, 0))
            mine[c] = self.sums[c][a] = (before + total, so_far + scored)


def _support(
    group: _Group, cluster: Ints, left: Ints, right: Ints, weight: Floats, support: Floats
) -> None:
    """Of each mention in a cluster of several: its mean log odds to the others."""
    together = cluster[left] == cluster[right]
    total: dict[int, float] = defaultdict(float)
    scored: dict[int, int] = defaultdict(int)
    for a, b, w in zip(
        left[together].tolist(), right[together].tolist(), weight[together].tolist(), strict=True
    ):
        for mention in (a, b):
            total[mention] += w
            scored[mention] += 1
    for members in group.members.values():
        others = len(members) - 1
        for mention in members if others else ():
            support[mention] = (total[mention] + ABSENT * (others - scored[mention])) / others
