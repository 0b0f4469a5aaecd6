"""An attacker of ours on what disclosure control lets out, with its own view of the arithmetic.

It crosses every dimension with every other, takes a person in each crossing as an unknown integer,
holds all that any release ever showed, and that persons are not taken away but for as few as it
must believe; then it asks for the least and the most of each hidden cell. It also asks as the one
person in a cell, who knows that cell. It shares no arithmetic with what it attacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from warehouse.indicators.disclosure.feasible_tables import quiet_solver
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, count_cells
from warehouse.indicators.disclosure.suppression import SuppressionRule, is_primary, suppress

RULE = SuppressionRule(threshold=5, width=4)
Release = Mapping[Cell, int | None]


class Attacker:
    """All that is known to a reader of every release, as constraints on crossings."""

    def __init__(
        self,
        categories: Mapping[str, Sequence[str]],
        releases: Sequence[Release],
        together: Sequence[tuple[Cell, Sequence[Cell]]] = (),
    ) -> None:
        """``together``: of the persons of a cell, each is in at least one of some others."""
        self.names = sorted(categories)
        self.crossings = list(product(*(categories[name] for name in self.names)))
        self.releases = releases
        self.width = len(self.crossings)
        count, steps = len(releases), len(releases) - 1
        self.size = self.width * (count + steps)
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
        gone = np.zeros(self.size)
        gone[count * self.width :] = 1
        fewest = self._least(gone)
        self._add(gone, 0, fewest)

    def of(self, release: int, cell: Cell) -> Any:
        """The crossings of a cell, as a row."""
        row = np.zeros(self.size)
        for i, crossing in enumerate(self.crossings):
            held = dict(zip(self.names, crossing, strict=True))
            if all(held[name] == category for name, category in cell):
                row[release * self.width + i] = 1
        return row

    def interval(self, release: int, cell: Cell, known: Cell | None = None) -> tuple[float, float]:
        """The least and the most that the cell can be; for the one person of ``known``, too."""
        row = self.of(release, cell)
        if known is not None:
            self._add(self.of(release, known), 1, 1)
        found = self._least(row), -self._least(-row)
        if known is not None:
            for limits in (self.rows, self.low, self.high):
                limits.pop()
        return found

    def _add(self, row: Any, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def _least(self, cost: Any) -> float:
        with quiet_solver():
            found = milp(
                cost,
                integrality=np.ones(self.size),
                bounds=Bounds(0, np.inf),
                constraints=LinearConstraint(np.array(self.rows), self.low, self.high),
            )
        if found.status == 3 or (found.x is None and found.status == 4):
            return -np.inf
        if found.x is None:
            raise ArithmeticError("what was shown cannot be true")
        return float(round(found.fun))


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
    for persons in releases:
        counts = count_cells(layout, persons)
        if control:
            shown.append(suppress(layout, persons, RULE, shown))
        else:
            small = {cell for cell in counts if is_primary(cell, counts, RULE, [])}
            shown.append({cell: None if cell in small else n for cell, n in counts.items()})
    attacker = Attacker(layout.categories, shown)
    told = {
        "cells": sum(map(len, shown)),
        "hidden": 0,
        "recovered": 0,
        "narrow": 0,
        "by_insider": 0,
    }
    for number, release in enumerate(shown):
        counts = count_cells(layout, releases[number])
        hidden = [cell for cell, value in release.items() if value is None]
        for cell in hidden:
            least, most = attacker.interval(number, cell)
            told["hidden"] += 1
            told["recovered"] += least == most
            told["narrow"] += most - least < RULE.width
    told["small_changes"] = sum(
        1
        for before, after in combinations(shown, 2)
        for cell, value in after.items()
        if value is not None
        and (earlier := before.get(cell)) is not None
        and 0 < abs(value - earlier) < RULE.threshold
    )
    newest = len(shown) - 1
    counts = count_cells(layout, releases[newest])
    hidden = [cell for cell, value in shown[newest].items() if value is None]
    for alone in [cell for cell in hidden if counts[cell] == 1]:
        for cell in hidden:
            if cell != alone:
                least, most = attacker.interval(newest, cell, known=alone)
                told["by_insider"] += least == most
    return told


def bench_disclosure(
    sets: int, tell: Callable[[str], None] = lambda _: None
) -> list[dict[str, Any]]:
    """A row with the control and one without: what the attacker recovers of random table sets."""
    rows: list[dict[str, Any]] = []
    for control in (True, False):
        total: dict[str, int] = {}
        for number in range(sets):
            tell(f"{number + 1}/{sets}")
            chance = np.random.default_rng(number)
            layout = random_layout(chance)
            found = attack(layout, random_releases(layout, chance, 3), control=control)
            total = {name: total.get(name, 0) + value for name, value in found.items()}
        rows.append({"control": control, "table_sets": sets, "releases": 3, **total})
    return rows
