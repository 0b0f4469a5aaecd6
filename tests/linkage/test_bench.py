"""The floor under the linkage, and the bench that measures it: figures, worlds, rivals.

The floors are of simulated worlds of 4,000 mentions, seed 1, whose truth is known. Seconds are
printed by ``zokwezo bench linkage`` and never asserted.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.engine import link_table
from warehouse.linkage.engine.mention_columns import STANDARD
from warehouse.proof.bench.linkage.contest import Result, contend
from warehouse.proof.bench.linkage.figures import figures
from warehouse.proof.bench.linkage.first_month import link_as_the_warehouse
from warehouse.proof.bench.linkage.floors import FLOORS, SIZE, measured
from warehouse.proof.bench.linkage.linkage_report import exponents
from warehouse.proof.simulate.mentions.slips import NOISES
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

labels = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30)


def pinned(mentions: pa.Table) -> pa.Table:
    return link_as_the_warehouse(mentions).assignments


# Learnt stood at 0.983 with 0.979 of precision on 2026-11-24; the pinned ones' are with FLOORS.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("noise", "link", "least_f1", "least_precision"),
    [
        *(
            pytest.param(one.noise, pinned, one.f1, one.precision, id=f"pinned_noise_{one.noise}")
            for one in FLOORS
        ),
        pytest.param(2, link_table, 0.972, 0.968, id="parameters_learnt_from_the_table"),
    ],
)
def test_the_linkage_does_not_fall_below_its_floor(
    noise: int, link: Callable[[pa.Table], pa.Table], least_f1: float, least_precision: float
) -> None:
    found = measured(simulate_world(SIZE, noise), link)
    assert found.mentions == SIZE
    assert found.precision >= least_precision, found
    assert found.f1 >= least_f1, found
    assert found.largest <= 1.5 * found.true_largest, "a chain has grown"


@pytest.mark.slow
def test_stock_splink_runs_beside_ours_in_a_process_of_its_own() -> None:
    world = simulate_world(600, noise=1)
    mentions = world.mentions.drop_columns(list(COMPARE))
    usual, best = contend("stock", "small", mentions, world.person)
    assert (usual.linkage, best.linkage) == ("stock", "stock_best")
    assert best.figures.f1 >= usual.figures.f1 > 0.8, "a rival that is not tuned is no rival"


@given(labels)
def test_pairs_counted_by_cells_are_the_pairs_counted_one_by_one(
    rows: list[tuple[int, int]],
) -> None:
    true, found = (np.array(side, np.int64) for side in zip(*rows, strict=True))
    told = figures(true, found)
    pairs = [
        (rows[a][0] == rows[b][0], rows[a][1] == rows[b][1])
        for a, b in itertools.combinations(range(len(rows)), 2)
    ]
    both = sum(t and f for t, f in pairs)
    of_found, of_true = sum(f for _, f in pairs), sum(t for t, _ in pairs)
    assert told.precision == (both / of_found if of_found else 1)
    assert told.recall == (both / of_true if of_true else 1)
    assert told.persons == len(set(found.tolist()))
    assert told.true_persons == len(set(true.tolist()))


def test_what_is_wholly_right_is_one_whatever_the_labels() -> None:
    told = figures(np.array([4, 4, 9, 0]), np.array([0, 0, 1, 7]))
    assert (told.f1, told.bcubed, told.persons, told.alone) == (1, 1, 3, 2)


def test_the_same_seed_gives_the_same_world_and_another_another() -> None:
    one, again, other = (simulate_world(500, 2, seed) for seed in (1, 1, 2))
    assert one.mentions.equals(again.mentions)
    assert np.array_equal(one.person, again.person)
    assert not one.mentions.equals(other.mentions)


def test_more_noise_leaves_more_to_guess_about_the_same_persons() -> None:
    worlds = [simulate_world(2_000, noise) for noise in NOISES]
    persons = {len(np.unique(world.person)) for world in worlds}
    births = [world.mentions["birth_date_min"].null_count for world in worlds]
    names = [len(world.mentions["family_name"].unique()) for world in worlds]
    assert len(persons) == 1
    assert births == sorted(births)
    assert names == sorted(names)


def test_a_world_stands_in_the_standard_columns() -> None:
    world = simulate_world(1_000)
    assert set(world.mentions.column_names) == {*STANDARD, *COMPARE}
    assert len(world.mentions) == len(world.person) == 1_000
    empty = [c for c in STANDARD if world.mentions[c].null_count == 1_000]
    assert not empty, "every column is told by someone"


def test_persons_are_mentioned_as_often_as_asked() -> None:
    world = simulate_world(20_000, mentions_per_person=1.3)
    assert 20_000 / len(np.unique(world.person)) == pytest.approx(1.3, abs=0.03)


def test_cost_that_grows_with_the_square_has_exponent_two() -> None:
    def run(mentions: int, seconds: float) -> Result:
        told = figures(np.arange(mentions), np.arange(mentions))
        return Result("pinned", "", told, seconds, 100.0)

    (grown,) = exponents([run(1_000, 4.0), run(100, 0.04)])
    assert grown["seconds"] == pytest.approx(2)
    assert grown["megabytes"] == 0
