"""What may be true, to somebody who reads all that was ever shown, as a system of integers.

The unknowns are persons in the finest cells of each group of linked tables, once per release. What
is shown fixes sums of them; groups agree on the margins that they share; from one release to the
next nobody is taken away, but for as many as what is shown forces a reader to believe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import bmat, csr_matrix, hstack, identity, kron, vstack

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.finest_cells import MOST_UNKNOWNS, Unknowns
from warehouse.indicators.disclosure.integer_solver import (
    OUT_OF_BRANCHES,
    Integers,
    solve_integers,
)
from warehouse.indicators.disclosure.linked_tables import (
    Shown,
)

NODES = 20_000
"""A bound in branches and not in seconds: the same input gives the same pattern on any machine."""


@dataclass(frozen=True)
class KnownRows:
    """Persons whom a reader knows, by crossings of all dimensions."""

    held: csr_matrix  # (unknowns, crossings): which unknowns of a release each crossing counts in
    counts: Integers  # (releases, crossings): how many he knows


class Histories:
    """Everything that agrees with what the releases show, the newest last, as one integer program.

    The variables are persons, by the releases with which they came and last stood; of each such
    span the groups agree, so whatever they agree on can be true of persons. A row stands for each
    cell of each release: only its bounds change with what is shown.
    """

    def __init__(
        self,
        unknowns: Unknowns,
        earlier: Sequence[Shown],
        *,
        with_losses: bool,
        changes: Sequence[tuple[int, int]] = (),
        knows: KnownRows | None = None,
    ) -> None:
        """Set up the rows.

        Args:
            earlier: what each earlier release showed.
            with_losses: without them nobody ever leaves, and there is less to ask.
            changes: pairs of rows of cells; a row more for each, the first less the second.
            knows: whom the reader knows himself.
        """
        self.cells = len(unknowns.layout.cells)
        releases = range(len(earlier) + 1)
        newest = len(earlier)
        spans = [
            (came, last)
            for came in releases
            for last in releases
            if came <= last and (last == newest or with_losses)
        ]
        persons = len(spans) * unknowns.size
        crossings = len(spans) * (knows.held.shape[1] if knows else 0)
        self.size = persons + crossings
        if self.size > MOST_UNKNOWNS:
            raise CallError(message("disclosure.too_fine", most=MOST_UNKNOWNS, count=self.size))
        stands = [[float(came <= now <= last) for came, last in spans] for now in releases]
        leaves = [[float(last < newest) for _, last in spans]]
        of_each = identity(len(spans))
        none_known = csr_matrix((0, crossings))

        def of_persons(matrix: csr_matrix) -> csr_matrix:
            none_known.resize(matrix.shape[0], crossings)
            return hstack([matrix, none_known], format="csr")

        of_cells = of_persons(kron(csr_matrix(stands), unknowns.sums, format="csr"))
        after, before = ([one[i] for one in changes] for i in (0, 1))
        self.values = vstack([of_cells, of_cells[after] - of_cells[before]], format="csr")
        """A row for each cell of each release, release by release; then one for each change."""
        self.losses = of_persons(kron(csr_matrix(leaves), unknowns.everybody, format="csr"))
        agree = of_persons(kron(of_each, unknowns.agreements, format="csr"))
        cover = of_persons(kron(of_each, unknowns.covers, format="csr"))
        stayed = csr_matrix(
            [[float(span == (came, newest)) for span in spans] for came in releases]
        )
        self.stayed = of_persons(kron(stayed, identity(unknowns.size), format="csr"))
        """A row for each unknown of each release: who came with it and stands in the newest."""
        self._told, start = self.values.shape[0], newest * self.cells
        self._newest = slice(start, start + self.cells)
        around = (csr_matrix((rows, self.cells)) for rows in (start, len(changes)))
        step = vstack([next(around), identity(self.cells), next(around)], format="csr")
        own = csr_matrix((0, self.size))
        if knows:
            # Those whom he knows are as many of each crossing as he counts, and among all persons.
            held = kron(of_each, knows.held, format="csr")
            among = hstack([identity(persons), -held], format="csr")[np.diff(held.indptr) > 0]
            counted = kron(csr_matrix(stands), identity(knows.held.shape[1]), format="csr")
            counted = hstack([csr_matrix((counted.shape[0], persons)), counted], format="csr")
            own = vstack([among, counted], format="csr")
        # What a cell of the newest release would have to be told wrongly, by more and by less.
        rows = [[self.values, -step, step]]
        rows += [[one, None, None] for one in (self.losses, agree, cover, own)]
        self._rows = bmat(rows, format="csc")
        self._low = np.zeros(self._rows.shape[0])
        self._high = np.full(self._rows.shape[0], np.inf)
        self._low[start + self.cells : self._told] = -np.inf
        if knows:
            self._low[self._rows.shape[0] - knows.counts.size :] = knows.counts.ravel()
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
        low[self._newest], high[self._newest] = limits.low, limits.high
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
    """What the cells of the newest release may be, row by row, and what else is asked."""

    low: Integers  # the least that each newest cell may be
    high: Integers
    wrong: Integers  # by how much each newest cell may be told wrongly, at a cost
    losses: float  # at most so many persons left between releases
    # bounds of further rows of cells, of any release
    rows: dict[int, tuple[float, float]] = field(default_factory=dict)
