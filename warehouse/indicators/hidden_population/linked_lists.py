"""Capture histories from the warehouse's own linked lists: one person, the exports that met her."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

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
    return histories_by_group((one, "") for one in persons).get("", _table([], []))


def histories_by_group(
    persons: Iterable[tuple[Collection[str], str]],
) -> dict[str, CaptureHistories]:
    """A table for each group of persons, of the lists that are merged for all of them together.

    Args:
        persons: of each person the lists that have her, and her group.
    """
    of_group: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for lists, group in persons:
        if lists:
            of_group[group].append(frozenset(lists))
    parts = _merged_lists([one for listed in of_group.values() for one in listed])
    return {group: _table(listed, parts) for group, listed in sorted(of_group.items())}


def _merged_lists(listed: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    parts = [frozenset({name}) for name in sorted({name for one in listed for name in one})]

    def size(part: frozenset[str]) -> int:
        return sum(1 for one in listed if one & part)

    while len(parts) > 2:
        parts.sort(key=lambda part: (size(part), sorted(part)))
        if len(parts) <= MOST and size(parts[0]) >= SMALLEST_SHARE * len(listed):
            break
        smallest, next_one, *rest = parts
        parts = [smallest | next_one, *rest]
    return sorted(parts, key=sorted)


def _table(listed: Iterable[frozenset[str]], parts: Sequence[frozenset[str]]) -> CaptureHistories:
    counts = np.zeros(max(0, 2 ** len(parts) - 1))
    for one in listed:
        counts[sum(1 << i for i, part in enumerate(parts) if one & part) - 1] += 1
    return CaptureHistories(tuple(MERGED.join(sorted(part)) for part in parts), counts)
