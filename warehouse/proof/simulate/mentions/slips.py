"""How names are written: heard, mistyped, shortened, in columns of words and never row by row.

Three degrees of noise: 1 light, 2 as on the ground, 3 heavy. Every rate of slips is one number
per degree, so that what the degrees mean can be read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.proof.simulate.lexicon import BY_EAR, BY_EAR_FURTHER, SLIPPED_KEYS
from warehouse.proof.simulate.mentions.invented_names import Ints, Stock, Texts
from warehouse.proof.simulate.mentions.invented_people import NONE, Flags, People

_BY_EAR: Final = (*BY_EAR, *BY_EAR_FURTHER)
_WIDTH: Final = 26


@dataclass(frozen=True)
class Noise:
    """How often it goes wrong, of each hundred mentions or words."""

    heard: float
    mistyped: float
    unaccented: float
    drops_second: float
    drops_given: float
    initial: float  # a given name is its initial
    turned: float  # family and given names have changed columns
    glued: float  # two words are one
    placeholder: float  # X, or inconnu, stands for the name
    married: float  # the husband's name is there, of those who have one
    vague: float  # only the year of birth is asked, or the age, or nothing
    wrong_day: float  # day and month are swapped, or a key of the date is wrong
    off: float  # the age is off by one or two; the year by one
    copied: float  # a file that moves to the next office is copied, and not asked again
    missing: float  # each other cell is empty, beside what the office never asks
    moved: float  # another place than that of residence stands there


NOISES: Final = {
    1: Noise(4, 2, 40, 4, 10, 0.3, 3, 0.2, 0.1, 10, 12, 2, 2, 75, 2, 6),
    2: Noise(10, 5, 55, 10, 22, 1.5, 8, 0.6, 0.4, 25, 28, 5, 8, 60, 8, 14),
    3: Noise(20, 11, 65, 20, 38, 4, 16, 1.5, 1.5, 40, 45, 11, 20, 45, 20, 25),
}
"""Light, as on the ground, heavy."""


def often(rng: np.random.Generator, percent: float, count: int) -> Flags:
    """Whether it happens, for each of ``count``."""
    return np.asarray(rng.random(count) * 100 < percent)


def written_names(
    rng: np.random.Generator, people: People, who: Ints, noise: Noise
) -> dict[str, pa.Array]:
    """The names of some persons as a clerk writes them once.

    Args:
        who: of each writing, the person.

    Returns:
        ``family``, ``given``, ``alias``, ``father``, ``mother``: texts as words, null where none.
    """
    count = len(who)
    words = people.words[who].copy()
    words[often(rng, noise.drops_second, count), 1] = NONE
    words[often(rng, noise.drops_given, count), 3:] = NONE
    husband = np.where(often(rng, noise.married, count), people.married[who], NONE)
    instead = (husband != NONE) & often(rng, 30, count)
    words[instead, 0], words[instead, 1] = husband[instead], NONE
    husband = np.where(instead, NONE, husband)
    alias = np.where(often(rng, 70, count), people.alias[who], NONE)
    every = np.column_stack([words, husband, alias, people.father[who], people.mother[who]])
    columns = _spelled(rng, people.stock, every, noise)
    f1, f2, g1, g2, g3, h, alias_text, father, father_given, mother, mother_given = columns
    g1 = _where(often(rng, noise.initial, count), pc.utf8_slice_codeunits(g1, 0, 1), g1)
    hyphen = often(rng, 35, count)
    family = _where(hyphen, _joined(f1, f2, by="-"), _joined(f1, f2))
    family = _joined(family, pc.binary_join_element_wise("épse", h, " "))
    given = _where(often(rng, 18, count), _joined(g1, g2, g3, by="-"), _joined(g1, g2, g3))
    # Of parents, often the family name alone is known.
    short = often(rng, 25, count)
    return {
        "family": family,
        "given": given,
        "alias": alias_text,
        "father": _where(short, father, _joined(father, father_given)),
        "mother": _where(short, mother, _joined(mother, mother_given)),
    }


def by_ear(rng: np.random.Generator, texts: pa.Array) -> pa.Array:
    """Each text with one change that an ear does not hear, if a rule fits it."""
    rules = rng.integers(len(_BY_EAR), size=len(texts))
    heard: npt.NDArray[Any] = np.array(texts.to_pylist(), object)
    # Where a rule does not fit, the next one is tried, three times.
    for _ in range(3):
        waiting = np.ones(len(texts), bool)
        for number, (old, new) in enumerate(_BY_EAR):
            here = np.flatnonzero(waiting & (rules == number))
            if not len(here):
                continue
            before = pa.array(heard[here], pa.string())
            after = pc.replace_substring(before, old, new, max_replacements=1)
            heard[here] = after.to_numpy(zero_copy_only=False)
            waiting[here[pc.not_equal(before, after).to_numpy(zero_copy_only=False)]] = False
        rules = np.where(waiting, (rules + 7) % len(_BY_EAR), -1)
    return pa.array(heard, pa.string())


def mistyped(rng: np.random.Generator, texts: Texts) -> Texts:
    """Each text with one slip of the hand: a key left out, doubled, swapped or another one."""
    fixed = np.asarray(texts, dtype=f"U{_WIDTH}")
    keys = np.ascontiguousarray(fixed).view(np.uint32).reshape(len(fixed), _WIDTH)
    length = (keys > 0).sum(axis=1)
    at = 1 + (rng.random(len(fixed)) * np.maximum(length - 2, 1)).astype(np.int64)
    way = rng.integers(4, size=len(fixed))
    seat = np.arange(_WIDTH)
    here = seat[None, :] == at[:, None]
    after = seat[None, :] > at[:, None]
    before = seat[None, :] == at[:, None] - 1
    taken = np.broadcast_to(seat, keys.shape).copy()
    taken += ((way == 0)[:, None] & (after | here)).astype(np.int64)
    taken -= ((way == 1)[:, None] & after).astype(np.int64)
    taken += ((way == 2)[:, None] & before).astype(np.int64)
    taken -= ((way == 2)[:, None] & here).astype(np.int64)
    slipped = np.take_along_axis(keys, np.minimum(taken, _WIDTH - 1), axis=1)
    letters = np.array([ord(c) for c in SLIPPED_KEYS], np.uint32)
    other = letters[rng.integers(len(letters), size=len(fixed))]
    slipped = np.where(here & (way == 3)[:, None], other[:, None], slipped)
    written = np.ascontiguousarray(slipped.astype(np.uint32)).view(f"U{_WIDTH}").ravel()
    return np.where(length >= 4, written, fixed)


def _spelled(rng: np.random.Generator, words: Stock, numbers: Ints, noise: Noise) -> list[pa.Array]:
    """The words of each column as texts, null where there is none, some of them misspelled."""
    flat = numbers.T.ravel()
    there = np.flatnonzero(flat != NONE)
    word = flat[there]
    other = words.same_as[word, rng.integers(words.same_as.shape[1], size=len(word))]
    word = np.where(often(rng, 2 * noise.heard, len(word)), other, word)
    text = np.where(often(rng, noise.unaccented, len(word)), words.bare[word], words.words[word])
    heard = np.flatnonzero(often(rng, noise.heard, len(word)))
    text = text.astype(f"U{_WIDTH}")
    if len(heard):
        text[heard] = by_ear(rng, pa.array(text[heard], pa.string())).to_numpy(zero_copy_only=False)
    slipped = np.flatnonzero(often(rng, noise.mistyped, len(word)))
    text[slipped] = mistyped(rng, text[slipped])
    place = np.full(len(flat), -1, np.int64)
    place[there] = np.arange(len(there))
    spelled = pa.array(text, pa.string()).take(pa.array(place, mask=place < 0))
    height = len(numbers)
    return [spelled.slice(i * height, height) for i in range(numbers.shape[1])]


def _joined(*parts: pa.Array, by: str = " ") -> pa.Array:
    """The parts that are there, with a space or hyphen between; null if there is none."""
    text = pc.binary_join_element_wise(*parts, by, null_handling="skip")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _where(mask: Flags, yes: pa.Array, no: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(mask), yes, no)
