"""Less alike is never more evidence: the levels of a comparison, in the order of their likeness.

A mixture learns each level by itself, and of a level that is seldom seen it learns noise: births
two years apart that speak for one person, and births one year apart that speak against. Here levels
out of order are pooled, as isotonic regression does: what two of them show together is what each
says, so that no pair is lost, and what was seen of the many weighs more than of the few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_PASSES: Final = 50
_APART: Final = 2e-5
"""Levels that are pooled still weigh a little more the closer they are: a pair's level is known by
its weight, and the parameters are written with six digits."""

_ROUNDED: Final = 1e-3
"""Parameters are written with six digits, so that a bound is kept to so many bits."""

_NAMES: Final = (
    # From step to step of rarity shared, for each way in which the rest strays.
    *(tuple(range(1 + kind, 36, 5)) for kind in range(5)),
    # In each step: other names, much strays, some, contained, the same.
    *(tuple(range(1 + 5 * step, 6 + 5 * step)) for step in range(7)),
)
ORDERS: Final[Mapping[str, Sequence[Sequence[int]]]] = {
    "names": _NAMES,
    "birth": (
        (0, 1, 2, 3, 4),
        (5, 6, 7, 8, 9, 10),
        (11, 12, 13, 15, 16, 17, 18, 20),
        (12, 14),
        (17, 19, 20),
    ),
    "spelling": ((0, 1, 2),),
    "sex": ((0, 1),),
    "nationality": ((0, 1),),
    "case_ref": ((0, 1),),
    "phone": ((0, 1, 2),),
    "id_number": ((0, 1, 2, 3),),
}
"""For each comparison, chains of its levels, each from the less to the more alike."""
_TEXT: Final = ((0, 1, 2, 3), (0, 4, 5, 6, 7))


def in_order(
    name: str, m: Floats, u: Floats, hold: Sequence[int] = (), most: float = 1.0
) -> tuple[Floats, Floats]:
    """The shares of a comparison's levels in one person and by chance, no level out of order.

    Args:
        m: of each level, its share in one person.
        u: of each level, its share by chance; it stays as it is.
        hold: levels that one person shows at most so many times as often as lookalikes do.
        most: how many times.
    """
    bits = np.log2(m / u)
    # A table of fewer levels has the lower ones.
    orders = ([k for k in chain if k < len(m)] for chain in ORDERS.get(name, _TEXT))
    chains = [np.array(chain) for chain in orders if chain]
    held = list(hold)
    bound = np.log2(most)
    if (bits[held] < bound + _ROUNDED).all() and all(
        (np.diff(bits[chain]) > 0).all() for chain in chains
    ):
        return m, u
    bits[held] = np.minimum(bits[held], bound)
    support = m + u
    for _ in range(_PASSES):
        before = bits.copy()
        for chain in chains:
            bits[chain] = _pooled(bits[chain], support[chain])
        if np.abs(bits - before).max() < 1e-9:
            break
    # Where two chains cross, passes come ever nearer; what is left is taken from the top.
    for chain in sorted(chains, key=len) * len(chains):
        bits[chain] = np.maximum.accumulate(bits[chain])
    rank = _rank(tuple(tuple(chain.tolist()) for chain in chains), len(bits))
    bits += _APART * (rank - rank.max())
    one = np.exp2(bits) * u
    if one.sum() < 1 and len(held) < len(one):
        # What is taken from the levels that are held goes to the others.
        rest = np.setdiff1d(np.arange(len(one)), held)
        one[rest] *= 1 + (1 - one.sum()) / one[rest].sum()
    return np.asarray(one / one.sum()), u


def _pooled(bits: Floats, support: Floats) -> Floats:
    """The closest bits that never fall, by least squares with these weights."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(bits.tolist(), support.tolist(), strict=True):
        mean, held, size = value, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, also, more = blocks.pop()
            mean = (mean * held + other * also) / (held + also)
            held, size = held + also, size + more
        blocks.append((mean, held, size))
    return np.repeat([b[0] for b in blocks], [b[2] for b in blocks])


@cache
def _rank(chains: tuple[tuple[int, ...], ...], size: int) -> Floats:
    """Of each level, how many stand below it in the longest way up."""
    rank = np.zeros(size)
    for _ in range(size):
        for chain in chains:
            for low, high in pairwise(chain):
                rank[high] = max(rank[high], rank[low] + 1)
    return rank
