"""Whether a model's estimate exists at all on a table, and whether the table can tell its terms.

Both depend on the data only through which cells are empty (Fienberg and Rinaldo 2012), and with the
same terms at minus infinity a smaller model passes wherever a larger one does: so answers are kept
by pattern, and the largest model is asked first.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag

import numpy as np
from scipy.optimize import linprog

from warehouse.indicators.hidden_population.capture_histories import Counts
from warehouse.indicators.hidden_population.loglinear import Mask, term_cells

POSITIVE = 1e-7


class ModelStatus(IntFlag):
    """0 is well; the others as SparseMSE numbers them."""

    OK = 0
    NO_ESTIMATE = 1
    NOT_IDENTIFIABLE = 2


class ModelChecks:
    """Answers about the models of so many lists, remembered for one run.

    Args:
        widest: the terms beside the main effects that any model asked about may have.
    """

    def __init__(self, lists: int, widest: Iterable[int]) -> None:
        self.main = (0, *(1 << i for i in range(lists)))
        self._terms = (*self.main, *widest)
        self._cells = dict(zip(self._terms, term_cells(self._terms, lists), strict=True))
        self._known: dict[tuple[bytes, frozenset[int], frozenset[int]], ModelStatus] = {}
        self._ranks: dict[tuple[frozenset[int], frozenset[int]], bool] = {}
        self._occupied: dict[bytes, frozenset[int]] = {}

    def status(self, support: Mask, model: Iterable[int]) -> ModelStatus:
        """Of the main effects and the terms ``model`` where ``support`` says who is not empty."""
        occupied = self._occupied_terms(support)
        asked = frozenset((*self.main, *model))
        empty = asked - occupied
        if self._ask(support, occupied, empty) is ModelStatus.OK:
            return ModelStatus.OK
        return self._ask(support, asked & occupied, empty)

    def has_estimate(self, support: Mask, model: Iterable[int], proven: bool) -> bool:
        """Whether all is well with a model, of which a fit may have ``proven`` that it exists.

        Then it is left to see whether the cells that stay can tell the terms apart.
        """
        asked = frozenset((*self.main, *model))
        if proven:
            occupied = self._occupied_terms(support)
            if self._is_identifiable(asked & occupied, asked - occupied):
                return True
        return self.status(support, model) is ModelStatus.OK

    def _occupied_terms(self, support: Mask) -> frozenset[int]:
        pattern = support.tobytes()
        if pattern not in self._occupied:
            self._occupied[pattern] = frozenset(
                term for term in self._terms if (support & self._cells[term]).any()
            )
        return self._occupied[pattern]

    def _is_identifiable(self, terms: frozenset[int], empty: frozenset[int]) -> bool:
        if (terms, empty) not in self._ranks:
            self._ranks[terms, empty] = _has_full_rank(self._design(terms, self._kept(empty)))
        return self._ranks[terms, empty]

    def _kept(self, empty: frozenset[int]) -> Mask:
        kept = np.ones(len(self._cells[0]), dtype=bool)
        for term in empty:
            kept &= ~self._cells[term]
        return kept

    def _design(self, terms: frozenset[int], kept: Mask) -> Counts:
        return np.array([self._cells[term][kept] for term in sorted(terms)], dtype=float).T

    def _ask(self, support: Mask, terms: frozenset[int], empty: frozenset[int]) -> ModelStatus:
        key = (support.tobytes(), terms, empty)
        if key not in self._known:
            kept = self._kept(empty)
            status = _existence(self._design(terms, kept), support[kept])
            if not self._is_identifiable(terms, empty):
                status |= ModelStatus.NOT_IDENTIFIABLE
            self._known[key] = status
        return self._known[key]


def examine_design(design: Counts, support: Mask) -> ModelStatus:
    """Of any design (cells, terms), where ``support`` says which cells are not empty."""
    status = _existence(design, support)
    return status if _has_full_rank(design) else status | ModelStatus.NOT_IDENTIFIABLE


def _existence(design: Counts, support: Mask) -> ModelStatus:
    exists = design.size and (support.all() or _has_inner_point(design, support))
    return ModelStatus.OK if exists else ModelStatus.NO_ESTIMATE


def _has_full_rank(design: Counts) -> bool:
    return bool(design.size) and int(np.linalg.matrix_rank(design)) == design.shape[1]


def _has_inner_point(design: Counts, support: Mask) -> bool:
    """Whether a table without an empty cell has the margins of the one observed.

    max s subject to A'x = A'y, x >= s >= 0; ``x = z + s`` makes it a program in z, s >= 0.
    """
    cells = len(design)
    solved = linprog(
        np.r_[np.zeros(cells), -1.0],
        A_eq=np.c_[design.T, design.sum(axis=0)],
        b_eq=design.T @ support.astype(float),
        bounds=(0, None),
        method="highs",
    )
    return bool(solved.status == 0 and -solved.fun > POSITIVE)
