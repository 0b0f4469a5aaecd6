"""Which cells are hidden, over all linked tables, their margins and the earlier releases at once.

For every hidden cell two readings of all that was ever shown are kept that differ in it by the
width that policy asks for; where there are none, the cheapest further cells are hidden until there
are. What is proved is never undone: hiding more only allows more readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p
from typing import Any

import numpy as np
from scipy.sparse import bmat, csr_matrix, diags, vstack

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.feasible_tables import (
    NODES,
    Integers,
    Readings,
    SumLimits,
    Unknowns,
    fewest_taken_away,
    solve,
)
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, Shown, count_cells

GLANCES = 4
"""Pairs of readings taken in random directions before any cell is asked about by itself."""
GLANCE_GAP = 0.3
"""A glance is to look far, not farthest."""
GAP = 0.2
"""A pattern that hides a fifth more than it must is good enough; one that hides less is not."""
BRANCHES = 20
"""Which cells to hide is settled after so many; a worse choice hides more and tells no more."""
NEAR = 4
"""Readings are first sought this many widths around what is true: nearly all are there."""


@dataclass(frozen=True)
class SuppressionRule:
    """What policy asks of a release.

    Attributes:
        threshold: a cell of fewer persons is hidden, and a change by fewer than that many.
        width: a reader must be left with an interval as wide as this for each hidden cell.
        no_nought: a cell broken down by one of these does not even show that it is nought.
        shown_anyway: cells that an approved exception shows.
    """

    threshold: int
    width: int
    no_nought: frozenset[str] = frozenset()
    shown_anyway: frozenset[Cell] = frozenset()


def suppress(
    layout: LinkedTables,
    persons: Mapping[Cell, int],
    rule: SuppressionRule,
    earlier: Sequence[Shown] = (),
) -> dict[Cell, int | None]:
    """What of these tables is shown: the count of each cell, or ``None`` where it is hidden.

    Args:
        layout: the tables to release.
        persons: how many persons have which category of each dimension.
        rule: what policy asks.
        earlier: what each earlier release showed of the same persons, the oldest first.

    Raises:
        CallError: tables too fine, or an earlier release shows what cannot be protected.
    """
    past = [dict(one) for one in _different(earlier)]
    wide = _with_earlier(layout, past)
    layout = replace(layout, categories=wide.categories)
    counts = count_cells(layout, persons)
    hidden = {cell for cell in layout.cells if is_primary(cell, counts, rule, past)}
    while hidden:
        protection = _Protection(wide, counts, set(hidden), rule, past)
        hidden = protection.hide()
        # The more is hidden, the fewer a reader must believe to have left: proved for those few.
        if protection.is_settled():
            break
    return {cell: None if cell in hidden else counts[cell] for cell in layout.cells}


def is_primary(
    cell: Cell, counts: Mapping[Cell, int], rule: SuppressionRule, earlier: Sequence[Shown]
) -> bool:
    """Whether a cell tells of few persons by itself, or beside what was shown of it before."""
    if cell in rule.shown_anyway:
        return False
    count = counts[cell]
    whole = tuple((dimension, of) for dimension, of in cell if dimension not in rule.no_nought)
    # Where the country counts nobody, its places say nothing more.
    if count == 0 and len(whole) < len(cell) and counts[whole]:
        return True
    if 0 < count < rule.threshold:
        return True
    before = (release[cell] for release in earlier if release.get(cell) is not None)
    return any(0 < abs(count - (value or 0)) < rule.threshold for value in before)


def _different(releases: Iterable[Shown]) -> list[Shown]:
    """A release that shows what the one before it showed tells nothing more."""
    kept: list[Shown] = []
    for release in releases:
        if release and (not kept or dict(kept[-1]) != dict(release)):
            kept.append(release)
    return kept


def _with_earlier(layout: LinkedTables, earlier: Sequence[Shown]) -> LinkedTables:
    """The layout with whatever categories and tables earlier releases had."""
    categories = {one: set(of) for one, of in layout.categories.items()}
    tables = set(layout.tables)
    for cell in {cell for release in earlier for cell in release}:
        tables.add(frozenset(dimension for dimension, _ in cell))
        for dimension, category in cell:
            categories[dimension].add(category)
    widest = tuple(sorted((one for one in tables if not any(one < t for t in tables)), key=sorted))
    return replace(
        layout,
        categories={one: tuple(sorted(of)) for one, of in categories.items()},
        tables=widest,
    )


class _Protection:
    """One release to protect: what is hidden so far, and what is proved of it."""

    def __init__(
        self,
        wide: LinkedTables,
        counts: Mapping[Cell, int],
        hidden: set[Cell],
        rule: SuppressionRule,
        earlier: Sequence[Shown],
    ) -> None:
        unknowns = Unknowns(wide)
        self.cells, self.counts, self.rule = wide.cells, counts, rule
        self.place = {cell: i for i, cell in enumerate(wide.cells)}
        self.hidden = hidden
        self.newest = len(earlier)
        self._unknowns, self._earlier = unknowns, list(earlier)
        releases = self._shown()
        self._lost = fewest_taken_away(unknowns, releases)
        self.readings = Readings(unknowns, releases, self._lost)
        self.sums = [self.readings.sums(release) for release in range(len(releases))]
        self.before = [
            (release, self.place[cell])
            for release, shown in enumerate(earlier)
            for cell, value in shown.items()
            if value is None
        ]
        self.candidates = [self.place[cell] for cell in wide.cells if cell in counts]
        self.costs = np.array([self._cost(self.cells[i]) for i in self.candidates])
        # Far above what is there: a reader who knows a bound of his own is thought of no further.
        self.most = 2 * max([*counts.values(), rule.threshold]) + NEAR * rule.width
        self.found: list[Integers] = []
        self.chance = np.random.default_rng(1)

    def is_settled(self) -> bool:
        """Whether what was proved holds for as few losses as the pattern now allows."""
        return not self._lost or fewest_taken_away(self._unknowns, self._shown()) == self._lost

    def _shown(self) -> list[Shown]:
        shown = {cell: None if cell in self.hidden else n for cell, n in self.counts.items()}
        return [*self._earlier, shown]

    def hide(self) -> set[Cell]:
        """Hide until every hidden cell is protected, from readers and from those counted."""
        self._protect(None, self.rule.width)
        done: set[Cell] = set()
        while alone := sorted(c for c in self.hidden if self.counts[c] == 1 and c not in done):
            # Who is the only one in a cell knows it, and may not learn another from that.
            if self._protect(alone[0], 1):
                # What was hidden for her sake is to be as wide as all the rest.
                self._protect(None, self.rule.width)
            done.add(alone[0])
        return self.hidden

    def _protect(self, known: Cell | None, width: int) -> bool:
        """Whether it took more cells."""
        before, given_up = len(self.hidden), set[tuple[int, int]]()
        for _ in range(GLANCES):
            if not (left := self._left(known, width)):
                return False
            self._glance(left, known)
        while left := [one for one in self._left(known, width) if one not in given_up]:
            if not self._hide_for(left[0], known, width):
                given_up.add(left[0])
        return len(self.hidden) > before

    def _left(self, known: Cell | None, width: int) -> list[tuple[int, int]]:
        """The hidden cells, with their release, for which no two readings are so far apart."""
        now = [(self.newest, self.place[cell]) for cell in self.hidden if cell != known]
        wanted = now if known is not None else self.before + now
        found = np.array(self.found)
        if known is not None and len(found):
            found = found[found[:, self.newest, self.place[known]] == self.counts[known]]
        if not len(found):
            return sorted(wanted)
        spread = found.max(axis=0) - found.min(axis=0)
        return sorted(one for one in wanted if spread[one] < width)

    def _keep(self, reading: Integers | None) -> None:
        if reading is not None:
            self.found.append(np.array([sums @ reading for sums in self.sums], dtype=np.int64))

    def _glance(self, left: list[tuple[int, int]], known: Cell | None) -> None:
        """Readings far apart in a random direction prove many cells at once."""
        signs = self.chance.choice((-1, 1), len(left))
        rows = vstack([self.sums[release][[place]] for release, place in left])
        direction = signs @ rows
        limits = self._as_hidden(known)
        for sign in (1, -1):
            self._keep(solve(sign * direction, limits, upper=self.most, gap=GLANCE_GAP))

    def _hide_for(self, target: tuple[int, int], known: Cell | None, width: int) -> bool:
        """Hide the cheapest cells that leave two readings so far apart in the target.

        False where an earlier release had told of a cell already; of a new cell that is a fault.
        """
        near = NEAR * self.rule.width
        for room, is_whole, nodes in (
            (near, False, BRANCHES),
            (near, True, BRANCHES),
            (self.most, False, NODES),
            (self.most, True, NODES),
        ):
            found = self._cheapest(target, known, width, room, is_whole=is_whole, nodes=nodes)
            if found is None:
                continue
            self.hidden |= {self.cells[self.candidates[i]] for i in np.flatnonzero(found)}
            self._look_at(target, known)
            if target not in self._left(known, width):
                return True
        if target[0] < self.newest:
            return False
        raise CallError(message("disclosure.cannot_protect"))

    def _cheapest(
        self,
        target: tuple[int, int],
        known: Cell | None,
        width: int,
        room: int,
        *,
        is_whole: bool,
        nodes: int,
    ) -> Integers | None:
        """The switches of the cells that two readings so far apart need hidden.

        Of whole persons, or first of fractions of them, which is faster and nearly always enough.
        """
        size, count = self.readings.size, len(self.candidates)
        release, place = target
        limits = [*self._twice(self.readings.fixed, count), *self._switched(known, room)]
        wanted = self.sums[release][[place]]
        apart = bmat([[-wanted, wanted, csr_matrix((1, count))]], format="csr")
        limits.append(SumLimits(apart, np.array([width]), np.array([np.inf])))
        is_hidden = np.array([self.cells[i] in self.hidden for i in self.candidates])
        cost = np.concatenate([np.zeros(2 * size), np.where(is_hidden, 0, self.costs)])
        upper = np.full(len(cost), float(self.most + width))
        upper[2 * size :] = 1
        whole = np.ones(len(cost))
        whole[: 2 * size] = is_whole
        found = solve(cost, limits, upper=upper, gap=GAP, whole=whole, nodes=nodes)
        return None if found is None else found[2 * size :]

    def _look_at(self, target: tuple[int, int], known: Cell | None) -> None:
        release, place = target
        direction = self.sums[release][[place]].toarray()[0]
        for sign in (1, -1):
            self._keep(solve(sign * direction, self._as_hidden(known), upper=self.most))

    def _as_hidden(self, known: Cell | None) -> list[SumLimits]:
        shown = {
            cell: count
            for cell, count in self.counts.items()
            if cell not in self.hidden or cell == known
        }
        return [self.readings.fixed, self.readings.shown(self.newest, shown)]

    def _twice(self, limits: SumLimits, count: int) -> list[SumLimits]:
        rows, none = limits.matrix.shape[0], csr_matrix(limits.matrix.shape)
        switches = csr_matrix((rows, count))
        return [
            SumLimits(bmat([row], format="csr"), limits.lower, limits.upper)
            for row in ([limits.matrix, none, switches], [none, limits.matrix, switches])
        ]

    def _switched(self, known: Cell | None, room: int) -> list[SumLimits]:
        """Each cell is as counted in both readings, unless its switch hides it."""
        sums = self.sums[self.newest][self.candidates]
        values = np.array([self.counts[self.cells[i]] for i in self.candidates], dtype=float)
        above = np.full(len(values), float(room))
        if known is not None:
            above[self.candidates.index(self.place[known])] = 0
        below = np.minimum(values, above)
        none = csr_matrix(sums.shape)
        endless = np.full(len(values), np.inf)
        limits = []
        for row in ([sums, none], [none, sums]):
            limits.append(SumLimits(bmat([[*row, diags(-above)]], format="csr"), -endless, values))
            limits.append(SumLimits(bmat([[*row, diags(below)]], format="csr"), values, endless))
        return limits

    def _cost(self, cell: Cell) -> Any:
        """A margin tells more than what it sums, and many persons more than few."""
        most = max(len(one) for one in self.counts)
        return (1 + log1p(self.counts[cell])) * 8.0 ** (most - len(cell))
