"""The sample of what the machine decided: every pair counted once, the same few drawn each time."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.linkage.engine.audit_sample import STRATA, sample

SIZE = 9
IDS = [f"M{i}" for i in range(SIZE)]
numbers = st.integers(0, SIZE - 1)
pairs = st.tuples(numbers, numbers).filter(lambda p: p[0] < p[1])
scored = st.dictionaries(pairs, st.floats(-12, 20), max_size=30)
grouped = st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE)


def table(weights: dict[tuple[int, int], float]) -> pa.Table:
    ordered = sorted(weights.items())
    return pa.table(
        {
            "l": pa.array([p[0] for p, _ in ordered], pa.int64()),
            "r": pa.array([p[1] for p, _ in ordered], pa.int64()),
            "weight": pa.array([w for _, w in ordered], pa.float64()),
        }
    )


@settings(max_examples=25)
@given(scored, grouped, st.lists(pairs, max_size=3))
def test_every_pair_that_the_machine_decided_is_in_one_stratum(
    weights: dict[tuple[int, int], float], groups: list[int], judged: list[tuple[int, int]]
) -> None:
    counts, drawn = sample(table(weights), np.array(groups), IDS, judged, each=1000)
    together = {(a, b) for a in range(SIZE) for b in range(a + 1, SIZE) if groups[a] == groups[b]}
    close = {p for p, w in weights.items() if w >= -8 and p not in together}
    assert {(a, b) for a, b, *_ in drawn} == (together | close) - set(judged)
    assert sum(counts.values()) == len(drawn)
    for a, b, stratum, weight in drawn:
        is_linked, low, high = STRATA[stratum]
        assert is_linked == (groups[a] == groups[b])
        assert low <= (-math.inf if weight is None else weight) < high


def test_the_sample_is_the_same_whatever_else_is_drawn() -> None:
    edges = table({(a, b): 7.0 for a in range(SIZE) for b in range(a + 1, SIZE)})
    one = np.zeros(SIZE, np.int64)
    _, few = sample(edges, one, IDS, each=4)
    _, more = sample(edges, one, IDS, each=8)
    assert len(few) == 4
    assert {p[:2] for p in few} < {p[:2] for p in more}
    assert sample(edges, one, IDS, each=4)[1] == few
