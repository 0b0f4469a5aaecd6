"""Births and days of a stranger's table: in one cell or in three, month first, or as an age."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.conform.birth import birth_from_age
from warehouse.conform.clean.ages import read_age
from warehouse.conform.clean.dates import DateValue, read_date
from warehouse.errors import Message, message

Births = tuple[pa.Array, pa.Array, list[Message]]
"""The first and last possible day of each, as ISO text, and what is to be told of them."""

_YEAR_AMONG: Final = re.compile(
    r"^\s*(?:(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})|(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}))\s*$"
)
_UNKNOWN: Final = (None, None)
_DAY_AND_MONTH: Final = re.compile(r"^\s*(\d{1,2})(\s*[/.\-]\s*)(\d{1,2})(?=\s*[/.\-]\s*\d)")


def read_days(column: pa.ChunkedArray, name: str) -> Births:
    """The first and last possible day of each cell as ISO text, null where it is no date.

    Of a date that no calendar has (month 13, day 0) the year is believed.

    One hand wrote a column: where more of its dates can only be read month first than only day
    first, all of them are read month first, and that is told.

    Args:
        column: dates as people write them, of any type.
        name: the column, for what is told.
    """
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    texts: list[str] = coded.dictionary.to_pylist()
    dates = [read_date(text or "") for text in texts]
    notes = []
    swapped = [_swapped(text or "") for text in texts]
    other = [read_date(text) if text else None for text in swapped]
    month_first = _cells(coded, [one.as_written == "month_first" for one in dates])
    day_first = _cells(
        coded, [one is not None and one.as_written == "month_first" for one in other]
    )
    if month_first > day_first:
        dates = [one if two is None else two for one, two in zip(dates, other, strict=True)]
        notes.append(message("linkage_births_month_first", column=name, count=month_first))
    bounds = [_bounds(one, text or "") for one, text in zip(dates, texts, strict=True)]
    is_unread = [one.state == "unread" for one in dates]
    mended = [un and one != _UNKNOWN for un, one in zip(is_unread, bounds, strict=True)]
    if by_year := _cells(coded, mended):
        notes.append(message("linkage_births_mistyped", column=name, count=by_year))
    if unread := _cells(coded, is_unread) - by_year:
        notes.append(message("linkage_births_unread", column=name, count=unread))
    first, last = zip(*bounds, strict=True) if bounds else ((), ())
    return _taken(coded, first), _taken(coded, last), notes


def in_one(year: pa.Array, month: pa.Array | None, day: pa.Array | None) -> pa.Array:
    """Year, month and day of a birth as one ISO text, as far as they are told.

    Args:
        year: of four digits, as text; where it is null so is the birth.
        month: as a number; null where only the year is known.
        day: null where only the month is known.
    """
    parts = [year]
    for part in (month, day):
        if part is None:
            break
        # A day without its month says nothing.
        digits = pc.if_else(pc.is_valid(parts[-1]), pc.utf8_lpad(part, 2, "0"), None)
        parts.append(pc.if_else(pc.equal(digits, "00"), None, digits))
    if len(parts) == 1:
        # Of one column PyArrow leaves the nulls out, and the rows with them.
        return year
    return pc.if_else(
        pc.is_valid(year),
        pc.binary_join_element_wise(*parts, "-", null_handling="skip"),
        pa.scalar(None, pa.string()),
    )


def births_by_age(age: pa.ChunkedArray, seen: tuple[pa.Array, pa.Array], name: str) -> Births:
    """The first and last birthday that an age on a day allows, as ISO text.

    Args:
        age: as people write it, in completed years.
        seen: the first and last possible day on which it was true, ISO text; no birth where null.
        name: the column of ages, for what is told.
    """
    coded = age.cast(pa.string()).combine_chunks().dictionary_encode()
    ages = [read_age(text or "") for text in coded.dictionary.to_pylist()]
    unread = _cells(coded, [one.state == "unread" for one in ages])
    least, most = (
        _born(pa.array([getattr(one, bound) for one in ages], pa.int64()).take(coded.indices), on)
        for bound, on in zip(("max_years", "min_years"), seen, strict=True)
    )
    notes = [message("linkage_ages_unread", column=name, count=unread)] if unread else []
    return least["birth_date_min"], most["birth_date_max"], notes


def _born(years: pa.Array, seen_on: pa.Array) -> dict[str, pa.Array]:
    on = seen_on.cast(pa.date32())
    aged = pc.if_else(pc.is_valid(on), years, None)
    births = birth_from_age(
        aged,
        aged,
        seen_on=on,
        # Serves nobody: where no day is told, no age is.
        otherwise=date(2000, 1, 1),
        birth_min=None,
        birth_max=None,
        precision=None,
    )
    return {bound: days.cast(pa.string()) for bound, days in births.items()}


def _bounds(read: DateValue, text: str) -> tuple[str | None, str | None]:
    """The first and last day of a date; of one that no calendar has, the year that it names.

    A day of another age (1462 for 1962) stays as it is: it is a slip away from the right one.
    """
    if read.state != "unread":
        return (
            read.earliest.isoformat() if read.earliest else None,
            read.latest.isoformat() if read.latest else None,
        )
    if not (match := _YEAR_AMONG.match(text)):
        return _UNKNOWN
    year, month, day = match.groups()[:3] if match[1] else match.groups()[:2:-1]
    try:
        written = date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return f"{year}-01-01", f"{year}-12-31"
    return written, written


def _swapped(text: str) -> str:
    """``12/25/1990`` as ``25/12/1990``; empty where a text does not begin with two numbers."""
    two = _DAY_AND_MONTH.match(text)
    return two[3] + two[2] + two[1] + text[two.end() :] if two else ""


def _cells(coded: pa.DictionaryArray, which: Sequence[bool]) -> int:
    """How many cells have a text of which this is so."""
    return pc.sum(pa.array(which, pa.bool_()).take(coded.indices)).as_py() or 0


def _taken(coded: pa.DictionaryArray, days: Sequence[str | None]) -> pa.Array:
    return pa.array(days, pa.string()).take(coded.indices)
