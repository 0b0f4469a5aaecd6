"""How likely a mention is of its group: what its mean odds to the others were worth when measured.

The pairs of a group are weighed as if each were new evidence, and they are not: brothers who were
taken for one person are alike in every row. So in a large group sure odds are too sure; and odds
near even, where several pairs hold alike, are too modest. How much, by the size of the group, was
read off 93 simulated tables of a thousand mentions, 38 kinds, seeds 1, 2, 11 and 12: a straight
line for each size comes within a bit of what was right.

Pinned odds put what joins lower than it is. One line was read off 110 tables, 38 kinds of a
thousand mentions and worlds of each noise up to 30,000, seeds 71 to 73. Lines by the size of the
group, the mentions of the table, how many of them joined and whether a birth is shared are no
nearer on tables that had no part in it.

A pair that was left apart is worth more than its pinned odds too, and less than one of the same
odds that joined: something kept it apart. Of 124,000 such pairs of 143 tables (28 kinds of a
thousand and five thousand mentions and worlds of each noise, seeds 86 to 90) those between -6 and
-5 bits were one person in 0.08 at a thousand mentions and in 0.02 at five thousand, between -2.5
and -2 in 0.55 and 0.34: half a bit for each halving of the table, for in small ones there are fewer
namesakes. From -1 to 4 bits, where a guard or the rest of their groups kept them apart, every
second was.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.linkage.engine.clusters import Clustering
from warehouse.linkage.engine.size_correction import LEARNT_AT

_WORTH: Final = ((2, 0.1, 0.8), (4, 0.6, 0.55), (np.inf, 1.7, 0.33))
"""Of groups of up to so many mentions: the bits that are added, and what a bit of odds is worth."""
_PINNED_WORTH: Final = (3.0, 0.5)
"""The same where the odds are pinned ones, of a group of any size."""

_APART: Final = (0.75, 0.5)
"""The bits that are added to the pinned odds of a pair left apart, and for each halving of a table
below ``LEARNT_AT``."""
_STRONG: Final = 3.0
"""Past so many bits odds are believed in spite of what kept the two apart."""


def calibrated(clustering: Clustering) -> npt.NDArray[np.float64]:
    """The log2 odds that each mention is of its group; null where it is alone."""
    model = clustering.model
    if model is not None and model.halves:
        return pinned_worth(clustering.support)
    if model is None or not model.kinds:
        return clustering.support
    _, group, members = np.unique(clustering.cluster, return_inverse=True, return_counts=True)
    row = np.searchsorted([most for most, *_ in _WORTH], members[group.ravel()])
    added, each = np.array([worth for _, *worth in _WORTH])[row].T
    return np.asarray(added + each * clustering.support)


def pinned_worth(support: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The log2 odds that each mention is of its group, by its mean pinned ones to the others."""
    added, each = _PINNED_WORTH
    return np.asarray(added + each * support)


def apart_worth(odds: float, mentions: int) -> float:
    """The log2 odds that a pair is one person which was left apart, by its pinned ones.

    Args:
        mentions: how many the table has.
    """
    halvings = max(0, round(math.log2(LEARNT_AT / max(1, mentions))))
    added, each = _APART
    return min(odds + added + each * halvings, max(0.0, odds - _STRONG))
