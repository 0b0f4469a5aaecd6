"""Thresholds that the judgements speak for; a proposal, never a change.

Each judged pair counts as often as its stratum was under-sampled. The join threshold is the lowest
one above which one person is sure enough, by the lower bound of Wilson's interval (E. Wilson,
JASA 22, 1927) on the effective number of pairs (L. Kish, Survey Sampling, 1965, section 8.2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TARGET: Final = 0.99
_Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Point:
    """A judged pair: its support in bits, how many pairs it speaks for, what the human said."""

    support: float
    weight: float
    is_same: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the judgements speak for."""

    # joining from here up is right as often as the target asks; None: not enough judged
    join: float | None
    # below this, one person is as rare as the target asks; None: not enough judged
    judge: float | None
    judged: int  # how many pairs it rests on
    fewest: int  # so many pairs without one error would reach the target


def propose(points: Sequence[Point], target: float = TARGET) -> Proposal:
    """Propose the two thresholds of the linkage.

    Args:
        target: how sure a link must be, and a pair that nobody is asked about.
    """
    join = _from(sorted(points, key=lambda p: -p.support), target, is_same=True)
    judge = _from(sorted(points, key=lambda p: p.support), target, is_same=False)
    if join is not None and judge is not None:
        judge = min(join, judge)
    fewest = math.ceil(_Z**2 * target / (1 - target))
    return Proposal(join, judge, len(points), fewest)


def _from(points: Sequence[Point], target: float, *, is_same: bool) -> float | None:
    """The support of the last point up to which the share of ``is_same`` is sure to reach target.

    Points of one support count together: a threshold cannot part them.
    """
    bound = None
    total = right = squares = 0.0
    for place, point in enumerate(points):
        total += point.weight
        squares += point.weight**2
        right += point.weight * (point.is_same == is_same)
        is_last = place + 1 == len(points) or points[place + 1].support != point.support
        if is_last and wilson_low(right / total, total**2 / squares) >= target:
            bound = point.support
    return bound


def wilson_low(share: float, count: float) -> float:
    """The lower end of Wilson's interval of 95 % for a share seen in ``count`` trials."""
    middle = share + _Z**2 / (2 * count)
    spread = _Z * math.sqrt(max(0.0, share * (1 - share) / count) + _Z**2 / (4 * count**2))
    return (middle - spread) / (1 + _Z**2 / count)
