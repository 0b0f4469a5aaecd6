"""A simulated country of known groups: each gets its own total, or the reason why it has none."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from warehouse.indicators.hidden_population.capture_histories import CaptureHistories
from warehouse.indicators.hidden_population.chao_bound import main_effects
from warehouse.indicators.hidden_population.covariate_models import CovariateSearch
from warehouse.indicators.hidden_population.group_estimates import estimate_groups
from warehouse.indicators.hidden_population.stepwise import stepwise_search

pytestmark = pytest.mark.slow

LISTS = ("police", "shelter", "health", "court")
ALIKE = (0.10, 0.15, 0.05, 0.12)
BY_HEALTH = (0.10, 0.15, 0.20, 0.12)
"""Whom the health list sees four times as often."""
TRUTH = {"girls": (6000, ALIKE), "boys": (2000, BY_HEALTH), "unknown": (500, ALIKE)}
REFERRED = 0.3
"""Of those whom the police see, the share whom they bring to the shelter."""


def country(seed: int) -> dict[str, CaptureHistories]:
    chance = np.random.default_rng(seed)
    tables = {}
    for name, (persons, chances) in TRUTH.items():
        seen = chance.random((persons, len(LISTS))) < np.array(chances)
        seen[:, 1] |= seen[:, 0] & (chance.random(persons) < REFERRED)
        masks = seen.astype(int) @ (1 << np.arange(len(LISTS)))
        counts = np.bincount(masks, minlength=2 ** len(LISTS))[1:].astype(float)
        tables[name] = CaptureHistories(LISTS, counts)
    return tables


def test_the_truth_of_each_group_is_in_its_interval_and_the_model_is_the_country() -> None:
    told = estimate_groups(country(3), 300, 1)
    assert told["model"]["pairs"] == ["police:shelter"]
    assert told["model"]["of_each_group"] == ["health"]
    for name, (persons, _) in TRUTH.items():
        low, high = told["groups"][name]["ci95"]
        assert low < persons < high < 2 * low
    json.dumps(told, allow_nan=False)
    assert estimate_groups(country(3), 300, 1) == told


def test_a_group_seen_otherwise_is_not_a_share_of_the_whole() -> None:
    """More of the boys were seen: they are 28 % of those observed, and 24 % of all there are."""
    tables = country(3)
    observed = {name: one.observed for name, one in tables.items()}
    groups = estimate_groups(tables, 100, 1)["groups"]
    whole = sum(one["point"] for one in groups.values())
    assert observed["boys"] / sum(observed.values()) > 0.27
    assert groups["boys"]["point"] / whole == pytest.approx(2000 / 8500, rel=0.05)


def test_lists_that_differ_in_every_group_are_as_many_tables() -> None:
    tables = country(5)
    counts = np.concatenate([one.counts for one in tables.values()])
    search = CovariateSearch(len(LISTS), len(tables))
    of_each = {1 << i: True for i in range(len(LISTS))}
    totals = search.best_totals(counts[None, :], [of_each])[0]
    alone = [main_effects(one.counts, len(LISTS)) for one in tables.values()]
    assert totals == pytest.approx(alone, rel=1e-6)


def test_one_group_that_is_all_is_the_table_without_groups() -> None:
    counts = country(5)["girls"].counts
    model = {**{1 << i: False for i in range(len(LISTS))}, 0b11: False}
    totals = CovariateSearch(len(LISTS), 1).best_totals(counts[None, :], [model])
    choice = stepwise_search(len(LISTS))(counts[None, :])
    assert choice.pairs == [[0b11]]
    assert totals[0, 0] == pytest.approx(choice.totals[0], rel=1e-6)


def test_a_pair_that_never_met_in_any_group_goes_to_minus_infinity() -> None:
    tables = country(7)
    apart = [one.counts * [(m & 0b11) != 0b11 for m in range(1, 16)] for one in tables.values()]
    counts = np.concatenate(apart)
    ranked = CovariateSearch(len(LISTS), len(tables)).rank(counts)
    assert 0b11 in ranked[0].model
    assert np.isfinite(ranked[0].totals).all()


def few(mask: int) -> CaptureHistories:
    """Nine persons on two lists, and forty on one of them."""
    counts = np.zeros(15)
    counts[mask - 1], counts[0] = 9, 40
    return CaptureHistories(LISTS, counts)


def test_a_group_of_few_overlaps_has_a_reason_and_the_others_their_totals() -> None:
    told = estimate_groups({**country(3), "few": few(3), "fewer": few(5)}, 100, 1)
    assert told["groups"]["few"]["reasons"] == ["few_in_group"]
    assert told["groups"]["few"]["observed"] == 49
    assert "point" in told["groups"]["girls"]


REFUSED: dict[str, tuple[dict[str, CaptureHistories], str]] = {
    "no group": ({}, "few_lists"),
    "one group": ({"girls": country(3)["girls"]}, "few_groups"),
    "one group and nobody": (
        {"girls": country(3)["girls"], "boys": CaptureHistories(LISTS, np.zeros(15))},
        "few_groups",
    ),
    "few overlaps in all": ({"a": few(3), "b": few(5), "c": few(6)}, "few_on_several"),
    "nobody on two lists": (
        {
            "a": CaptureHistories(LISTS[:3], np.array([9.0, 9, 0, 9, 0, 0, 0])),
            "b": CaptureHistories(LISTS[:3], np.array([9.0, 9, 0, 9, 0, 0, 0])),
        },
        "no_overlap",
    ),
    "each group on all lists": (
        {name: CaptureHistories(LISTS[:3], np.array([0.0] * 6 + [90])) for name in "ab"},
        "no_valid_model",
    ),
}


@pytest.mark.parametrize(("tables", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_groups_that_cannot_bear_an_estimate(
    tables: dict[str, CaptureHistories], reason: str
) -> None:
    told: dict[str, Any] = estimate_groups(tables, 100, 1)
    assert told["reasons"] == [reason]
    assert "groups" not in told
