"""Tidy text, folded keys, and the markers that stand for "no value".

Everything else in ``clean`` begins here. These functions run once per cell of every export, so
plain ASCII, which is most of it, takes a short way.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from typing import Final, Literal

import ftfy

MissingKind = Literal["blank", "unknown", "not_applicable", "none"]


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in re.split(r" / |\n", listed) if phrase.strip())


# Domain notes 7.2, row 29: lower case, no accents, no final dots. Not folded, because `fold` would
# make one key of the marker "N/A" and the initials "N. A.".
UNKNOWN_MARKERS: Final = _phrases("""
    x / xx / xxx / ? / ?? / ??? / - / -- / --- / . / .. / ... / _ / 0 / -99 / 999 / 9999
    nsp / ne sait pas / ns / nd / n.d / nc / n.c / nr / n.r / nn / nan / nat / null / unknown
    inconnu / inconnue / inconnus / inconnues / ignore / ignoree / illisible
    indetermine / indeterminee / sans precision / pas d'information / pas connu / pas connue
    non precise / non precisee / non renseigne / non renseignee / non communique
    non communiquee / non determine / non determinee / non connu / non connue / non dispo
    non disponible / non identifie / non identifiee / non indique / non indiquee
    \\n / (null)
    non declare / non declaree / a preciser / a completer / a renseigner
    00.00.0000 / 00-00-0000 / 0000-00-00 / 01.01.1900 / 01-01-1900 / 1900-01-01
""") | {"/", "//", "n/d", "n/c", "n/r", "n/s", "00/00/0000", "01/01/1900", "99/99/9999"}
NOT_APPLICABLE_MARKERS: Final = _phrases("""
    na / n.a / s.o / sans objet / non applicable / non concerne / non concernee
""") | {"n/a", "s/o"}
NONE_MARKERS: Final = _phrases("""
    ras / r.a.s / rien a signaler / rien / neant / neants / nil / none / pas de / aucun / aucune
    sans numero
""") | {"s/n"}
MISSING_MARKERS: Final = UNKNOWN_MARKERS | NOT_APPLICABLE_MARKERS | NONE_MARKERS

FORMULA_ERRORS: Final = _phrases("""
    #ref! / #n/a / #valeur! / #value! / #nom? / #name? / #nul! / #null! / #nombre! / #num!
    #champ! / #field! / #propagation! / #spill! / #calc! / #connexion! / #connect! / #inconnu!
    #unknown! / #bloque! / #blocked! / #getting_data / #div/0!
""")

_INVISIBLE = "".join(
    chr(c)
    for c in (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x61C)
) + "".join(map(chr, (*range(0x180B, 0x180F), *range(0x200B, 0x2010), *range(0x202A, 0x202F))))
_INVISIBLE += "".join(map(chr, (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF)))
_PLAIN = {
    **dict.fromkeys(map(ord, _INVISIBLE), None),
    **dict.fromkeys(map(ord, "‘’‚‛ʹʻʼʽˈ′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
}
_CONTROLS = {c: None for c in _PLAIN if c < 0x80 and c not in b"`"} | {ord("`"): "'"}

# UTF-8 read as Windows-1252 always shows one of these lead bytes; without one, ftfy need not look.
_MOJIBAKE = re.compile("[ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑâãïð][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]")
_REVERSIBLE = ftfy.TextFixerConfig(
    unescape_html=False, restore_byte_a0=False, replace_lossy_sequences=False
)
_WESTERN = frozenset({"latin-1", "sloppy-windows-1252"})

_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХаеорсухіІјЈѕЅ", "ABEKMHOPCTYXaeopcyxiIjJsS")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "º": "°", "ı": "i"})
_ASCII_GAPS = re.compile("[^a-z0-9]+")
_GAPS = re.compile(r"[\W_]+")


def tidy(raw: str) -> str:
    """Repair what machines did to a text; leave what its writer meant.

    Undoes UTF-8 read as Windows-1252 where that is reversible, composes accents (NFC), drops
    invisible characters, makes quotes and dashes plain, turns Cyrillic look-alikes in Latin words
    back, collapses every kind of space (line breaks too) and trims. Idempotent.
    """
    if raw.isascii():
        if not raw.isprintable() or "`" in raw:
            raw = raw.translate(_CONTROLS)
        return " ".join(raw.split())
    before = None
    while raw != before:  # a character dropped may join what stood on either side of it
        before, raw = raw, _tidy_once(raw)
    return raw


def _tidy_once(text: str) -> str:
    if _MOJIBAKE.search(text):
        text = _decoded_again(text)
    text = unicodedata.normalize("NFC", text.translate(_PLAIN))
    words = text.split()
    if _CYRILLIC.search(text):
        words = [w.translate(_LOOK_ALIKE) if _LATIN.search(w) else w for w in words]
    return " ".join(words)


def _decoded_again(text: str) -> str:
    """UTF-8 that was read as Windows-1252, once or several times, as it was written.

    ftfy tries further code pages on what it has mended: four accented capitals in a row became
    signs of a Macintosh. No office here writes on one; its steps end at the first such.
    """
    steps = ftfy.fix_encoding_and_explain(text, _REVERSIBLE).explanation or []
    western_steps = takewhile(lambda step: step[0] != "encode" or step[1] in _WESTERN, steps)
    return str(ftfy.apply_plan(text, list(western_steps)))


def fold(text: str) -> str:
    """The key of a text in a look-up: no accents, no case, punctuation as single spaces.

    What is invisible is dropped, as if it were not there.

    ``Ombella-M’Poko`` and ``OMBELLA M'POKO`` are both ``ombella m poko``. Idempotent.
    """
    if text.isascii():
        return _ASCII_GAPS.sub(" ", text.lower()).strip()
    before = None
    while text != before:
        before, text = text, _GAPS.sub(" ", _strip_accents(text)).strip()
    return text


class _Bases(dict[int, str]):
    """Every character's lower-case base without accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        # Soft hyphens, zero-width spaces and joiners stand between letters that a clerk sees as one
        # word: they are nothing, not a gap.
        if unicodedata.category(chr(code)) == "Cf":
            self[code] = ""
            return ""
        folded = unicodedata.normalize("NFKD", chr(code).casefold().translate(_LIGATURES))
        base = "".join(c for c in folded if not unicodedata.combining(c)).casefold()
        self[code] = base
        return base


_BASES = _Bases()


def _strip_accents(text: str) -> str:
    """Lower case without accents; punctuation stays."""
    return text.translate(_BASES)


def lower_plain(raw: str) -> str:
    """Tidied, lower case, without accents, punctuation kept: what the grammars read."""
    text = tidy(raw)
    return text.lower() if text.isascii() else _strip_accents(text)


_NO_SUCH_THING = ("pas de ", "pas d'", "aucun ", "aucune ")
_DRAWN = frozenset("-/.?_*~=,;:'\" ")  # dashes and dots drawn through a cell


def missing_kind(raw: str) -> MissingKind | None:
    """Which kind of "no value" a cell holds, or None where it holds a value.

    ``0``, ``999``, ``NA`` and ``X`` are markers here; readers for which they are values (counts,
    nationalities, yes and no, names) look for their value first.
    """
    return _kind_of(tidy(raw))


def _kind_of(text: str) -> MissingKind | None:
    if not text:
        return "blank"
    if len(text) > 24:  # longer than any marker
        return None
    key = (text.lower() if text.isascii() else _strip_accents(text)).removesuffix("(e)")
    if key not in MISSING_MARKERS:
        key = key.rstrip(".: ") or "."
    if key in UNKNOWN_MARKERS:
        return "unknown"
    if key in NONE_MARKERS or key.startswith(_NO_SUCH_THING):
        return "none"
    if key in NOT_APPLICABLE_MARKERS:
        return "not_applicable"
    return "unknown" if set(key) <= _DRAWN or set(key) == {"x"} else None


# A function, a cell or another sheet behind the sign; ``=NGOMA`` is a name that was forced.
_FORMULA = re.compile(
    r"[=+@-]?=\s*[-+(]*(\$?[A-Za-z]{1,3}\$?\d{1,7}\b|[A-Za-zÀ-ÿ_.]+\s*\(|[^\W\d]\w*!)"
)


def is_formula(text: str) -> bool:
    """Whether a cell holds a formula in place of its result, as a sheet that shows them has."""
    return "=" in text[:2] and _FORMULA.match(text) is not None


def is_formula_error(text: str) -> bool:
    """Whether a cell holds what a spreadsheet shows for a failed formula, French or English."""
    return text[:1] == "#" and (
        text.lower() in FORMULA_ERRORS
        or _strip_accents(text) in FORMULA_ERRORS
        or not text.strip("#")  # a column too narrow for its number
    )


_WHOLE_AS_FLOAT = re.compile(r"(-?\d+)[.,](?!000$)0+")


def without_float_tail(text: str) -> str:
    """``12.0`` as ``12``: a workbook keeps its whole numbers as floats. Other texts as they are.

    Three zeros may be thousands, and stay.
    """
    match = _WHOLE_AS_FLOAT.fullmatch(text)
    return match[1] if match else text
