"""How clerks spell a header: what two spellings of one name have in common."""

from __future__ import annotations

import re
from functools import lru_cache

from warehouse.text import fold, tidy

# What a parenthesis adds is left out, but a unit: "Age (mois)" is no age in years.
_PARENTHESIS = re.compile(
    r"\s*[(\[](?!\s*(?:en\s+|in\s+)?(?:mois|jours?|semaines?|months?|days?|weeks?)\s*[)\]])"
    r"[^()\[\]]*[)\]]",
    re.IGNORECASE,
)
_NUMBER = frozenset({"no", "num", "numero", "numeros", "nos", "nr"})
_WRITTEN_OUT = {"nbre": "nombre", "nb": "nombre", "nbr": "nombre", "tel": "telephone", "ss": "sous"}
_EMPTY_WORDS = frozenset({"de", "d", "du", "des", "la", "le", "l", "les", "et", "en", "a", "au"})
# The number of a question or a column, as printed forms have it: "1. ", "(3)", "4 - ", "Q3 – ",
# "a) ", "IV. ", "①". A letter alone may be short for a word ("V. Nom", "S. Préfecture"): it needs a
# bracket behind it, or is one of the first with a point and a space.
_ORDINAL = re.compile(
    r"[(\[]?\s*(?:"
    r"(?:q(?:uestion)?\s*\.?\s*)?(?:n[°ºo]\s*)?\d{1,3}(?:\.\d{1,2}){0,2}(?:\s*[])},.:°º/–—-]+|[\s_]+)"
    r"|[a-z]\s*[])]|[a-h]\.\s|(?:i|i[ivx]{1,3}|vi{1,3}|x[iv]{1,3})\s*[]).:–—-]+|[\u2460-\u2473]"
    r")[\s_]*",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]{2}")
# A slip of one letter in five, of two in nine: "Sexe" and "Age" must be right, "Nationnalité" may
# be wrong.
_FEWEST_LETTERS = 3
_SLIPS = ((9, 2), (5, 1))


@lru_cache(maxsize=1 << 12)
def exact(text: str) -> str:
    """A header without accents, case, line breaks or punctuation; ``Nº``, ``No``, ``Num`` as one.

    A number sign at the end of a word is one too: ``PV n°`` gives ``pv n``.
    """
    words = fold(tidy(text)).split()
    return " ".join("n" if word in _NUMBER else _WRITTEN_OUT.get(word, word) for word in words)


@lru_cache(maxsize=1 << 12)
def loose(text: str) -> str:
    """``exact`` without what stands in parentheses, without plurals and without empty words."""
    words = exact(_PARENTHESIS.sub("", text)).split()
    kept = [_singular(word) for word in words if word not in _EMPTY_WORDS]
    return " ".join(kept) or exact(text)


def without_ordinal(text: str) -> str:
    """A header without the number of its question; a header that is a number stays what it is."""
    rest = text[match.end() :] if (match := _ORDINAL.match(text)) else text
    return rest if _LETTER.search(rest) else text


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def is_same_label(text: str, label: str) -> bool:
    """Whether a cell says a header again: without accents or plurals, or its words cut short.

    ``PREF. ORIGINE`` is ``Préfecture d'origine``: each word is the beginning of one, in order.
    """
    if not exact(text) or not exact(label):
        return False
    if exact(text) == exact(label) or loose(text) == loose(label):
        return True
    words, whole = loose(text).split(), iter(loose(label).split())
    is_cut = len(words) > 1 or len(loose(text)) >= _FEWEST_LETTERS
    return is_cut and all(any(one.startswith(word) for one in whole) for word in words)


def near(left: str, right: str) -> bool:
    """Whether two spellings differ by no more than a slip of the hand, for their length."""
    allowed = next((n for length, n in _SLIPS if min(len(left), len(right)) >= length), 0)
    return slips(left, right, allowed) <= allowed


def slips(left: str, right: str, most: int) -> int:
    """Letters added, dropped, changed or swapped between two texts; above ``most``, ``most + 1``.

    Source: optimal string alignment distance.
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
