"""The unknowns: persons in the finest cells of each group of linked tables, of one release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import combinations, product
from math import prod

import numpy as np
from scipy.sparse import csr_matrix, vstack

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.integer_solver import Integers
from warehouse.indicators.disclosure.linked_tables import (
    YES,
    Cell,
    LinkedTables,
    independent_groups,
)

MOST_UNKNOWNS = 20_000
"""Beyond it, whoever defines the tables cuts them down: no reader needs them, no solver ends."""


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

    def has(self, cell: Cell) -> bool:
        """Whether a crossing of all dimensions has only categories that are told of."""
        of = dict(cell)
        names = {one for group in self.groups for one in group}
        return all(of.get(one) in self.layout.categories[one] for one in names)

    def crossings(self, cells: Sequence[Cell]) -> csr_matrix:
        """A column for each crossing of all dimensions: the unknowns that count it."""
        rows = []
        for cell in cells:
            of = dict(cell)
            held = [
                self._of(group, {one: frozenset({of[one]}) for one in names})
                for group, names in enumerate(self.groups)
            ]
            rows.append(np.concatenate(held))
        return self._matrix(rows).T.tocsr()

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
