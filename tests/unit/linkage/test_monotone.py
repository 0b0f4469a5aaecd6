"""Less alike is never more evidence, in what is learnt as in what is pinned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.linkage.engine.match_levels import NO_EVIDENCE
from warehouse.linkage.engine.monotone import ORDERS, in_order
from warehouse.linkage.engine.training import pinned

SHARE = st.floats(1e-8, 1)


def bits(m: np.ndarray, u: np.ndarray) -> np.ndarray:
    return np.asarray(np.log2(m / u))


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_no_pinned_level_says_more_than_one_that_is_more_alike(name: str) -> None:
    told = bits(*np.array(pinned().rates[name]).T)
    for chain in ORDERS[name]:
        assert (np.diff(told[list(chain)]) > 0).all(), chain


@pytest.mark.parametrize("name", sorted(NO_EVIDENCE))
def test_no_pinned_level_that_is_no_evidence_speaks_for(name: str) -> None:
    levels, most = NO_EVIDENCE[name]
    told = bits(*np.array(pinned().rates[name]).T)
    assert (told[list(levels)] < np.log2(most) + 2e-3).all()


def test_what_is_pinned_again_is_what_was_pinned() -> None:
    before = pinned()
    again = before.to_pin(before)
    assert again.version == before.version
    assert again.rates == before.rates


@pytest.mark.parametrize(("name", "size"), [("names", 36), ("birth", 21), ("text_any", 8)])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_levels_come_into_order(name: str, size: int, data: st.DataObject) -> None:
    drawn = st.lists(SHARE, min_size=size, max_size=size)
    m, u = (np.array(data.draw(drawn)) for _ in range(2))
    told, by_chance = in_order(name, m / m.sum(), u / u.sum())
    assert told.sum() == pytest.approx(1)
    assert by_chance.tolist() == (u / u.sum()).tolist()
    chains = ORDERS.get(name, ((0, 1, 2, 3), (0, 4, 5, 6, 7)))
    for chain in chains:
        assert (np.diff(bits(told, by_chance)[list(chain)]) > 0).all()
