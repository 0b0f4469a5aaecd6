"""Missed and false links, estimated from the audited sample, with an interval that covers.

A stratified estimate (W. Cochran, Sampling Techniques, 3rd ed., ch. 5): each judged pair speaks for
as many as its stratum holds. The interval is of 95 %, from draws of each stratum's share under
Jeffreys' prior, which stays honest where no error was found in a few pairs (L. Brown, T. Cai and
A. DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16, 2001). Too few
judgements give no number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST: Final = 30
"""Fewer judged pairs than this, on the side that the estimate needs, give no number."""
FEWEST_OF_STRATUM: Final = 5
_DRAWS: Final = 20_000
_SEED: Final = 20_010_501


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many pairs the machine decided in one stratum, and whether it joined them."""

    is_linked: bool
    pairs: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """One audited pair: its stratum, and whether a human says that it is one person."""

    stratum: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class Share:
    """An estimated share with its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """What the audited sample says of the linkage."""

    judged: int  # how many audited pairs it rests on
    # of the pairs joined, the share that are two persons; None: not enough judged
    false_links: Share | None
    # of the pairs that are one person, the share that is not joined; of those that the linkage
    # looked at closely, for nobody can sample what was never looked at
    missed_links: Share | None


def estimate(
    strata: Mapping[str, Stratum], verdicts: Sequence[Verdict], draws: int = _DRAWS
) -> Quality:
    """Estimate the errors of a linkage.

    Args:
        strata: all strata of the sample.
        draws: for the interval; the same verdicts give the same one.
    """
    judged = Counter(v.stratum for v in verdicts)
    same = Counter(v.stratum for v in verdicts if v.is_same)
    linked = _enough({k: s for k, s in strata.items() if s.is_linked}, judged)
    apart = _enough({k: s for k, s in strata.items() if not s.is_linked}, judged)
    rng = np.random.default_rng(_SEED)
    total = sum(judged[name] for name in strata)
    if not linked:
        return Quality(total, None, None)
    true, true_draws = _persons(linked, judged, same, rng, draws)
    pairs = sum(stratum.pairs for stratum in linked.values())
    wrong = any(same[name] < judged[name] for name in linked)
    false = _share(1 - true / pairs, 1 - true_draws / pairs, none=not wrong)
    if not apart:
        return Quality(total, false, None)
    missed, missed_draws = _persons(apart, judged, same, rng, draws)
    if true + missed == 0:
        return Quality(total, false, None)
    return Quality(
        total,
        false,
        _share(
            missed / (true + missed),
            missed_draws / (true_draws + missed_draws),
            none=missed == 0,
        ),
    )


def within(
    strata: Mapping[str, Stratum], everyone: Sequence[Verdict], group: Sequence[Verdict]
) -> dict[str, Stratum]:
    """The strata as far as one group goes: its share of each is that of the sample."""
    judged = Counter(v.stratum for v in everyone)
    mine = Counter(v.stratum for v in group)
    return {
        name: Stratum(one.is_linked, one.pairs * mine[name] / judged[name])
        for name, one in strata.items()
        if mine[name]
    }


def _enough(strata: dict[str, Stratum], judged: Counter[str]) -> dict[str, Stratum]:
    """The strata that hold anything, if enough of them was judged; else none."""
    held = {name: one for name, one in strata.items() if one.pairs > 0}
    needed = min(FEWEST, sum(one.pairs for one in held.values()))
    if sum(judged[name] for name in held) < needed:
        return {}
    if any(judged[name] < min(FEWEST_OF_STRATUM, one.pairs) for name, one in held.items()):
        return {}
    return held


def _persons(
    strata: Mapping[str, Stratum],
    judged: Counter[str],
    same: Counter[str],
    rng: np.random.Generator,
    draws: int,
) -> tuple[float, Floats]:
    """How many pairs of these strata are one person: the estimate, and draws of it."""
    value, drawn = 0.0, np.zeros(draws)
    for name, one in strata.items():
        seen, yes = judged[name], same[name]
        value += one.pairs * yes / seen
        if seen >= one.pairs:
            drawn += yes
        else:
            # What was judged is known; only the rest of the stratum is not.
            rest = one.pairs - seen
            drawn += yes + rest * rng.beta(yes + 0.5, seen - yes + 0.5, draws)
    return value, drawn


def _share(value: float, drawn: Floats, *, none: bool) -> Share:
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
    return Share(max(value, 0.0), 0.0 if none else min(low, value), max(high, value))
