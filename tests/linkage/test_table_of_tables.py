"""Tables of many shapes, nothing tuned to any: each has a floor, and the worst is told first."""

from __future__ import annotations

import json
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest

from warehouse.linkage.engine.table_linkage import PARAMETERS, link_table
from warehouse.linkage.engine.training import NAMES_ALONE
from warehouse.proof.bench.linkage.contest import in_order
from warehouse.proof.bench.linkage.figures import Figures, figures, numbered
from warehouse.proof.bench.linkage.first_month import link_as_the_warehouse
from warehouse.proof.bench.linkage.other_tables import OtherTable
from warehouse.proof.bench.linkage.reliability import ReliabilityBin, pooled, reliability
from warehouse.proof.bench.linkage.table_of_tables import KINDS, table_of
from warehouse.proof.simulate.mentions.invented_names import Ints
from warehouse.proof.simulate.mentions.worlds import simulate_world

pytestmark = pytest.mark.slow

SIZE = 1_000

FLOORS = {
    "arabic_names": (0.960, 0.974),
    "portuguese_names": (0.960, 0.980),
    "german_names": (0.940, 0.975),
    "english_names": (0.970, 0.980),
    "no_family_names": (0.942, 0.950),
    "names_alone": (0.955, 0.950),
    "no_births": (0.965, 0.955),
    "births_by_year": (0.970, 0.955),
    "names_and_births": (0.940, 0.975),
    "place_and_party_of_few": (0.960, 0.970),
    "address_of_institutions": (0.970, 0.990),
    "seldom_mentioned": (0.934, 0.967),
    "german_seldom_mentioned": (0.960, 0.950),
    "often_mentioned": (0.970, 0.965),
    "arabic_often_mentioned": (0.965, 0.955),
    "party_and_area_by_year": (0.980, 0.980),
    "arabic_in_institutions": (0.975, 0.978),
    "portuguese_turned": (0.978, 0.980),
    "german_by_year": (0.950, 0.960),
    "no_family_names_often": (0.953, 0.968),
    "few_families": (0.973, 0.969),
    "two_hundred": (0.975, 0.990),
    "four_hundred": (0.980, 0.975),
}
"""F1 and precision at a thousand mentions, 0.008 to 0.013 below what was measured (29 November
2026); precision of the kinds that stood under 0.95 is held at it. arabic_names and seldom_mentioned
are held higher since births tell how often a family gives one name to two (30 November 2026: 0.972
0.985, 0.944 0.977). The worst F1 is seldom_mentioned: of 1.05 mentions a person, few pairs are one,
and one pair more or less is 0.01."""

MANY_SHAPES = (
    "arabic_names",
    "german_names",
    "english_names",
    "no_family_names",
    "german_by_year",
    "arabic_in_institutions",
    "portuguese_turned",
    "few_families",
)
"""Where a birth or none, a home or none, many columns or few are told. Of the pairs that are missed
in them raw odds tell 0.45 to 0.50 (seeds 5 and 6), and what they are worth 0.85 to 0.94."""


def held_against_the_truth(table: OtherTable) -> tuple[Figures, pa.Table]:
    linked = link_table(table.mentions, table.compare)
    return figures(true_persons(table, linked), numbered(linked["person_id"])), linked


def true_persons(table: OtherTable, linked: pa.Table) -> Ints:
    return in_order(table.mentions["mention_id"], linked["mention_id"], table.person)


def curve_of(table: OtherTable, linked: pa.Table) -> tuple[ReliabilityBin, ...]:
    told = linked["probability"].to_numpy().astype(float)
    return reliability(true_persons(table, linked), numbered(linked["person_id"]), told)


def test_no_table_falls_below_its_floor() -> None:
    assert set(FLOORS) == set(KINDS)
    short, curves = [], []
    for name, (f1, precision) in FLOORS.items():
        table = table_of(name, SIZE)
        found, linked = held_against_the_truth(table)
        curves.append(curve_of(table, linked))
        if found.f1 < f1 or found.precision < precision:
            short.append((found.f1, f"{name}: {found.f1:.4f} {found.precision:.4f}"))
    assert not short, [said for _, said in sorted(short)]
    for name in MANY_SHAPES:
        table = table_of(name, 3_000, seed=8)
        curves.append(curve_of(table, link_table(table.mentions, table.compare)))
    # What was read off these tables among others is no measure; it must not come loose again.
    # Fewer mentions than these are a hundred persons or less, and move by more than that by chance.
    told = [one for one in pooled(curves) if one.least >= 0.5 and one.mentions >= 250]
    assert len(told) >= 4
    assert [one for one in told if abs(one.told - one.right) > 0.05] == []


def test_the_warehouse_too_tells_what_its_pinned_odds_are_worth() -> None:
    curves = []
    for name in ("arabic_names", "english_names", "german_by_year", "no_births", "few_families"):
        table = table_of(name, SIZE, seed=5)
        curves.append(curve_of(table, link_as_the_warehouse(table.mentions).assignments))
    told = [one for one in pooled(curves) if one.mentions >= 150]
    assert len(told) >= 3
    assert [one for one in told if abs(one.told - one.right) > 0.05] == []
    assert all(one.least >= 0.8 for one in told), "what joins is nowhere even odds"


def test_as_many_links_are_missed_as_the_pairs_left_apart_tell() -> None:
    expected, missed = 0.0, 0
    for name in MANY_SHAPES:
        table = table_of(name, 2_000, seed=7)
        linked = link_as_the_warehouse(table.mentions)
        held = {row["stratum"]: row["pairs"] for row in linked.strata.to_pylist()}
        apart = defaultdict(list)
        for pair in linked.audit.to_pylist():
            stratum = json.loads(pair["detail"])["stratum"]
            if stratum.startswith("apart"):
                apart[stratum].append(pair["probability"])
        assert apart
        expected += sum(held[stratum] * np.mean(told) for stratum, told in apart.items())
        true = true_persons(table, linked.assignments)
        person = numbered(linked.assignments["person_id"])
        missed += pairs_of(true) - pairs_of(true * len(true) + person)
    assert 0.7 <= expected / missed <= 1.4


def pairs_of(person: Ints) -> int:
    counts = np.unique(person, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def test_a_doubt_that_each_month_repeats_is_one_doubt() -> None:
    found, _ = held_against_the_truth(table_of("births_by_year", SIZE, seed=3))
    assert found.precision >= 0.985, found
    assert found.f1 >= 0.970, found


def test_twins_who_are_often_mentioned_are_two() -> None:
    found, _ = held_against_the_truth(table_of("often_mentioned", SIZE, seed=2))
    assert found.precision >= 0.980, found
    assert found.f1 >= 0.970, found


def test_names_alone_are_joined_as_far_as_their_rarity_bears_it() -> None:
    found, linked = held_against_the_truth(table_of("names_alone", 2_000, seed=3))
    assert linked.schema.metadata[PARAMETERS.encode()].decode() == NAMES_ALONE
    assert found.precision >= 0.95, found
    assert found.f1 >= 0.90, found


def test_names_alone_join_hardly_anybody_where_all_are_mentioned_once() -> None:
    names = ["mention_id", "family_name", "given_names", "full_name"]
    world = simulate_world(1_000, 2, 5, mentions_per_person=1.0)
    linked = link_table(world.mentions.select(names))
    assert 1_000 - len(linked["person_id"].unique()) <= 10
