"""What a source itself says of its mentions: who is one person, and who never is."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Pairs = list[tuple[int, int]]


def unnamed(mentions: pa.Table) -> npt.NDArray[np.bool_]:
    """Mentions without a name: nothing says who they are, so nobody else is them."""
    return np.array([one == "true" for one in mentions["is_unnamed"].to_pylist()], dtype=bool)


def must_link_by_key(mentions: pa.Table) -> Pairs:
    """Mentions that bear the same code of the same source: one person, says the source."""
    groups = _groups(mentions, ("source_id", "record_key"))
    return [(places[0], other) for places in groups for other in places[1:]]


def never_same_by_row(mentions: pa.Table) -> Pairs:
    """Mentions of one source row: its victim is not its accused, nor are its two victims one."""
    return [
        (a, b)
        for places in _groups(mentions, ("row_key",))
        for i, a in enumerate(places)
        for b in places[i + 1 :]
    ]


def _groups(mentions: pa.Table, names: tuple[str, ...]) -> list[list[int]]:
    """Places of mentions that agree on all of ``names``, none of them empty; groups of two on."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, values in enumerate(zip(*(mentions[n].to_pylist() for n in names), strict=True)):
        if all(values):
            found[values].append(place)
    return [places for places in found.values() if len(places) > 1]
