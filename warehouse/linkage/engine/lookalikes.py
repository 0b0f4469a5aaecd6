"""The kinds of lookalikes besides chance: of one family, born on one day, namesakes, neighbours.

Each starts from a first guess at its levels and is bound by what chance it cannot exceed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from warehouse.linkage.engine.level_shares import (
    SMOOTHING,
    STEP,
    Floats,
    alike,
    held,
    limited,
)
from warehouse.linkage.engine.monotone import in_order

_OF_A_PERSON: Final = ("names", "spelling", "birth", "sex", "nationality", "id_number")
_SAME_BIRTH: Final = (10, 18, 19, 20)
_NEAR_BIRTH: Final = (9, 10, 14, 15, 16, 17, 18, 19, 20)
_A_YEAR_APART: Final = 9
_LIKE_BIRTH: Final = (4, *range(13, 21), 9, 10)
_TWINS: Final = 0.02
"""Of the pairs of brothers and sisters, so many are twins at most: of a hundred births one or two
are of twins. While there were none, thirteen rows of one and fourteen of the other, who was called
otherwise, were one person by their day (``often_mentioned``, seed 2: precision 0.948, now 0.991).
"""
_ENOUGH_BROTHERS: Final = 20.0
"""So many pairs of a family teach as much of their names as what strangers have in common: of two
hundred mentions, where not one pair with one given name is seen, all were learnt from single pairs
of one person (F1 0.974 with none, 0.983 from 20 to 100)."""

_ENOUGH_SPELT: Final = 20.0
"""So many pairs of two persons teach as much of it as one person's do."""
_LEAST_TOLD: Final = 0.02
"""Bits of a pair in the mean. What spelling says of a table where it says no more is noise."""


def hold_namesakes(
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
    most = np.array([namesakes[(level - 1) // STEP] + SMOOTHING for level in same])
    most /= pairs * of[kind + 2]
    others[kind][place] = limited(rates, same, most)


def hold_brothers(
    names: Sequence[str], others: Sequence[list[Floats]], chance: Sequence[Floats], seen: float
) -> None:
    """A family has names alike more often than strangers as far as births were seen to say so.

    Brothers are given one saint's name, and a son bears his father's. What a home adds to names
    alike is then no evidence of one person, and births, which a family does not share, tell how
    often that is. Where no births are told all pairs of one person with one home could be brothers.

    Args:
        others: of each kind of lookalikes and comparison, the shares of the levels; changed.
        seen: how many pairs of a family have two births to tell them apart.
    """
    if "names" not in names:
        return
    place, kind = names.index("names"), list(KINDS).index("family")
    rates = others[kind][place]
    same = alike(len(rates))
    believed = seen / (seen + _ENOUGH_BROTHERS)
    most = chance[place][same] + believed * np.maximum(rates[same] - chance[place][same], 0)
    others[kind][place] = limited(rates, same, most)


def hold_spelling(
    names: Sequence[str],
    others: Sequence[list[Floats]],
    chance: list[Floats],
    one: list[Floats],
    seen: Sequence[Floats],
) -> None:
    """Two persons' names that are heard the same are written the same as often in every kind.

    By kind there are too few of them: of namesakes learnt for their one spelling, all had it. Where
    hardly any are seen at all, they are written as one person's are, and nothing is said by it.
    Half of the bits are believed: a slip in one mention is seen in each of its pairs.

    Args:
        others: of each kind of lookalikes and comparison, the shares of the levels; changed.
        chance: of each comparison, those by chance; changed.
        one: of each comparison, those in one person; put in order.
        seen: of each comparison and class, one person first, how often each level was seen.
    """
    if "spelling" not in names:
        return
    place = names.index("spelling")
    of_two = seen[place][1:].sum(axis=0) + _ENOUGH_SPELT * one[place]
    chance[place] = _whole(np.sqrt(of_two / of_two.sum() * one[place]))
    one[place], _ = in_order("spelling", one[place], chance[place])
    if one[place] @ np.log2(one[place] / chance[place]) < _LEAST_TOLD:
        chance[place] = one[place]
    for rates in others:
        rates[place] = chance[place]


def _family_first(name: str, one: Floats, chance: Floats) -> Floats:
    """Other given names, any birth, a home as one person has it."""
    guess = (one + chance) / 2
    if name == "names":
        guess = chance.copy()
        guess[0] *= 0.1
        guess[[k for k in range(1, len(chance)) if (k - 1) % STEP > 1]] *= 0.3
    elif name == "birth":
        guess = chance.copy()
    elif name == "sex":
        guess = np.full(len(chance), 0.5)
    return _whole(guess)


def _family_bound(name: str, shares: Floats, chance: Floats) -> Floats:
    """As ``_kin_bound``, and of two in one home half as many are of one year as a year apart.

    Who is a year apart is born before or after. Of one year are brothers of two mothers, cousins
    under one roof, and those whose years were guessed.
    """
    a_year = shares[_A_YEAR_APART] / 2 if name == "birth" else 0.0
    return _kin_bound(name, shares, chance, a_year)


def _kin_bound(name: str, shares: Floats, chance: Floats, of_one_year: float = 0.0) -> Floats:
    """A family has no day of birth in common more often than strangers have, but for twins.

    Of names alike ``hold_brothers`` says how often. A document it may: one number is typed for two
    of a home. While that was thought to be one person's alone, it outweighed names with nothing in
    common (wage forms of a simulated census: precision 0.886, now 0.986).
    """
    if name == "birth":
        most = chance[list(_SAME_BIRTH)]
        most[0] = max(most[0], of_one_year)
        most[-1] = max(most[-1], _TWINS)
        return limited(shares, _SAME_BIRTH, most)
    return shares


def _born_first(name: str, one: Floats, chance: Floats) -> Floats:
    """A birth in common, and other names."""
    guess = chance.copy()
    if name == "birth":
        guess[[k for k in range(len(chance)) if k not in _LIKE_BIRTH]] *= 0.02
    elif name == "names":
        guess[1:] *= 0.5
    return _whole(guess)


def _born_bound(name: str, shares: Floats, chance: Floats) -> Floats:
    """Who was born on one day has a name, a home or a document in common as often as others have.

    Else those of one person whose names were misspelt would be taken for such.
    """
    if name == "id_number":
        return chance.copy()
    return shares if name == "birth" else held(shares, chance, range(1, len(shares)), 1.0)


def _namesakes_first(name: str, one: Floats, chance: Floats) -> Floats:
    """A name in common, and other births."""
    guess = chance.copy()
    if name == "names":
        guess[0] *= 0.01
    elif name == "birth":
        guess[list(_SAME_BIRTH)] *= 0.2
    return _whole(guess)


def _namesakes_bound(name: str, shares: Floats, chance: Floats) -> Floats:
    """Namesakes have no birth or document in common more often than others have."""
    if name == "id_number":
        return chance.copy()
    return held(shares, chance, _NEAR_BIRTH, 1.0) if name == "birth" else shares


def _neighbours_first(name: str, one: Floats, chance: Floats) -> Floats:
    """A home, a village and a region in common, and whatever name and birth."""
    return _whole(chance.copy() if name in _OF_A_PERSON else (one + chance) / 2)


def _neighbours_bound(name: str, shares: Floats, chance: Floats) -> Floats:
    """Neighbours have names, a birth or a document in common no more often than others have."""
    if name == "id_number":
        return chance.copy()
    if name == "birth":
        return held(shares, chance, _NEAR_BIRTH, 1.0)
    return held(shares, chance, range(1, len(shares)), 1.0) if name == "names" else shares


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
    "neighbours": _Kind(_neighbours_first, _neighbours_bound),
}
"""The kinds of lookalikes besides chance. In none are both name and birth shared more often than by
chance, so that none can be taken for one person."""

KINDS_WITHOUT_HOMES: Final[Mapping[str, _Kind]] = {
    **KINDS,
    "family": _Kind(_family_first, _kin_bound),
}
"""The same where no households live, as ``families`` tells: with a year in common as often as in a
home, historical_50k falls from F1 0.952 to 0.951."""
