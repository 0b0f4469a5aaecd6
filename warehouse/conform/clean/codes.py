"""Labels to codes: one to a cell, several to a cell, yes or no, sex.

The look-up is the caller's, folded (``text.fold``) label or alias to code. What is in it wins over
the markers of missing values: ``NA`` is Namibia and ``Aucun`` is a relationship where the code list
says so. What is not in it is unread, and so is what its writer doubted (``condamné ?``); nothing is
matched by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from warehouse.conform.clean.first_look import is_doubted
from warehouse.conform.clean.state import State
from warehouse.text import fold, is_formula_error, missing_kind, tidy, without_float_tail

SEPARATORS: Final = (";", ",", "/", "|", "+", "\n", " et ", " & ", " - ")
_LONGEST_LABEL = 6  # pieces that one label may span: "mariage précoce/forcé" spans two

_LONGEST_WORDS = 10  # words that one label may have, parted from the next by no more than a space


@dataclass(frozen=True, slots=True)
class CodeReading:
    """One code, where the cell was ``read``."""

    state: State
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a cell that may hold several."""

    state: State  # ``read`` only where every piece was; ``unread`` may still bring ``codes``
    codes: tuple[str, ...] = ()  # each once, in the order written
    unread_count: int = 0  # pieces that are in no code list


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes, no, or (``missing``) not said."""

    state: State
    value: bool | None = None


@dataclass(frozen=True, slots=True)
class Sex:
    """A sex, and whether the word for it says that the person is a child (``Fille``)."""

    state: State
    code: Literal["M", "F"] | None = None
    is_minor: bool | None = None


def read_code(raw: str, lookup: Mapping[str, str]) -> CodeReading:
    """Read one label by ``lookup``, folded label or alias to code."""
    text = without_float_tail(tidy(raw))
    if not is_doubted(text) and (code := lookup.get(fold(text))):
        return CodeReading("read", code)
    return CodeReading(_without_value(text))


def read_codes(
    raw: str, lookup: Mapping[str, str], separators: Sequence[str] = SEPARATORS
) -> Codes:
    """Read the labels of one cell: the whole first, then the longest labels between separators."""
    whole = read_code(raw, lookup)
    if whole.code is not None:
        return Codes("read", (whole.code,))
    if is_formula_error(tidy(raw)):
        return Codes("unread", (), 1)
    codes: dict[str, None] = {}
    unread = 0
    # Pieces stand at even places and what separates them at odd ones, so that a label that holds a
    # separator can be put together again exactly as it was written.
    pieces = _splitter(tuple(separators)).split(raw)
    start = 0
    while start < len(pieces):
        furthest = min(start + 2 * (_LONGEST_LABEL - 1), len(pieces) - 1)
        for end in range(furthest, start - 1, -2):
            code = read_code("".join(pieces[start : end + 1]), lookup).code
            if code is not None:
                codes[code] = None
                start = end
                break
        else:
            chosen = _choices_of_form(pieces[start], lookup)
            codes |= dict.fromkeys(chosen)
            unread += not chosen and not missing_kind(pieces[start])
        start += 2
    if not codes and (not unread or whole.state == "missing"):  # "N/A" is no two labels
        return Codes("missing")
    return Codes("unread" if unread else "read", tuple(codes), unread)


def _choices_of_form(piece: str, lookup: Mapping[str, str]) -> list[str]:
    """The codes of answers that a form parted by spaces; none unless each of its words is read.

    KoboToolbox and ODK write `soins_medicaux hebergement`, or the labels, which hold spaces too.
    """
    words = piece.split()
    codes: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(start + _LONGEST_WORDS, len(words)), start, -1):
            code = read_code(" ".join(words[start:end]), lookup).code
            if code is not None:
                codes.append(code)
                start = end
                break
        else:
            return []
    return codes if len(words) > 1 else []


@lru_cache
def _splitter(separators: tuple[str, ...]) -> re.Pattern[str]:
    listed = (re.escape(s).replace(r"\ ", r"\s+") for s in separators)
    return re.compile(f"({'|'.join(listed)})", re.IGNORECASE)


_TRUTHS: Final = {
    word: value
    for value, words in {
        True: "oui o yes y x xx 1 vrai true v ok ✓ ✔ ☑ ☒",
        False: "non n no 0 faux false ✗ ✘ ☐",
    }.items()
    for word in words.split()
} | {
    phrase: value
    for value, phrases in {
        True: "en appel, appel interjete, interjete, a interjete appel, a fait appel",
        # Its "pas de" would be a marker of nothing said.
        False: "pas d appel, sans appel, aucun appel, appel non interjete, non interjete",
    }.items()
    for phrase in phrases.split(", ")
}


def read_yes_no(raw: str) -> YesNo:
    """Read ``Oui``, ``N``, ``x``, ``✓``, ``VRAI``, ``0``, ``Pas d'appel``.

    ``NSP`` is missing, and so is a dash.
    """
    text = without_float_tail(tidy(raw))
    value = None if is_doubted(text) else _TRUTHS.get(fold(text) or text)
    return YesNo(_without_value(text) if value is None else "read", value)


# H is "homme" and G "garçon" in these registers; M is "masculin", never "Mme" (domain notes 7.2,
# row 36). Koli and wali are Sango.
_SEXES: Final = {
    word: sex
    for sex, words in {
        Sex(
            "read", "M"
        ): "m h masculin masc masculine masculins mas male man homme hommes monsieur mr koli 1",
        Sex(
            "read", "F"
        ): "f feminin fem feminine feminins female woman femme femmes madame mme mlle dame wali 2",
        Sex("read", "M", True): "g garcon garcons gars boy",
        Sex("read", "F", True): "fille filles fillette girl",
    }.items()
    for word in words.split()
}


def read_sex(raw: str) -> Sex:
    """Read a sex: ``M``, ``H``, ``G``, ``Masc.``, ``Féminin``, ``Fille``, ``1`` (M), ``2`` (F)."""
    if sex := _SEXES.get(raw.lower()):
        return sex
    text = without_float_tail(tidy(raw))
    sex = None if is_doubted(text) else _SEXES.get(fold(text))
    return sex or Sex(_without_value(text))


def _without_value(text: str) -> State:
    return "missing" if missing_kind(text) else "unread"
