"""Stepwise choice of pairs of lists that depend on each other (Chan, Silverman and Vincent 2021).

From the main effects on, the pair whose overlap is the least likely under the fit is added while
its p-value is below a threshold, if the model with it has an estimate. Every resample chooses anew,
all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincc

from warehouse.indicators.hidden_population.capture_histories import Counts, list_pairs
from warehouse.indicators.hidden_population.extended_ml import ModelChecks, ModelStatus
from warehouse.indicators.hidden_population.loglinear import Mask, fit_loglinear, term_cells

THRESHOLD = 0.02
"""Chosen in the paper by 28 simulated scenarios."""


@dataclass(frozen=True)
class StepwiseChoices:
    """A row for each table of the batch: the total (NaN without a valid model) and its pairs."""

    totals: Counts
    pairs: list[list[int]]


def stepwise_search(lists: int) -> Callable[[Counts], StepwiseChoices]:
    """The search over tables (rows, histories) of so many lists; what exists is remembered."""
    pairs = list_pairs(lists)
    checks = ModelChecks(lists, pairs)
    cells = term_cells((*checks.main, *pairs), lists)

    def choose(counts: Counts) -> StepwiseChoices:
        return _choose(counts, pairs, checks, cells)

    return choose


def _choose(counts: Counts, pairs: list[int], checks: ModelChecks, cells: Mask) -> StepwiseChoices:
    first = len(checks.main)
    support = counts > 0
    chosen: list[list[int]] = [[] for _ in counts]
    in_model = np.zeros((len(counts), len(cells)), dtype=bool)
    in_model[:, :first] = True
    totals = np.full(len(counts), np.nan)
    going = np.array(
        [r for r in range(len(counts)) if checks.status(support[r], ()) is ModelStatus.OK],
        dtype=int,
    )
    while len(going):
        fits = fit_loglinear(counts[going], cells, in_model[going])
        totals[going] = counts[going].sum(axis=1) + fits.dark
        overlap = cells[first:].T.astype(float)
        unlikely = tail_probability(counts[going] @ overlap, fits.means @ overlap)
        unlikely[in_model[going, first:]] = 1.0
        grown = []
        for row, values in zip(going, unlikely, strict=True):
            for best in _below(values):
                if checks.status(support[row], [*chosen[row], pairs[best]]) is ModelStatus.OK:
                    chosen[row].append(pairs[best])
                    in_model[row, first + best] = True
                    grown.append(row)
                    break
        going = np.array(grown, dtype=int)
    return StepwiseChoices(totals, chosen)


def _below(values: Counts) -> NDArray[np.int64]:
    """The pairs below the threshold, the least likely first; of equals the first in order."""
    order = np.argsort(values, kind="stable")
    return order[values[order] < THRESHOLD]


def tail_probability(observed: Counts, expected: Counts) -> Counts:
    """min(P(X <= x), P(X >= x)) of a Poisson variable."""
    at_least = np.where(observed > 0, gammainc(np.maximum(observed, 1), expected), 1.0)
    tail: Counts = np.minimum(gammaincc(observed + 1, expected), at_least)
    return tail
