"""Whether the probability of a linkage is kept: of those told 0.8, eight in ten are rightly placed.

A mention is right as far as the others of the person found are of its true person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.proof.simulate.mentions.invented_names import Ints

EDGES: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Mentions that were told about the same probability."""

    least: float  # the least probability; ``most`` the most
    most: float
    mentions: int
    told: float
    right: float  # the mean share of the others of their person that are one with them


def reliability(
    true: Ints, linked: Ints, probability: npt.NDArray[np.float64]
) -> tuple[ReliabilityBin, ...]:
    """What was told beside what was right, for mentions that are not alone.

    Args:
        true: of each mention, its person, by number from 0.
        linked: of each mention, the person found, likewise.
        probability: what was told; null (not a number) where alone.
    """
    width = int(linked.max()) + 1
    _, cell, both = np.unique(
        true.astype(np.int64) * width + linked, return_inverse=True, return_counts=True
    )
    others = np.bincount(linked)[linked] - 1
    joined = (others > 0) & ~np.isnan(probability)
    right = (both[cell.ravel()][joined] - 1) / others[joined]
    stated = probability[joined]
    bins = []
    for least, most in pairwise(EDGES):
        inside = (stated >= least) & ((stated < most) if most < 1 else (stated <= 1))
        if inside.any():
            mean = float(stated[inside].mean()), float(right[inside].mean())
            bins.append(ReliabilityBin(least, most, int(inside.sum()), *mean))
    return tuple(bins)


def pooled(curves: Iterable[Sequence[ReliabilityBin]]) -> tuple[ReliabilityBin, ...]:
    """One curve of several tables, every mention counting once."""
    by_edge: dict[tuple[float, float], list[ReliabilityBin]] = {}
    for curve in curves:
        for one in curve:
            by_edge.setdefault((one.least, one.most), []).append(one)
    whole = []
    for (least, most), some in sorted(by_edge.items()):
        count = sum(one.mentions for one in some)
        stated = sum(one.told * one.mentions for one in some) / count
        right = sum(one.right * one.mentions for one in some) / count
        whole.append(ReliabilityBin(least, most, count, stated, right))
    return tuple(whole)
