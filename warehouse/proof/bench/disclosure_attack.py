"""An attacker of ours on what disclosure control lets out, with its own view of the arithmetic.

It crosses every dimension with every other, takes a person in each crossing as an unknown integer,
holds all that any release ever showed, and that persons are not taken away but for as few as it
must believe. It has read the policy: a release that hides has at least one cell that is hidden for
its own sake. Then it asks for the least and the most of each hidden cell, after each release; and
it asks as the one person in a cell, who knows that cell. It shares no arithmetic with what it
attacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint

from warehouse.errors import CallError
from warehouse.indicators.disclosure.feasible_tables import solve_integers
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule, is_primary
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, count_cells
from warehouse.indicators.disclosure.suppression import suppress

RULE = SuppressionRule(threshold=5, width=4)
Release = Mapping[Cell, int | None]
MANY = 1_000.0
"""No crossing of a random set holds as many."""
GLANCES = 8
"""Directions in which readings are taken before a cell is asked about by itself."""


class Attacker:
    """All that is known to a reader of every release, as constraints on crossings."""

    def __init__(
        self,
        categories: Mapping[str, Sequence[str]],
        releases: Sequence[Release],
        together: Sequence[tuple[Cell, Sequence[Cell]]] = (),
        threshold: int | None = None,
    ) -> None:
        """Set up what is known.

        Args:
            categories: of each dimension.
            releases: what each showed.
            together: of the persons of a cell, each is in at least one of some others.
            threshold: the policy's, to a reader who has read it.
        """
        self.names = sorted(categories)
        self.crossings = list(product(*(categories[name] for name in self.names)))
        self.releases = releases
        self.width = len(self.crossings)
        count, steps = len(releases), len(releases) - 1
        self.persons = self.width * (count + steps)
        reasons = self._reasons(threshold) if threshold else []
        self.size = self.persons + sum(map(len, reasons))
        self.rows: list[Any] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for number, release in enumerate(releases):
            for cell, value in release.items():
                if value is not None:
                    self._add(self.of(number, cell), value, value)
            for whole, parts in together:
                row = sum(self.of(number, part) for part in parts) - self.of(number, whole)
                self._add(row, 0, np.inf)
        for step in range(steps):
            for i in range(self.width):
                row = np.zeros(self.size)
                row[(step + 1) * self.width + i] = 1
                row[step * self.width + i] = -1
                row[(count + step) * self.width + i] = 1
                self._add(row, 0, np.inf)
        switch = self.persons
        for of_release in reasons:
            some = np.zeros(self.size)
            for number, cell, least, most in of_release:
                some[switch] = 1
                row = self.of(number, cell)
                row[switch] = -least
                self._add(row, 0, np.inf)
                row = self.of(number, cell)
                row[switch] = MANY
                self._add(row, -np.inf, most + MANY)
                switch += 1
            self._add(some, 1, np.inf)
        self._gone = np.zeros(self.size)
        self._gone[count * self.width : self.persons] = 1
        self._add(self._gone, 0, np.inf)
        self._gone_row = len(self.rows) - 1
        self.fewest = self._fewest_of_all = self._believe_fewest()

    def of(self, release: int, cell: Cell) -> Any:
        """The crossings of a cell, as a row."""
        row = np.zeros(self.size)
        for i, crossing in enumerate(self.crossings):
            held = dict(zip(self.names, crossing, strict=True))
            if all(held[name] == category for name, category in cell):
                row[release * self.width + i] = 1
        return row

    def interval(self, release: int, cell: Cell) -> tuple[float, float]:
        """The least and the most that the cell can be."""
        row = self.of(release, cell)
        least, most = self._least(row), self._least(-row)
        if least is None or most is None:
            raise ArithmeticError("what was shown cannot be true")
        return float(round(row @ least)), float(round(row @ most))

    def narrow(self, wanted: Sequence[tuple[int, Cell]], width: int) -> list[tuple[float, float]]:
        """The intervals of the cells, each with its release, that are narrower than so much."""
        matrix = np.array([self.of(release, cell) for release, cell in wanted])
        least, most = np.full(len(wanted), np.inf), np.full(len(wanted), -np.inf)
        chance = np.random.default_rng(1)
        for _ in range(GLANCES):
            if not len(left := np.flatnonzero(~(most - least >= width))):
                return []
            cost = chance.choice((-1.0, 1.0), len(left)) @ matrix[left]
            for sign in (1, -1):
                reading = self._least(sign * cost, gap=0.5)
                if reading is None:
                    raise ArithmeticError("what was shown cannot be true")
                values = np.rint(matrix @ reading)
                least, most = np.minimum(least, values), np.maximum(most, values)
        left = np.flatnonzero(~(most - least >= width))
        intervals = [self.interval(*wanted[int(one)]) for one in left]
        return [one for one in intervals if one[1] - one[0] < width]

    def knows(self, release: int, cell: Cell) -> None:
        """The reader is the one person of a cell, from here on."""
        self._add(self.of(release, cell), 1, 1)
        self.fewest = self._believe_fewest()

    def forgets(self) -> None:
        """The reader is nobody in particular again."""
        for limits in (self.rows, self.low, self.high):
            limits.pop()
        self.fewest = self._fewest_of_all
        self.high[self._gone_row] = self.fewest

    def _believe_fewest(self) -> int:
        if len(self.releases) < 2:
            self.high[self._gone_row] = 0
            return 0
        self.high[self._gone_row] = np.inf
        reading = self._least(self._gone)
        if reading is None:
            raise ArithmeticError("what was shown cannot be true")
        self.high[self._gone_row] = round(self._gone @ reading)
        return int(self.high[self._gone_row])

    def _reasons(self, threshold: int) -> list[list[tuple[int, Cell, int, int]]]:
        """Per release that hides: the cells that it may hide for their own sake, and as what."""
        reasons = []
        for number, release in enumerate(self.releases):
            of_release = []
            for cell in (cell for cell, value in release.items() if value is None):
                of_release.append((number, cell, 1, threshold - 1))
                shown_before = {before.get(cell) for before in self.releases[:number]} - {None}
                for value in sorted(one for one in shown_before if one is not None):
                    of_release.append((number, cell, value + 1, value + threshold - 1))
                    if value:
                        least = max(0, value - threshold + 1)
                        of_release.append((number, cell, least, value - 1))
            if of_release:
                reasons.append(of_release)
        return reasons

    def _add(self, row: Any, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def _least(self, cost: Any, gap: float = 0.0) -> Any:
        upper = np.ones(self.size)
        upper[: self.persons] = MANY
        solution = solve_integers(
            cost,
            np.ones(self.size),
            Bounds(0, upper),
            LinearConstraint(np.array(self.rows), self.low, self.high),
            mip_rel_gap=gap,
        )
        if solution.x is None:
            return None
        return np.rint(solution.x)


def random_layout(chance: np.random.Generator) -> LinkedTables:
    """Two to four dimensions of two to four categories, and some tables that cross them."""
    count = int(chance.integers(2, 5))
    most = {2: 5, 3: 3, 4: 2}[count]
    names = [chr(ord("a") + i) for i in range(count)]
    categories = {
        name: tuple(f"{name}{i}" for i in range(int(chance.integers(2, most + 1))))
        for name in names
    }
    tables = set()
    for _ in range(int(chance.integers(1, 4))):
        size = int(chance.integers(2, min(3, count) + 1))
        tables.add(frozenset(chance.choice(names, size, replace=False).tolist()))
    used = frozenset().union(*tables)
    return LinkedTables(
        {one: categories[one] for one in sorted(used)}, tuple(sorted(tables, key=sorted))
    )


def random_releases(
    layout: LinkedTables, chance: np.random.Generator, count: int
) -> list[dict[Cell, int]]:
    """The persons at each release: most come, a few go, and some releases bring nearly nobody."""
    names = sorted(layout.categories)
    crossings = list(product(*(layout.categories[name] for name in names)))
    held = chance.poisson(chance.exponential(4, len(crossings)))
    releases = []
    for number in range(count):
        if number:
            held = held + chance.poisson(chance.choice([0.05, 0.5, 3]), len(crossings))
            if chance.random() < 0.3:
                place = int(chance.integers(len(crossings)))
                held[place] = max(0, held[place] - 1)
        releases.append(
            {
                tuple(zip(names, of, strict=True)): int(n)
                for of, n in zip(crossings, held, strict=True)
            }
        )
    return releases


def attack(
    layout: LinkedTables, releases: Sequence[Mapping[Cell, int]], *, control: bool
) -> dict[str, int]:
    """How many cells were hidden, and how many of them the attacker recovered or came close to."""
    shown: list[dict[Cell, int | None]] = []
    outcome = {"cells": 0, "hidden": 0, "recovered": 0, "narrow": 0, "by_insider": 0}
    for persons in releases:
        counts = count_cells(layout, persons)
        if control:
            shown.append(suppress(layout, persons, RULE, shown))
        else:
            small = {cell for cell in counts if is_primary(cell, counts, RULE, [])}
            shown.append({cell: None if cell in small else n for cell, n in counts.items()})
        hidden = [cell for cell, value in shown[-1].items() if value is None]
        outcome["cells"] += len(counts)
        outcome["hidden"] += len(hidden)
        recovered = _recover(layout, shown, counts, RULE.threshold if control else None)
        outcome = {name: outcome[name] + recovered.get(name, 0) for name in outcome}
    outcome["small_changes"] = sum(
        1
        for before, after in combinations(shown, 2)
        for cell, value in after.items()
        if value is not None
        and (earlier := before.get(cell)) is not None
        and 0 < abs(value - earlier) < RULE.threshold
    )
    return outcome


def _recover(
    layout: LinkedTables,
    shown: Sequence[Release],
    counts: Mapping[Cell, int],
    threshold: int | None,
) -> dict[str, int]:
    """What follows from the releases so far, to a reader and to those counted in the newest."""
    newest = len(shown) - 1
    wanted = [(i, cell) for i, one in enumerate(shown) for cell in one if one[cell] is None]
    hidden = [cell for i, cell in wanted if i == newest]
    outcome = {"recovered": 0, "narrow": 0, "by_insider": 0}
    if not wanted:
        return outcome
    plain = Attacker(layout.categories, shown)
    try:
        attacker = Attacker(layout.categories, shown, threshold=threshold)
    except ArithmeticError:
        # Nothing was hidden for its own sake, but for the sake of an earlier release.
        attacker = plain
    # Who knows the policy as well knows more, unless it makes him believe in more who left.
    readers = [attacker] if attacker.fewest == plain.fewest else [attacker, plain]
    for reader in readers:
        narrow = reader.narrow(wanted, RULE.width)
        outcome["recovered"] += sum(least == most for least, most in narrow)
        outcome["narrow"] += len(narrow)
    for alone in [cell for cell in hidden if counts[cell] == 1]:
        if not (others := [(newest, cell) for cell in hidden if cell != alone]):
            continue
        for reader in {attacker, plain}:
            reader.knows(newest, alone)
        readers = [attacker] if attacker.fewest == plain.fewest else [attacker, plain]
        for reader in readers:
            outcome["by_insider"] += len(reader.narrow(others, 1))
        for reader in {attacker, plain}:
            reader.forgets()
    return outcome


def bench_disclosure(
    sets: int, tell: Callable[[str], None] = lambda _: None, first: int = 0
) -> list[dict[str, Any]]:
    """A row with the control and one without: what the attacker recovers of random table sets.

    A set that the control lets nothing out of is ``refused``, one of which the attacker's solver
    finds no population at all ``undecided``: each is counted, and the next one is tried.
    """
    rows: list[dict[str, Any]] = []
    for control in (True, False):
        total: dict[str, int] = {"refused": 0, "undecided": 0}
        for number in range(first, first + sets):
            tell(f"{number - first + 1}/{sets}")
            chance = np.random.default_rng(number)
            layout = random_layout(chance)
            try:
                of_set = attack(layout, random_releases(layout, chance, 3), control=control)
            except CallError:
                of_set = {"refused": 1}
            except ArithmeticError:
                of_set = {"undecided": 1}
            for name, value in of_set.items():
                total[name] = total.get(name, 0) + value
        rows.append({"control": control, "table_sets": sets, "releases": 3, **total})
    return rows
