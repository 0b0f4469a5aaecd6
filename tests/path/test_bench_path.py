"""The benches of the load: beside COPY of the very rows that it left, and month by month."""

from __future__ import annotations

import pytest

from warehouse.proof.bench.growth.large_month import bench_large_month
from warehouse.proof.bench.path import bench_path

pytestmark = pytest.mark.slow


def test_the_floor_of_a_load_is_of_the_rows_that_it_left() -> None:
    (measured,) = bench_path((60,))
    # Of each person at least: who it is called, the suspect, the mention, the charge, the state.
    assert measured["rows_loaded"] > 5 * 60
    seconds = measured["seconds"]
    assert 0 < seconds["load floor"] < seconds["load"]
    # The file is read in a process of its own, and its steps are told all the same.
    assert min(seconds[name] for name in ("read", "conform", "check")) > 0
    assert measured["times_load_floor"] == seconds["load"] / seconds["load floor"]
    assert 0 < measured["processor"]["load floor"] < measured["processor"]["load"]
    assert measured["path"] < sum(seconds.values()) - seconds["load floor"]


def test_a_month_by_itself_is_measured_beside_everything_anew() -> None:
    measured = bench_large_month(60, 20, repeats=1)
    # By itself nothing is read whole, and anew nothing is looked for.
    assert measured["came"]["touched"] > 0 == measured["came"]["read"]
    assert measured["anew"]["read"] > 0 == measured["anew"]["touched"]
