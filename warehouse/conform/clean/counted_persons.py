"""How many persons a cell for one name counts: ``3 enfants``, ``les frères NGOMA``, ``NGOMA (x2)``.

Clerks write a group of whom they know little in one row. Read as a name it is one person called
``3 ENFANTS``; the others are nobody.
"""

from __future__ import annotations

import re
from typing import Final

from warehouse.text import fold

_NUMBERS: Final = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20,
}  # fmt: skip
_SEVERAL: Final = 2
_PERSONS: Final = (
    r"(?:enfants|filles|fillettes|garcons|mineure?s|victimes|personnes|femmes|hommes|freres|soeurs"
    r"|bebes|jumeaux|jumelles|adolescente?s|adultes|jeunes|eleves|orphelins|orphelines|individus"
    r"|mis en cause|auteurs|suspects)"
)
_KIND: Final = r"(?:(?:autres|petite?s|jeunes|grande?s) )?"
# Whose mother she is tells of her, and names nobody else.
_COUNTED = re.compile(
    r"(?<!mere de )(?<!pere de )(?<!parent de )"
    rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)}) {_KIND}{_PERSONS}\b"
)
_GROUP = re.compile(
    r"(?:(?:un |le |une |la )?(?:groupe|famille|fratrie|couple|dizaine|vingtaine)"
    rf"|(?:plusieurs|quelques|des|les) {_KIND}{_PERSONS}|freres|soeurs|jumeaux|jumelles)\b.*"
)
_BESIDES = re.compile(r"[(\[]\s*(?:et|avec|plus|\+|&)\s*\w", re.IGNORECASE)
_TIMES = re.compile(r"(?:^|[\s(])[x\u00d7]\s?(\d{1,2})\s*\)?\s*$")

_GROUPS: Final = """
groupe famille fratrie couple dizaine vingtaine plusieurs quelques des les un une le la
freres frères soeurs sœurs jumeaux jumelles
"""
WORDS_THAT_COUNT: Final = frozenset(_NUMBERS) | frozenset(_GROUPS.split())
"""Words, in small letters, of a cell that may count persons without a figure."""


def persons_counted(text: str) -> int:
    """How many persons a cell says that it stands for; 1 where it counts none."""
    folded = fold(text)
    numbers = [_number(match[1]) for match in _COUNTED.finditer(folded)]
    numbers += [int(match[1]) for match in _TIMES.finditer(text)]
    if _GROUP.fullmatch(folded) or _BESIDES.search(text):
        numbers.append(_SEVERAL)
    return max([1, *numbers])


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)
