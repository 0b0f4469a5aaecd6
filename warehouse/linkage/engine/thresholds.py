"""What joins: how likely two groups of mentions must be one person, as log2 odds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from warehouse.linkage.engine.training import Model

OWN_BITS: Final = 6.0
_OWN: Final = 0.5
"""Of 75 tables of seeds 41, 42 and 51, beside which both were chosen, precision rises from 0.9712
to 0.9734 in the mean and F1 from 0.9655 to 0.9663. Past four bits instead of six both are a little
higher, and dev10k falls from 0.9888 to 0.9879 and not to 0.9884. All of it, from the first bit on,
splits a survey (F1 0.922 to 0.887). Where no households live, one person is often written in two
ways: historical_50k would lose."""


@dataclass(frozen=True)
class Thresholds:
    """Log2 odds, as the mean over the pairs between two groups."""

    join: float = -1.75  # two groups become one person, if countless pairs say so
    # the same, if a single pair says so: what one pair says is believed less than what many say
    # alike. In between the two, as the root of the number of pairs, those counted once that say the
    # same (``sayings``). Measured on thirteen labelled tables: with ``join`` from -2.5 to -1.5 and
    # ``alone`` from 0 to 0.25 the mean F1 moves by 0.0005.
    alone: float = 0.0
    judge: float = -3.5  # from here up to what joins a human decides
    # of each bit by which two groups agree more with themselves than with each other, past
    # ``OWN_BITS``, so much is taken off what speaks for joining them
    own: float = 0.0

    def of(self, pairs: int) -> float:
        """What the mean over so many pairs must reach to join."""
        return self.join + (self.alone - self.join) / math.sqrt(pairs)


PINNED: Final = Thresholds(join=-2.5, alone=-0.75)
"""With pinned parameters: in a table of ten thousand mentions they put what a single pair says
lower than it is. Even odds cost 0.006 of F1 in heavy noise. In larger ones they would put it too
high: there their odds follow the size (``size_correction``)."""


def thresholds_of(parameters: str, model: Model | None = None) -> Thresholds:
    """What joins with ``pinned`` parameters, and with those that a ``model`` learnt."""
    if parameters == "pinned":
        return PINNED
    if model is None:
        return Thresholds()
    return Thresholds(
        join=Thresholds.join + model.raised,
        alone=model.alone + model.raised,
        own=_OWN if model.has_households else 0.0,
    )
