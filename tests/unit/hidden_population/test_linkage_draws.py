"""The error of the linkage widens what is said, by as much as the pairs are unsure."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from warehouse.indicators.hidden_population.linkage_draws import (
    UncertainPair,
    carry_linkage,
    draw_persons,
    made_links,
    mentions_if,
    sweep_thresholds,
    uncertain_pairs,
)
from warehouse.indicators.hidden_population.linked_lists import histories_of

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


def test_a_link_is_of_a_mention_and_the_surest_one_of_her_person() -> None:
    persons = {"m1": "p1", "m2": "p1", "m3": "p1", "m4": "p2", "m5": "p3", "m6": "p3"}
    sure = {"m1": 0.7, "m2": 0.9, "m3": 0.8, "m4": None, "m5": None, "m6": None}
    assert made_links(persons, sure) == [
        UncertainPair("m2", "m3", 0.8),
        UncertainPair("m2", "m1", 0.7),
        UncertainPair("m5", "m6", 1.0),
    ]


def test_a_link_that_waits_for_an_audit_is_drawn_once_as_the_link_it_is() -> None:
    audited, apart = UncertainPair("m1", "m2", 0.1), UncertainPair("m2", "m3", 0.2)
    gone = UncertainPair("m1", "gone", 0.5)
    sure = dict.fromkeys(PERSONS, 0.9)
    assert uncertain_pairs(PERSONS, sure, [audited, apart, gone]) == [
        UncertainPair("m1", "m2", 0.9),
        apart,
    ]


def test_links_that_were_made_are_drawn_and_counted_apart_from_those_to_judge() -> None:
    persons, lists = country(400)
    links = made_links(persons, dict.fromkeys(persons, 0.8))
    singles = [mention for mention in persons if list(persons.values()).count(persons[mention]) < 2]
    doubtful = [UncertainPair(singles[0], singles[1], 0.3)]
    carried = carry_linkage(persons, lists, [*links, *doubtful], draws=10, resamples=50)
    assert (carried["links"], carried["uncertain_pairs"]) == (len(links), 1)
    assert carried["false_links"] == round(0.2 * len(links), 1)
    assert carried["missed_links"] == 0.3
    # A fifth of the links undone: as many persons more, give or take four standard deviations.
    more = [seen - len(set(persons.values())) for seen in carried["observed"]]
    assert all(abs(one - 0.2 * len(links)) < 4 * (0.16 * len(links)) ** 0.5 for one in more)


def test_a_sampled_pair_stands_for_those_that_were_not_drawn() -> None:
    persons, lists = country(400)
    held = mentions_if(persons, [], [])
    single = {mentions[0]: {lists[mentions[0]]} for mentions in held if len(mentions) == 1}
    one = next(iter(single))
    other = next(mention for mention in single if single[mention] != single[one])
    alone = carry_linkage(persons, lists, [UncertainPair(one, other, 0.2)], draws=10, resamples=50)
    pairs = [UncertainPair(one, other, 0.2, stands_for=101)]
    stood = carry_linkage(persons, lists, pairs, draws=10, resamples=50)
    assert (stood["uncertain_pairs"], stood["missed_links"]) == (101, 20.2)
    # About twenty persons fewer, each on two lists more: the unknown look fewer.
    fewer = len(set(persons.values())) - np.mean(stood["observed"])
    assert 10 < fewer < 32
    assert stood["points"][1] < alone["points"][0]
    # Joined are those who are on the lists of its ends, and on no others.
    joined = histories_of(draw_persons(persons, lists, pairs, np.random.default_rng(3)))
    before = histories_of(
        [{lists[mention] for mention in held} for held in mentions_if(persons, [], [])]
    )
    ends = [1 << before.lists.index(*single[mention]) for mention in (one, other)]
    moved = joined.counts - before.counts
    assert set(np.flatnonzero(moved) + 1) == {*ends, sum(ends)}
    assert moved[sum(ends) - 1] == -moved[ends[0] - 1] == -moved[ends[1] - 1] > 5


def test_more_pairs_than_persons_join_whom_there_are() -> None:
    persons = {f"m{n}": f"p{n}" for n in range(5)}
    lists = {mention: "a" if mention < "m2" else "b" for mention in persons}
    pairs = [UncertainPair("m0", "m1", 0.5, 1000), UncertainPair("m0", "m2", 0.5, 1000)]
    for seed in range(20):
        drawn = draw_persons(persons, lists, pairs, np.random.default_rng(seed))
        assert 2 <= len(drawn) <= 5
        assert all(drawn)


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
