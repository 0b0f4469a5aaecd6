"""Which texts look as if they spoke of somebody by name, whoever she is and known or not.

A court's clerk leaves a name in its cell in few ways: behind a title, ``prénommé`` or *fils de*,
beside a birth, with a telephone or the number of a paper, as two capitalised words that are no
place, court, statute or office, in small letters (``small_letters``), or in the number of the
decision. What is found is told by its kind, never by its words. A false alarm costs a second look,
a miss costs a person: where in doubt, a text is kept out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import pyarrow as pa

from warehouse.text import fold, tidy
from warehouse.text.small_letters import small_names

SIGNS: Final = pa.schema([("key", pa.string()), ("column", pa.string()), ("kind", pa.string())])

_UPPER = "A-ZÀ-ÖØ-Þ"
# A capitalised word of two letters or more: one letter is an initial, and so are letters with dots.
_NAME = rf"[{_UPPER}][\w'’-]*[\w](?!\.[{_UPPER}])"
_FOLLOWED = rf"\s+(?:(?i:de|du|des|d'|le|la|el|al|ben|bint)\s*)?(?P<name>{_NAME})"
_WHO = (
    r"(?i:\bMmes?\b\.?|\bMlles?\b\.?|\bMM?\.|\bMr\b\.?|\bmonsieur\b|\bmadame\b|\bmademoiselle\b"
    r"|\b(?:sus|pré)?(?:nommé|denommé|dénommé)e?s?\b|\bnomme(?:e|es|s)?\b|\bsieurs?\b|\bdames?\b"
    r"|\bveuve\b|\bépouse\b|\bépoux\b)"
)
_CALLED = (
    r"(?i:\bpr[ée]nomm[ée]e?s?\b|\bsurnomm[ée]e?s?\b|\balias\b|\b[ad]u nom de\b"
    r"|\b(?:[ld][ae]s?|du|aux?|sus)?dite?s?\b|\bs'appel\w+|\bpr[ée]noms?\s*:?)"
)
_ROLE = (
    r"(?i:\b(?:jeune|mineure?|enfant|fillette|garçon|victime|prévenue?|accusée?|témoin|plaignante?"
    r"|orpheline?|bébé)\b)"
)
_KIN = (
    r"(?i:\b(?:fils|fille|frère|sœur|soeur|mère|père|enfant|neveu|nièce|oncle|tante)"
    r"\s+(?:de|d'|du)\b)"
)
_DAY = r"(?:le\s+)?(?:\d|premier|1er)|(?:en|vers|courant|aux? environs? de)\s+(?:l'an\s+)?\d{4}"
_PATTERNS: Final = {
    "birth": re.compile(
        rf"(?i)\bn[ée]\s*\(?e?\)?s?\s+(?:{_DAY})|\bdate de naissance\b|\bnaissance\s*:"
    ),
    "telephone": re.compile(
        r"(?i)(?<![\w/.])(?:(?:\+|00)\s?\d{1,3}[ .-]?)?[27]\d(?:[ .-]?\d{2}){3}(?![\w/])"
        r"(?!\s*(?:f\b|f\.|fcfa|francs|xaf))"
        r"|(?:\+|\b00)[1-9](?:[ .-]?\d){8,13}\b"
        r"|\b(?:t[ée]l|t[ée]l[ée]phone|portable|whatsapp)\b[^\d\n]{0,20}\d(?:[ .-]?\d){6,}"
    ),
    "document": re.compile(
        r"(?i)\b(?:cni|passeport|carte|r[ée]c[ée]piss[ée]|pi[èe]ce d'identit[ée]|permis|niu|acte de"
        r" naissance)\b[^.;\n]{0,40}?\b(?=[a-z/-]*\d)[a-z\d][a-z\d/-]{4,}"
    ),
}
_CUED: Final = {
    "title": re.compile(_WHO + _FOLLOWED),
    "called": re.compile(_CALLED + _FOLLOWED),
    "role": re.compile(_ROLE + _FOLLOWED),
    "kin": re.compile(_KIN + rf"\s*(?P<name>{_NAME})"),
}
_PAIR = re.compile(
    rf"(?P<one>{_NAME})(?:\s+|\s*-\s*)(?:(?:de|du|des|ben|bint|el|al|da|dos|epse|née)\s+"
    rf"|[{_UPPER}]\.\s*)?(?={_NAME})"
)
# "NGBAKO, Aline", "Aline (Ngbako)": places in a list have such signs, too.
_LISTED = re.compile(rf"(?P<one>{_NAME})[^\w.;:!?\n]{{1,4}}(?={_NAME})")
_WORD = re.compile(_NAME)
# What opens a sentence with a capital, and so may stand before a capitalised word.
_OPENED: Final = """
    le la les l un une des du de d au aux a ce cet cette ces son sa ses leur leurs il elle ils elles
    par pour sur sous dans en avec sans que qui quand si et ou mais donc or ni car attendu
    considerant vu dit declare condamne constate ordonne recoit rejette fixe juge statuant selon
    apres avant depuis lors lorsque entre contre chez vers toutefois cependant ainsi alors
"""
_OPENINGS: Final = frozenset(_OPENED.split())
# What heads a decision or stands in its formulas, and names nobody beside a known word.
_HEADED: Final = """
    affaire affaires dossier cause partie parties convention protocole charte palerme ohada cemac
    ceeac onu oim oit hcr unicef
"""
_HEADINGS: Final = frozenset(_HEADED.split())
# A column that holds a number of its court. Its letters are a register's, a chamber's or a place's,
# and a run of digits is no longer than a counter.
NUMBERS: Final = frozenset({"decision_number", "rp_number"})
_CHAMBERS: Final = """
    bis ter quater num numero no nr ref rep repertoire minute corr crim civ soc com adm ord add ccc
    chc cha chambre inst instr mp
"""
_NUMBERED: Final = frozenset(_CHAMBERS.split())
_LONGEST_INITIALS: Final = 2
_LONGEST_COUNTER: Final = 6


def find_signs(texts: pa.Table, columns: Sequence[str], known_words: Collection[str]) -> pa.Table:
    """Find what looks like a person in texts.

    Args:
        texts: ``key``, and the text columns; a list of texts is read as one text each.
        columns: the text columns to be searched.
        known_words: folded words of places, courts, statutes and offices: no part of a name by
            themselves.

    Returns:
        ``SIGNS``: a row per text, column and kind of sign.
    """
    signs = {
        (key, column, kind)
        for column in columns
        for key, value in zip(texts["key"].to_pylist(), texts[column].to_pylist(), strict=True)
        for written in (value if isinstance(value, list) else [value])
        if written
        for kind in (
            *signs_in(tidy(written), known_words),
            *_signs_of_column(column, written, known_words),
        )
    }
    return pa.Table.from_pylist(
        [dict(zip(SIGNS.names, one, strict=True)) for one in sorted(signs)], SIGNS
    )


def signs_in(written: str, known_words: Collection[str]) -> Iterator[str]:
    """The kinds of signs in one tidy text."""
    for kind, _ in groupby(sign_spans(written, known_words), key=itemgetter(0)):
        yield kind


def sign_spans(written: str, known_words: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """Each sign in one tidy text: its kind, where it begins and where it ends; kind by kind."""
    for kind, pattern in _PATTERNS.items():
        for one in pattern.finditer(written):
            yield kind, *one.span()
    for kind, pattern in _CUED.items():
        for one in pattern.finditer(written):
            if not _is_known(one["name"], known_words):
                yield kind, *one.span()
    for start, end in _pairs(written, known_words):
        yield "capitalised", start, end
    for start, end in small_names(written, known_words):
        yield "small_letters", start, end


def _signs_of_column(column: str, written: str, known_words: Collection[str]) -> list[str]:
    """``number`` where the number of a decision says what no register, place or counter does."""
    if column not in NUMBERS:
        return []
    strange = any(
        len(part) > (_LONGEST_COUNTER if part.isdigit() else _LONGEST_INITIALS)
        and part not in known_words
        and part not in _NUMBERED
        for part in fold(written).split()
    )
    return ["number"] if strange else []


def _pairs(written: str, known_words: Collection[str]) -> Iterator[tuple[int, int]]:
    for pattern in (_PAIR, _LISTED):
        for one in pattern.finditer(written):
            other = _WORD.match(written, one.end())
            first = fold(one["one"])
            if other is None or first in _OPENINGS or fold(other[0]) in _OPENINGS:
                continue
            strange = [not _is_known(word, known_words) for word in (one["one"], other[0])]
            is_loud = one["one"].isupper() or other[0].isupper()
            # Beside a comma, a known word is a place or an office, and the other one its neighbour.
            if any(strange) if pattern is _PAIR or is_loud else all(strange):
                yield one.start(), other.end()


def _is_known(word: str, known_words: Collection[str]) -> bool:
    return all(
        part in known_words or part in _OPENINGS or part in _HEADINGS for part in fold(word).split()
    )
