"""All methods side by side on one table, or the reason why there is no estimate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from warehouse.errors import Language, message
from warehouse.indicators.hidden_population.bootstrap import BcaInterval, bca_interval, resample
from warehouse.indicators.hidden_population.capture_histories import CaptureHistories, Counts
from warehouse.indicators.hidden_population.chao_bound import chao_total, main_effects
from warehouse.indicators.hidden_population.decomposable_graphs import (
    FARTHEST,
    MOST_LISTS_OF_GRAPHS,
    average_over_graphs,
)
from warehouse.indicators.hidden_population.hierarchical_bic import (
    AT_MOST,
    HIGHEST_ORDER,
    NEAR,
    RANKED,
    BicSearch,
    model_name,
)
from warehouse.indicators.hidden_population.refusal import (
    hopeless,
    reasons_of_table,
    reasons_to_refuse,
    refused,
)
from warehouse.indicators.hidden_population.stepwise import stepwise_search
from warehouse.indicators.hidden_population.told_estimates import FEW_OBSERVED, leading_method

SEED = 1234
"""What SparseMSE starts from unless told otherwise: its intervals and ours are of one draw."""
SHOWN_DECIMALS = 3
"""Of JSON: of a small table a tenth of a person is a thousandth of the total. Pages round more."""
NOTES = ("who", "untestable", "objection", "heterogeneity", "dependence", "linkage")


def estimate_table(
    table: CaptureHistories,
    resamples: int = 1000,
    seed: int = SEED,
    *,
    force: bool = False,
    language: Language = "fr",
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """``observed``, ``methods``, which of them ``leads``, ``notes``; or ``refused`` and why.

    Args:
        resamples: of the bootstrap, for each interval.
        seed: the same seed gives the same intervals; the first one is that of SparseMSE.
        force: the methods beside a refusal, where there are any.
        language: of the reasons and the notes.
    """
    answer: dict[str, Any] = {"observed": table.observed, "on_several_lists": table.on_several}
    if (reason := hopeless(table)) is not None:
        return {**answer, **refused([reason], language)}
    reasons = reasons_of_table(table)
    # What the table alone forbids needs no resample; but no valid model is a reason before it.
    if force or not reasons or stepwise_total(table) is None:
        methods = _methods(table, resamples, seed, tell)
        reasons = reasons_to_refuse(table, methods, resamples)
        if not reasons or force:
            answer["methods"] = methods
            answer["leads"] = leading_method(methods, len(table.lists))
    if reasons:
        answer.update(refused(reasons, language))
    notes = (*NOTES, "few_seen") if table.observed < FEW_OBSERVED else NOTES
    answer["notes"] = [message(f"estimate.note_{note}").text(language) for note in notes]
    return {**answer, "resamples": resamples, "seed": seed}


def _methods(
    table: CaptureHistories, resamples: int, seed: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    lists = len(table.lists)
    draws = resample(table, resamples, seed)
    tell("stepwise")
    methods: dict[str, Any] = dict(_stepwise(table, draws))
    if lists in HIGHEST_ORDER:
        tell("bic")
        methods.update(_bic(table, draws))
    if lists <= MOST_LISTS_OF_GRAPHS:
        tell("dga")
        quantiles = average_over_graphs(table.counts, lists)
        methods["dga"] = {"quantiles": quantiles, "unknown_at_most": FARTHEST * table.observed}
    if "stepwise" in methods:
        methods["main_effects"] = {"point": _shown(main_effects(table.counts, lists))}
        chao = chao_total(table.counts, lists)
        methods["chao"] = {"point": None if chao is None else _shown(chao)}
    if lists > min(HIGHEST_ORDER):
        tell("leave one list out")
        methods["leave_one_list_out"] = {
            name: stepwise_total(table.without(i)) for i, name in enumerate(table.lists)
        }
        methods["known_list"] = {
            name: {"known": inner.observed + unseen, "point": stepwise_total(inner)}
            for i, name in enumerate(table.lists)
            for inner, unseen in [(table.among(i), int(table.counts[(1 << i) - 1]))]
        }
    return methods


def stepwise_total(table: CaptureHistories) -> float | None:
    """The stepwise estimate alone; None where no model is valid."""
    if hopeless(table) is not None:
        return None
    total = stepwise_search(len(table.lists))(table.counts[None, :]).totals[0]
    return _shown(total) if np.isfinite(total) else None


def _stepwise(table: CaptureHistories, draws: Counts) -> dict[str, Any]:
    search = stepwise_search(len(table.lists))
    selected = search(table.counts[None, :])
    point = float(selected.totals[0])
    if not np.isfinite(point):
        return {}
    interval = bca_interval(table.counts, point, lambda batch: search(batch).totals, draws)
    pairs = [_pair_name(table, pair) for pair in selected.pairs[0]]
    return {"stepwise": {**_with_interval(point, interval), "pairs": pairs}}


def _bic(table: CaptureHistories, draws: Counts) -> dict[str, Any]:
    lists = len(table.lists)
    search = BicSearch(lists)
    ranking = search.rank(table.counts)
    if not ranking.models:
        return {}
    first = ranking.models[: RANKED[lists]]
    interval = bca_interval(
        table.counts, ranking.totals[0], lambda batch: search.best_totals(batch, first), draws
    )
    return {
        "bic": {
            **_with_interval(ranking.totals[0], interval),
            "model": model_name(ranking.models[0], lists),
            "within_2": [_shown(total) for total in ranking.range_within(NEAR)],
            "within_6": [_shown(total) for total in ranking.range_within(AT_MOST)],
        }
    }


def _with_interval(point: float, interval: BcaInterval) -> dict[str, Any]:
    is_finite = np.isfinite(interval.lower)
    bounds = [_shown(interval.lower), _shown(interval.upper)] if is_finite else None
    return {"point": _shown(point), "ci95": bounds, "failed_resamples": interval.failed}


def _pair_name(table: CaptureHistories, pair: int) -> str:
    return ":".join(name for i, name in enumerate(table.lists) if pair >> i & 1)


def _shown(total: float) -> float:
    return round(float(total), SHOWN_DECIMALS)
