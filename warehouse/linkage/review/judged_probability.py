"""The probability of a link, corrected by what humans said of links like it.

What odds are worth was read off simulated tables, and real files are others. Of the joined pairs
that humans judged, the share that is one person must not fall as the probability told rises:
isotonic regression (R. Barlow et al., Statistical Inference under Order Restrictions, 1972) finds
the shares, each pair counting for as many as its stratum holds for one judged. What was told before
counts beside them as so many pairs more, for a hundred pairs without one error do not show that
there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.linkage.engine.calibration import pinned_worth
from warehouse.linkage.review.proposal import Point

Floats = npt.NDArray[np.float64]

FEWEST: Final = 100
"""Judged pairs of those joined; what the audit asks of its four strata of joined pairs. Fewer move
the probability by chance more than they correct it."""
_BEFORE: Final = 50
"""As so many judged pairs what was told before counts."""


def judged_probability(by_odds: Floats, joined: Sequence[Point]) -> Floats:
    """What was told of each link, by what was said of those that were judged.

    Args:
        by_odds: the probability of each mention, by its pinned odds; null where it is alone.
        joined: the judged pairs of those that the linkage joined.

    Returns:
        ``by_odds`` itself, if fewer than ``FEWEST`` were judged.
    """
    if len(joined) < FEWEST:
        return by_odds
    from scipy.optimize import isotonic_regression

    support, of = np.unique([one.support for one in joined], return_inverse=True)
    weight = np.array([one.weight for one in joined])
    weight = weight / weight.mean()
    same = np.bincount(of, weight * np.array([one.is_same for one in joined]))
    before = 1 / (1 + np.exp2(-pinned_worth(support)))
    prior = np.bincount(of) * _BEFORE / len(joined)
    counted = np.bincount(of, weight) + prior
    shares = isotonic_regression((same + prior * before) / counted, weights=counted).x
    return np.asarray(np.where(np.isnan(by_odds), np.nan, np.interp(by_odds, before, shares)))
