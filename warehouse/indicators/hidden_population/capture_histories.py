"""A table of capture histories: which lists a person stands on, and how many persons do.

A history is a bit mask, bit ``i`` for list ``i``. Counts are an array over the histories
``1 .. 2**lists - 1`` (``counts[mask - 1]``); what the table omits counts zero, and the history on
no list is the unknown.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from warehouse.errors import CallError, message

COUNT_HEADERS = ("count", "effectif")
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

    def among(self, known: int) -> CaptureHistories:
        """The persons of the list ``known`` as the other lists see them; its size is a truth."""
        return self._collapsed(known, on_it=True)

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


def read_capture_histories(table: Path) -> CaptureHistories:
    """A CSV with a column of 0 and 1 for each list, and ``count`` (or ``effectif``).

    Raises:
        CallError: the file is no such table; every fault found, by row, never a value.
    """
    if not table.is_file():
        raise CallError(message("estimate.no_file", file=table.name))
    try:
        with table.open(encoding="utf-8-sig", newline="") as opened:
            rows = [(n, row) for n, row in enumerate(csv.reader(opened), 1) if any(row)]
    except (UnicodeDecodeError, csv.Error):
        raise CallError(message("estimate.not_csv", file=table.name)) from None
    if not rows:
        raise CallError(message("estimate.empty", file=table.name))
    header = [cell.strip() for cell in rows[0][1]]
    where = [i for i, name in enumerate(header) if name.lower() in COUNT_HEADERS]
    lists = tuple(name for i, name in enumerate(header) if i not in where)
    if len(where) != 1 or not lists or "" in lists or len(set(lists)) < len(lists):
        raise CallError(message("estimate.header", file=table.name))
    if len(lists) > MOST_LISTS:
        raise CallError(message("estimate.many_lists", count=len(lists), most=MOST_LISTS))
    counts = np.zeros(2 ** len(lists) - 1)
    seen: dict[int, int] = {}
    for number, row in rows[1:]:
        mask, count = _read_row(number, [cell.strip() for cell in row], where[0], len(header))
        if mask in seen:
            raise CallError(message("estimate.repeated", row=number, first=seen[mask]))
        seen[mask] = number
        counts[mask - 1] = count
    return CaptureHistories(lists, counts, tuple(seen))


def _read_row(number: int, row: list[str], where: int, width: int) -> tuple[int, int]:
    if len(row) != width:
        raise CallError(message("estimate.width", row=number, expected=width))
    bits = [cell for i, cell in enumerate(row) if i != where]
    if set(bits) - {"0", "1"}:
        raise CallError(message("estimate.not_bits", row=number))
    mask = sum(1 << i for i, bit in enumerate(bits) if bit == "1")
    if not mask:
        raise CallError(message("estimate.on_no_list", row=number))
    count = row[where]
    if not (count.isascii() and count.isdigit()):
        key = "estimate.negative" if count.startswith("-") else "estimate.not_whole"
        raise CallError(message(key, row=number))
    return mask, int(count)
