"""How likely a mention is of its group: what its mean odds to the others were worth when measured.

The pairs of a group are weighed as if each were new evidence, and they are not: brothers who were
taken for one person are alike in every row. So in a large group sure odds are too sure; and odds
near even, where several pairs hold alike, are too modest. Of two mentions alone, whose one pair was
sure enough to join, the least sure are too sure. And the things that a pair is compared by are
weighed as if each were news, and a household shares its telephone, its parents, its case and its
place at once: where many are told, odds are worth a bit less. How much was read off 146 tables, 28
kinds and worlds of each noise, of a thousand, five thousand and ten thousand mentions, seeds 86 to
90: two straight lines that meet at three bits for each size of the group. Taken from seven in eight
of the kinds and held against the others, 33 of 138 bins of a kind stray by more than 0.05 instead
of 59 of 163. Whether births are told, how many mentions there are, and what the bar of a single
pair is told no more. Where odds are the least, half of what joined is right: it is told even.

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

_WORTH: Final = ((2, -0.5, 0.6, 0.75), (4, 0.9, 0.4, 0.65), (np.inf, 1.9, 0.34, 0.5))
"""Of groups of up to so many mentions: the bits that are added, what a bit of odds is worth, and
how much more each of the first three."""
_KNOT: Final = 3.0
_MANY: Final = 8
_SHARED: Final = 1.2
"""The bits that are taken off where ``_MANY`` things or more are compared."""
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
    added, each, more = np.array([worth for _, *worth in _WORTH])[row].T
    odds = clustering.support
    worth = added + each * odds + more * np.minimum(odds, _KNOT)
    shared = _SHARED if len(model.rates) >= _MANY else 0.0
    return np.asarray(np.maximum(worth - shared, 0.0))


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
