"""Two hundred mentions are enough to learn from, and nobody is joined where all are alone."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine import link_table
from warehouse.linkage.engine.parameters import LEAST_TO_LEARN
from warehouse.proof.bench.linkage.floors import measured
from warehouse.proof.simulate.mentions.worlds import World, simulate_world

pytestmark = pytest.mark.slow

SEEDS = range(5)


def one_mention_each(world: World) -> World:
    _, first = np.unique(world.person, return_index=True)
    return World(world.mentions.take(np.sort(first)), world.person[np.sort(first)])


def test_small_tables_are_linked_well() -> None:
    worlds = [simulate_world(LEAST_TO_LEARN + 20, 2, 100 + seed) for seed in SEEDS]
    found = [measured(world, link_table) for world in worlds]
    assert len(found) > 1
    assert np.mean([one.f1 for one in found]) >= 0.95, found
    assert np.mean([one.precision for one in found]) >= 0.95, found


def test_hardly_anybody_is_joined_in_a_small_table_of_strangers_and_brothers() -> None:
    worlds = [one_mention_each(simulate_world(300, 2, 300 + seed)) for seed in SEEDS]
    found = [measured(world, link_table) for world in worlds]
    assert min(one.mentions for one in found) > LEAST_TO_LEARN
    assert sum(one.mentions - one.persons for one in found) <= 1, found
