"""Tables that count the same persons, and the cells that they share.

A cell is named by what its persons have in common: ``(("age", "child"), ("sex", "F"))``. The same
name is the same number in whichever table it stands; ``()`` counts everybody. A cell of no count
is a nought, and stands in its table as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

Cell = tuple[tuple[str, str], ...]
Shown = Mapping[Cell, int | None]
"""What a release shows of each cell; ``None`` where it is hidden."""
YES, NO = "yes", "no"


@dataclass(frozen=True)
class LinkedTables:
    """The dimensions of some tables, and which cells the tables have."""

    # dimension -> its categories; each person has one of them
    categories: Mapping[str, tuple[str, ...]]
    # the dimensions of each table; its margins are always shown with it
    tables: tuple[frozenset[str], ...]
    # dimension -> the finer one it follows from, and the category of each of its categories: region
    # from préfecture
    coarser: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    # dimensions of which one person may have more than one, each told by ``yes`` or ``no``, and
    # ``no`` is never shown; a person has at least one of them. Sources, say.
    several: tuple[str, ...] = ()

    @cached_property
    def margins(self) -> tuple[tuple[str, ...], ...]:
        """Each table and each of its margins, by their dimensions in order; everybody first."""
        chosen_margins = {
            chosen
            for table in self.tables
            for size in range(len(table) + 1)
            for chosen in combinations(sorted(table), size)
        }
        return tuple(sorted(chosen_margins | {()}, key=lambda one: (len(one), one)))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that a release tells, shown or hidden, in one order whatever came in."""
        return tuple(cell for margin in self.margins for cell in self._cells_of(margin))

    def finest(self, dimensions: Iterable[str]) -> frozenset[str]:
        """The dimensions from which these follow."""
        return frozenset(self.coarser[one][0] if one in self.coarser else one for one in dimensions)

    def matching(self, dimension: str, category: str) -> tuple[str, frozenset[str]]:
        """A category as some categories of the dimension from which it follows."""
        if dimension not in self.coarser:
            return dimension, frozenset({category})
        finer, of = self.coarser[dimension]
        return finer, frozenset(one for one in self.categories[finer] if of[one] == category)

    def _cells_of(self, margin: tuple[str, ...]) -> Iterator[Cell]:
        offered = [
            (YES,) if one in self.several else sorted(self.categories[one]) for one in margin
        ]
        for chosen in product(*offered):
            cell = tuple(zip(margin, chosen, strict=True))
            if self._can_hold_anybody(cell):
                yield cell

    def _can_hold_anybody(self, cell: Cell) -> bool:
        """A préfecture stands in one region: it has no cell in another."""
        left: dict[str, frozenset[str]] = {}
        for dimension, category in cell:
            finer, matching = self.matching(dimension, category)
            left[finer] = left.get(finer, matching) & matching
        return all(left.values())


def count_cells(layout: LinkedTables, persons: Mapping[Cell, int]) -> dict[Cell, int]:
    """The true count of every cell.

    Args:
        persons: how many persons have which category of each dimension that follows from no other.
    """
    counts = dict.fromkeys(layout.cells, 0)
    for full, number in persons.items():
        held = dict(full)
        for dimension, (finer, of) in layout.coarser.items():
            held[dimension] = of[held[finer]]
        for margin in layout.margins:
            cell = tuple((one, held[one]) for one in margin)
            if cell in counts:
                counts[cell] += number
    return counts


def independent_groups(edges: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """The fewest dimensions to cross such that the tables say of each crossing all they can say.

    Tables that form no cycle stay as they are: whatever agrees on shared margins can be true at
    once. Those of a cycle (A by B, B by C, C by A) are crossed with each other.
    """
    left = set(edges)
    while True:
        left = {one for one in left if not any(one < other for other in left)}
        cycle = _cycle(left)
        if not cycle:
            return tuple(sorted(left, key=sorted))
        left = (left - cycle) | {frozenset().union(*cycle)}


def _cycle(edges: set[frozenset[str]]) -> set[frozenset[str]]:
    """What is left when everything that hangs on by one shared margin is taken away."""
    reduced = {one: one for one in edges}
    while True:
        often = [item for one in reduced.values() for item in one]
        alone = {item for item in often if often.count(item) == 1}
        shrunk = {whole: one - alone for whole, one in reduced.items()}
        kept: dict[frozenset[str], frozenset[str]] = {}
        for whole in sorted(shrunk, key=sorted):
            others = [shrunk[one] for one in shrunk if one != whole and one in shrunk]
            twins = [one for name, one in kept.items() if one == shrunk[whole]]
            if not shrunk[whole] or twins or any(shrunk[whole] < one for one in others):
                continue
            kept[whole] = shrunk[whole]
        if kept == reduced:
            return set(kept)
        reduced = kept
