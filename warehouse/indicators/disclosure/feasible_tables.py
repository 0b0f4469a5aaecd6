"""What may be true, to somebody who reads all that was ever shown, as a system of integers.

The unknowns are persons in the finest cells of each group of linked tables, once per release. What
is shown fixes sums of them; groups agree on the margins that they share; from one release to the
next nobody is taken away, but for as many as what is shown forces a reader to believe.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from math import prod
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import bmat, csr_matrix, identity, vstack

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.linked_tables import (
    YES,
    Cell,
    LinkedTables,
    Shown,
    independent_groups,
)

Integers = np.ndarray[Any, np.dtype[Any]]
MOST_UNKNOWNS = 20_000
"""Beyond it, whoever defines the tables cuts them down: no reader needs them, no solver ends."""
NODES = 20_000
"""A bound in branches and not in seconds: the same input gives the same pattern on any machine."""


class Unknowns:
    """The finest cells of one release, and which of them each told cell sums."""

    def __init__(self, layout: LinkedTables) -> None:
        self.layout = layout
        self.groups = [
            tuple(sorted(one))
            for one in independent_groups(layout.finest(table) for table in layout.tables)
        ] or [()]
        self._shapes = [[len(layout.categories[one]) for one in group] for group in self.groups]
        sizes = [prod(shape) for shape in self._shapes]
        self._starts = [sum(sizes[:i]) for i in range(len(sizes))]
        self.size = sum(sizes)
        if self.size > MOST_UNKNOWNS:
            raise CallError(message("disclosure.too_fine", most=MOST_UNKNOWNS, count=self.size))

    @cached_property
    def sums(self) -> csr_matrix:
        """A row for each cell of the layout: the unknowns that it sums."""
        return self._matrix([self._of_cell(cell) for cell in self.layout.cells])

    @cached_property
    def agreements(self) -> csr_matrix:
        """Rows that are nought where the groups agree on what they share."""
        rows = []
        for first, second in combinations(range(len(self.groups)), 2):
            shared = sorted(set(self.groups[first]) & set(self.groups[second]))
            for chosen in product(*(self.layout.categories[one] for one in shared)):
                wanted = {one: frozenset({of}) for one, of in zip(shared, chosen, strict=True)}
                plus, minus = self._of(first, wanted), self._of(second, wanted)
                rows.append(self._row(plus) - self._row(minus))
        return vstack(rows, format="csr") if rows else csr_matrix((0, self.size))

    @cached_property
    def covers(self) -> csr_matrix:
        """Rows that are not negative: nobody is on no list at all."""
        several = self.layout.several
        if not several:
            return csr_matrix((0, self.size))
        of_each = [
            {frozenset(margin) - {one} for margin in self.layout.margins if one in margin}
            for one in several
        ]
        rows = []
        for rest in sorted(set.intersection(*map(set, of_each)), key=sorted):
            if rest & set(several):
                continue
            for chosen in product(*(self.layout.categories[one] for one in sorted(rest))):
                cell = dict(zip(sorted(rest), chosen, strict=True))
                row = -self._row(self._of_cell(tuple(cell.items())))
                for one in several:
                    row = row + self._row(self._of_cell(tuple({**cell, one: YES}.items())))
                rows.append(row)
        return vstack(rows, format="csr") if rows else csr_matrix((0, self.size))

    def _of_cell(self, cell: Cell) -> Integers:
        wanted: dict[str, frozenset[str]] = {}
        for dimension, category in cell:
            finer, matching = self.layout.matching(dimension, category)
            wanted[finer] = wanted.get(finer, matching) & matching
        (group, *_) = (i for i, group in enumerate(self.groups) if set(wanted) <= set(group))
        return self._of(group, wanted)

    def _of(self, group: int, wanted: Mapping[str, frozenset[str]]) -> Integers:
        axes = []
        for one in self.groups[group]:
            offered = self.layout.categories[one]
            axes.append([i for i, of in enumerate(offered) if of in wanted.get(one, offered)])
        if not axes:
            return np.array([self._starts[group]])
        places = np.ravel_multi_index(np.ix_(*axes), tuple(self._shapes[group]))
        return np.asarray(places.ravel() + self._starts[group])

    def _row(self, places: Integers) -> csr_matrix:
        return self._matrix([places])

    def _matrix(self, rows: Sequence[Integers]) -> csr_matrix:
        columns = np.concatenate(rows) if rows else np.array([], dtype=int)
        starts = np.concatenate([[0], np.cumsum([len(one) for one in rows])])
        return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), self.size))


@dataclass(frozen=True)
class SumLimits:
    """``lower <= matrix @ x <= upper``."""

    matrix: csr_matrix
    lower: Integers
    upper: Integers


class Readings:
    """Everything that agrees with what the releases show, the newest last."""

    def __init__(self, unknowns: Unknowns, releases: Sequence[Shown], taken_away: int) -> None:
        """Set up the system; ``taken_away``: at most so many persons left from release to release.

        Without ``taken_away`` nobody did, and there is a variable less for each unknown.
        """
        self.unknowns, self.releases = unknowns, releases
        self._taken_away = taken_away
        steps = max(0, len(releases) - 1)
        self.size = unknowns.size * (len(releases) + (steps if taken_away else 0))

    def sums(self, release: int) -> csr_matrix:
        """The sums of the cells of one release, over all variables."""
        return self._at(release, self.unknowns.sums)

    @cached_property
    def fixed(self) -> SumLimits:
        """All that holds but for what the newest release shows."""
        parts: list[SumLimits] = []
        infinite = np.inf
        for release, shown in enumerate(self.releases):
            agree = self._at(release, self.unknowns.agreements)
            parts.append(SumLimits(agree, np.zeros(agree.shape[0]), np.zeros(agree.shape[0])))
            cover = self._at(release, self.unknowns.covers)
            none = np.zeros(cover.shape[0])
            parts.append(SumLimits(cover, none, np.full(cover.shape[0], infinite)))
            if release < len(self.releases) - 1:
                parts.append(self.shown(release, shown))
                parts.append(self._growth(release))
        if self._taken_away:
            parts.append(self._losses())
        return SumLimits(
            vstack([one.matrix for one in parts], format="csr"),
            np.concatenate([one.lower for one in parts]),
            np.concatenate([one.upper for one in parts]),
        )

    def shown(self, release: int, shown: Shown) -> SumLimits:
        """What is shown of a release is so."""
        told = [
            (i, shown[cell])
            for i, cell in enumerate(self.unknowns.layout.cells)
            if shown.get(cell) is not None
        ]
        values = np.array([value for _, value in told], dtype=float)
        return SumLimits(self.sums(release)[[i for i, _ in told]], values, values)

    def _at(self, release: int, matrix: csr_matrix) -> csr_matrix:
        before = release * self.unknowns.size
        after = self.size - before - self.unknowns.size
        rows = matrix.shape[0]
        return bmat([[csr_matrix((rows, before)), matrix, csr_matrix((rows, after))]], format="csr")

    def _growth(self, release: int) -> SumLimits:
        each = identity(self.unknowns.size, format="csr")
        matrix = self._at(release + 1, each) - self._at(release, each)
        if self._taken_away:
            matrix = matrix + self._at(len(self.releases) + release, each)
        none = np.zeros(self.unknowns.size)
        return SumLimits(matrix, none, np.full(self.unknowns.size, np.inf))

    def _losses(self) -> SumLimits:
        start = self.unknowns.size * len(self.releases)
        everything = csr_matrix(
            (np.ones(self.size - start), (np.zeros(self.size - start), range(start, self.size))),
            shape=(1, self.size),
        )
        return SumLimits(everything, np.zeros(1), np.full(1, self._taken_away))


def fewest_taken_away(unknowns: Unknowns, releases: Sequence[Shown]) -> int:
    """The fewest persons that must have left between releases for all that is shown to be true."""
    if len(releases) < 2:
        return 0
    free = Readings(unknowns, releases, taken_away=10**9)
    newest = free.shown(len(releases) - 1, releases[-1])
    cost = np.zeros(free.size)
    cost[unknowns.size * len(releases) :] = 1
    found = solve(cost, [free.fixed, newest])
    if found is None:
        raise CallError(message("disclosure.contradictory"))
    return round(float(cost @ found))


@contextmanager
def quiet_solver() -> Iterator[None]:
    """HiGHS writes lines of its own where an answer is printed; they go to the other stream."""
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def solve(
    cost: Any,
    limits: Sequence[SumLimits],
    *,
    upper: Any = np.inf,
    gap: float = 0.0,
    whole: Integers | None = None,
    nodes: int = NODES,
) -> Integers | None:
    """The cheapest whole numbers, none negative, within limits; ``None`` where there are none.

    Args:
        cost: of each variable.
        limits: what holds.
        upper: bounds of the variables.
        gap: how much dearer than the cheapest is good enough.
        whole: which variables are to be whole; default all of them. Of the others nothing is known.
        nodes: after so many branches the best that was found is good enough.
    """
    chosen = [one for one in limits if one.matrix.shape[0]]
    with quiet_solver():
        found = milp(
            cost,
            integrality=np.ones(len(cost)) if whole is None else whole,
            bounds=Bounds(0, upper),
            constraints=[LinearConstraint(one.matrix, one.lower, one.upper) for one in chosen],
            options={"node_limit": nodes, "mip_rel_gap": gap},
        )
    if found.x is None:
        return None
    rounded = np.rint(found.x)
    if whole is not None and not whole.all():
        return np.asarray(rounded, dtype=np.int64)
    for one in chosen:
        summed = one.matrix @ rounded
        if np.any(summed < one.lower - 0.5) or np.any(summed > one.upper + 0.5):
            return None
    return np.asarray(rounded, dtype=np.int64)
