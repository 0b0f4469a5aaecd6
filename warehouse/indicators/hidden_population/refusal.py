"""When the data cannot bear an estimate, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import Any

from warehouse.errors import Language, Message, message
from warehouse.indicators.hidden_population.capture_histories import CaptureHistories
from warehouse.indicators.hidden_population.stepwise import THRESHOLD

FEWEST_LISTS = 3
FEWEST_ON_SEVERAL = 30
"""Of the published studies, those below it (23 and 12 persons) move most from method to method."""
MOST_FAILED = 0.05
WIDEST = 10.0
"""Upper bound of an interval over its lower one."""
FARTHEST_APART = 2.0
"""The larger of the two primary estimates over the smaller one."""


def refused(reasons: Sequence[Message], language: Language) -> dict[str, Any]:
    """The sentences as one, and their keys."""
    return {
        "refused": " ".join(reason.text(language) for reason in reasons),
        "reasons": [reason.key.removeprefix("estimate.") for reason in reasons],
    }


def hopeless(table: CaptureHistories) -> Message | None:
    """What no method can make good: too few lists, nobody on two of them."""
    if len(table.lists) < FEWEST_LISTS:
        return message("estimate.few_lists", count=len(table.lists), fewest=FEWEST_LISTS)
    if not table.observed:
        return message("estimate.nobody")
    if not table.on_several:
        return message("estimate.no_overlap")
    # A list that holds nobody has seen nobody: with it, two lists are still two.
    if (kept := sum(total > 0 for total in table.list_totals)) < FEWEST_LISTS:
        return message("estimate.few_lists", count=kept, fewest=FEWEST_LISTS)
    return None


def reasons_to_refuse(
    table: CaptureHistories, methods: Mapping[str, Any], resamples: int
) -> list[Message]:
    """Every reason, from what the table holds and what the primary methods made of it."""
    primary = {name: methods[name] for name in ("stepwise", "bic") if name in methods}
    if not primary:
        return [message("estimate.no_valid_model")]
    return [*reasons_of_table(table), *_of_the_methods(primary, resamples)]


def reasons_of_table(table: CaptureHistories) -> list[Message]:
    """The reasons that need no estimate: what the table alone shows."""
    reasons = []
    if table.on_several < FEWEST_ON_SEVERAL:
        reasons.append(message("estimate.few_on_several", fewest=FEWEST_ON_SEVERAL))
    groups = _lists_that_meet(table)
    if len(groups[-1]) < FEWEST_LISTS:
        reasons.append(message("estimate.two_lists_meet", fewest=FEWEST_LISTS))
    elif len(groups) > 1 and len(groups[-2]) > 1:
        others, some = (" + ".join(table.lists[i] for i in sorted(one)) for one in groups[-2:])
        reasons.append(message("estimate.fall_apart", some=some, others=others))
    for inner, outer in _nested_lists(table):
        names = {"inner": table.lists[inner], "outer": table.lists[outer]}
        reasons.append(message("estimate.nested", **names))
    return reasons


def _lists_that_meet(table: CaptureHistories) -> list[set[int]]:
    """The lists that hang together, each by a person whom it shares with another; the most last.

    Of two that meet and a third that meets neither, a model with both dependences of the third fits
    whatever is there, and what is left is the estimate of two lists, with nothing to test it by.
    Two pairs that meet only within are two such estimates, of which the model makes a mean, and so
    are any two groups: either they look at two populations, or the linkage does not reach across.
    """
    together = [{place} for place in range(len(table.lists))]
    for one, other in combinations(range(len(table.lists)), 2):
        if table.persons_on(1 << one | 1 << other):
            met = [group for group in together if group & {one, other}]
            together = [group for group in together if group not in met] + [set().union(*met)]
    return sorted(together, key=lambda group: (len(group), [-one for one in sorted(group)]))


def _nested_lists(table: CaptureHistories) -> Iterator[tuple[int, int]]:
    """A list all of whose persons are on another, more than chance would have it.

    The two depend without bound, no model can tell how much, and the search takes other pairs for
    it. By chance: each person of the list is on the other as often as those whom it has not seen.
    """
    totals = table.list_totals
    for inner, outer in permutations(range(len(totals)), 2):
        if not totals[inner] or table.persons_on(1 << inner | 1 << outer) < totals[inner]:
            continue
        rest = table.observed - totals[inner]
        share = (totals[outer] - totals[inner]) / rest if rest else 1.0
        if share ** totals[inner] < THRESHOLD and not (
            inner > outer and totals[inner] == totals[outer]
        ):
            yield inner, outer


def _of_the_methods(primary: Mapping[str, Any], resamples: int) -> Iterator[Message]:
    for name, estimate in primary.items():
        if estimate["failed_resamples"] > MOST_FAILED * resamples:
            yield message("estimate.many_failed", method=name, count=estimate["failed_resamples"])
        elif estimate["ci95"][1] > WIDEST * estimate["ci95"][0]:
            yield message("estimate.wide", method=name, widest=round(WIDEST))
    points = [estimate["point"] for estimate in primary.values()]
    if any(max(pair) > FARTHEST_APART * min(pair) for pair in combinations(points, 2)):
        yield message("estimate.apart", farthest=round(FARTHEST_APART))
