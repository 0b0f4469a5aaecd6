"""A table of capture histories: which lists a person stands on, and how many persons do.

A history is a bit mask, bit ``i`` for list ``i``. Counts are an array over the histories
``1 .. 2**lists - 1`` (``counts[mask - 1]``); what the table omits counts zero, and the history on
no list is the unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

MOST_LISTS = 8
"""A resample holds 2**lists cells; the published studies have three to six lists."""

Counts = NDArray[np.float64]


@dataclass(frozen=True)
class CaptureHistories:
    """Counts of persons by history; ``lists`` in the order of the table's columns.

    ``rows`` are the histories in the order of the table's rows, where it had an order.
    """

    lists: tuple[str, ...]
    counts: Counts
    rows: tuple[int, ...] = ()

    @property
    def observed(self) -> int:
        """Persons on at least one list."""
        return int(self.counts.sum())

    @property
    def on_several(self) -> int:
        """Persons on two lists or more: all that is known of the overlap."""
        return int(self.counts[list_sizes(len(self.lists)) > 1].sum())

    @property
    def order(self) -> tuple[int, ...]:
        """The histories as resamples go through them: the table's rows; else few lists first."""
        every = range(1, len(self.counts) + 1)
        return self.rows or tuple(
            sorted(every, key=lambda m: [m.bit_count(), *(-(m >> i & 1) for i in range(16))])
        )

    @property
    def list_totals(self) -> tuple[int, ...]:
        """Persons on each list."""
        return tuple(self.persons_on(1 << i) for i in range(len(self.lists)))

    def persons_on(self, lists: int) -> int:
        """Persons on all of the lists of a mask, whatever else they are on."""
        masks = np.arange(1, len(self.counts) + 1)
        return int(self.counts[(masks & lists) == lists].sum())

    def without(self, gone: int) -> CaptureHistories:
        """The table as it would be had the list ``gone`` never been kept."""
        return self._collapsed(gone, on_it=False)

    def among(self, number: int) -> CaptureHistories:
        """The persons of the list ``number`` as the other lists see them; its size is a truth."""
        return self._collapsed(number, on_it=True)

    def _collapsed(self, gone: int, *, on_it: bool) -> CaptureHistories:
        names = tuple(name for i, name in enumerate(self.lists) if i != gone)
        counts = np.zeros(2 ** len(names) - 1)
        for mask, count in enumerate(self.counts, start=1):
            rest = (mask & (1 << gone) - 1) | (mask >> gone + 1) << gone
            if rest and (mask >> gone & 1 or not on_it):
                counts[rest - 1] += count
        return CaptureHistories(names, counts)


def list_sizes(lists: int) -> NDArray[np.int64]:
    """On how many lists each history is, in the order of ``counts``."""
    return np.array([mask.bit_count() for mask in range(1, 2**lists)])


def list_pairs(lists: int) -> list[int]:
    """The pairs of lists as masks: first with second, first with third, and so on."""
    return [1 << i | 1 << j for i, j in combinations(range(lists), 2)]
