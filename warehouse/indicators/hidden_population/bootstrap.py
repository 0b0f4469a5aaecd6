"""Intervals that know that the model was chosen: BCa, with the choice made anew in every resample.

B. Efron's bias-corrected and accelerated interval; the acceleration from leaving out one person of
each history in turn, weighted by how many persons have it (Silverman, Chan and Vincent 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from warehouse.indicators.hidden_population.capture_histories import CaptureHistories, Counts
from warehouse.indicators.hidden_population.reference_resamples import draw_multinomials

TIE = 1e-9
"""A resample this close to the estimate, as a share, equals it; ties count half."""


@dataclass(frozen=True)
class BcaInterval:
    """Lower and upper bound of 95 %, and how many resamples gave no estimate."""

    lower: float
    upper: float
    failed: int


def resample(table: CaptureHistories, resamples: int, seed: int) -> Counts:
    """Draw tables of as many persons over the observed histories, in the order of the table."""
    return resample_cells(table.counts, [mask - 1 for mask in table.order], resamples, seed)


def resample_cells(counts: Counts, order: Iterable[int], resamples: int, seed: int) -> Counts:
    """Draw tables of as many persons over the cells that somebody is in, in this order."""
    filled = [cell for cell in order if counts[cell]]
    drawn = np.zeros((resamples, len(counts)))
    drawn[:, filled] = draw_multinomials(counts[filled], int(counts.sum()), resamples, seed)
    return drawn


def bca_interval(
    counts: Counts, point: float, totals_of: Callable[[Counts], Counts], draws: Counts
) -> BcaInterval:
    """The interval around ``point``, where ``totals_of`` estimates a batch, its choice included.

    Resamples without a valid model are left out and counted.
    """
    return bca_bounds(totals_of(draws), point, acceleration(counts, totals_of))


def bca_bounds(drawn: Counts, point: float, pull: float) -> BcaInterval:
    """The interval from the totals of the resamples (NaN: none) and the acceleration."""
    valid = np.sort(drawn[np.isfinite(drawn)])
    failed = len(drawn) - len(valid)
    if not len(valid):
        return BcaInterval(float("nan"), float("nan"), failed)
    tied = np.abs(valid - point) <= TIE * point
    below = float(((valid < point) & ~tied).sum() + 0.5 * tied.sum()) / len(valid)
    bias = ndtri(np.clip(below, 0.5 / len(valid), 1 - 0.5 / len(valid)))
    normal = ndtri(np.array([0.025, 0.975]))
    shares = ndtr(bias + (bias + normal) / (1 - pull * (bias + normal)))
    lower, upper = np.quantile(valid, shares, method="median_unbiased")
    return BcaInterval(float(lower), float(upper), failed)


def acceleration(counts: Counts, totals_of: Callable[[Counts], Counts]) -> float:
    """The skewness of the estimate under leaving out one person of each history."""
    return skewness(counts, totals_of(one_left_out(counts)))


def one_left_out(counts: Counts) -> Counts:
    """A table for each history that somebody has, with one of them fewer."""
    filled = np.flatnonzero(counts)
    fewer = np.repeat(counts[None, :], len(filled), axis=0)
    fewer[np.arange(len(filled)), filled] -= 1
    return fewer


def skewness(counts: Counts, totals: Counts) -> float:
    """Of the totals of the tables of ``one_left_out``, weighted by how many persons each is of."""
    finite = np.isfinite(totals)
    weights, totals = counts[counts > 0][finite], totals[finite]
    if not len(totals):
        return 0.0
    apart = np.average(totals, weights=weights) - totals
    spread = float((weights * apart**2).sum())
    return float((weights * apart**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
