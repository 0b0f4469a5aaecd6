"""What joined stays joined while the country goes on counting."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from warehouse.linkage.engine.grouping import group_anew
from warehouse.linkage.engine.judgements import JUDGEMENTS
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

DOUBLES_AT = 8_192


def together(table: pa.Table) -> dict[str, str]:
    """Of each mention, the first of its person's, by the parameters of the warehouse."""
    ready = standardise(table)
    ids: list[str] = ready["mention_id"].to_pylist()
    found, _ = group_anew(ready, ids, JUDGEMENTS.empty_table())
    return {one: ids[first] for one, first in zip(ids, found.cluster.tolist(), strict=True)}


def parted(before: dict[str, str], after: dict[str, str]) -> tuple[int, int]:
    """How many pairs were one person before, and how many of them are not any more."""
    persons: dict[str, list[str]] = {}
    for mention, person in before.items():
        persons.setdefault(person, []).append(mention)
    pairs = [pair for members in persons.values() for pair in combinations(members, 2)]
    return len(pairs), sum(after[a] != after[b] for a, b in pairs)


@pytest.mark.slow
def test_in_the_month_in_which_the_table_doubles_nearly_all_that_joined_stay() -> None:
    world = simulate_world(10_000, noise=2, seed=1).mentions.drop_columns(list(COMPARE))
    month = pc.utf8_slice_codeunits(world["seen_on"], 0, 7)
    months, counts = np.unique(month.to_numpy(zero_copy_only=False), return_counts=True)
    doubles = int(np.searchsorted(np.cumsum(counts), DOUBLES_AT))
    earlier, later = (
        world.filter(pc.less_equal(month, pa.scalar(str(months[n]))))
        for n in (doubles - 1, doubles)
    )
    assert earlier.num_rows < DOUBLES_AT <= later.num_rows
    pairs, gone = parted(together(earlier), together(later))
    undated = [one.drop_columns(["seen_on"]) for one in (earlier, later)]
    as_many, all_gone = parted(*map(together, undated))
    assert min(pairs, as_many) > 2_000
    assert gone <= pairs / 500
    assert all_gone > 5 * gone, "the month of a mention spared nothing"
