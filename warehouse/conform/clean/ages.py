"""Ages in whole years, as an interval, and the birthdays that they allow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from warehouse.conform.clean.first_look import is_doubted
from warehouse.conform.clean.number_words import in_digits
from warehouse.conform.clean.state import State
from warehouse.text import fold, lower_plain, missing_kind, tidy, without_float_tail

OLDEST: Final = 120
MAJORITY: Final = 18

# The words for an age: youngest, oldest.
AGE_WORDS: Final[dict[str, tuple[int, int]]] = {
    # Sango: môlengê, a child.
    **dict.fromkeys(
        ("mineur", "mineure", "mineur e", "enfant", "enf", "molenge"), (0, MAJORITY - 1)
    ),
    **dict.fromkeys(("majeur", "majeure", "majeur e", "adulte", "adult"), (MAJORITY, OLDEST)),
    **dict.fromkeys(("adolescent", "adolescente", "ado"), (10, MAJORITY - 1)),
    **dict.fromkeys(("bebe", "nourrisson", "nouveau ne", "nouveau nee"), (0, 2)),
    **dict.fromkeys(("3e age", "3eme age", "troisieme age"), (60, OLDEST)),
}


@dataclass(frozen=True, slots=True)
class Age:
    """An age in completed years."""

    state: State  # see ``state.State``
    min_years: int | None = None  # youngest possible
    max_years: int | None = None  # oldest possible; equal to ``min_years`` where the age is known
    is_estimated: bool = False  # the writer said "about", gave a range, or a word (``mineur``)


_UNIT = r"(?:ans?|annees?|a|yrs?|years?)?"
_PLAIN = re.compile(
    rf"(\d{{1,3}})(?:[.,]\d+)? ?{_UNIT}\.?(?: revolus?| et demie?)?"
    r"(?: (?:et )?(?:\d|1[01]) ?mois)?"
)
# 12 in a cell of percents is 0.12; half a year and its quarters are written so, too.
_SHARE = re.compile(r"0[.,](?!(?:5|25|50|75)0*$)\d*[1-9]\d*")
# "17 M" is a man of 17: an "m" alone is no month.
_UNDER_A_YEAR = re.compile(r"(\d{1,3}) ?(mois|semaines?|sem|jours?|j)\.?(?: revolus?)?")
_A_YEAR = {"m": 12, "s": 52, "j": 365}
_RANGE = re.compile(
    rf"(?:de )?(\d{{1,3}}) ?{_UNIT} ?(?:-|/|a|ou) ?(\d{{1,3}}) ?{_UNIT}"
    rf"|entre (\d{{1,3}}) ?{_UNIT} ?et ?(\d{{1,3}}) ?{_UNIT}"
)
_ABOUT = re.compile(
    r"(?:age ?e? )?(?:de |d')?(?:environ|env|vers|approximativement|approx|~|±|\+/-)[. ]*"
)
_ABOUT_AFTER = re.compile(r" ?\(?(?:env|environ|approx|estimee?|\?)\.?\)?$")
_OVER = re.compile(
    rf"(?:\+ ?|plus de |>=? ?|au moins )(\d{{1,3}}) ?{_UNIT}"
    rf"|(\d{{1,3}}) ?{_UNIT} ?(?:\+|(?:et|ou) plus)"
)
_UNDER = re.compile(rf"(?:- ?de |moins de |< ?)(\d{{1,3}}) ?{_UNIT}|- ?(\d{{1,3}}) ?ans?")
# "mineure (17 ans)", "17 ans, mineure", "enfant de 7 ans"
_WORD = "|".join(sorted(AGE_WORDS, key=len, reverse=True))
_SPELT = r"\D*\d.*? ?(?:ans?|mois|semaines?|jours?)"  # "2 enfant" is no age
_WORD_FIRST = re.compile(rf"({_WORD})(?: \(|, ?| de | )({_SPELT})\)?")
_WORD_LAST = re.compile(rf"({_SPELT})(?: \(|, ?| )({_WORD})\)?")


def read_age(raw: str) -> Age:
    """Read an age: ``17``, ``17 ans``, ``8 mois``, ``16-17``, ``env. 20``, ``mineure``.

    A bare ``0`` is a marker of nothing known (domain notes 7.2, row 29); ``0 an`` is an age. Ages
    above 120 are unread.
    """
    if raw.isascii() and raw.isdigit() and len(raw) <= 3:
        years = int(raw)
        if years in (0, 999):
            return Age("missing")
        return Age("read", years, years) if years <= OLDEST else Age("unread")
    if missing_kind(without_float_tail(tidy(raw))):
        return Age("missing")
    text = lower_plain(raw)
    if not is_doubted(text) and (word := AGE_WORDS.get(fold(text))):
        return Age("read", *word, True)
    if match := _WORD_FIRST.fullmatch(text):
        return _both(AGE_WORDS[match[1]], match[2])
    if match := _WORD_LAST.fullmatch(text):
        return _both(AGE_WORDS[match[2]], match[1])
    if _SHARE.fullmatch(text):
        return Age("unread")
    text = in_digits(text)
    about = _ABOUT.match(text)
    bare = _ABOUT_AFTER.sub("", text[about.end() :] if about else text)
    estimated = bare != text
    bare = bare.removeprefix("agee de ").removeprefix("age de ")
    if match := _PLAIN.fullmatch(bare):
        return _age(int(match[1]), int(match[1]), estimated)
    if match := _UNDER_A_YEAR.fullmatch(bare):
        years = int(match[1]) // _A_YEAR[match[2][0]]
        return _age(years, years, estimated)
    if match := _RANGE.fullmatch(bare):
        return _age(int(match[1] or match[3]), int(match[2] or match[4]), True)
    if match := _OVER.fullmatch(bare):
        return _age(int(match[1] or match[2]), OLDEST, True)
    if match := _UNDER.fullmatch(bare):
        return _age(0, int(match[1] or match[2]) - 1, True)
    return Age("unread")


def _both(word: tuple[int, int], number: str) -> Age:
    """The age that a number tells beside a word for it; where they differ, neither."""
    age = read_age(number)
    youngest, oldest = word
    agrees = age.min_years is not None and age.max_years is not None
    agrees = agrees and youngest <= (age.min_years or 0) <= (age.max_years or 0) <= oldest
    return age if agrees else Age("unread")


def _age(youngest: int, oldest: int, estimated: bool) -> Age:
    if not 0 <= youngest <= oldest <= OLDEST:
        return Age("unread")
    return Age("read", youngest, oldest, estimated)
