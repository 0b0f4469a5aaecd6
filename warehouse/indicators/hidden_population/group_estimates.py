"""The estimate by sex, age or form, where the overlap allows; elsewhere why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from warehouse.errors import Language, message
from warehouse.indicators.hidden_population.bootstrap import (
    BcaInterval,
    bca_bounds,
    one_left_out,
    resample_cells,
    skewness,
)
from warehouse.indicators.hidden_population.capture_histories import CaptureHistories
from warehouse.indicators.hidden_population.covariate_models import CovariateModel, CovariateSearch
from warehouse.indicators.hidden_population.refusal import (
    FEWEST_ON_SEVERAL,
    MOST_FAILED,
    WIDEST,
    hopeless,
    refused,
)

FEWEST_OF_GROUP = 10
"""Persons of a group on two lists or more, for a total of its own. A third of what a whole table
needs: the group borrows from the others what does not differ, but not how many it is."""
DECIMALS = 3


def estimate_groups(
    tables: Mapping[str, CaptureHistories],
    resamples: int,
    seed: int,
    language: Language = "fr",
) -> dict[str, Any]:
    """``groups``, each with its total or why it has none, and the model; or ``refused``.

    Groups whose own overlap is too small are one group of the model, and have no total.

    Args:
        tables: of each group, all of the same lists.
        seed: the same seed gives the same intervals.
    """
    large = {name: one for name, one in tables.items() if one.on_several >= FEWEST_OF_GROUP}
    small = [one.counts for name, one in tables.items() if name not in large and one.observed]
    parts = [one.counts for one in large.values()]
    if small:
        parts.append(np.sum(small, axis=0))
    whole = all_groups(tables)
    if (reason := hopeless(whole)) is not None:
        return refused([reason], language)
    if whole.on_several < FEWEST_ON_SEVERAL:
        few = message("estimate.few_on_several", count=whole.on_several, fewest=FEWEST_ON_SEVERAL)
        return refused([few], language)
    if len(parts) < 2 or not large:
        return refused([message("estimate.few_groups", fewest=FEWEST_OF_GROUP)], language)
    counts = np.concatenate(parts)
    search = CovariateSearch(len(whole.lists), len(parts))
    ranked = search.rank(counts)
    if not ranked:
        return refused([message("estimate.no_valid_model")], language)
    models = [one.model for one in ranked]
    drawn = search.best_totals(resample_cells(counts, range(len(counts)), resamples, seed), models)
    fewer = search.best_totals(one_left_out(counts), models)
    groups: dict[str, Any] = {}
    for name, table in tables.items():
        groups[name] = {"observed": table.observed, "on_several_lists": table.on_several}
        if name not in large:
            few = message("estimate.few_in_group", fewest=FEWEST_OF_GROUP)
            groups[name] |= refused([few], language)
            continue
        place = list(large).index(name)
        point = float(ranked[0].totals[place])
        interval = bca_bounds(drawn[:, place], point, skewness(counts, fewer[:, place]))
        groups[name] |= _told(point, interval, resamples, language)
    return {"groups": groups, "model": _model(ranked[0].model, whole.lists)}


def all_groups(tables: Mapping[str, CaptureHistories]) -> CaptureHistories:
    """The table of all persons, whatever their group."""
    lists = next((one.lists for one in tables.values()), ())
    counts = sum((one.counts for one in tables.values()), np.zeros(max(0, 2 ** len(lists) - 1)))
    return CaptureHistories(lists, counts)


def _told(
    point: float, interval: BcaInterval, resamples: int, language: Language
) -> dict[str, Any]:
    if interval.failed > MOST_FAILED * resamples:
        failed = message("estimate.many_failed", method="groups", count=interval.failed)
        return refused([failed], language)
    if interval.upper > WIDEST * interval.lower:
        return refused([message("estimate.wide", method="groups", widest=round(WIDEST))], language)
    return {
        "point": round(point, DECIMALS),
        "ci95": [round(interval.lower, DECIMALS), round(interval.upper, DECIMALS)],
        "failed_resamples": interval.failed,
    }


def _model(model: CovariateModel, lists: tuple[str, ...]) -> dict[str, list[str]]:
    """The effects beside the lists' own: ``pairs`` that depend, and what is of each group."""
    named = {
        effect: ":".join(name for i, name in enumerate(lists) if effect >> i & 1)
        for effect in model
    }
    return {
        "pairs": [named[effect] for effect in model if effect.bit_count() > 1],
        "of_each_group": [named[effect] for effect, of_each in model.items() if of_each],
    }
