"""The error of the linkage widens what is said, by as much as the pairs are unsure."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from warehouse.indicators.hidden_population.linkage_draws import (
    UncertainPair,
    carry_linkage,
    draw_persons,
    sweep_thresholds,
)

PERSONS = {"m1": "p1", "m2": "p1", "m3": "p2", "m4": "p3"}
LISTS = {"m1": "a", "m2": "b", "m3": "c", "m4": "d"}


def drawn(*pairs: UncertainPair) -> list[list[str]]:
    found = draw_persons(PERSONS, LISTS, pairs, np.random.default_rng(1))
    return sorted(sorted(one) for one in found)


def country(seen: int) -> tuple[dict[str, str], dict[str, str]]:
    """Persons whom three lists see by chance alone, a mention for each list that has one."""
    chance = np.random.default_rng(5)
    persons, lists = {}, {}
    for number in range(seen):
        for name in "abc":
            if chance.random() < 0.4:
                persons[f"{number}{name}"] = f"p{number}"
                lists[f"{number}{name}"] = name
    return persons, lists


def test_sure_pairs_leave_the_persons_as_they_are() -> None:
    as_linked = [["a", "b"], ["c"], ["d"]]
    assert drawn() == as_linked
    assert drawn(UncertainPair("m1", "m2", 1.0), UncertainPair("m3", "m4", 0.0)) == as_linked


@pytest.mark.parametrize(
    ("pair", "persons"),
    [
        (UncertainPair("m1", "m3", 1.0), [["a", "b", "c"], ["d"]]),
        (UncertainPair("m1", "m2", 0.0), [["a"], ["b"], ["c"], ["d"]]),
    ],
    ids=["two that are one", "one that is two"],
)
def test_a_drawn_pair_joins_two_or_parts_one(pair: UncertainPair, persons: list[list[str]]) -> None:
    assert drawn(pair) == persons


def test_joins_go_on_through_a_third() -> None:
    pairs = (UncertainPair("m1", "m3", 1.0), UncertainPair("m3", "m4", 1.0))
    assert drawn(*pairs) == [["a", "b", "c", "d"]]


def test_missed_and_false_links_widen_the_interval() -> None:
    persons, lists = country(400)
    sure = carry_linkage(persons, lists, [], draws=10, resamples=100)
    # Every person of two mentions may be two.
    several = [
        UncertainPair(first, second, 0.6)
        for first, second in zip(list(persons)[:-1], list(persons)[1:], strict=True)
        if persons[first] == persons[second]
    ]
    unsure = carry_linkage(persons, lists, several, draws=10, resamples=100)
    assert len(several) > 100
    assert sure["points"][0] == sure["points"][1]
    assert unsure["points"][0] < unsure["points"][1]
    # Links that are missed make the unknown look larger.
    assert unsure["points"][0] > sure["points"][1]
    assert unsure["ci95"][1] > sure["ci95"][1]
    again = carry_linkage(persons, lists, several, draws=10, resamples=100)
    assert again == unsure


def test_a_higher_threshold_parts_more_and_estimates_more() -> None:
    persons, lists = country(400)
    mentions = list(persons)
    several = [
        UncertainPair(first, second, 0.2 + 0.7 * (number % 8) / 7)
        for number, (first, second) in enumerate(pairwise(mentions))
        if persons[first] == persons[second]
    ]
    rows = sweep_thresholds(persons, lists, several, (0.0, 0.5, 1.0))
    as_linked = carry_linkage(persons, lists, [], draws=1, resamples=10)
    assert [row["together"] for row in rows][::2] == [len(several), 0]
    assert rows[0]["point"] == as_linked["points"][0]
    assert rows[0]["observed"] < rows[1]["observed"] < rows[2]["observed"]
    assert rows[0]["point"] < rows[1]["point"]


def test_no_threshold_gives_two_lists_an_estimate() -> None:
    assert {row["point"] for row in sweep_thresholds({"m1": "p1"}, {"m1": "a"}, [])} == {None}


def test_a_pair_of_a_mention_that_is_gone_is_left_out() -> None:
    persons, lists = country(60)
    told = carry_linkage(persons, lists, [UncertainPair("gone", "0a", 0.5)], draws=2, resamples=10)
    assert told["uncertain_pairs"] == 0


def test_two_lists_bear_no_estimate() -> None:
    told = carry_linkage({"m1": "p1"}, {"m1": "a"}, [], draws=3, resamples=10)
    assert (told["failed"], told["points"], told["ci95"]) == (3, None, None)
