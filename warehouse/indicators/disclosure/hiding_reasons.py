"""Why a release hid anything: what a reader who has read the policy holds to be true of it.

A release that hides cells has at least one that is hidden for its own sake: of few persons, nought
where no nought is shown, or near what an earlier release showed. Which one is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from warehouse.indicators.disclosure.linked_tables import Cell, Shown

Integers = np.ndarray[Any, np.dtype[Any]]
Reason = tuple[int, int, int]
"""A row of cells, and the least and the most that it then counts."""


@dataclass(frozen=True)
class SuppressionRule:
    """What policy asks of a release."""

    threshold: int  # a cell of fewer persons is hidden, and a change by fewer than that many
    width: int  # a reader must be left with an interval as wide as this for each hidden cell
    # a cell broken down by one of these does not even show that it is nought
    no_nought: frozenset[str] = frozenset()
    shown_anyway: frozenset[Cell] = frozenset()  # cells that an approved exception shows
    # a cell broken down by one of ``others_by``, of which one office reported all but fewer than
    # this, is hidden, and so is such a change: it would learn of the others
    others: int = 0
    others_by: frozenset[str] = frozenset()  # of which dimensions that holds


def is_primary(
    cell: Cell,
    counts: Mapping[Cell, int],
    rule: SuppressionRule,
    earlier: Sequence[Shown],
) -> bool:
    """Whether a cell tells of few persons by itself, or beside what was shown of it before."""
    if cell in rule.shown_anyway:
        return False
    whole = counted_nought(cell, rule)
    # Where the country counts nobody, its places say nothing more.
    if counts[cell] == 0 and whole is not None and counts[whole]:
        return True
    return any(low <= counts[cell] <= high for low, high in near_ranges(cell, rule, earlier))


def near_ranges(
    cell: Cell, rule: SuppressionRule, earlier: Sequence[Shown]
) -> Iterator[tuple[int, int]]:
    """The counts for which a cell is hidden: few, and near what was shown of it."""
    near = rule.threshold - 1
    yield 1, near
    for value in dict.fromkeys(release.get(cell) for release in earlier):
        if value is not None:
            yield max(0, value - near), value - 1
            yield value + 1, value + near


def counted_nought(cell: Cell, rule: SuppressionRule) -> Cell | None:
    """The cell without the dimensions of which no nought is shown, if it has any."""
    whole = tuple((dimension, of) for dimension, of in cell if dimension not in rule.no_nought)
    return whole if len(whole) < len(cell) else None


class HidingReasons:
    """Each reason for which a release may have hidden: a row of its cells, between two bounds."""

    def __init__(
        self, cells: Sequence[Cell], rule: SuppressionRule, releases: Sequence[Shown]
    ) -> None:
        """``releases``: the newest last; a cell that it hides may be hidden for any reason."""
        place = {cell: i for i, cell in enumerate(cells)}
        rows: list[tuple[int, int, int, int, int]] = []
        for number, shown in enumerate(releases):
            start = number * len(cells)
            for cell in cells:
                if cell not in shown:
                    continue
                row = start + place[cell]
                for low, high in near_ranges(cell, rule, releases[:number]):
                    rows.append((number, row, low, high, -1))
                whole = counted_nought(cell, rule)
                if whole is not None and whole in place:
                    rows.append((number, row, 0, 0, start + place[whole]))
        self._all = np.array(rows).reshape(-1, 5)
        self._of = [np.flatnonzero(self._all[:, 0] == one) for one in range(len(releases))]

    def explain(
        self, values: Integers, hidden: Integers
    ) -> list[list[tuple[int, int, int]]] | None:
        """Per release that hides: the reasons that are so; ``None`` where one has no reason."""
        _, row, low, high, whole = self._all.T
        holds = hidden[row] & (values[row] >= low) & (values[row] <= high)
        holds &= (whole < 0) | (values[whole] > 0)
        explained = []
        for reasons in self._of:
            if not hidden[row[reasons]].any():
                continue
            if not len(holding := reasons[holds[reasons]]):
                return None
            explained.append([(int(r), int(a), int(b)) for _, r, a, b, _ in self._all[holding]])
        return explained

    def offered(self, release: int, hidden: Integers) -> list[Reason]:
        """The reasons for which a release can have hidden, whatever it counted."""
        indices = self._of[release]
        rows = self._all[indices[hidden[self._all[indices, 1]]]]
        return [(int(r), int(a), int(b)) for _, r, a, b, _ in rows]
