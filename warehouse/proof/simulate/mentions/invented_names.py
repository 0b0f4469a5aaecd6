"""The names of the simulated mentions: a country's stock of words, as unequal as real ones are.

Words are built from syllables by rule, so that a million persons find as many names as in a
country and none is a real person's; the given names that everybody bears stand first. A person
holds the numbers of words, and only what a clerk writes becomes text.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.proof.simulate.clerk import bare
from warehouse.proof.simulate.lexicon import (
    GIVEN_F,
    GIVEN_M,
    GIVEN_NORTH_F,
    GIVEN_NORTH_M,
    ONE_NAME,
    SYLLABLES,
)
from warehouse.proof.simulate.mentions.names_elsewhere import NAMINGS, CountryNames

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.str_]

_FAMILY_WORDS: Final = 60_000
_RARE_GIVEN: Final = 1_000
_NORTH: Final = 0.22
_SECOND_NAMES: Final = 3_000

# French given names beyond those of the lexicon: a stem and an ending, some borne, some invented.
_STEMS: Final = (
    *("Alb", "Bern", "Const", "Ferd", "Ger", "Hon", "Luc", "Marc", "Oct", "Quent", "Rod", "Sim"),
    *("Théod", "Urb", "Val", "Xav", "Aurél", "Christ", "Dam", "Élod", "Flor", "Gast", "Hect"),
    *("Jér", "Léon", "Mart", "Nest", "Pasc", "Romu", "Sév", "Arm", "Bast", "Cél", "Éd", "Fab"),
)
_ENDINGS: Final = {
    "M": ("ert", "in", "ien", "el", "on", "ard", "ice", "as"),
    "F": ("ine", "ette", "ienne", "elle", "ie", "iane", "ence", "a"),
}
_NORTH_SYLLABLES: Final = (
    *("ba", "da", "dja", "fa", "ha", "kha", "ma", "na", "ra", "sa", "ya", "za", "ou", "ab", "bou"),
    *("di", "mou", "sou", "tou", "bi", "ri", "li"),
)
_NORTH_ENDINGS: Final = ("r", "m", "l", "dou", "ma", "ne", "ki", "ine", "ou", "ya", "kar", "lla")


@dataclass(frozen=True)
class Stock:
    """All words, and who bears them."""

    words: Texts  # every word, as it is properly written
    bare: Texts  # the same without accents
    family: Ints  # numbers of family words of the south, the most frequent first
    # by culture (``south``, ``north``) and sex, numbers of given names, likewise
    given: dict[tuple[str, str], Ints]
    second: Ints  # numbers of the names of fathers that northerners bear second, likewise
    same_as: Ints  # of each word, a row of the words that are one name with it, itself if none
    fathers: float  # the share of persons who have a name of their own, and their father's


@cache
def stock(elsewhere: str = "") -> Stock:
    """The words of the country, or of one of ``NAMINGS``, always the same."""
    rng = np.random.default_rng(236)
    if elsewhere:
        return _stock_elsewhere(rng, NAMINGS[elsewhere])
    family = _invented(rng, SYLLABLES, SYLLABLES, _FAMILY_WORDS)
    rare = _invented(rng, SYLLABLES, ("né", "ssi", "ya", "lo", "ré", "to", "ba"), _RARE_GIVEN)
    second = _invented(rng, _NORTH_SYLLABLES, _NORTH_ENDINGS, _SECOND_NAMES)
    given = {
        ("south", sex): (*proper, *_derived(rng, sex), *rare)
        for sex, proper in (("M", GIVEN_M), ("F", GIVEN_F))
    } | {
        ("north", sex): (*proper, *second[600 * (sex == "F") :: 5])
        for sex, proper in (("M", GIVEN_NORTH_M), ("F", GIVEN_NORTH_F))
    }
    return _numbered(family, given, (*GIVEN_NORTH_M, *second), ONE_NAME, _NORTH)


def _stock_elsewhere(rng: np.random.Generator, naming: CountryNames) -> Stock:
    """The words of another country; whoever bears no family's name bears the father's."""
    family = _invented(rng, naming.syllables, naming.endings, naming.words)
    given = {(culture, sex): naming.given[sex] for culture in ("south", "north") for sex in "MF"}
    return _numbered(family, given, naming.given["M"], naming.one_name, naming.fathers)


def _numbered(
    family: tuple[str, ...],
    given: dict[tuple[str, str], tuple[str, ...]],
    borne: tuple[str, ...],
    one_name: tuple[tuple[str, ...], ...],
    fathers: float,
) -> Stock:
    """Words as numbers."""
    spoken = itertools.chain(family, *given.values(), borne, *one_name)
    words = list(dict.fromkeys(spoken))
    number = {word: i for i, word in enumerate(words)}

    def numbers(some: tuple[str, ...]) -> Ints:
        return np.array([number[word] for word in dict.fromkeys(some)], np.int64)

    most = max(len(group) for group in one_name)
    same_as = np.repeat(np.arange(len(words))[:, None], most, axis=1)
    for group in one_name:
        same_as[number[group[0]]] = numbers(tuple(itertools.islice(itertools.cycle(group), most)))[
            np.arange(most) % len(group)
        ]
    return Stock(
        np.array(words),
        np.array([bare(word) for word in words]),
        numbers(family),
        {key: numbers(some) for key, some in given.items()},
        numbers(borne),
        same_as,
        fathers,
    )


def drawn(
    rng: np.random.Generator, numbers: Ints, count: int, flat: float = 8.0, fall: float = 0.9
) -> Ints:
    """Words drawn as unequally as names are: the share of the r-th falls with (r + flat)^-fall."""
    share = np.cumsum((np.arange(len(numbers)) + 1 + flat) ** -fall)
    return numbers[np.searchsorted(share / share[-1], rng.random(count))]


def _invented(
    rng: np.random.Generator, syllables: tuple[str, ...], last: tuple[str, ...], count: int
) -> tuple[str, ...]:
    """``count`` different words of two to four syllables."""
    words: dict[str, None] = {}
    while len(words) < count:
        length = int(rng.choice([1, 2, 3], p=[0.1, 0.6, 0.3]))
        stem = "".join(syllables[i] for i in rng.integers(len(syllables), size=length))
        word = (stem + last[rng.integers(len(last))]).removeprefix("s" if stem[:2] == "ss" else "")
        words[word.capitalize()] = None
    return tuple(words)


def _derived(rng: np.random.Generator, sex: str) -> tuple[str, ...]:
    """Given names of a stem and an ending, in an order of chance that is always the same."""
    pairs = [stem + ending for stem in _STEMS for ending in _ENDINGS[sex]]
    return tuple(pairs[i] for i in rng.permutation(len(pairs)))
