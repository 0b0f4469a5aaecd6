"""The bench of the path holds the load against COPY of the very rows that it left."""

from __future__ import annotations

import pytest

from warehouse.proof.bench.path import bench_path

pytestmark = pytest.mark.slow


def test_the_floor_of_a_load_is_of_the_rows_that_it_left() -> None:
    (measured,) = bench_path((60,))
    # Of each person at least: who it is called, the suspect, the mention, the charge, the state.
    assert measured["rows_loaded"] > 5 * 60
    seconds = measured["seconds"]
    assert 0 < seconds["load floor"] < seconds["load"]
    assert measured["times_load_floor"] == seconds["load"] / seconds["load floor"]
    assert measured["path"] < sum(seconds.values()) - seconds["load floor"]
