"""How often the intervals of the hidden population hold the truth, where the truth is known.

Four countries of five lists: lists that know nothing of each other, two pairs of lists that do, the
same with a twentieth of the victims, and independent lists that see two persons in five an eighth
as often. In the last one no method can know; it is there to be seen. Printed, never asserted, and
nothing is tuned to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from warehouse.indicators.hidden_population.capture_histories import CaptureHistories, Counts
from warehouse.indicators.hidden_population.estimates import estimate_table
from warehouse.proof.bench.spread_work import in_processes

Draw = dict[str, Any]

TRUTH, FEW = 10_000, 500
LISTS = tuple("ABCDE")
WORTH_A_PROCESS = 4
CHANCES = (0.03, 0.10, 0.15, 0.12, 0.06)
"""Of being on a list: about the sizes of the British lists of 2013, which saw a fifth of all."""
HARDER_TO_SEE, SEEN_AS_OFTEN = 0.4, 1 / 8
DEPENDENCES = {0b00011: 4.0, 0b01100: 2.0}
"""By how many times the odds of both lists of a pair go up."""


def history_chances(scale: float = 1.0, dependences: dict[int, float] | None = None) -> Counts:
    """The chance of each history, none first, for a person whom lists see ``scale`` as often."""
    chances = np.array(
        [
            np.prod([scale * p if mask >> i & 1 else 1 - scale * p for i, p in enumerate(CHANCES)])
            * np.prod([f for pair, f in (dependences or {}).items() if mask & pair == pair] or [1])
            for mask in range(2 ** len(CHANCES))
        ]
    )
    shares: Counts = chances / chances.sum()
    return shares


class Country(NamedTuple):
    """How many victims there are, and the chances of each history, none first."""

    victims: int
    chances: Counts


def countries() -> dict[str, Country]:
    """The countries by name."""
    mixed = (1 - HARDER_TO_SEE) * history_chances() + HARDER_TO_SEE * history_chances(SEEN_AS_OFTEN)
    two_pairs = history_chances(dependences=DEPENDENCES)
    return {
        "independent lists": Country(TRUTH, history_chances()),
        "two pairs depend": Country(TRUTH, two_pairs),
        "two pairs, few victims": Country(FEW, two_pairs),
        "two in five harder to see": Country(TRUTH, mixed),
    }


def estimate_draw(asked: tuple[str, int], *, resamples: int) -> Draw:
    """What is estimated from one draw of a country."""
    country, draw = asked
    victims, chances = countries()[country]
    seen = np.random.default_rng(draw).multinomial(victims, chances)[1:].astype(float)
    table = CaptureHistories(LISTS, seen)
    return {
        "country": country,
        "draw": draw,
        "resamples": resamples,
        **estimate_table(table, resamples, draw, force=True),
    }


def bench_coverage(
    draws: int,
    resamples: int,
    tell: Callable[[str], None] = lambda _: None,
    kept: Path | None = None,
) -> list[dict[str, Any]]:
    """A row for each country and method: coverage, median point, and how often it was refused.

    ``covers`` is of all draws, ``covers_given`` of those that were not refused.

    Args:
        draws: of each country; one of each, then the next, so that a bench cut short is fair.
        tell: is told how far it is.
        kept: a file with a line for each draw; those it has are not drawn again.
    """
    asked = [(country, draw) for draw in range(draws) for country in countries()]
    estimated = {
        key: one
        for one in (_kept_draws(kept) if kept else [])
        if one["resamples"] == resamples and (key := (one["country"], one["draw"])) in asked
    }
    missing = [key for key in asked if key not in estimated]
    work = partial(estimate_draw, resamples=resamples)
    for one in in_processes(work, missing, WORTH_A_PROCESS):
        estimated[one["country"], one["draw"]] = one
        tell(f"{len(estimated)}/{len(asked)}")
        if kept:
            with kept.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(one) + "\n")
    return coverage_rows(list(estimated.values()))


def _kept_draws(kept: Path) -> list[Draw]:
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    return [json.loads(line) for line in lines]


def coverage_rows(estimated: Sequence[Draw]) -> list[dict[str, Any]]:
    """A row for each country and method, of the draws that there are."""
    rows = []
    for country, (truth, _) in countries().items():
        drawn = [one for one in estimated if one["country"] == country]
        if not drawn:
            continue
        for method in ("stepwise", "bic"):
            estimates = [one for one in drawn if method in one["methods"]]
            kept = [one for one in estimates if "refused" not in one]
            rows.append(
                {
                    "country": country,
                    "method": method,
                    "truth": truth,
                    "draws": len(drawn),
                    "refused": round(sum("refused" in one for one in drawn) / len(drawn), 3),
                    "median": round(median(one["methods"][method]["point"] for one in estimates)),
                    "covers": _share_covering(truth, estimates, method),
                    "covers_given": _share_covering(truth, kept, method),
                }
            )
    return rows


def _share_covering(truth: int, estimates: Sequence[Draw], method: str) -> float | None:
    bounds = [one["methods"][method]["ci95"] for one in estimates if one["methods"][method]["ci95"]]
    if not bounds:
        return None
    held = sum(1 for low, high in bounds if low <= truth <= high)
    return round(held / len(bounds), 3)


def show(rows: list[dict[str, Any]]) -> None:
    """The rows as a table."""
    from rich.table import Table

    from warehouse.proof.bench.measured_page import bench_console

    table = Table(*rows[0])
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    bench_console().print(table)
