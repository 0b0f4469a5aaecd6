"""What can be learnt where hardly anything but names is told: how many are alike beyond chance.

A mixture tells one person from lookalikes by what agrees beside the names. Where nothing stands
beside them it learns nothing, or nonsense. But how many pairs have a name in common by chance
follows from how rare its words are; what is seen beyond that is one person. So pairs whose names
are the same, or one contained in the other, are joined as far as the rarity of what they share
bears it. Nothing tells a father from the son who bears his name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from warehouse.linkage.engine.level_shares import Floats, Levels, alike, shares
from warehouse.linkage.engine.monotone import in_order
from warehouse.linkage.engine.training import NAMES_ALONE, Model, right_enough

_WEAK: Final = frozenset({"names", "spelling", "sex", "nationality"})
_STEP: Final = 5
_UNSEEN: Final = 1e-3
"""Of a hundred pairs as they are by chance, a tenth of one are believed to be one person."""


def tells_names_alone(names: Sequence[str]) -> bool:
    """Whether nothing is compared but names, and what half of all people share."""
    return "names" in names and _WEAK.issuperset(names)


def learn_from_names(
    names: Sequence[str],
    sizes: Sequence[int],
    patterns: Levels,
    counts: Floats,
    namesakes: Sequence[float],
) -> Model:
    """Learn a model from how many pairs have names alike, and how many would by chance.

    Args:
        names: the comparisons, ``names`` among them.
        sizes: how many levels each has.
        patterns: one row per distinct pattern of levels, -1 where not known.
        counts: how many pairs show it.
        namesakes: for each step of rarity, how many of all pairs can be two persons with names
            alike.
    """
    place = names.index("names")
    level = patterns[:, place]
    seen = np.bincount(level[level >= 0], weights=counts[level >= 0], minlength=sizes[place])
    likely = np.full(sizes[place], _UNSEEN)
    for step in range(len(namesakes)):
        same = [k for k in alike(sizes[place]) if (k - 1) // _STEP == step]
        chance = namesakes[step] / len(same) + 1
        for k in same:
            likely[k] = np.clip(1 - chance / max(seen[k], 1e-9), _UNSEEN, 1 - _UNSEEN)
    belief = np.where(level >= 0, likely[level], 0.0)
    one, two = belief * counts, (1 - belief) * counts
    rates = {}
    for j, name in enumerate(names):
        m = shares(patterns[:, j], one, np.ones(sizes[j]))
        u = shares(patterns[:, j], two, np.ones(sizes[j]))
        m, u = in_order(name, m, u)
        rates[name] = list(zip(m.tolist(), u.tolist(), strict=True))
    share = float(np.clip(one.sum() / counts.sum(), 1e-12, 0.95))
    odds = np.full(len(patterns), np.log2(share / (1 - share)))
    for j, name in enumerate(names):
        m, u = np.array(rates[name]).T
        odds += np.append(np.log2(m / u), 0.0)[patterns[:, j]]
    return Model(rates, share, NAMES_ALONE, alone=right_enough(odds, counts))
