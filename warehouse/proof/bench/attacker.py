"""A reader who wants to know what is hidden, with a view of the arithmetic of his own.

He crosses every dimension with every other, takes a person in each crossing as an unknown integer,
holds all that any release ever showed, and that persons are not taken away but for as few as he
must believe. He may have read the policy: a release that hides has at least one cell that is hidden
for its own sake. He may know more: that he is the one person of a cell, somebody's row, the rows of
his office. He shares no arithmetic with what he attacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_matrix

from warehouse.indicators.disclosure.integer_solver import solve_integers
from warehouse.indicators.disclosure.linked_tables import Cell

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
        coarser: Mapping[str, tuple[str, Mapping[str, str]]] | None = None,
        no_nought: Collection[str] = (),
    ) -> None:
        """Set up what is known.

        Args:
            together: of the persons of a cell, each is in at least one of some others.
            threshold: the policy's, to a reader who has read it.
            coarser: dimension -> the finer one it follows from, and the category of each of its
                own: everybody knows in which region a préfecture lies.
            no_nought: the policy's dimensions of which a nought is hidden for its own sake.
        """
        self.coarser = coarser or {}
        self.names = sorted(set(categories) - set(self.coarser))
        self.crossings = list(product(*(categories[name] for name in self.names)))
        self.releases = releases
        self.width = len(self.crossings)
        count, steps = len(releases), len(releases) - 1
        self.persons = self.width * (count + steps)
        reasons = self._reasons(threshold, no_nought) if threshold else []
        self.size = self.persons + sum(map(len, reasons))
        self.rows: list[Any] = []
        self._stacked: csr_matrix | None = None
        self._readings = np.zeros((0, self.size))
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
                if not most:
                    # Where nobody is counted at all, a place of nobody is shown.
                    whole = tuple(one for one in cell if one[0] not in no_nought)
                    row = self.of(number, whole)
                    row[switch] = -1
                    self._add(row, 0, np.inf)
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
        self._read = len(self.rows)
        """So many rows follow from what was read."""
        self._gone_row = self._read - 1
        self.fewest = self._fewest_of_all = self._believe_fewest()

    def of(self, release: int, cell: Cell) -> Any:
        """The crossings of a cell, as a row."""
        row = np.zeros(self.size)
        for i, crossing in enumerate(self.crossings):
            held = dict(zip(self.names, crossing, strict=True))
            held |= {name: of[held[finer]] for name, (finer, of) in self.coarser.items()}
            if all(held[name] == category for name, category in cell):
                row[release * self.width + i] = 1
        return row

    def narrow(self, wanted: Sequence[tuple[int, Cell]], width: int) -> list[tuple[float, float]]:
        """The intervals of the cells, each with its release, that are narrower than so much.

        A reading in any direction may show for many cells at once that they are wide; only of the
        cells for which none does is the least asked, then the most.
        """
        return self.narrow_sums(
            np.array([self.of(release, cell) for release, cell in wanted]), width
        )

    def narrow_sums(self, matrix: Any, width: int) -> list[tuple[float, float]]:
        """The same of any sums of crossings, a row each."""
        matrix = np.pad(matrix, ((0, 0), (0, self.size - matrix.shape[1])))
        seen = np.rint(self._readings[self._agree(self._readings)] @ matrix.T)
        least = seen.min(axis=0, initial=np.inf)
        most = seen.max(axis=0, initial=-np.inf)

        def read(cost: Any, gap: float) -> Any:
            reading = self._least(cost, gap)
            if reading is None:
                raise ArithmeticError("what was shown cannot be true")
            values = np.rint(matrix @ reading)
            np.minimum(least, values, out=least)
            np.maximum(most, values, out=most)
            return values

        chance = np.random.default_rng(1)
        left = np.flatnonzero(~(most - least >= width))
        for _ in range(GLANCES):
            if not len(left):
                return []
            cost = chance.choice((-1.0, 1.0), len(left)) @ matrix[left]
            read(cost, gap=0.5)
            read(-cost, gap=0.5)
            before, left = len(left), np.flatnonzero(~(most - least >= width))
            if len(left) == before:
                break
        intervals = []
        for one in left:
            if most[one] - least[one] >= width:
                continue
            lowest = read(matrix[one], gap=0.0)[one]
            if most[one] - least[one] >= width:
                continue
            highest = read(-matrix[one], gap=0.0)[one]
            if highest - lowest < width:
                intervals.append((float(lowest), float(highest)))
        return intervals

    def knows(self, facts: Iterable[tuple[Any, float, float]]) -> None:
        """From here on the reader knows sums of crossings, each with its least and its most."""
        for row, least, most in facts:
            self._add(np.pad(row, (0, self.size - len(row))), least, most)
        self.fewest = self._believe_fewest()

    def forgets(self) -> None:
        """The reader is nobody in particular again."""
        for limits in (self.rows, self.low, self.high):
            del limits[self._read :]
        self._stacked = None
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

    def _reasons(
        self, threshold: int, no_nought: Collection[str]
    ) -> list[list[tuple[int, Cell, int, int]]]:
        """Per release that hides: the cells that it may hide for their own sake, and as what."""
        reasons = []
        for number, release in enumerate(self.releases):
            of_release = []
            for cell in (cell for cell, value in release.items() if value is None):
                of_release.append((number, cell, 1, threshold - 1))
                if any(dimension in no_nought for dimension, _ in cell):
                    of_release.append((number, cell, 0, 0))
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
        self._stacked = None

    def _limits(self) -> LinearConstraint:
        if self._stacked is None:
            self._stacked = csr_matrix(np.array(self.rows))
        return LinearConstraint(self._stacked, self.low, self.high)

    def _agree(self, readings: Any) -> Any:
        """Which of some readings agree with all that is known now."""
        limits = self._limits()
        sums = readings @ limits.A.T
        slack = 0.5  # Whole numbers: what is off by less is not off.
        return np.all((sums >= limits.lb - slack) & (sums <= limits.ub + slack), axis=1)

    def _least(self, cost: Any, gap: float = 0.0) -> Any:
        upper = np.ones(self.size)
        upper[: self.persons] = MANY
        solution = solve_integers(
            cost,
            np.ones(self.size),
            Bounds(0, upper),
            self._limits(),
            mip_rel_gap=gap,
        )
        if solution.x is None:
            return None
        reading = np.rint(solution.x)
        self._readings = np.vstack([self._readings, reading])
        return reading


class Readers:
    """One who has read the policy and one who has not."""

    def __init__(self, attacker: Attacker, plain: Attacker) -> None:
        """``attacker`` has read the policy; the two are one where it tells nothing."""
        self.plain = plain
        self._all = [plain] if attacker is plain else [attacker, plain]

    def narrow(
        self, sums: Sequence[Any], width: int, facts: Sequence[tuple[Any, float, float]] = ()
    ) -> list[tuple[float, float]]:
        """The intervals narrower than so much of sums of crossings, to each who knows the facts."""
        intervals: list[tuple[float, float]] = []
        believed: set[int] = set()
        for reader in self._all if sums else ():
            try:
                reader.knows(facts)
                # Who has read the policy knows more, unless it makes him believe in more who left.
                if reader.fewest not in believed:
                    intervals += reader.narrow_sums(np.array(sums), width)
                believed.add(reader.fewest)
            except ArithmeticError:
                # What he knows leaves none of the reasons of which he has read.
                if reader is self.plain:
                    raise
            finally:
                reader.forgets()
        return intervals
