"""The shares of levels: counted among pairs, added up to bits, and held to what can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int64]
Rates = Mapping[str, Sequence[tuple[float, float]]]

SMOOTHING: Final = 0.5
_A_LITTLE: Final = 1e-6

_NAMES: Final = 36
STEP: Final = 5
NAMES_ALIKE: Final = (3, 4)
"""In each step of rarity shared: one name is contained in the other, or is the same."""
_YEARS_APART: Final = (
    (range(5), (0, 1)),
    (range(5, 11), (5, 6)),
    (range(11, 21), (11, 12)),
)
"""Of births as precise as these, those that are years apart."""
_MOST_APART: Final = 0.15
"""Measured on thirty labelled tables: of the pairs of one person, 0.00 to 0.14 are so far apart."""

_MUCH: Final = 1.25
"""Of the pairs of one person in fifty labelled tables: at most 1.2 times, mostly a third."""


def shares(levels: Levels, weights: Floats, believed: Floats) -> Floats:
    """The share of each level among the known, with half a pair for each level believed in."""
    size = len(believed)
    # What is not known is counted first and left out: to sort it out before took most of learning.
    seen = np.bincount(levels + 1, weights=weights, minlength=size + 1)[1:].astype(float)
    return smoothed(seen, believed)


def smoothed(seen: Floats, believed: Floats) -> Floats:
    """The share of each level, by how often it was seen, with half a pair for each believed in."""
    whole = seen + SMOOTHING * len(believed) * believed / believed.sum()
    return np.asarray(whole / whole.sum())


class PatternMatrix:
    """Patterns as a matrix, a row for each level of each comparison: all classes counted at once.

    To the bit what ``shares`` and ``added`` give class by class, as both add up in the order of the
    patterns and of the comparisons; learning from ten thousand mentions takes 0.9 processor seconds
    instead of 2.4.
    """

    def __init__(self, patterns: Levels, sizes: Sequence[int]) -> None:
        """From one row per pattern, -1 where not known, and how many levels each comparison has."""
        self._ends = np.cumsum(sizes)
        places = patterns + (self._ends - np.array(sizes))
        pattern, comparison = np.nonzero(patterns >= 0)
        shape = (len(patterns), int(self._ends[-1]))
        entries = (np.ones(len(pattern)), (pattern, places[pattern, comparison]))
        self._of_pattern = csr_matrix(entries, shape=shape)
        self._of_level = self._of_pattern.T.tocsr()

    def seen(self, belief: Floats) -> list[Floats]:
        """Of each comparison and class, how often each level is seen.

        Args:
            belief: of each pattern, how many of its pairs are of each class.
        """
        counted = np.ascontiguousarray((self._of_level @ belief).T)
        return np.split(counted, self._ends[:-1], axis=1)

    def added(self, classes: Sequence[Sequence[Floats]]) -> Floats:
        """What each pattern adds up to in each class, by the bits of each comparison's levels."""
        return np.asarray(self._of_pattern @ np.column_stack([np.concatenate(c) for c in classes]))


def added(patterns: Levels, levels: Sequence[Floats], start: float = 0.0) -> Floats:
    """What each pattern adds up to: of each comparison what its level says, unknown nothing.

    Args:
        patterns: one row per pattern; per comparison its level, -1 where not known.
        levels: of each comparison, the bits of each level.
    """
    total = np.full(len(patterns), start)
    for j, bits in enumerate(levels):
        total += np.append(bits, 0.0)[patterns[:, j]]
    return total


def held(one: Floats, two: Floats, levels: Sequence[int], most: float) -> Floats:
    """The shares in one class, those of ``levels`` at most so many times those in another."""
    return limited(one, levels, most * two[list(levels)])


def told_apart_seldom(name: str, one: Floats) -> Floats:
    """The shares in one person; of what tells her apart, no more than slips explain.

    Births years apart are at most so many of as precise: where few family names are borne by all,
    namesakes are more than the rarity of their words says, and a mixture takes them for one person
    whose birth is told otherwise half the time. Names of which much strays are no more, but for
    ``_MUCH``, than those of which some does: else everybody of one given name and one year becomes
    one person.
    """
    kept = one.copy()
    if name == "names" and len(one) == _NAMES:
        much, some = (np.arange(1 + strays, len(one), STEP) for strays in (1, 2))
        return _at_most(kept, much, _MUCH * one[some].sum())
    for precise, apart in _YEARS_APART if name == "birth" else ():
        every, some = one[list(precise)].sum(), one[list(apart)].sum()
        if some > _MOST_APART * every:
            near = [k for k in precise if k not in apart]
            kept[list(apart)] *= _MOST_APART * every / some
            kept[near] *= (1 - _MOST_APART) * every / (every - some)
    return kept


def _at_most(one: Floats, levels: npt.NDArray[np.int64], most: float) -> Floats:
    """The shares, those of ``levels`` together at most so much."""
    every = one[levels].sum()
    if every <= most:
        return one
    kept = one * ((1 - most) / (1 - every))
    kept[levels] = one[levels] * (most / every)
    return np.asarray(kept)


def limited(one: Floats, levels: Sequence[int], most: Floats) -> Floats:
    """The shares in one class, those of ``levels`` each at most so much.

    No two levels come to weigh the same.
    """
    kept = one.copy()
    chosen = list(levels)
    kept[chosen] = np.minimum(one[chosen], most * (1 - _A_LITTLE * np.arange(len(chosen))))
    freed = one.sum() - kept.sum()
    rest = np.ones(len(one), bool)
    rest[chosen] = False
    kept[rest] *= 1 + freed / kept[rest].sum()
    return kept


def alike(size: int) -> list[int]:
    """The levels of ``names`` at which one name is contained in the other, or is the same."""
    return [level for level in range(1, size) if (level - 1) % STEP in NAMES_ALIKE]


def born_apart(names: Sequence[str], patterns: Levels, weight: Floats, births: Floats) -> Floats:
    """For each step of rarity, how many pairs with names alike the births say to be two persons.

    Their rarity alone says too few where words go together: a girl's first name with her second.

    Args:
        patterns: one row per distinct pattern.
        weight: how many pairs show it.
        births: of each level of births, its share by chance.
    """
    apart = [level for _, levels in _YEARS_APART for level in levels]
    named, born = patterns[:, names.index("names")], patterns[:, names.index("birth")]
    is_alike = (named > 0) & np.isin((named - 1) % STEP, NAMES_ALIKE)
    step, steps = (named - 1) // STEP, (_NAMES - 1) // STEP
    every, with_births, two = (
        np.bincount(step[some], weights=weight[some], minlength=steps)
        for some in (is_alike, is_alike & (born >= 0), is_alike & np.isin(born, apart))
    )
    return np.asarray(two / births[apart].sum() * every / np.maximum(with_births, 1.0))
