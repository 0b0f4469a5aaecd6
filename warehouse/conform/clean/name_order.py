"""Which words of a name are the family's: those in capitals, else the order decides."""

from __future__ import annotations

import re
from typing import Literal

from warehouse.text import fold, missing_kind

Order = Literal["auto", "family_first", "given_first"]

_FAMILY_PARTICLES = frozenset({"de", "du", "da", "dos", "ben", "bint", "el", "al", "le", "la"})
_EDGES = ".,:;*_#!?|\\+=<>()[]{}\"«»-'"
# A given name that says that none is known: of two whose names were lost it would make one.
_UNTOLD = re.compile(
    r"(?:(?:sans|pas de|ni) )?(?:prenoms?|noms?)(?: (?:inconnus?|non \w+|illisibles?))?|nsp|x+"
)
_LONGEST_INITIALS = 4  # of the shorter markers each may be somebody's: Nat, Nan, N. D.


def arrange(text: str, order: Order) -> tuple[str, str]:
    """Family name and given names of a text, which may have a comma between the two."""
    before, comma, after = text.partition(",")
    words, after_words = _name_words(before), _name_words(after)
    if comma and after_words and _are_capitals(after_words) and not _any_capitals(words):
        words, after_words = after_words, words  # "Marie, NGOMA"
    if comma and words and after_words and not is_whole(words):
        return " ".join(words).upper(), titled(after_words)
    return assign(words or after_words, order)


def is_whole(words: list[str]) -> bool:
    """Whether capitals tell both names: what stands behind a comma is then something else."""
    return {word.isupper() for word in words if len(word) > 1} == {True, False}


def _are_capitals(words: list[str]) -> bool:
    return all(word.isupper() and len(word) > 1 for word in words)


def _any_capitals(words: list[str]) -> bool:
    return any(word.isupper() and len(word) > 1 for word in words)


def _name_words(text: str) -> list[str]:
    """The words that have letters: numbering, ages and telephones are no names."""
    words = (word.strip(_EDGES) for word in text.replace("_", " ").replace(".", ". ").split())
    return [word for word in words if any(map(str.isalpha, word))]


def assign(words: list[str], order: Order) -> tuple[str, str]:
    """Family name and given names of words in their order."""
    capitals = [word.isupper() and len(word) > 1 for word in words]
    if not any(capitals) or all(capitals):
        if not words:
            return "", ""
        if order == "given_first" and len(words) > 1:
            return words[-1].upper(), titled(words[:-1])
        first = next((i for i, word in enumerate(words) if len(word) > 1), 0)  # no initial
        last = first + 1
        if words[first].lower() in _FAMILY_PARTICLES and last < len(words):
            last += 1  # "El Hadj Moussa", "DE SOUZA MARIE"
        return " ".join(words[first:last]).upper(), titled(words[:first] + words[last:])
    for place in range(len(words) - 2, -1, -1):
        if capitals[place + 1] and words[place] in _FAMILY_PARTICLES:
            capitals[place] = True
    family = [word for word, is_family in zip(words, capitals, strict=True) if is_family]
    given = [word for word, is_family in zip(words, capitals, strict=True) if not is_family]
    return " ".join(family).upper(), titled(given)


def titled(words: list[str]) -> str:
    """Given names, unless the words say that they are not known."""
    written = " ".join(words)
    is_marker = len(written) > _LONGEST_INITIALS and missing_kind(written) == "unknown"
    return "" if is_marker or _UNTOLD.fullmatch(fold(written)) else written.title()
