"""Ages in whole years, as an interval, and the birthdays that they allow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from warehouse.conform.clean.number_words import in_digits
from warehouse.conform.clean.state import State
from warehouse.text import fold, lower_plain, missing_kind, tidy, without_float_tail

OLDEST: Final = 120
MAJORITY: Final = 18

# The words for an age: youngest, oldest.
AGE_WORDS: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(("mineur", "mineure", "mineur e", "enfant", "enf"), (0, MAJORITY - 1)),
    **dict.fromkeys(("majeur", "majeure", "majeur e", "adulte", "adult"), (MAJORITY, OLDEST)),
    **dict.fromkeys(("adolescent", "adolescente", "ado"), (10, MAJORITY - 1)),
    **dict.fromkeys(("bebe", "nourrisson", "nouveau ne", "nouveau nee"), (0, 2)),
    **dict.fromkeys(("3e age", "3eme age", "troisieme age"), (60, OLDEST)),
}


@dataclass(frozen=True, slots=True)
class Age:
    """An age in completed years.

    Attributes:
        state: see ``state.State``.
        min_years: youngest possible.
        max_years: oldest possible; equal to ``min_years`` where the age is known.
        is_estimated: the writer said "about", gave a range, or a word (``mineur``).
    """

    state: State
    min_years: int | None = None
    max_years: int | None = None
    is_estimated: bool = False


_UNIT = r"(?:ans?|annees?|a|yrs?|years?)?"
_PLAIN = re.compile(rf"(\d{{1,3}})(?:[.,]\d+)? ?{_UNIT}\.?(?: revolus?)?(?: (?:et )?(\d+) ?mois)?")
_UNDER_A_YEAR = re.compile(r"(\d{1,3}) ?(mois|m|semaines?|sem|jours?|j)\.?")
_RANGE = re.compile(rf"(?:entre |de )?(\d{{1,3}}) ?{_UNIT} ?(?:-|/|a|et|ou) ?(\d{{1,3}}) ?{_UNIT}")
_ABOUT = re.compile(r"(?:age ?e? de )?(?:env|environ|vers|approx|approximativement|~|±|\+/-)[. ]*")
_ABOUT_AFTER = re.compile(r" ?\(?(?:env|environ|approx|estimee?|\?)\.?\)?$")
_OVER = re.compile(rf"(?:\+ ?|plus de |>=? ?|au moins )(\d{{1,3}}) ?{_UNIT}")
_UNDER = re.compile(rf"(?:- de |moins de |< ?)(\d{{1,3}}) ?{_UNIT}")


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
    if word := AGE_WORDS.get(fold(text)):
        return Age("read", *word, True)
    text = in_digits(text)
    about = _ABOUT.match(text)
    bare = _ABOUT_AFTER.sub("", text[about.end() :] if about else text)
    estimated = bare != text
    bare = bare.removeprefix("agee de ").removeprefix("age de ")
    if match := _PLAIN.fullmatch(bare):
        return _age(int(match[1]), int(match[1]), estimated)
    if match := _UNDER_A_YEAR.fullmatch(bare):
        years = int(match[1]) // 12 if match[2].startswith("m") else 0
        return _age(years, years, estimated)
    if match := _RANGE.fullmatch(bare):
        return _age(int(match[1]), int(match[2]), True)
    if match := _OVER.fullmatch(bare):
        return _age(int(match[1]), OLDEST, True)
    if match := _UNDER.fullmatch(bare):
        return _age(0, int(match[1]) - 1, True)
    return Age("unread")


def _age(youngest: int, oldest: int, estimated: bool) -> Age:
    if not 0 <= youngest <= oldest <= OLDEST:
        return Age("unread")
    return Age("read", youngest, oldest, estimated)
