"""Who is mentioned: households of brothers and sisters, twins, parents, and namesakes among them.

All is arrays, one value per person; words are numbers in a ``Stock``. Nothing here is written
badly: that is ``slips``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from warehouse.proof.simulate.gazetteer import PLACES
from warehouse.proof.simulate.lexicon import PHONE_PREFIXES
from warehouse.proof.simulate.mentions.invented_names import Ints, Stock, drawn, stock

Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

NONE: Final = -1
_HOUSEHOLDS: Final = (0.84, 0.105, 0.04, 0.015)
"""Shares of households of which one, two, three, four persons are mentioned: three in ten persons
stand beside a brother, a sister or a parent."""
_PARENT: Final = 0.3
_TWIN: Final = 0.05
_VILLAGES: Final = 3_000
_NATIONS: Final = np.array(["CAF", "TCD", "CMR", "COD", "SDN", "NGA"])


@dataclass(frozen=True)
class People:
    """One value per person."""

    stock: Stock  # the words of their names
    household: Ints
    is_male: Flags
    born: Days
    knows: Ints  # 0 the day of birth is known to the person, 1 the year, 2 the age
    words: Ints  # five columns: two family words, three given names, ``NONE`` where there is none
    married: Ints  # the family word of her husband
    father: Ints  # a family word and a given name; ``mother`` likewise
    mother: Ints
    place: Ints  # sous-préfecture of residence; ``village`` that of birth
    village: Ints
    nation: npt.NDArray[np.str_]  # ISO 3166-1 alpha-3
    phone: Ints  # eight digits, 0 for none; brothers and sisters share one
    document: Ints  # a number, 0 for none
    alias: Ints


def population(rng: np.random.Generator, count: int, elsewhere: str = "") -> People:
    """``count`` persons in households, drawn from one stream of chance.

    Args:
        elsewhere: whose names they bear, one of ``NAMINGS``; without, those of the country.
    """
    spoken = stock(elsewhere)
    sizes = rng.choice([1, 2, 3, 4], size=count, p=_HOUSEHOLDS)
    household = np.repeat(np.arange(count), sizes)[:count]
    homes = int(household[-1]) + 1
    first = np.searchsorted(household, np.arange(homes))
    place_in_home = np.arange(count) - first[household]
    home = _homes(rng, homes, spoken)
    is_male = rng.random(count) < 0.52
    is_parent = (place_in_home == 1) & (rng.random(count) < _PARENT)
    is_twin = (place_in_home == 1) & ~is_parent & (rng.random(count) < _TWIN)
    is_twin |= (place_in_home == 2) & (rng.random(count) < _TWIN)
    north = home["north"][household]
    born = _births(rng, household, homes, place_in_home, is_parent, is_twin)
    adult = born < np.datetime64("2007-01-01")
    words = _names(rng, spoken, home, household, is_male, is_parent, north)
    return People(
        spoken,
        household,
        is_male,
        born,
        rng.choice([0, 1, 2], size=count, p=[0.72, 0.18, 0.10]),
        words,
        np.where(
            ~is_male & adult & (rng.random(count) < 0.3),
            drawn(rng, spoken.family, count),
            NONE,
        ),
        home["father"][household],
        home["mother"][household],
        home["place"][household],
        home["village"][household],
        _NATIONS[home["nation"][household]],
        np.where(
            rng.random(count) < 0.25,
            _phones(rng, count),
            np.where(home["phone"][household] > 0, home["phone"][household], 0),
        ),
        np.where(adult & (rng.random(count) < 0.22), rng.integers(1_000_000, 99_999_999, count), 0),
        np.where(rng.random(count) < 0.05, drawn(rng, spoken.family, count), NONE),
    )


def _homes(rng: np.random.Generator, homes: int, words: Stock) -> dict[str, Any]:
    """What a household shares."""
    north = rng.random(homes) < words.fathers
    family = np.where(
        north, drawn(rng, words.second, homes, flat=3.0), drawn(rng, words.family, homes)
    )
    mothers = np.where(
        north, drawn(rng, words.second, homes, flat=3.0), drawn(rng, words.family, homes)
    )
    share = (np.arange(len(PLACES)) + 3.0) ** -0.8
    nation = np.where(
        north,
        rng.choice(6, size=homes, p=[0.62, 0.22, 0.05, 0.0, 0.08, 0.03]),
        rng.choice(6, size=homes, p=[0.92, 0.01, 0.03, 0.04, 0.0, 0.0]),
    )
    return {
        "north": north,
        "family": family,
        "second": np.where(
            rng.random(homes) < 0.2,
            np.where(north, drawn(rng, words.second, homes), drawn(rng, words.family, homes)),
            NONE,
        ),
        "father": np.column_stack([family, _given(rng, words, north, np.ones(homes, bool))]),
        "mother": np.column_stack([mothers, _given(rng, words, north, np.zeros(homes, bool))]),
        "place": rng.choice(len(PLACES), size=homes, p=share / share.sum()),
        "village": (_VILLAGES * rng.random(homes) ** 1.7).astype(np.int64),
        "nation": nation,
        "phone": np.where(rng.random(homes) < 0.4, _phones(rng, homes), 0),
    }


def _phones(rng: np.random.Generator, count: int) -> Ints:
    prefixes = np.array([int(one) for one in PHONE_PREFIXES])
    return rng.choice(prefixes, size=count) * 1_000_000 + rng.integers(0, 1_000_000, count)


def _given(rng: np.random.Generator, words: Stock, north: Flags, is_male: Flags) -> Ints:
    """A given name for each, of its culture and sex."""
    chosen = np.empty(len(north), np.int64)
    for (culture, sex), numbers in words.given.items():
        here = (north == (culture == "north")) & (is_male == (sex == "M"))
        chosen[here] = drawn(rng, numbers, int(here.sum()), flat=6.0, fall=1.1)
    return chosen


def _names(
    rng: np.random.Generator,
    spoken: Stock,
    home: dict[str, Any],
    household: Ints,
    is_male: Flags,
    is_parent: Flags,
    north: Flags,
) -> Ints:
    """Five words per person: the family's, perhaps a second one, one to three given names."""
    count = len(household)
    family = home["family"][household]
    # Many a child bears a name of its own, or the mother's: three in ten.
    other = rng.random(count) < 0.3
    family = np.where(
        other,
        np.where(
            rng.random(count) < 0.5, home["mother"][household, 0], _any_family(rng, spoken, count)
        ),
        family,
    )
    second = home["second"][household]
    own = (second == NONE) & (rng.random(count) < 0.12)
    second = np.where(own, _any_family(rng, spoken, count), second)
    given = [_given(rng, spoken, north, is_male) for _ in range(3)]
    again = np.zeros(count, bool)
    again[1:] = (household[1:] == household[:-1]) & (given[0][1:] == given[0][:-1])
    given[0] = np.where(again, _given(rng, spoken, north, is_male), given[0])
    many = rng.choice([1, 2, 3], size=count, p=[0.42, 0.5, 0.08])
    # Northerners have one name of their own, and their father's.
    many = np.where(north & (rng.random(count) < 0.8), 1, many)
    given[1] = np.where((many >= 2) & (given[1] != given[0]), given[1], NONE)
    given[2] = np.where((many == 3) & (given[1] != NONE) & (given[2] != given[0]), given[2], NONE)
    is_mother = is_parent & ~is_male
    is_father = is_parent & is_male
    for which, parent in ((is_mother, home["mother"]), (is_father, home["father"])):
        family = np.where(which, parent[household, 0], family)
        given[0] = np.where(which, parent[household, 1], given[0])
    return np.column_stack([family, np.where(second == family, NONE, second), *given])


def _any_family(rng: np.random.Generator, spoken: Stock, count: int) -> Ints:
    return drawn(rng, spoken.family, count)


def _births(
    rng: np.random.Generator,
    household: Ints,
    homes: int,
    place_in_home: Ints,
    is_parent: Flags,
    is_twin: Flags,
) -> Days:
    """Days of birth: children and adults, brothers and sisters a few years apart."""
    child = rng.random(homes) < 0.45
    age = np.where(child, rng.integers(3, 18, homes), rng.integers(18, 60, homes))
    youngest = np.datetime64("2025-01-01") - (age * 365.25 + rng.integers(0, 365, homes)).astype(
        "timedelta64[D]"
    )
    # The first of a household is the youngest, so that nobody is born after the last mention.
    years = np.where(
        is_parent,
        rng.integers(6500, 11000, len(household)),
        place_in_home * rng.integers(400, 1500, len(household)),
    )
    born = youngest[household] - years.astype("timedelta64[D]")
    born[1:] = np.where(is_twin[1:], born[:-1], born[1:])
    return np.asarray(born)
