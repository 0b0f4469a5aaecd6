"""References of procedures (``013/UMIRR/2026``) and numbers of identity documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from warehouse.conform.clean.first_look import first_look, is_doubted
from warehouse.conform.clean.state import State
from warehouse.text import fold, lower_plain, missing_kind, without_float_tail

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet shows a long number so, ``2,36707E+11``: its last digits are lost."""
    return _SCIENTIFIC.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Reference:
    """A number in a register."""

    state: State  # see ``state.State``
    number: int | None = None  # the running number, without its zeros
    register: str | None = None  # ``UMIRR``, ``RP``, ``IT``; None where the reference names none
    year: int | None = None
    # ``13/UMIRR/2026``: the same text for every way of writing the same reference
    canonical: str | None = None


_TOKEN = re.compile(r"[a-z]+|\d+")
_COUNTER_OF_YEAR = re.compile(r"([a-z]+)(20\d\d)(\d{3,})")  # AH202600017
_NOISE = re.compile(r"n|no|nr|num|numero|nos|pv|proces|verbal|ref|reference|dossier|du|de|la|le")
_SUFFIXES = frozenset(("bis", "ter", "quater"))
_DATED = re.compile(r"\s(?:du|en date du|le)\s\d.*$")
_YEAR_OF_DATE = re.compile(r"\b20\d\d\b")
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ t].*)?"  # what a spreadsheet made of "01/2026"
    r"|(?:0?[1-9]|[12]\d|3[01])[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:20)?\d\d"
)
# What is said of a reference, or of another one: what stands in its row is not sure.
_REMARKS = re.compile(
    r"\b(?:non|voir|cf|lire|joint|jonction|ex|ancien|ancienne|devenu|suite|annule|annulee|sauf|idem"
    r"|feuillet|page|folio|victimes?|prevenus?|personnes?)\b|(?<!\.)\bp\.? ?\d"
    r"|\d\s+(?:a|au)\s+\d|^\d+ pv$"
)
_SEVERAL = re.compile(r"[;+&]|\set\s|\d\s*,\s*(?!\d{4}\b)\d")  # "013, 2026" is one
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")  # U.M.I.R.R
_O_FOR_ZERO = re.compile(r"(?<![a-z])o(?=\d)|(?<=\d)o(?=\d|$)")
_YEARS = range(1950, 2100)
_PAIR = 2


def read_reference(raw: str) -> Reference:
    """Read ``013/UMIRR/2026``, ``N° 13 / UMIRR / 26``, ``IT-006/2026``, ``MPF-2026-0035``.

    Two references in one cell are unread, and so are one that is doubted or remarked upon, one
    without its number (``SN/UMIRR/2026``), one with a number too many, ``1,23E+11`` and a date. A
    year may stand in the date behind: ``13/UMIRR du 12/03/2026``.
    """
    text, state = first_look(raw)
    if state != "read":
        return Reference(state)
    text = without_float_tail(lower_plain(text))
    if is_scientific(text) or _DATE.fullmatch(text) or _SEVERAL.search(text):
        return Reference("unread")
    if is_doubted(text) or _REMARKS.search(text):
        return Reference("unread")
    dated = _DATED.search(text)
    text = (text[: dated.start()] if dated else text).replace("n°", " ").replace("n.", " ")
    text = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), _O_FOR_ZERO.sub("0", text))
    text = _COUNTER_OF_YEAR.sub(r"\3/\1/\2", text)
    tokens = _TOKEN.findall(text)
    words = [t for t in tokens if t.isalpha() and not _NOISE.fullmatch(t)]
    numerals = [t for t in tokens if not t.isalpha()]
    if not numerals or len(numerals) > 3 or len(max(numerals, key=len)) > 9:
        return Reference("unread")
    year = _take_year(numerals, bool(words))
    number = int(numerals[0])
    if number == 0 or (words and not _is_counted(numerals, year, text)):  # registers begin at 1
        return Reference("unread")
    if year is None and dated and (year_of_date := _YEAR_OF_DATE.search(dated[0])):
        year = int(year_of_date[0])
    suffixes = [w for w in words if w in _SUFFIXES]
    register = "/".join(w for w in words if w not in _SUFFIXES).upper() or None
    counter = "-".join((str(number), *suffixes)).upper()
    named = [part for part in (counter, register, str(year or "")) if part]
    canonical = "/".join((*named, *numerals[1:]))
    return Reference("read", number, register, year, canonical)


def _is_counted(numerals: list[str], year: int | None, text: str) -> bool:
    """Whether each number beside a register's name has its place: ``12/3/DSPJ/2026``.

    A year alone counts nothing, a year cut short is no number of the register's, and two numbers
    that follow each other are two references.
    """
    number, others = int(numerals[0]), numerals[1:]
    if not others:
        return year is not None or number not in _YEARS
    if year is None or int(others[0]) in (number + 1, *_YEARS):
        return False
    return all(len(re.findall(r"\d+", part)) < _PAIR for part in text.split("/"))


def _take_year(numerals: list[str], named: bool) -> int | None:
    """Take the year out of the numerals: four digits anywhere but alone, or the last two."""
    if len(numerals) == 1:
        return None
    for place in range(len(numerals) - 1, -1, -1):
        if len(numerals[place]) == 4 and int(numerals[place]) in _YEARS:
            return int(numerals.pop(place))
    if len(numerals[-1]) == 2 and (named or len(numerals) == 2):
        return 2000 + int(numerals.pop())
    return None


# Enough to know a kind where it stands before its number; the code list `id_type` says the rest.
ID_TYPES: Final[Mapping[str, str]] = {
    "cni": "CNI",
    "carte nationale d identite": "CNI",
    "carte d identite": "CNI",
    "recepisse": "RECEPISSE",
    "passeport": "PASSEPORT",
    "acte de naissance": "ACTE_NAISSANCE",
    "jugement suppletif": "JUGEMENT_SUPPLETIF",
    "carte de refugie": "CARTE_REFUGIE",
    "carte consulaire": "CARTE_CONSULAIRE",
    "carte d electeur": "CARTE_ELECTEUR",
    "permis de conduire": "PERMIS",
}
_BESIDE = frozenset({"ou", "ans"})
_WHOLE_NUMBER = 6  # digits; a number in groups has fewer in each
_SHORTEST_KIND = 3  # two letters in front may be the number's own


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document."""

    state: State  # of the number; ``unread`` also where the kind is in no code list
    id_type: str | None = None  # code of the kind of document
    id_number: str | None = None  # letters and digits only, upper case, zeros kept


def read_document(raw_type: str, raw_number: str) -> Document:
    """Read the kind and the number of a document.

    A kind that stands in the number's cell (``CNI A123``) is read from there. Words beside a number
    (``périmé``, ``17 ans``) and two numbers are unread. A number of more than
    15 digits that ends in 0 went through a spreadsheet as a number and lost its end: unread.
    """
    id_type = ID_TYPES.get(fold(raw_type))
    kind_unread = id_type is None and not missing_kind(raw_type)
    text, state = first_look(raw_number)
    if state != "read":
        return Document("unread" if kind_unread else state, id_type)
    text = without_float_tail(text)
    if is_scientific(text) or is_doubted(text) or _DATE.fullmatch(text):
        return Document("unread", id_type)
    words = fold(text.replace("n°", " ").replace("N°", " ")).split()
    for length in range(min(len(words) - 1, 5), 0, -1):
        kind = " ".join(words[:length])
        if len(kind) >= _SHORTEST_KIND and (prefix := ID_TYPES.get(kind)):
            id_type, words = id_type or prefix, words[length:]
            kind_unread = False
            break
    if len(words) > 1 and words[0] in ("n", "no", "num", "numero"):
        words = words[1:]
    number = "".join(words).upper()
    lost_digits = number.isdecimal() and len(number) > 15 and number.endswith("0")
    if lost_digits or _names_more(words) or not any(map(str.isdecimal, number)):
        return Document("unread", id_type)
    return Document("unread" if kind_unread else "read", id_type, number)


def _names_more(words: list[str]) -> bool:
    """Whether a number is not alone: a word of no number, or two whole numbers."""
    has_word = any(word in _BESIDE or re.fullmatch("[a-z]{4,}", word) for word in words)
    whole = [word for word in words if sum(map(str.isdecimal, word)) >= _WHOLE_NUMBER]
    return has_word or len(whole) > 1
