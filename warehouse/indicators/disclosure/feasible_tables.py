"""What may be true, to somebody who reads all that was ever shown, as a system of integers.

The unknowns are persons in the finest cells of each group of linked tables, once per release. What
is shown fixes sums of them; groups agree on the margins that they share; from one release to the
next nobody is taken away, but for as many as what is shown forces a reader to believe.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from math import prod
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import bmat, csr_matrix, identity, kron, vstack

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

OUT_OF_BRANCHES, INFEASIBLE = 1, 2
"""What SciPy says of a search that ended before it knew, and of one that found nothing possible."""


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

    @cached_property
    def everybody(self) -> csr_matrix:
        """One row: all persons, as the first group counts them."""
        return self._row(self._of(0, {}))

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


class Histories:
    """Everything that agrees with what the releases show, the newest last, as one integer program.

    The variables are persons, by the releases with which they came and last stood; of each such
    span the groups agree, so whatever they agree on can be true of persons. A row stands for each
    cell of each release: only its bounds change with what is shown.
    """

    def __init__(self, unknowns: Unknowns, earlier: Sequence[Shown], *, with_losses: bool) -> None:
        """Set up the rows; without ``with_losses`` nobody ever leaves, and there is less to ask."""
        self.newest = len(earlier)
        self.cells = len(unknowns.layout.cells)
        releases = range(self.newest + 1)
        spans = [
            (came, last)
            for came in releases
            for last in releases
            if came <= last and (last == self.newest or with_losses)
        ]
        self.size = len(spans) * unknowns.size
        if self.size > MOST_UNKNOWNS:
            raise CallError(message("disclosure.too_fine", most=MOST_UNKNOWNS, count=self.size))
        stands = [[float(came <= now <= last) for came, last in spans] for now in releases]
        leaves = [[float(last < self.newest) for _, last in spans]]
        of_each = identity(len(spans))
        self.values = kron(csr_matrix(stands), unknowns.sums, format="csr")
        """A row for each cell of each release, release by release."""
        self.losses = kron(csr_matrix(leaves), unknowns.everybody, format="csr")
        agree = kron(of_each, unknowns.agreements, format="csr")
        cover = kron(of_each, unknowns.covers, format="csr")
        self._told = self.values.shape[0]
        before = csr_matrix((self._told - self.cells, self.cells))
        step = vstack([before, identity(self.cells)], format="csr")
        # What a cell of the newest release would have to be told wrongly, by more and by less.
        rows = [[self.values, -step, step]]
        rows += [[one, None, None] for one in (self.losses, agree, cover)]
        self._rows = bmat(rows, format="csc")
        self._low = np.zeros(self._rows.shape[0])
        self._high = np.full(self._rows.shape[0], np.inf)
        agreed = self._told + 1 + np.arange(agree.shape[0])
        self._high[agreed] = 0
        for release, shown in enumerate(earlier):
            for place, cell in enumerate(unknowns.layout.cells):
                if (value := shown.get(cell)) is not None:
                    row = release * self.cells + place
                    self._low[row] = self._high[row] = value

    def find(
        self,
        cost: Integers,
        limits: CellLimits,
        *,
        most: int,
        gap: float = 0.0,
        nodes: int = NODES,
    ) -> Integers | None:
        """The cheapest history within limits; ``None`` where there is none.

        Args:
            cost: of each variable, and of what the newest cells are told wrongly by.
            limits: what holds beside what the earlier releases show.
            most: of any variable.
            gap: how much dearer than the cheapest is good enough.
            nodes: after so many branches the best that was found is good enough.
        """
        low, high = self._low.copy(), self._high.copy()
        newest = slice(self._told - self.cells, self._told)
        low[newest], high[newest] = limits.low, limits.high
        for row, (least, greatest) in limits.rows.items():
            low[row], high[row] = max(low[row], least), min(high[row], greatest)
        if (low > high).any():
            return None
        high[self._told] = limits.losses
        upper = np.concatenate([np.full(self.size, float(most)), limits.wrong, limits.wrong])
        lower = np.zeros(len(upper))
        whole = np.concatenate([np.ones(self.size), np.zeros(2 * self.cells)])
        limit = LinearConstraint(self._rows, low, high)
        for branches in (nodes, NODES):
            solution = solve_integers(
                cost, whole, Bounds(lower, upper), limit, node_limit=branches, mip_rel_gap=gap
            )
            if solution.x is not None or solution.status != OUT_OF_BRANCHES:
                break
        if solution.x is None:
            return None
        rounded = np.rint(solution.x)
        summed = self._rows @ rounded
        if np.any(summed < low - 0.5) or np.any(summed > high + 0.5):
            return None
        return np.asarray(rounded, dtype=np.int64)


@dataclass
class CellLimits:
    """What the cells of the newest release may be, row by row, and what else is asked.

    Attributes:
        low: the least that each newest cell may be.
        high: the most.
        wrong: by how much each newest cell may be told wrongly, at a cost.
        losses: at most so many persons left between releases.
        rows: bounds of further rows of cells, of any release.
    """

    low: Integers
    high: Integers
    wrong: Integers
    losses: float
    rows: dict[int, tuple[float, float]] = field(default_factory=dict)


def solve_integers(
    cost: Integers, whole: Integers, bounds: Any, limits: Any, **options: float
) -> Any:
    """What SciPy's HiGHS answers, asked twice before it is believed that there is nothing.

    Its presolve calls some programs infeasible that have a solution (one random set of tables in a
    hundred); the search without it does not. An answer with a solution is one either way.
    """
    with quiet_solver():
        for asked in (options, {**options, "presolve": False}):
            result = milp(cost, integrality=whole, bounds=bounds, constraints=limits, options=asked)
            if result.x is not None or result.status != INFEASIBLE:
                break
    return result


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
