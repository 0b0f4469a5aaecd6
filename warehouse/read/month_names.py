"""Months in French texts: ``avril 2026``, ``05/2026``, ``032026``, ``MAI``."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from warehouse.text import fold

# A period is text, YYYY-MM, everywhere in the house.
Period = str

_NAMES: Final = (
    ("janvier", "janv", "jan"), ("fevrier", "fevr", "fev"), ("mars",), ("avril", "avr"), ("mai",),
    ("juin",), ("juillet", "juil"), ("aout",), ("septembre", "sept"), ("octobre", "oct"),
    ("novembre", "nov"), ("decembre", "dec"),
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
_NAME = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_YEAR = r"20[0-4]\d"
_MONTH = r"0[1-9]|1[0-2]"
# Years stand in the first two, months in figures in the last ones; a whole date is no month.
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![a-z])(?P<name>{_NAME}) ?(?P<year>{_YEAR})(?!\d)",
        rf"(?<!\d)(?P<year>{_YEAR}) ?(?P<name>{_NAME})(?![a-z])",
        rf"(?<!\d)(?<!\d )(?P<month>{_MONTH}) ?(?P<year>{_YEAR})(?!\d)",
        rf"(?<!\d)(?P<year>{_YEAR}) ?(?P<month>{_MONTH})(?!\d)(?! (0[1-9]|[12]\d|3[01])(?!\d))",
        rf"(?<!\d )(?<!\d)(?P<month>[1-9]) (?P<year>{_YEAR})(?!\d)",
    )
)
_SECTION = re.compile(rf"(?:mois )?(?:de |d )?(?P<name>{_NAME}) (?P<year>{_YEAR})")
_NAME_ALONE = re.compile(rf"(?<![a-z])(?P<name>{_NAME})(?![a-z])")
_SEVERAL = r"(?<![a-z])[tqs] ?[1-4](?!\d)|trimestr|semestr"
_QUARTER = re.compile(rf"{_SEVERAL}|annuel")
_ISO_DATE = re.compile(rf"(?<!\d)({_YEAR}) ({_MONTH}) ([0-3]\d)(?!\d)")
_FRENCH_DATE = re.compile(
    rf"(?<!\d)(?:[0-3]?\d|1er) (?:(?P<month>{_MONTH})|(?P<name>{_NAME})) (?P<year>{_YEAR})(?!\d)"
)


def months_in(text: str) -> list[Period]:
    """The months with their year that a text names, each once, in order.

    None in a text that names a quarter, or a month without a year beside one with it: ``janvier à
    mars 2026``. A whole date names no month: it may be the day of printing.
    """
    folded = _FRENCH_DATE.sub(" ", _ISO_DATE.sub(" ", fold(text)))
    if _QUARTER.search(folded):
        return []
    placed = sorted((m.start(), _period(m)) for p in _PATTERNS for m in p.finditer(folded))
    periods = list(dict.fromkeys(period for _, period in placed))
    named = {_MONTH_OF[m["name"]] for m in _NAME_ALONE.finditer(folded)}
    is_span = len(named | {int(period[-2:]) for period in periods}) > len(periods)
    return [] if is_span else periods


def months_of_dates_in(text: str) -> list[Period]:
    """The months of the whole dates that a text names, each once."""
    folded = fold(text)
    dates = [f"{m[1]}-{m[2]}" for m in _ISO_DATE.finditer(folded)]
    dates += [_period(m) for m in _FRENCH_DATE.finditer(folded)]
    return list(dict.fromkeys(dates))


def month_names_in(text: str) -> list[int]:
    """The months, 1 to 12, that a text names without a year, each once."""
    folded = fold(text)
    if _QUARTER.search(folded):
        return []
    return list(dict.fromkeys(_MONTH_OF[m["name"]] for m in _NAME_ALONE.finditer(folded)))


def months_spanned(text: str) -> frozenset[int]:
    """The months, 1 to 12, from the first to the last of several that a text names, else none.

    A quarter is all of them: which rows it is of, their dates tell.
    """
    folded = _FRENCH_DATE.sub(" ", _ISO_DATE.sub(" ", fold(text)))
    if re.search(_SEVERAL, folded):
        return frozenset(range(1, 13))
    months = {_MONTH_OF[match["name"]] for match in _NAME_ALONE.finditer(folded)}
    months |= {int(_period(match)[-2:]) for one in _PATTERNS for match in one.finditer(folded)}
    return frozenset(range(min(months), max(months) + 1)) if len(months) > 1 else frozenset()


def month_of_section(text: str) -> Period | None:
    """The month that a text names with its year and with nothing else, as a row between others."""
    match = _SECTION.fullmatch(fold(text))
    return _period(match) if match else None


def _period(match: re.Match[str]) -> Period:
    parts = match.groupdict()
    month = _MONTH_OF[parts["name"]] if parts.get("name") else int(parts["month"])
    return f"{parts['year']}-{month:02d}"


def latest_month(month: int, by: date) -> Period:
    """The last time that a month of the year began on or before a day."""
    return f"{by.year if month <= by.month else by.year - 1}-{month:02d}"


def month_before(day: date) -> Period:
    """The month before the one of a day."""
    return f"{day.year - (day.month == 1)}-{(day.month - 2) % 12 + 1:02d}"
