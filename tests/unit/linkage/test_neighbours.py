"""People of one village: a home, a place of birth and a region say one thing three times."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.linkage.engine.training import Model, learn

SIZES = {"names": 6, "birth": 21, "text_home": 8, "text_born_at": 8, "text_region": 8}
OTHER, CONTAINED, SAME = 1, 4, 5
YEARS_APART, NEAR, ONE_DAY = 11, 15, 20
AGES = {-1: 0.3, YEARS_APART: 0.5, 12: 0.15, 13: 0.05}
ONE, FAMILY, NAMESAKES = 3_000, 2_000, 20_000
STRANGERS, EACH = 100_000, 200.0

Shares = dict[int, float]


def drawn(rng: np.random.Generator, pairs: int, *shares: Shares) -> np.ndarray:
    """So many pairs, the level of each comparison drawn from its shares; -1 is not known."""
    return np.column_stack([rng.choice(list(one), pairs, p=list(one.values())) for one in shares])


def learnt_among(neighbours: int) -> Model:
    """What is learnt of persons, families, namesakes, strangers, and so many pairs of a village."""
    rng = np.random.default_rng(1)
    far, lately = {0: 0.9, -1: 0.1}, {0: 0.9, 3: 0.02, -1: 0.08}
    region = {5: 0.5, 6: 0.3, 7: 0.15, -1: 0.05}
    one = drawn(
        rng,
        ONE,
        {SAME: 0.6, CONTAINED: 0.2, 3: 0.15, 2: 0.05},
        {-1: 0.3, ONE_DAY: 0.3, 18: 0.15, 17: 0.1, 16: 0.1, NEAR: 0.05},
        {7: 0.8, 0: 0.1, -1: 0.1},
        {7: 0.85, 0: 0.1, -1: 0.05},
        region,
    )
    family = drawn(
        rng,
        FAMILY,
        {OTHER: 0.8, 2: 0.1, 0: 0.1},
        AGES,
        {7: 0.5, 6: 0.3, 5: 0.1, 0: 0.1},
        {7: 0.2, 5: 0.3, 0: 0.5},
        region,
    )
    village = drawn(
        rng,
        neighbours,
        {0: 1.0},
        AGES,
        {7: 0.85, -1: 0.15},
        {7: 0.95, -1: 0.05},
        {5: 0.95, 4: 0.05},
    )
    namesakes = drawn(
        rng,
        NAMESAKES,
        {OTHER: 0.5, 2: 0.3, 3: 0.1, SAME: 0.1},
        AGES,
        far,
        far,
        {0: 0.7, 4: 0.2, 5: 0.1},
    )
    strangers = drawn(
        rng,
        STRANGERS,
        {0: 0.98, OTHER: 0.015, 2: 0.005},
        {-1: 0.3, YEARS_APART: 0.499, 12: 0.15, 13: 0.05, 18: 0.001},
        lately,
        lately,
        {0: 0.8, 4: 0.1, 5: 0.05, 6: 0.03, -1: 0.02},
    )
    pairs = np.vstack([one, family, village, namesakes, strangers])
    weights = np.repeat([1.0, EACH], [len(pairs) - STRANGERS, STRANGERS])
    patterns, place = np.unique(pairs, axis=0, return_inverse=True)
    counts = np.bincount(place.ravel(), weights=weights)
    return learn(list(SIZES), list(SIZES.values()), patterns, counts, 30_000, other_names=(OTHER,))


@pytest.mark.parametrize("neighbours", [2_000, 8_000])
def test_a_village_is_told_from_persons_and_from_families(neighbours: int) -> None:
    model = learnt_among(neighbours)
    by_chance = STRANGERS * EACH
    found = {kind: share * by_chance for kind, share in model.kind_shares.items()}
    assert found["neighbours"] == pytest.approx(neighbours, rel=0.1)
    assert found["family"] == pytest.approx(FAMILY, rel=0.15)
    assert model.share / (1 - model.share) * by_chance == pytest.approx(ONE, rel=0.05)
    assert model.kinds["neighbours"]["names"][0] > 0.95, "neighbours bear any name"
    family = model.kinds["family"]
    assert family["names"][OTHER] == pytest.approx(0.8, abs=0.05)
    assert family["text_home"][7] == pytest.approx(0.5, abs=0.05), "the village is not its home"
