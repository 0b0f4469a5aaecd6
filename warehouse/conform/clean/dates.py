"""Dates as clerks write them: a day, a month, a year or a guess, each as an interval.

Reads digits, ISO, French (and English) words, spreadsheet serials, ``Né vers 1994``, ``courant
2022``, ``nuit du 3 au 4 mars 2024``. A year that is only estimated keeps its own bounds; how far
around it to look is for whoever compares.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from warehouse.conform.clean.first_look import first_look
from warehouse.conform.clean.state import State
from warehouse.text import lower_plain

Precision = Literal["day", "month", "year", "estimated"]
Writing = Literal["", "iso", "numeric", "month_first", "serial", "words", "year", "range"]

TWO_DIGIT_PIVOT: Final = 30
"""Two-digit years up to here are 20xx, later ones 19xx: 26 is 2026, 94 is 1994."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SERIALS = (20000, 60000)  # 1954 to 2064: outside, a number is more likely not a date
_NO_YEAR = frozenset({"0000", "1899", "1900"})  # what clerks and spreadsheets make of nothing
_LONGEST = 80  # longer is a story, not a date
_DAYS_TO_1904 = 1462
_SERIAL_ORIGIN = date(1899, 12, 30)

MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev feb february",
            "mars mar march",
            "avril avr apr april",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "aout aou aug august",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as an interval of days."""

    state: State  # see ``state.State``
    earliest: date | None = None
    latest: date | None = None  # last possible day; equal to ``earliest`` where the day is known
    # what the writer knew; ``estimated`` is a year (or years) said to be approximate
    precision: Precision | None = None
    # how it stood in the cell; an unread ``month_first`` is a date only if day and month are
    # swapped
    as_written: Writing = ""
    is_placeholder_day: bool = False  # 1 January, which clerks write for "some day of the year"


MISSING: Final = DateValue("missing")
UNREAD: Final = DateValue("unread")

_TIME = (
    r"(?:(?:t| |,| a )\s?\d{1,2} ?[h:](?: ?\d{1,2})?(?::\d{2}(?:\.\d+)?)?"
    r"(?: ?min)?z?(?:[+-]\d\d:?\d\d)?)?"
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(\d{1,2})(?: ?er|e|eme)?"
_NUMERIC = re.compile(rf"(\d{{1,2}})\s?([/.\- ])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}}){_TIME}")
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
# What a machine made of a local day: it is the next one by Bangui's clock, an hour on. Any other
# offset is the clock of whoever wrote it, and so is the day.
_LATE_UTC = re.compile(r"(\d{4}-\d\d-\d\d)[t ]23:\d\d(?::\d\d(?:\.\d+)?)?(?:z|\+00:?00)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_COMPACT = re.compile(r"\d{8}")
_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?")
# Without "entre", two that are joined by "et" are two dates.
_YEARS = re.compile(
    r"(?:entre (?=\d{4} et ))?(\d{4})\s?(?:-|/|a|ou|(?<=entre \d{4}\s)et)\s?(\d{4})"
)
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WORDS = re.compile(rf"{_DAY}[ \-./]?({_MONTH})\.?[ \-./,]*(\d{{4}}|\d{{2}}){_TIME}")
_MONTH_WORD = re.compile(rf"({_MONTH})\.?[ \-./,]*(\d{{4}}|\d{{2}})")
_US_WORDS = re.compile(rf"({_MONTH})\.? {_DAY},? (\d{{4}}){_TIME}")
_BETWEEN = re.compile(
    r"(?:(?:dans |de )?(?:la )?nuit )?(?:(?:du )?(?P<first>\S.*?) (?:au|a) (?P<last>\S.*)"
    r"|entre le (?P<after>\S.*?) et le (?P<before>\S.*))"
)
_LEAD = re.compile(
    r"ne ?\(e\)[ :]*|(?:nee?|naissance|date|le|en|l'an|l'annee|annee)\b[ :]*"
    r"|(?:dans le )?courant(?: (?:du mois|de l'annee)\b)?[ :]*|(?:(?:d|a)u )?mois de |de "
    r"|(?:debut|fin|mi|milieu)\b[ \-]*"
    r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b[ ,]*"
)
_ABOUT = re.compile(
    r"(?:ne ?\(e\) |(?:presumee? )?(?:nee? )?)(?:en )?"
    r"(?:vers|environ|env|approximativement|approx|circa|ca|autour de)\b[. ]*"
    r"(?:l'an |l'annee |en |le )?|~ ?|presumee? (?:nee? )?(?:en|vers|le)? ?"
)
_ABOUT_AFTER = re.compile(r" ?(?:\(?(?:env|environ|approx|estimee?)\.?\)?|\?|\(\?\))")
# "mars 2025 à avril 2026" is no place of birth.
_BORN_AT = re.compile(rf"(\d{{4}}) a (?!(?:{_MONTH})\b)[a-z][a-z' \-]+(?!.*\d\d)")


def read_date(raw: str, two_digit_pivot: int = TWO_DIGIT_PIVOT) -> DateValue:
    """Read a date; ``03/04/2026`` is the third of April.

    A zero for the day, or for day and month, is read as "not known": ``00/05/1994`` is May 1994.
    Days that do not exist and years outside 1900-2100 are unread.
    """
    if len(raw) == 10 and raw.isascii():  # most cells of most files
        if raw[2] == raw[5] and raw[2] in "/-.":
            day, month, year = raw[:2], raw[3:5], raw[6:]
            if day.isdigit() and month.isdigit() and year.isdigit() and year not in _NO_YEAR:
                return _from_numbers(int(day), int(month), int(year))
        elif raw[4] == raw[7] == "-":
            year, month, day = raw[:4], raw[5:7], raw[8:]
            if year.isdigit() and month.isdigit() and day.isdigit() and year not in _NO_YEAR:
                return _day(int(year), int(month), int(day), "iso")
    text, state = first_look(raw)
    if state == "unread" or len(text) > _LONGEST:
        return UNREAD
    if state == "missing":
        return MISSING
    text = lower_plain(text)
    if text.startswith(("00/00/0000", "01/01/1900", "1900-01-0", "1899-12-3", "0000-00-00")):
        return MISSING  # with a time behind it: what a spreadsheet makes of zero
    return _read(text, two_digit_pivot)


def _read(text: str, pivot: int) -> DateValue:
    if match := _NUMERIC.fullmatch(text):
        year = _full_year(match[4], pivot)
        return _from_numbers(int(match[1]), int(match[3]), year)
    if match := _LATE_UTC.fullmatch(text):
        return _day_after(_read(match[1], pivot))
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]), "iso")
    if match := _YEAR.fullmatch(text):
        return _year(int(match[1]), "year")
    if match := _SERIAL.fullmatch(text):
        return _from_serial(int(match[1]))
    if _COMPACT.fullmatch(text):
        return _from_compact(text)
    return _read_words(text, pivot)


def _read_words(text: str, pivot: int) -> DateValue:
    about = _ABOUT.match(text)
    after = _ABOUT_AFTER.search(text)
    if about or (after and after.end() == len(text)):
        bare = text[about.end() :] if about else text[: after.start()] if after else text
        return _estimated(_read(bare, pivot)) if bare != text else UNREAD
    lead = _LEAD.match(text)
    if lead and lead.end():
        rest = text[lead.end() :]
        return _in_words(_read(rest, pivot)) if rest else UNREAD
    if match := _WORDS.fullmatch(text):
        return _day(_full_year(match[3], pivot), MONTHS[match[2]], int(match[1]), "words")
    if match := _US_WORDS.fullmatch(text):
        return _day(int(match[3]), MONTHS[match[1]], int(match[2]), "words")
    if match := _MONTH_WORD.fullmatch(text):
        return _month(_full_year(match[2], pivot), MONTHS[match[1]], "words")
    if match := _MONTH_OF_YEAR.fullmatch(text):
        return _month(int(match[2]), int(match[1]), "numeric")
    if match := _YEAR_MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]), "iso")
    if match := _YEARS.fullmatch(text):
        return _span(_year(int(match[1]), "year"), _year(int(match[2]), "year"), "estimated")
    if match := _BORN_AT.search(text):  # "12/03/1994 à Bangui"
        return _read(text[: match.start() + 4], pivot)
    if match := _BETWEEN.fullmatch(text):
        first, last = match["first"] or match["after"], match["last"] or match["before"]
        return _between(first, last, pivot)
    return UNREAD


def _between(first: str, last: str, pivot: int) -> DateValue:
    """``3`` and ``4 mars 2024``: the first borrows the month and year that only the last tells."""
    end = _read(last, pivot)
    start = _read(first, pivot)
    if start.state != "read" and end.latest:
        for borrowed in (f"/{end.latest.month}/{end.latest.year}", f" {end.latest.year}"):
            start = _read(re.sub("(?<=^1)er$", "", first) + borrowed, pivot)
            if start.state == "read":
                break
    return _span(start, end, "day")


def _day_after(value: DateValue) -> DateValue:
    if value.latest is None:
        return value
    after = value.latest + timedelta(days=1)
    return _day(after.year, after.month, after.day, "iso")


def _from_numbers(day: int, month: int, year: int) -> DateValue:
    if day == 0:
        return _month(year, month, "numeric") if month else _year(year, "numeric")
    if month > 12 >= day and FIRST_YEAR <= year <= LAST_YEAR:
        return DateValue("unread", as_written="month_first")
    return _day(year, month, day, "numeric")


def _full_year(digits: str, pivot: int) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year <= pivot else 1900)


def as_counted_from_1900(raw: str) -> str:
    """A number of days of a workbook that counts from 1904, as others count; other texts stay.

    A workbook's dates are read by its own count; a number without a date's format is not.
    """
    text = raw.strip()
    if not _SERIAL.fullmatch(text):
        return raw
    return str(int(text[:5]) + _DAYS_TO_1904)


def _from_serial(days: int) -> DateValue:
    if not _SERIALS[0] <= days <= _SERIALS[1]:
        return UNREAD
    day = _SERIAL_ORIGIN + timedelta(days=days)
    return _day(day.year, day.month, day.day, "serial")


def _from_compact(text: str) -> DateValue:
    """``20260411`` or ``11042026``: a month is never 19, 20 or 21, so never both."""
    if text[:2] in ("19", "20", "21") and int(text[4:6]) <= 12:
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), "iso")
    return _day(int(text[4:]), int(text[2:4]), int(text[:2]), "numeric")


def _day(year: int, month: int, day: int, writing: Writing) -> DateValue:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateValue("unread", as_written=writing)
    try:
        value = date(year, month, day)
    except ValueError:
        return DateValue("unread", as_written=writing)
    return DateValue("read", value, value, "day", writing, day == 1 == month)


def _month(year: int, month: int, writing: Writing) -> DateValue:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return DateValue("unread", as_written=writing)
    last = monthrange(year, month)[1]
    return DateValue("read", date(year, month, 1), date(year, month, last), "month", writing)


def _year(year: int, writing: Writing) -> DateValue:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateValue("unread", as_written=writing)
    return DateValue("read", date(year, 1, 1), date(year, 12, 31), "year", writing)


def _span(start: DateValue, end: DateValue, precision: Precision) -> DateValue:
    if not (start.earliest and end.latest and start.earliest <= end.latest):
        return DateValue("unread", as_written="range")
    if precision == "day" and "day" not in (start.precision, end.precision):
        precision = end.precision or "year"
    return DateValue("read", start.earliest, end.latest, precision, "range")


def _estimated(value: DateValue) -> DateValue:
    if value.state != "read":
        return value
    return DateValue("read", value.earliest, value.latest, "estimated", "words")


def _in_words(value: DateValue) -> DateValue:
    if value.state != "read" or value.as_written == "range":
        return value
    return DateValue(
        "read", value.earliest, value.latest, value.precision, "words", value.is_placeholder_day
    )
