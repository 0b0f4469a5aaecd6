"""Resamples as R draws them, so that who has R and the seed gets the very same ones.

The bounds of an interval of 1,000 resamples move by up to a fifth with the draws: two programs that
draw apart cannot be compared. R's default generator is the Mersenne Twister (M. Matsumoto and T.
Nishimura, ACM TOMACS 8 (1998)) with 32 bits a number; its binomial is by inversion below a mean of
30 and else by BTPE (V. Kachitvichyanukul and B. Schmeiser, CACM 31 (1988)); its multinomial is one
binomial after the other, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

WORD = 2.3283064365386963e-10
"""2**-32, by which a word of 32 bits becomes a number below one."""
CONGRUENCE = 69069
"""The multiplier that spreads a seed over the state; the first fifty numbers are thrown away."""
THROWN_AWAY, STATE = 50, 624
INVERSION_BELOW = 30.0
LONGEST_INVERSION = 110
AT_ONCE = 8192


def uniform_numbers(seed: int) -> Iterator[float]:
    """What ``runif`` gives after ``set.seed``, between 0 and 1 and neither of them."""
    word, state = seed % 2**32, []
    for number in range(THROWN_AWAY + 1 + STATE):
        word = (CONGRUENCE * word + 1) % 2**32
        # The first word after those thrown away is the position, which a new seed sets anew.
        if number > THROWN_AWAY:
            state.append(word)
    twister = np.random.MT19937()
    twister.state = {
        "bit_generator": "MT19937",
        "state": {"key": np.array(state, dtype=np.uint32), "pos": STATE},
    }
    while True:
        numbers = twister.random_raw(AT_ONCE) * WORD
        yield from np.clip(numbers, 0.5 * WORD, 1 - 0.5 * WORD).tolist()


def draw_multinomials(
    sizes: Sequence[float] | NDArray[np.float64], persons: int, resamples: int, seed: int
) -> NDArray[np.float64]:
    """Tables (resamples, cells) of so many ``persons``, in proportion to ``sizes``."""
    uniform = uniform_numbers(seed)
    shares = np.array(sizes, dtype=float) / sum(sizes)
    drawn = np.zeros((resamples, len(shares)))
    for row in drawn:
        left, share_left = persons, 1.0
        for cell, share in enumerate(shares[:-1]):
            if share:
                chance = share / share_left
                row[cell] = binomial_number(uniform, left, chance) if chance < 1 else left
                left -= int(row[cell])
                share_left -= share
            if not left:
                break
        row[-1] += left
    return drawn


def binomial_number(uniform: Iterator[float], trials: int, chance: float) -> int:
    """One number of ``rbinom``."""
    rare = min(chance, 1 - chance)
    if trials * rare < INVERSION_BELOW:
        drawn = _by_inversion(uniform, trials, rare)
    else:
        drawn = _by_btpe(uniform, trials, rare)
    return trials - drawn if chance > 0.5 else drawn


def _by_inversion(uniform: Iterator[float], trials: int, rare: float) -> int:
    odds = rare / (1 - rare)
    while True:
        left, weight = next(uniform), (1 - rare) ** trials
        for drawn in range(LONGEST_INVERSION + 1):
            if left < weight:
                return drawn
            left -= weight
            weight *= odds * (trials + 1) / (drawn + 1) - odds


def _by_btpe(uniform: Iterator[float], trials: int, rare: float) -> int:
    """A triangle over the mode, a parallelogram on it, an exponential tail on either side."""
    often = 1 - rare
    centre = trials * rare + rare
    mode, spread = int(centre), sqrt(trials * rare * often)
    triangle = int(2.195 * spread - 4.6 * often) + 0.5
    middle = mode + 0.5
    left, right = middle - triangle, middle + triangle
    height = 0.134 + 20.5 / (15.3 + mode)
    slope = (centre - left) / (centre - left * rare)
    left_tail = slope * (1 + 0.5 * slope)
    slope = (right - centre) / (right * often)
    right_tail = slope * (1 + 0.5 * slope)
    with_parallelogram = triangle * (1 + 2 * height)
    with_left = with_parallelogram + height / left_tail
    everything = with_left + height / right_tail
    while True:
        where, level = next(uniform) * everything, next(uniform)
        if where <= triangle:
            return int(middle - triangle * level + where)
        if where <= with_parallelogram:
            at = left + (where - triangle) / height
            level = level * height + 1 - abs(middle - at) / triangle
            if not 0 < level <= 1:
                continue
            drawn = int(at)
        elif where > with_left:
            drawn = int(right - log(level) / right_tail)
            level *= (where - with_left) * right_tail
        else:
            drawn = int(left + log(level) / left_tail)
            level *= (where - with_parallelogram) * left_tail
        if 0 <= drawn <= trials and log(level) <= _over_the_mode(drawn, mode, trials, rare):
            return drawn


def _over_the_mode(drawn: int, mode: int, trials: int, rare: float) -> float:
    """The logarithm of how much less likely a number is than the most likely one."""
    return (
        lgamma(mode + 1)
        + lgamma(trials - mode + 1)
        - lgamma(drawn + 1)
        - lgamma(trials - drawn + 1)
        + (drawn - mode) * log(rare / (1 - rare))
    )
