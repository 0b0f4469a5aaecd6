"""The histories kept as proofs that cells are protected, and what they prove.

A history that agrees with what is shown goes on agreeing when more is hidden. So each is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.feasible_tables import (
    CellLimits,
    Histories,
)
from warehouse.indicators.disclosure.finest_cells import Unknowns
from warehouse.indicators.disclosure.hiding_reasons import HidingReasons, Reason, SuppressionRule
from warehouse.indicators.disclosure.integer_solver import Integers
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, Shown
from warehouse.indicators.disclosure.office_rows import OfficeRows

Known = int | OfficeRows | None
"""What a reader knows beside what is shown: that he is the one person of a cell, or his rows."""
Bounded = dict[int, tuple[float, float]]
"""Rows of cells, and the least and the most that each may be."""
GAP = 0.1
"""A pattern that hides a tenth more than it must is good enough; one that hides less is not."""
BRANCHES = 100
"""Which cells to hide is settled after so many; a worse choice hides more and tells no more."""
NEAR = 4
"""Histories are sought this many widths around what is true."""


@dataclass(frozen=True)
class History:
    """What every cell of every release would be, who would have left, what it costs to allow."""

    cells: Integers
    lost: int
    cost: float
    agrees: Integers
    """With the rows of which offices."""


class Proofs:
    """One release: which of its cells are hidden so far, and the histories that agree with it."""

    def __init__(
        self,
        wide: LinkedTables,
        counts: Mapping[Cell, int],
        primary: Iterable[Cell],
        rule: SuppressionRule,
        earlier: Sequence[Shown],
        offices: Sequence[OfficeRows] = (),
    ) -> None:
        self.cells = wide.cells
        self.releases = len(earlier) + 1
        self.start = len(earlier) * len(wide.cells)
        """The row of the newest release's first cell."""
        self.own = np.array([cell in counts for cell in wide.cells])
        self.counts = np.array([counts.get(cell, 0) for cell in wide.cells])
        chosen = set(primary)
        self.hidden = np.array([cell in chosen for cell in wide.cells])
        self.reasons = HidingReasons(wide.cells, rule, [*earlier, dict.fromkeys(counts)])
        self._hidden_before = np.array(
            [cell in shown and shown[cell] is None for shown in earlier for cell in wide.cells],
            dtype=bool,
        )
        most = max(map(len, wide.cells))
        # A margin tells more than what it sums, and many persons more than few.
        self._costs = np.array(
            [
                (1 + log1p(count)) * 8.0 ** (most - len(cell))
                for cell, count in zip(wide.cells, self.counts, strict=True)
            ]
        )
        # Far above what is there: a reader who knows a bound of his own is thought of no further.
        self._most = 2 * int(max([*counts.values(), rule.threshold])) + NEAR * rule.width
        self._unknowns, self._earlier = Unknowns(wide), earlier
        self.offices = offices
        self.rows = self.start + len(wide.cells)
        """Cells of all releases; a row from here on is a change that an office may not tell."""
        self._changes = list(dict.fromkeys(pair for one in offices for pair in one.changes))
        self._systems: dict[tuple[bool, OfficeRows | None], Histories] = {}
        self._found = np.zeros((0, self.rows + len(self._changes)), dtype=np.int64)
        self._lost = np.zeros(0, dtype=np.int64)
        self._reasoned = np.zeros(0, dtype=bool)
        """In which of them each release had a reason to hide what it hid."""
        self._agrees = np.zeros((0, len(offices)), dtype=bool)
        """With whose rows each agrees."""
        self._fewest: dict[Known, tuple[int, int]] = {}

    def told(self) -> Integers:
        """Which rows are hidden, of all releases."""
        return np.concatenate([self._hidden_before, self.hidden])

    def of(self, knowledge: Known) -> Integers:
        """The histories that are possible to a reader.

        Who has read the policy knows that a release which hides has a reason; an office, that the
        reason may be another office.
        """
        fits = self._lost <= self._least_lost(knowledge)
        if isinstance(knowledge, OfficeRows):
            return np.asarray(self._found[fits & self._agrees[:, self.offices.index(knowledge)]])
        fits &= self._reasoned
        if knowledge is not None:
            fits &= self._found[:, self.start + knowledge] == 1
        return np.asarray(self._found[fits])

    def narrow(self, knowledge: Known, width: int) -> Integers:
        """The hidden rows, or an office's secrets, for which no two histories are so far apart."""
        wanted = np.zeros(self._found.shape[1], dtype=bool)
        wanted[: self.rows] = self.told()
        if isinstance(knowledge, OfficeRows):
            secret = np.zeros_like(wanted)
            secret[list(knowledge.secrets)] = True
            secret[[self.rows + self._changes.index(pair) for pair in knowledge.changes]] = True
            wanted[self.rows :] = True
            wanted &= secret
        elif knowledge is not None:
            wanted[: self.start] = False
            wanted[self.start + knowledge] = False
        if len(histories := self.of(knowledge)):
            wanted &= histories.max(axis=0) - histories.min(axis=0) < width
        return np.flatnonzero(wanted)

    def keep(self, history: History) -> None:
        """Keep a history, and hide what it tells otherwise than it is."""
        self.hide(self.own & (history.cells[self.start : self.rows] != self.counts))
        reasoned = self.reasons.explain(history.cells, self.told()) is not None
        if reasoned or history.agrees.any():
            self._found = np.vstack([self._found, history.cells])
            self._lost = np.append(self._lost, history.lost)
            self._reasoned = np.append(self._reasoned, reasoned)
            self._agrees = np.vstack([self._agrees, history.agrees])

    def hide(self, more: Integers) -> None:
        """Hide more; a release that begins to hide is thought to have a reason from then on."""
        began = not self.hidden.any()
        self.hidden = self.hidden | more
        if began and len(self._found):
            shown_cells = self.told()
            self._reasoned = np.array(
                [self.reasons.explain(one, shown_cells) is not None for one in self._found]
            )

    def ask(self, rows: Bounded, knowledge: Known) -> History | None:
        """The history with rows between bounds for which the cheapest cells need be hidden.

        ``None`` where there is none, or none in which every release had a reason to hide.
        """
        history = self.without_reason(rows, knowledge)
        if history is None or isinstance(knowledge, OfficeRows):
            return history
        shown_cells = self.told()
        shown_cells[self.start :] |= self.own & (
            history.cells[self.start : self.rows] != self.counts
        )
        return history if self.reasons.explain(history.cells, shown_cells) is not None else None

    def without_reason(self, rows: Bounded, knowledge: Known) -> History | None:
        """The same, whether or not each release then had a reason to hide what it hid."""
        limits = self._limits(knowledge, may_hide=True)
        dear = 0.0
        for row, (low, high) in rows.items():
            newest = row - self.start
            if 0 <= newest < len(self.cells) and limits.wrong[newest]:
                limits.low[newest], limits.high[newest], limits.wrong[newest] = 0, np.inf, 0
                dear += self.dear((row, int(low), int(high)))
            limits.rows[row] = (low, high)
        system = self._system(knowledge)
        cost = np.concatenate([np.zeros(system.size), self._costs, self._costs])
        return self._history(knowledge, cost, limits, GAP, dear)

    def look(
        self, rows: Integers, signs: Integers, reason: Bounded, knowledge: Known
    ) -> History | None:
        """A history far out in a direction, with nothing more hidden."""
        system = self._system(knowledge)
        limits = self._limits(knowledge, may_hide=False)
        limits.rows |= reason
        cost = np.concatenate([signs @ system.values[rows], np.zeros(2 * len(self.cells))])
        return self._history(knowledge, cost, limits, gap=0.3)

    def dear(self, reason: Reason) -> float:
        """What it costs to hide a cell as if for this reason."""
        row, low, high = reason
        newest = row - self.start
        if newest < 0 or self.hidden[newest]:
            return 0
        count = self.counts[newest]
        return float(max(low - count, count - high, 1) * self._costs[newest])

    def _history(
        self, knowledge: Known, cost: Integers, limits: CellLimits, gap: float, dear: float = 0
    ) -> History | None:
        system = self._system(knowledge)
        solution = system.find(cost, limits, most=self._most, gap=gap, nodes=BRANCHES)
        if solution is None:
            return None
        persons = solution[: system.size]
        cells = np.rint(system.values @ persons).astype(np.int64)
        lost = round(float((system.losses @ persons)[0]))
        stayed = (system.stayed @ persons).reshape(self.releases, -1)
        agrees = [one is knowledge or one.surely_agrees(stayed) for one in self.offices]
        return History(cells, lost, dear + float(cost @ solution), np.array(agrees, dtype=bool))

    def _limits(self, knowledge: Known, *, may_hide: bool) -> CellLimits:
        shown = self.own & ~self.hidden
        low = np.where(shown, self.counts, 0).astype(float)
        high = np.where(shown, self.counts, np.inf).astype(float)
        wrong = np.where(shown & may_hide, self._most, 0).astype(float)
        if isinstance(knowledge, int):
            low[knowledge] = high[knowledge] = 1
        return CellLimits(low, high, wrong, self._least_lost(knowledge))

    def _least_lost(self, knowledge: Known) -> int:
        """The fewest that left between releases for all that is shown, and known, to be true."""
        if not self._earlier:
            return 0
        so_far = int(self.hidden.sum())
        shown_so_far, lost = self._fewest.get(knowledge, (-1, -1))
        # The more is hidden, the fewer a reader must believe to have left.
        if lost == 0 or shown_so_far == so_far:
            return max(lost, 0)
        self._fewest[knowledge] = (so_far, 10**9)
        limits = self._limits(knowledge, may_hide=False)
        for with_losses in (False, True):
            system = self._of_kind(knowledge, with_losses=with_losses)
            cost = np.concatenate([system.losses.toarray()[0], np.zeros(2 * len(self.cells))])
            if (solution := system.find(cost, limits, most=self._most)) is not None:
                self._fewest[knowledge] = (so_far, round(float(cost @ solution)))
                return self._fewest[knowledge][1]
        raise CallError(message("disclosure.contradictory"))

    def _system(self, knowledge: Known) -> Histories:
        return self._of_kind(knowledge, with_losses=self._least_lost(knowledge) > 0)

    def _of_kind(self, knowledge: Known, *, with_losses: bool) -> Histories:
        office = knowledge if isinstance(knowledge, OfficeRows) else None
        if (with_losses, office) not in self._systems:
            self._systems[with_losses, office] = Histories(
                self._unknowns,
                self._earlier,
                with_losses=with_losses,
                changes=self._changes,
                knows=office.rows if office else None,
            )
        return self._systems[with_losses, office]
