"""Poisson log-linear models, many fits at once: a row of the batch has its own data and model.

``log mu[w] = sum of alpha[q] over the terms q of the model that lie within history w``; the
intercept is the term 0, and ``exp`` of it is the number of persons on no list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from warehouse.indicators.hidden_population.capture_histories import Counts

Mask = NDArray[np.bool_]

STEPS = 60
LONGEST_STEP = 5.0
"""Of a Newton step on the log scale: a zero margin sends a term away at about 1 a step."""
BALANCE = 1e-9
"""Fitted and observed margins agree to this share of the persons."""
INSIDE = 1e-5
"""A fit that meets the margins and has no cell below this shows that the estimate exists."""


@dataclass(frozen=True)
class Fits:
    """What a batch gave, a row each."""

    means: Counts  # fitted counts by history, zero where a cell was left out
    coefficients: Counts  # by term, zero where a term is not in the model or went to minus infinity
    log_likelihood: Counts  # Poisson, with the log-factorial
    inside: Mask  # the fit itself proves that the maximum likelihood estimate exists

    @property
    def dark(self) -> Counts:
        """Persons on no list, where the first term is the intercept."""
        return np.exp(np.clip(self.coefficients[:, 0], -700, 700))


def term_cells(terms: Sequence[int], lists: int) -> Mask:
    """Which histories (columns) hold all lists of each term (rows)."""
    masks = np.arange(1, 2**lists)
    return np.array([(masks & term) == term for term in terms], dtype=bool)


def occupied_terms(counts: Counts, cells: Mask) -> Mask:
    """Which terms have somebody in a cell above them, for each row of ``counts``."""
    occupied: Mask = counts @ cells.T.astype(float) > 0
    return occupied


def fit_loglinear(counts: Counts, cells: Mask, in_model: Mask) -> Fits:
    """Extended maximum likelihood of one model a row.

    A term with nobody above it goes to minus infinity, and all cells above it with it (Chan,
    Silverman and Vincent 2021); the rest is fitted by iteratively reweighted least squares.

    Args:
        counts: (rows, histories).
        cells: (terms, histories), from ``term_cells``; the first term is the intercept.
        in_model: (rows, terms), or (1, terms) for one model in every row.
    """
    in_model = np.broadcast_to(in_model, (len(counts), len(cells)))
    occupied = occupied_terms(counts, cells)
    active = in_model & occupied
    kept = (in_model & ~occupied).astype(float) @ cells.astype(float) == 0
    design = cells.T.astype(float)
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    scale = 1 + counts.sum(axis=1)
    targets = np.where(active, counts @ design, 0.0)
    first = np.where(kept, counts + 0.5, 0.0)
    logs = np.where(kept, np.log(counts + 0.5), 0.0)
    alpha = _solve(first, (first * logs) @ design, active, squares)
    means = _means(alpha, design, kept)
    going = np.arange(len(counts))
    for _ in range(STEPS):
        gap = np.where(active[going], targets[going] - means[going] @ design, 0.0)
        far = np.abs(gap).max(axis=1) > BALANCE * scale[going]
        going, gap = going[far], gap[far]
        if not len(going):
            break
        step = _solve(means[going], gap, active[going], squares)
        longest = np.abs(np.where(kept[going], step @ design.T, 0.0)).max(axis=1, keepdims=True)
        alpha[going] += step * np.minimum(1.0, LONGEST_STEP / np.maximum(longest, 1e-300))
        means[going] = _means(alpha[going], design, kept[going])
    inside = (np.where(kept, means, np.inf).min(axis=1) > INSIDE) & ~np.isin(
        np.arange(len(counts)), going
    )
    log_means = np.where(kept, alpha @ design.T, 0.0)
    likelihood = (counts * log_means - means - gammaln(counts + 1)).sum(axis=1)
    return Fits(means, alpha, likelihood, inside)


def fit_poisson(counts: Counts, design: Counts) -> Counts:
    """The coefficients of one Poisson regression, any design of full rank, the intercept first."""
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    active = np.ones((1, design.shape[1]), dtype=bool)
    kept = np.ones((1, len(design)), dtype=bool)
    first = (counts + 0.5)[None, :]
    alpha = _solve(first, (first * np.log(first)) @ design, active, squares)
    for _ in range(STEPS):
        means = _means(alpha, design, kept)
        gap = (counts - means) @ design
        if np.abs(gap).max() <= BALANCE * (1 + counts.sum()):
            break
        step = _solve(means, gap, active, squares)
        alpha += step * min(1.0, LONGEST_STEP / max(float(np.abs(step @ design.T).max()), 1e-300))
    coefficients: Counts = alpha[0]
    return coefficients


def _means(alpha: Counts, design: Counts, kept: Mask) -> Counts:
    return np.where(kept, np.exp(np.clip(alpha @ design.T, -700, 50)), 0.0)


def _solve(weights: Counts, right: Counts, active: Mask, squares: Counts) -> Counts:
    """The weighted normal equations of each row; a term that is not active stays zero."""
    size = active.shape[1]
    left = (weights @ squares).reshape(-1, size, size)
    left = left * (active[:, :, None] & active[:, None, :])
    diagonal = left[:, np.arange(size), np.arange(size)]
    # A little ridge: it changes the step, not where the steps end.
    ridge = np.where(active, diagonal * 1e-10 + 1e-280, 1.0)
    left[:, np.arange(size), np.arange(size)] += ridge
    shape = np.sqrt(left[:, np.arange(size), np.arange(size)])
    scaled = left / (shape[:, :, None] * shape[:, None, :])
    aim = np.where(active, right, 0.0) / shape
    step: Counts = np.linalg.solve(scaled, aim[:, :, None])[:, :, 0] / shape
    return step
