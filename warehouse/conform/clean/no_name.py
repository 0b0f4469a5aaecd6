"""What stands for a name and names nobody: ``Identité protégée``, ``Victime A``, ``Baby X``.

A code list, ``no_name.csv``, has the words in French and English, each of a kind: what a person is
(``victime``), that her name is not told (``protégée``), what may stand beside (``âgée``, ``ans``),
whose kin she is, and what is remarked of her beside a name (``décédée``). A text names nobody where
all of its words are such words, letters and numbers, and one of them says so, holds a digit or is a
letter three times (``XXX``); and where it says only whose kin she is (``Bébé de …``, and beside a
family name ``Nouveau-né Clarisse``) or that it is made up (``Jane Doe``, ``Nom de code Rose``). A
family name that is such a word by itself (``Jeune``, ``Tu``) stands beside others in any real name.
"""

from __future__ import annotations

import csv
import re
import string
from functools import cache
from importlib import resources
from typing import Final

from warehouse.conform.clean.legal_persons import speaks_of_firm
from warehouse.text import fold

_LABEL: Final = r"[a-z]?[0-9]{0,4}|[0-9]{1,2}(?:ere?|e(?:me)?|st|nd|rd|th)|x+|nn?"
_OF: Final = r"(?:de|du|des|d|of)"
_SIZES: Final = frozenset({"petit", "petite"})
_MADE_UP: Final = (
    r"(?:(?:john|jane|baby|mr|mrs|ms|miss) (?:doe|roe)|(?:doe|roe) (?:john|jane|baby))"
    r" (?:[a-z0-9]{1,2} )?"
    r"|(?:.* )?(?:pre)?nom (?:fictif|d emprunt|modifie|change) "
    r"|(?:code name|nom de code|pseudo(?:nyme?)?) .*"
    r"|(?:[a-z]+ ){0,3}(?:nouveau nee?|newborn|bb) .*"
)
_REPEATED: Final = "|".join(f"{letter}{{3,}}" for letter in string.ascii_lowercase)
_ARTICLE: Final = r"(?:le |la |l |les |un |une |the |a )?"


@cache
def no_name_words() -> dict[str, frozenset[str]]:
    """The words of the code list by kind, folded."""
    text = resources.files("warehouse.conform.clean").joinpath("no_name.csv").read_text("utf-8")
    by_kind: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        by_kind.setdefault(row["kind"], set()).update(fold(row[c]) for c in ("fr", "en") if row[c])
    return {kind: frozenset(words) for kind, words in by_kind.items()}


@cache
def _pattern() -> re.Pattern[str]:
    words = no_name_words()
    say = "|".join(sorted(words["person"] | words["hidden"]))
    beside = "|".join(sorted(words["filler"] | {"le", "la", "l", "les", "d", "du", "des", "et"}))
    kin = "|".join(sorted(words["kin"]))
    other = rf"(?:(?:{beside}|{_LABEL}) )*"
    digits = r"[a-z]{0,3}[0-9]{1,4}"
    return re.compile(
        rf"(?=.*[a-z]){other}(?:(?:{say}|{digits}|{_REPEATED}) (?:{other}))+"
        rf"|{_ARTICLE}(?:{kin}) (?:(?:{_LABEL}) )*{_OF} .*|{_MADE_UP}"
    )


def may_name_nobody() -> str:
    """A pattern for DuckDB: small plain letters that name nobody hold it, and few names do."""
    words = no_name_words()
    telling = "|".join(sorted({w for kind in ("person", "hidden", "kin") for w in words[kind]}))
    return rf"\b({telling}|doe|roe|(pre)?nom)\b|[0-9]|{_REPEATED}"


def names_nobody(text: str) -> bool:
    """Whether what stands for a name names nobody, in French or English."""
    folded = fold(text)
    return bool(folded) and _pattern().fullmatch(f"{folded} ") is not None


def is_remark(text: str) -> bool:
    """Whether what stands in brackets beside a name is no other name: ``(mineure)``, ``(17 ans)``.

    Taken for an alias it would be one that strangers share.
    """
    folded = fold(text)
    return (
        folded in no_name_words()["remark"]
        or names_nobody(text)
        or any(map(str.isdigit, folded))
        or speaks_of_firm(text)
    )


def is_description(word: str) -> bool:
    """Whether a word in front of a whole name is none of it: ``Enfant NGOMA Marie``.

    In capitals it may be a family name.
    """
    return not word.isupper() and fold(word) in no_name_words()["person"] | _SIZES
