"""Stepwise choice of pairs of lists that depend on each other (Chan, Silverman and Vincent 2021).

From the main effects on, the pair whose overlap is the least likely under the fit is added while
its p-value is below a threshold, if the model with it has an estimate. Every resample chooses anew,
all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainc, gammaincc

from warehouse.indicators.hidden_population.capture_histories import Counts, list_pairs
from warehouse.indicators.hidden_population.extended_ml import ModelChecks
from warehouse.indicators.hidden_population.loglinear import Mask, fit_loglinear, term_cells

THRESHOLD = 0.02
"""Chosen in the paper by 28 simulated scenarios."""
MAIN_EFFECTS = -1
"""What a table is tried with first, before any pair."""


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
    overlap = cells[first:].T.astype(float)
    unlikely = np.ones((len(counts), len(pairs)))
    tried = np.full(len(counts), MAIN_EFFECTS)
    going = np.arange(len(counts))
    while len(going):
        fits = fit_loglinear(counts[going], cells, in_model[going])
        exists = np.array(
            [
                checks.has_estimate(support[row], chosen[row], bool(inside))
                for row, inside in zip(going, fits.inside, strict=True)
            ]
        )
        grown = going[exists]
        totals[grown] = counts[grown].sum(axis=1) + fits.dark[exists]
        unlikely[grown] = tail_probability(counts[grown] @ overlap, fits.means[exists] @ overlap)
        unlikely[in_model[:, first:]] = 1.0
        for row in (refused := going[~exists & (tried[going] != MAIN_EFFECTS)]):
            chosen[row].pop()
            in_model[row, first + tried[row]] = False
        # Of equals the first in order.
        going = np.sort(np.r_[grown, refused])
        going = going[unlikely[going].min(axis=1) < THRESHOLD]
        tried[going] = unlikely[going].argmin(axis=1)
        in_model[going, first + tried[going]] = True
        for row in going:
            chosen[row].append(pairs[tried[row]])
    return StepwiseChoices(totals, chosen)


def tail_probability(observed: Counts, expected: Counts) -> Counts:
    """min(P(X <= x), P(X >= x)) of a Poisson variable."""
    at_least = np.where(observed > 0, gammainc(np.maximum(observed, 1), expected), 1.0)
    tail: Counts = np.minimum(gammaincc(observed + 1, expected), at_least)
    return tail
