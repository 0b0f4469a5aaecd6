"""Why two persons look like one: they are of one family, born on one day, namesakes, or by chance.

Among strangers, those with one day of birth in common bear any name; those with a name in common
bear it with any birth; brothers share a home and a family name. Taken for one kind, they make a
shared birth look common beside a shared name, which it is not, and the home count once for each
time that it is written. So chance is one kind of four, learnt together: what speaks for one person
must outweigh each of them.

Measured on the labelled pairs of fifteen tables: the loss in bits for each true pair falls from
0.30 with families alone to 0.23. At a hundred thousand mentions pairs at even odds were one person
four times in five; now they are one time in two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.linkage.engine.monotone import in_order

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int64]
Rates = Mapping[str, Sequence[tuple[float, float]]]

_ROUNDS: Final = 120
_SMOOTHING: Final = 0.5
_A_LITTLE: Final = 1e-6
_SHARE: Final = 0.05
"""Where the share of each kind among the pairs starts from, at most."""
_NEVER: Final = -1000.0
_SELDOM: Final = 20.0

_NAMES: Final = 36
_STEP: Final = 5
_NAMES_ALIKE: Final = (3, 4)
"""In each step of rarity shared: one name is contained in the other, or is the same."""
_SAME_BIRTH: Final = (10, 18, 19, 20)
_NEAR_BIRTH: Final = (9, 10, 15, 16, 17, 18, 19, 20)
_YEARS_APART: Final = (
    (range(5), (0, 1)),
    (range(5, 11), (5, 6)),
    (range(11, 21), (11, 12)),
)
"""Of births as precise as these, those that are years apart."""
_MOST_APART: Final = 0.15
"""Measured on thirty labelled tables: of the pairs of one person, 0.00 to 0.14 are so far apart."""
_LIKE_BIRTH: Final = (4, *range(13, 21), 9, 10)


@dataclass(frozen=True, slots=True)
class Mixture:
    """What the pairs that were looked at are.

    Attributes:
        rates: for each comparison, of each level its share in one person and by chance.
        share: the share of one person among these two.
        kinds: for each other kind and comparison, the share of each level.
        kind_shares: for each other kind, how many pairs there are for one of chance.
        odds: of each pattern, the log2 odds of one person against all lookalikes.
    """

    rates: dict[str, list[tuple[float, float]]]
    share: float
    kinds: dict[str, dict[str, list[float]]]
    kind_shares: dict[str, float]
    odds: Floats


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
) -> Mixture:
    """Go on from two classes with one person and four kinds of lookalikes.

    Args:
        names: the comparisons.
        patterns: one row per distinct pattern of levels, -1 where not known.
        counts: how many pairs show it.
        rates: of each comparison's levels, the shares in one person and by chance.
        share: of one person.
        believed: of each comparison, what to believe of a level in one person that is seldom seen.
        hold: as for ``training.learn``.
        namesakes: for each step of rarity, how many of all pairs can be two persons with like
            names; without, any number.
        strangers: as for ``training.learn``.
    """
    weight = counts.astype(float)
    one = [np.array([m for m, _ in rates[name]]) for name in names]
    chance = [np.array([u for _, u in rates[name]]) for name in names]
    if namesakes and "birth" in names:
        births = chance[names.index("birth")]
        namesakes = np.maximum(namesakes, born_apart(names, patterns, weight, births))
    others = [
        [kind.first(name, m, u) for name, m, u in zip(names, one, chance, strict=True)]
        for kind in KINDS.values()
    ]
    # Of each kind so many as of one person, as far as those leave room for them.
    first = min(share, _SHARE)
    of = np.array([share * (1 - first * len(KINDS)), 0.0] + [first] * len(KINDS))
    of[1] = 1 - of.sum()
    for _ in range(_ROUNDS):
        bits = _of_each(patterns, of, [one, chance, *others])
        if strangers is not None:
            bits[strangers, 0] = _NEVER
        belief = np.exp2(bits - bits.max(axis=1, keepdims=True))
        belief *= weight[:, None] / belief.sum(axis=1, keepdims=True)
        chance = [
            shares(patterns[:, j], belief[:, 1], np.ones_like(b)) for j, b in enumerate(believed)
        ]
        one = [
            told_apart_seldom(name, shares(patterns[:, j], belief[:, 0], b))
            for j, (name, b) in enumerate(zip(names, believed, strict=True))
        ]
        of = np.maximum(belief.sum(axis=0) / weight.sum(), 1e-12)
        of /= of.sum()
        others = [
            [
                kind.bound(name, shares(patterns[:, j], belief[:, k], chance[j]), chance[j])
                for j, name in enumerate(names)
            ]
            for k, kind in enumerate(KINDS.values(), start=2)
        ]
        _hold_namesakes(names, others, of, weight.sum(), namesakes)
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
        _seldom_in_order(name, m, u, _seen_in_one(patterns[:, j], belief[:, 0], len(m)))
        for j, (name, m, u) in enumerate(zip(names, one, chance, strict=True))
    ]
    bits = _of_each(patterns, of, [one, chance, *others])
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


def _seen_in_one(levels: Levels, belief: Floats, size: int) -> Floats:
    """Of each level, how many pairs of one person show it."""
    is_known = levels >= 0
    return np.bincount(levels[is_known], weights=belief[is_known], minlength=size).astype(float)


def _seldom_in_order(name: str, one: Floats, chance: Floats, seen: Floats) -> Floats:
    """The shares in one person, the levels that few pairs show put in order with the others.

    Beside four kinds of lookalikes such a level goes its own way again, and of 1.05 mentions a
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


def shares(levels: Levels, weights: Floats, believed: Floats) -> Floats:
    """The share of each level among the known, with half a pair for each level believed in."""
    is_known = levels >= 0
    size = len(believed)
    # Of nothing, bincount gives whole numbers.
    seen = np.bincount(levels[is_known], weights=weights[is_known], minlength=size).astype(float)
    seen += _SMOOTHING * size * believed / believed.sum()
    return np.asarray(seen / seen.sum())


def added(patterns: Levels, levels: Sequence[Floats], start: float = 0.0) -> Floats:
    """What each pattern adds up to: of each comparison what its level says, unknown nothing.

    Args:
        patterns: one row per pattern; per comparison its level, -1 where not known.
        levels: of each comparison, the bits of each level.
        start: what is added to.
    """
    total = np.full(len(patterns), start)
    for j, bits in enumerate(levels):
        total += np.append(bits, 0.0)[patterns[:, j]]
    return total


def held(one: Floats, two: Floats, levels: Sequence[int], most: float) -> Floats:
    """The shares in one class, those of ``levels`` at most so many times those in another."""
    return limited(one, levels, most * two[list(levels)])


def told_apart_seldom(name: str, one: Floats) -> Floats:
    """The shares in one person; of births, those years apart are at most so many of as precise.

    Where few family names are borne by all, namesakes are more than the rarity of their words
    says, and a mixture takes them for one person whose birth is told otherwise half the time.
    """
    kept = one.copy()
    for precise, apart in _YEARS_APART if name == "birth" else ():
        every, some = one[list(precise)].sum(), one[list(apart)].sum()
        if some > _MOST_APART * every:
            near = [k for k in precise if k not in apart]
            kept[list(apart)] *= _MOST_APART * every / some
            kept[near] *= (1 - _MOST_APART) * every / (every - some)
    return kept


def limited(one: Floats, levels: Sequence[int], most: Floats) -> Floats:
    """The shares in one class, those of ``levels`` each at most so much.

    No two levels come to weigh the same: a pair's level is known by its weight.
    """
    kept = one.copy()
    chosen = list(levels)
    kept[chosen] = np.minimum(one[chosen], most * (1 - _A_LITTLE * np.arange(len(chosen))))
    freed = one.sum() - kept.sum()
    rest = np.ones(len(one), bool)
    rest[chosen] = False
    kept[rest] *= 1 + freed / kept[rest].sum()
    return kept


def _of_each(patterns: Levels, of: Floats, classes: Sequence[Sequence[Floats]]) -> Floats:
    """Of each pattern and class, the log2 share of the pairs looked at that are both."""
    return np.column_stack(
        [
            np.log2(s) + added(patterns, [np.log2(share) for share in class_shares])
            for s, class_shares in zip(of, classes, strict=True)
        ]
    )


def alike(size: int) -> list[int]:
    """The levels of ``names`` at which one name is contained in the other, or is the same."""
    return [level for level in range(1, size) if (level - 1) % _STEP in _NAMES_ALIKE]


def born_apart(names: Sequence[str], patterns: Levels, weight: Floats, births: Floats) -> Floats:
    """For each step of rarity, how many pairs with names alike the births say to be two persons.

    Their rarity alone says too few where words go together: a girl's first name with her second.

    Args:
        names: the comparisons.
        patterns: one row per distinct pattern.
        weight: how many pairs show it.
        births: of each level of births, its share by chance.
    """
    apart = [level for _, levels in _YEARS_APART for level in levels]
    named, born = patterns[:, names.index("names")], patterns[:, names.index("birth")]
    is_alike = (named > 0) & np.isin((named - 1) % _STEP, _NAMES_ALIKE)
    step, steps = (named - 1) // _STEP, (_NAMES - 1) // _STEP
    every, known, two = (
        np.bincount(step[some], weights=weight[some], minlength=steps)
        for some in (is_alike, is_alike & (born >= 0), is_alike & np.isin(born, apart))
    )
    return np.asarray(two / births[apart].sum() * every / np.maximum(known, 1.0))


def _hold_namesakes(
    names: Sequence[str],
    others: Sequence[list[Floats]],
    of: Floats,
    pairs: float,
    namesakes: Sequence[float] | Floats,
) -> None:
    """No more namesakes than the rarity of what they share allows."""
    if not len(namesakes) or "names" not in names:
        return
    place, kind = names.index("names"), list(KINDS).index("namesakes")
    rates = others[kind][place]
    same = alike(len(rates))
    most = np.array([namesakes[(level - 1) // _STEP] + _SMOOTHING for level in same])
    most /= pairs * of[kind + 2]
    others[kind][place] = limited(rates, same, most)


def _family_first(name: str, one: Floats, chance: Floats) -> Floats:
    """Other given names, any birth, a home as one person has it."""
    guess = (one + chance) / 2
    if name == "names":
        guess = chance.copy()
        guess[0] *= 0.1
        guess[[k for k in range(1, len(chance)) if (k - 1) % _STEP > 1]] *= 0.3
    elif name in ("birth", "id_number"):
        guess = chance.copy()
    elif name == "sex":
        guess = np.full(len(chance), 0.5)
    return _whole(guess)


def _family_bound(name: str, told: Floats, chance: Floats) -> Floats:
    """A family has no name, day or document in common more often than strangers have."""
    if name == "birth":
        return held(told, chance, _SAME_BIRTH, 1.0)
    if name == "id_number":
        return chance.copy()
    return held(told, chance, alike(len(told)), 1.0) if name == "names" else told


def _born_first(name: str, one: Floats, chance: Floats) -> Floats:
    """A birth in common, and other names."""
    guess = chance.copy()
    if name == "birth":
        guess[[k for k in range(len(chance)) if k not in _LIKE_BIRTH]] *= 0.02
    elif name == "names":
        guess[1:] *= 0.5
    return _whole(guess)


def _born_bound(name: str, told: Floats, chance: Floats) -> Floats:
    """Who was born on one day has a name, a home or a document in common as often as others have.

    Else those of one person whose names were misspelt would be taken for such.
    """
    if name == "id_number":
        return chance.copy()
    return told if name == "birth" else held(told, chance, range(1, len(told)), 1.0)


def _namesakes_first(name: str, one: Floats, chance: Floats) -> Floats:
    """A name in common, and other births."""
    guess = chance.copy()
    if name == "names":
        guess[0] *= 0.01
    elif name == "birth":
        guess[list(_SAME_BIRTH)] *= 0.2
    return _whole(guess)


def _namesakes_bound(name: str, told: Floats, chance: Floats) -> Floats:
    """Namesakes have no birth or document in common more often than others have."""
    if name == "id_number":
        return chance.copy()
    return held(told, chance, _NEAR_BIRTH, 1.0) if name == "birth" else told


def _whole(guess: Floats) -> Floats:
    return np.asarray(guess / guess.sum())


_Levels = Callable[[str, Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A first guess at a kind, from one person and chance; and what chance it cannot exceed."""

    first: _Levels
    bound: _Levels


KINDS: Final[Mapping[str, _Kind]] = {
    "family": _Kind(_family_first, _family_bound),
    "born_alike": _Kind(_born_first, _born_bound),
    "namesakes": _Kind(_namesakes_first, _namesakes_bound),
}
"""The kinds of lookalikes besides chance. In none are both name and birth shared more often than by
chance, so that none can be taken for one person."""
