"""The linkage's own error, carried into the interval.

Of each link that the linkage made, and each pair that it left to a human or apart, every draw says
anew whether the two are one person, by the pair's probability; the lists overlap anew, and the
model is chosen anew in resamples of each draw. No estimate that is given a finished table of
overlaps can know this error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from warehouse.indicators.hidden_population.bootstrap import resample
from warehouse.indicators.hidden_population.capture_histories import CaptureHistories
from warehouse.indicators.hidden_population.linked_lists import histories_of
from warehouse.indicators.hidden_population.refusal import hopeless
from warehouse.indicators.hidden_population.stepwise import stepwise_search

THRESHOLDS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""From joining whatever may be one person to joining what hardly can be two."""


@dataclass(frozen=True)
class UncertainPair:
    """Two mentions, and how probably they are one person."""

    left: str
    right: str
    probability: float
    # as many pairs that were left apart, this one of them, where it is one of a sample of its
    # stratum; the others are not kept
    stands_for: float = 1.0


def made_links(
    persons: Mapping[str, str], probability: Mapping[str, float | None]
) -> list[UncertainPair]:
    """Each link that was made: a mention, and the surest one of the same person.

    Args:
        persons: mention -> the person that the linkage made of it.
        probability: of each mention, that it is the person's; None where nothing speaks against it.
    """
    of_person: defaultdict[str, list[str]] = defaultdict(list)
    for mention in sorted(persons):
        of_person[persons[mention]].append(mention)
    links = []
    for held in of_person.values():
        surest, *others = sorted(held, key=lambda one: -(probability[one] or 0))
        for mention in others:
            sure = probability[mention]
            links.append(UncertainPair(surest, mention, 1.0 if sure is None else sure))
    return links


def uncertain_pairs(
    persons: Mapping[str, str],
    probability: Mapping[str, float | None],
    to_judge: Iterable[UncertainPair],
) -> list[UncertainPair]:
    """The links that were made, then the pairs to judge that stand apart.

    Two mentions of one person may wait for an audit as well: her link is there once, by all that
    speaks for it.
    """
    apart = [
        pair
        for pair in to_judge
        if pair.left in persons
        and pair.right in persons
        and persons[pair.left] != persons[pair.right]
    ]
    return [*made_links(persons, probability), *apart]


def draw_persons(
    persons: Mapping[str, str],
    lists: Mapping[str, str],
    pairs: Sequence[UncertainPair],
    chance: np.random.Generator,
) -> list[set[str]]:
    """The lists of each person, were the uncertain pairs to fall out by their probability.

    Of the pairs for which one stands, as many as are probably one person join others who are on
    the same lists as its two.
    """
    together = chance.random(len(pairs)) < np.array([pair.probability for pair in pairs])
    drawn = persons_if(persons, lists, pairs, together.tolist())
    sampled = [pair for pair in pairs if pair.stands_for > 1]
    if not sampled:
        return drawn
    joins = chance.poisson([(pair.stands_for - 1) * pair.probability for pair in sampled])
    lists_of: defaultdict[str, set[str]] = defaultdict(set)
    for mention, person in persons.items():
        lists_of[person].add(lists[mention])
    alike: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    for place in chance.permutation(len(drawn)).tolist():
        alike[frozenset(drawn[place])].append(place)
    gone: set[int] = set()
    for pair, times in zip(sampled, joins.tolist(), strict=True):
        left, right = (frozenset(lists_of[persons[one]]) for one in (pair.left, pair.right))
        for _ in range(times):
            if len(alike[left]) > (left == right) and alike[right]:
                one, other = alike[left].pop(), alike[right].pop()
                drawn[one] |= drawn[other]
                gone.add(other)
    return [held for place, held in enumerate(drawn) if place not in gone]


def persons_if(
    persons: Mapping[str, str],
    lists: Mapping[str, str],
    pairs: Sequence[UncertainPair],
    together: Sequence[bool],
) -> list[set[str]]:
    """The lists of each person, were each uncertain pair one person or two.

    Args:
        persons: mention -> the person that the linkage made of it.
        lists: mention -> the list it stands on.
        pairs: those that are in doubt, links that were made among them.
        together: for each pair whether it is one person.
    """
    return [{lists[one] for one in held} for held in mentions_if(persons, pairs, together)]


def mentions_if(
    persons: Mapping[str, str], pairs: Sequence[UncertainPair], together: Sequence[bool]
) -> list[list[str]]:
    """The mentions of each person, were each uncertain pair one person or two.

    A pair of one person that is apart parts its second mention from the rest; a pair of two that is
    together joins them whole.
    """
    of = {mention: ("person", person) for mention, person in persons.items()}
    joined: list[UncertainPair] = []
    for pair, is_one in zip(pairs, together, strict=True):
        if persons[pair.left] == persons[pair.right]:
            if not is_one:
                of[pair.right] = ("mention", pair.right)
        elif is_one:
            joined.append(pair)
    parent = {unit: unit for unit in of.values()}

    def root(unit: tuple[str, str]) -> tuple[str, str]:
        while parent[unit] != unit:
            parent[unit] = parent[parent[unit]]
            unit = parent[unit]
        return unit

    for pair in joined:
        parent[root(of[pair.left])] = root(of[pair.right])
    mentions_of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for mention, unit in of.items():
        mentions_of[root(unit)].append(mention)
    return list(mentions_of.values())


def carry_linkage(
    persons: Mapping[str, str],
    lists: Mapping[str, str],
    pairs: Sequence[UncertainPair],
    draws: int = 40,
    resamples: int = 50,
    seed: int = 1,
) -> dict[str, Any]:
    """The stepwise estimate over draws of the linkage: its points, and one interval of them all.

    Returns:
        ``draws``, ``links`` made and ``uncertain_pairs`` left apart (those for which a sampled one
        stands as well), how many of them are probably ``false_links`` and ``missed_links``,
        ``failed`` draws, ``observed`` and ``points`` (least and most), and ``ci95``: the 95 % of
        all resamples of all draws; ``None`` where none has an estimate.
    """
    uncertain = [one for one in pairs if one.left in persons and one.right in persons]
    links = [one for one in uncertain if persons[one.left] == persons[one.right]]
    apart = [one for one in uncertain if persons[one.left] != persons[one.right]]
    chance = np.random.default_rng(seed)
    points, observed, totals, failed = [], [], [], 0
    for draw in range(draws):
        table = histories_of(draw_persons(persons, lists, uncertain, chance))
        observed.append(table.observed)
        point, drawn = _totals(table, resamples, seed + draw)
        if point is None:
            failed += 1
            continue
        points.append(point)
        totals.append(drawn[np.isfinite(drawn)])
    carried: dict[str, Any] = {
        "draws": draws,
        "resamples_of_each": resamples,
        "links": len(links),
        "false_links": round(sum(1 - one.probability for one in links), 1),
        "uncertain_pairs": round(sum(one.stands_for for one in apart)),
        "missed_links": round(sum(one.stands_for * one.probability for one in apart), 1),
        "failed": failed,
        "observed": [min(observed), max(observed)],
        "points": [min(points), max(points)] if points else None,
        "ci95": None,
    }
    if totals and len(everything := np.concatenate(totals)):
        ends = np.quantile(everything, [0.025, 0.975], method="median_unbiased")
        carried["ci95"] = [float(end) for end in ends]
    return carried


def sweep_thresholds(
    persons: Mapping[str, str],
    lists: Mapping[str, str],
    pairs: Sequence[UncertainPair],
    thresholds: Sequence[float] = THRESHOLDS,
) -> list[dict[str, Any]]:
    """The stepwise estimate were every pair from a probability on one person, and no other.

    Returns:
        For each threshold ``threshold``, how many pairs it makes ``together``, how many persons are
        then ``observed``, and the ``point``; ``None`` where the overlaps bear none.
    """
    kept = [one for one in pairs if one.left in persons and one.right in persons]
    rows: list[dict[str, Any]] = []
    for threshold in thresholds:
        together = [one.probability >= threshold for one in kept]
        table = histories_of(persons_if(persons, lists, kept, together))
        point, _ = _totals(table, 0, 0)
        rows.append(
            {
                "threshold": threshold,
                "together": sum(together),
                "observed": table.observed,
                "point": point,
            }
        )
    return rows


def _totals(table: CaptureHistories, resamples: int, seed: int) -> tuple[float | None, Any]:
    if hopeless(table) is not None:
        return None, np.array([])
    search = stepwise_search(len(table.lists))
    point = float(search(table.counts[None, :]).totals[0])
    if not np.isfinite(point):
        return None, np.array([])
    if not resamples:
        return point, np.array([])
    return point, search(resample(table, resamples, seed)).totals
