"""Capture histories from the warehouse's own linked lists: one person, the exports that met her."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

import numpy as np

from warehouse.indicators.hidden_population.capture_histories import CaptureHistories

MOST = 5
"""All models of five lists can be tried; of more, the selection is a path among pairs."""
SMALLEST_SHARE = 0.1
"""A list of fewer of the persons overlaps the others by a handful; it is merged, never dropped."""
MERGED = "+"


def histories_of(persons: Iterable[Collection[str]]) -> CaptureHistories:
    """The table of overlaps; the smallest lists are merged by rule, whoever is on one stays.

    Args:
        persons: of each person the lists that have her.
    """
    listed = [frozenset(one) for one in persons if one]
    sizes = Counter(name for one in listed for name in one)
    parts: list[frozenset[str]] = [frozenset({name}) for name in sorted(sizes)]

    def size(part: frozenset[str]) -> int:
        return sum(1 for one in listed if one & part)

    while len(parts) > 2:
        parts.sort(key=lambda part: (size(part), sorted(part)))
        if len(parts) <= MOST and size(parts[0]) >= SMALLEST_SHARE * len(listed):
            break
        smallest, next_one, *rest = parts
        parts = [smallest | next_one, *rest]
    parts.sort(key=sorted)
    counts = np.zeros(max(0, 2 ** len(parts) - 1))
    for one in listed:
        counts[sum(1 << i for i, part in enumerate(parts) if one & part) - 1] += 1
    return CaptureHistories(tuple(MERGED.join(sorted(part)) for part in parts), counts)
