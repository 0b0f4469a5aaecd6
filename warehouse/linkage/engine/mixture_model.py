"""Why two persons look like one: a family, one day of birth, one name, one village, or chance.

Among strangers, those with one day of birth in common bear any name; those with a name in common
bear it with any birth; brothers share a home and a family name; neighbours share a home, a place of
birth and a region, which say one thing three times. Taken for one kind, they make a shared birth
look common beside a shared name, which it is not, and the home count once for each time that it is
written. So chance is one kind of five, learnt together: what speaks for one person must outweigh
each of them.

Without neighbours, two in five of what was learnt for one person at a hundred thousand mentions
(dev100k) were people of one village without a name in common; the model was refused, and F1 with
pinned parameters 0.930. With them it is 0.978.

Measured on the labelled pairs of fifteen tables: the loss in bits for each true pair falls from
0.30 with families alone to 0.23. At a hundred thousand mentions pairs at even odds were one person
four times in five; now they are one time in two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.linkage.engine.level_shares import (
    Floats,
    Levels,
    PatternMatrix,
    Rates,
    born_apart,
    held,
    smoothed,
    told_apart_seldom,
)
from warehouse.linkage.engine.lookalikes import (
    KINDS,
    KINDS_WITHOUT_HOMES,
    hold_brothers,
    hold_namesakes,
    hold_spelling,
)
from warehouse.linkage.engine.monotone import in_order

_ROUNDS: Final = 120
_SHARE: Final = 0.05
"""Where the share of each kind among the pairs starts from, at most."""
_GO_TOGETHER: Final = 8.0
"""So many times as often as their words' rarity says two can have names alike: where sex chooses
three words of a name, twice for each. Four is too few for ``few_names``, seed 2 (precision 0.852,
with eight 0.910, and no more without a limit); seeds 1, 3 and 4 do not need it.
"""
_FAMILY: Final = 2 + list(KINDS).index("family")
_NEVER: Final = -1000.0
_SELDOM: Final = 20.0


@dataclass(frozen=True, slots=True)
class Mixture:
    """What the pairs that were looked at are."""

    # for each comparison, of each level its share in one person and by chance
    rates: dict[str, list[tuple[float, float]]]
    share: float  # the share of one person among these two
    # for each other kind and comparison, the share of each level
    kinds: dict[str, dict[str, list[float]]]
    kind_shares: dict[str, float]  # for each other kind, how many pairs there are for one of chance
    odds: Floats  # of each pattern, the log2 odds of one person against all lookalikes


def learn_kinds(
    names: Sequence[str],
    patterns: Levels,
    counts: Floats | Levels,
    rates: Rates,
    share: float,
    believed: Sequence[Floats],
    hold: Mapping[str, tuple[Sequence[int], float]],
    namesakes: Sequence[float] = (),
    strangers: npt.NDArray[np.bool_] | None = None,
    *,
    in_homes: bool = True,
) -> Mixture:
    """Go on from two classes with one person and five kinds of lookalikes.

    Args:
        patterns: one row per distinct pattern of levels, -1 where not known.
        counts: how many pairs show it.
        rates: of each comparison's levels, the shares in one person and by chance.
        believed: of each comparison, what to believe of a level in one person that is seldom seen.
        hold: as for ``training.learn``.
        namesakes: for each step of rarity, how many of all pairs can be two persons with like
            names; without, any number.
        strangers: as for ``training.learn``.
        in_homes: whether households live in the table.
    """
    among = KINDS if in_homes else KINDS_WITHOUT_HOMES
    weight = counts.astype(float)
    one = [np.array([m for m, _ in rates[name]]) for name in names]
    chance = [np.array([u for _, u in rates[name]]) for name in names]
    if namesakes and "birth" in names:
        births = chance[names.index("birth")]
        most = np.maximum(namesakes, born_apart(names, patterns, weight, births))
        namesakes = np.minimum(most, _GO_TOGETHER * np.array(namesakes)).tolist()
    others = [
        [kind.first(name, m, u) for name, m, u in zip(names, one, chance, strict=True)]
        for kind in among.values()
    ]
    # Of each kind so many as of one person, as far as those leave room for them.
    first = min(share, _SHARE)
    of = np.array([share * (1 - first * len(KINDS)), 0.0] + [first] * len(KINDS))
    of[1] = 1 - of.sum()
    matrix = PatternMatrix(patterns, [len(b) for b in believed])
    for _ in range(_ROUNDS):
        bits = _of_each(matrix, of, [one, chance, *others])
        if strangers is not None:
            bits[strangers, 0] = _NEVER
        # Class by class: over an axis of six numpy takes many times as long.
        belief = np.exp2(bits - reduce(np.maximum, bits.T)[:, None])
        belief *= (weight / reduce(np.add, belief.T))[:, None]
        of = np.maximum(belief.sum(axis=0) / weight.sum(), 1e-12)
        of /= of.sum()
        seen = matrix.seen(belief)
        chance = [smoothed(n[1], np.ones_like(b)) for n, b in zip(seen, believed, strict=True)]
        one = [
            told_apart_seldom(name, smoothed(n[0], b))
            for name, n, b in zip(names, seen, believed, strict=True)
        ]
        others = [
            [
                kind.bound(name, smoothed(n[k], by_chance), by_chance)
                for name, n, by_chance in zip(names, seen, chance, strict=True)
            ]
            for k, kind in enumerate(among.values(), start=2)
        ]
        hold_spelling(names, others, chance, one, seen)
        hold_namesakes(names, others, of, weight.sum(), namesakes)
        hold_brothers(names, others, chance, _told_births(names, patterns, belief[:, _FAMILY]))
        one = [
            held(
                m,
                _against(name, [chance[j], *(kind_rates[j] for kind_rates in others)], of[1:]),
                *hold[name],
            )
            if name in hold
            else m
            for j, (name, m) in enumerate(zip(names, one, strict=True))
        ]
    one = [
        _seldom_in_order(name, m, u, n[0])
        for name, m, u, n in zip(names, one, chance, seen, strict=True)
    ]
    bits = _of_each(matrix, of, [one, chance, *others])
    return Mixture(
        {
            name: list(zip(m.tolist(), u.tolist(), strict=True))
            for name, m, u in zip(names, one, chance, strict=True)
        },
        float(of[0] / (of[0] + of[1])),
        {
            kind: {
                name: kind_rates.tolist() for name, kind_rates in zip(names, levels, strict=True)
            }
            for kind, levels in zip(KINDS, others, strict=True)
        },
        {kind: float(s / of[1]) for kind, s in zip(KINDS, of[2:], strict=True)},
        bits[:, 0] - np.logaddexp2.reduce(bits[:, 1:], axis=1),
    )


def _told_births(names: Sequence[str], patterns: Levels, belief: Floats) -> float:
    """How many pairs of a kind have two births to be held against each other."""
    if "birth" not in names:
        return 0.0
    return float(belief[patterns[:, names.index("birth")] >= 0].sum())


def _seldom_in_order(name: str, one: Floats, chance: Floats, seen: Floats) -> Floats:
    """The shares in one person, the levels that few pairs show put in order with the others.

    Beside the kinds of lookalikes such a level goes its own way again, and of 1.05 mentions a
    person most do. What many pairs show is believed, out of order or not: kept in order as well,
    historical_50k falls from F1 0.954 to 0.948 (so, it is 0.952).
    """
    ordered, _ = in_order(name, one, chance)
    mended = np.where(seen < _SELDOM, ordered, one)
    return np.asarray(mended / mended.sum())


def _against(name: str, kinds: Sequence[Floats], of: Floats) -> Floats:
    """What one person is held against: for names those alike by chance, else all lookalikes.

    Births years apart are most of what families and namesakes show. Held against what they leave to
    chance, no person's age could ever be told wrong.
    """
    return kinds[0] if name == "names" else np.asarray(np.average(kinds, axis=0, weights=of))


def _of_each(matrix: PatternMatrix, of: Floats, classes: Sequence[Sequence[Floats]]) -> Floats:
    """Of each pattern and class, the log2 share of the pairs looked at that are both."""
    return np.log2(of) + matrix.added([[np.log2(share) for share in kind] for kind in classes])
