"""How many persons a cell for one name means: ``3 enfants``, ``les frères NGOMA``, ``NGOMA (x2)``.

Clerks write a group of whom they know little in one row. Read as a name it is one person called
``3 ENFANTS``; the others are nobody. Two whole names after one another, ``NGOMA Awa KAMBO Luc``,
are one person of four names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from warehouse.conform.clean.no_name import is_remark
from warehouse.conform.clean.number_words import in_digits
from warehouse.text import fold

_SEVERAL: Final = 2
_PLURALS: Final = """
enfants filles fillettes garcons garçons mineurs mineures victimes personnes femmes hommes freres
frères soeurs sœurs bebes bébés jumeaux jumelles adolescents adolescentes adultes jeunes eleves
élèves orphelins orphelines individus auteurs suspects inconnus inconnues elements éléments rebelles
combattants
"""
_PERSONS: Final = f"(?:{'|'.join(sorted({fold(word) for word in _PLURALS.split()}))}|mis en cause)"
_KIND: Final = r"(?:(?:autres|petite?s|jeunes|grande?s) )?"
# Whose mother she is tells of her, and names nobody else.
_COUNTED = re.compile(
    r"(?<!mere de )(?<!pere de )(?<!parent de )"
    rf"\b(\d{{1,3}}) {_KIND}{_PERSONS}\b"
)
_GROUP = re.compile(
    r"(?:(?:un |le |une |la )?(?:groupe|famille|fratrie|couple|dizaine|vingtaine)"
    rf"|(?:plusieurs|quelques|des|les) {_KIND}{_PERSONS}|freres|soeurs|jumeaux|jumelles)\b.*"
)
_BESIDES = re.compile(r"[(\[]\s*(?:et|avec|plus|\+|&)\s*\w", re.IGNORECASE)
_MORE = re.compile(r"\+\s*(\d{1,2})(?!\d)")  # a plus before three digits is that of a telephone
# Nobody's name, and more than one.
_PLURAL = re.compile(rf"{_PERSONS}(?: (?:armee?s|inconnue?s|\w\w?\w?))*")
_TIMES = re.compile(r"(?:^|[\s(])[x\u00d7]\s?(\d{1,2})\s*\)?\s*$")

_GROUPS: Final = """
groupe famille fratrie couple dizaine vingtaine plusieurs quelques des les un une le la
"""
# Between two whole names; a hyphen within a name has no room on either side.
_BETWEEN = re.compile(r"\s+[-\u2013\u2014_>]+\s+")
_BARS = re.compile(r"[\\|]")
# Who came with her; her mother or her guardian is named to be found.
_WITH_HER = re.compile(
    r"(?:sa|son|ses|leurs?) (?:petite? |jeunes? )?(?:filles?|fils|soeurs?|freres?|enfants?|bebes?"
    r"|jumeaux|jumelles?|nieces?|neveux?|cousine?s?)\b.*"
)

WORDS_THAT_COUNT: Final = frozenset({*_PLURALS.split(), *_GROUPS.split(), "cause"})
"""Words, in small letters, of a cell that may count persons."""


def persons_counted(text: str) -> int:
    """How many persons a cell says that it stands for; 1 where it counts none."""
    folded = in_digits(fold(text))
    numbers = [int(match[1]) for match in _COUNTED.finditer(folded)]
    numbers += [int(match[1]) for match in _TIMES.finditer(text)]
    numbers += [1 + int(match[1]) for match in _MORE.finditer(text)]
    if _GROUP.fullmatch(folded) or _PLURAL.fullmatch(folded) or _BESIDES.search(text):
        numbers.append(_SEVERAL)
    return max([1, *numbers])


def names_counted(head: str, asides: Iterable[str]) -> int:
    """How many whole names stand in a cell, one after another or parted by a sign; 1 at least.

    Args:
        head: what is left of the cell without its marks.
        asides: what stands in brackets and bears no mark.
    """
    others = sum(
        count_runs(part) > 0 or _WITH_HER.fullmatch(fold(part)) is not None for part in asides
    )
    pieces = [len(_words(piece)) for piece in _BETWEEN.split(head)]
    parted = len(pieces) if min(pieces) > 1 else 1
    barred = sum(bool(_words(piece)) for piece in _BARS.split(head))
    return max(1, count_runs(head), parted, barred) + others


def named_behind_commas(head: str) -> int:
    """How many pieces behind the commas of a cell name somebody else: ``NGOMA Marie, Paul``.

    ``NGOMA, Marie`` is one person, and a remark behind a comma is in small letters or a known one.
    """
    first, *others = (_words(piece) for piece in head.split(","))
    is_whole = {word.isupper() for word in first if len(word) > 1} == {True, False}
    others = others if is_whole else others[1:]
    return sum(
        bool(words) and all(word[0].isupper() for word in words) and not is_remark(" ".join(words))
        for words in others
    )


def count_runs(text: str) -> int:
    """How often words in capitals are followed by one that is not: a family's name, then a given.

    The capitals have two letters at least: ``NGOMA Jean P. Marie`` is one.
    """
    runs, was_family = 0, False
    for word in _words(text):
        is_family = word.isupper() and len(word) > 1
        runs += was_family and not is_family and word[0].isupper()
        was_family = is_family
    return runs


def _words(text: str) -> list[str]:
    words = (word.strip(".,:;*'\"") for word in text.split())
    return [word for word in words if any(map(str.isalpha, word))]
