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
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.linkage.engine.clusters import Clustering

_WORTH: Final = ((2, 0.1, 0.8), (4, 0.6, 0.55), (np.inf, 1.7, 0.33))
"""Of groups of up to so many mentions: the bits that are added, and what a bit of odds is worth."""
_PINNED_WORTH: Final = (3.0, 0.5)
"""The same where the odds are pinned ones, of a group of any size."""


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
