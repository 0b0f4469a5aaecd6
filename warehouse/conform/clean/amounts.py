"""Francs CFA, percentages and counts, as French spreadsheets write numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from warehouse.conform.clean.number_words import in_digits
from warehouse.conform.clean.state import State
from warehouse.text import is_formula_error, lower_plain, missing_kind, without_float_tail


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in whole francs CFA (XAF); there are no centimes."""

    state: State
    xaf: int | None = None


@dataclass(frozen=True, slots=True)
class Percent:
    """Percent points: 28.0 is 28 %."""

    state: State
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Integer:
    """A count."""

    state: State
    value: int | None = None


_CURRENCY = re.compile(r"(?:de )?(?:f\.? ?cfa|fcfa|xaf|cfa|francs?(?: cfa)?|frs?|f)\b\.?")
_GROUPED = re.compile(r"\d{1,3}(?:[ .']\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
_DECIMAL = re.compile(r"\d{1,15}(?:[.,]\d+)?")
_EITHER = re.compile(r"^\d{1,3},\d{3}$")  # thousands to one clerk, decimals to another
_SCALED = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?) ?(mille|millions?|milliards?)")
_SCALE_ALONE = re.compile(r"^\W*(?:millions|milliards|milliers)\b")  # how many is not told
_SCALES = {"mille": 1000, "million": 10**6, "milliard": 10**9}
_LARGEST = 10**13  # more than the country has: two cells that ran into one
_MARKED = frozenset({"-99", "999", "9999"})


def read_amount(raw: str) -> Amount:
    """Read ``500 000 F CFA``, ``1.000.000``, ``250000 FCFA``, ``2 millions``.

    A dot before three digits parts thousands. ``0`` is an amount. Centimes other than zero, another
    currency or a negative amount are unread.
    """
    text = lower_plain(raw)
    text = text if _SCALE_ALONE.search(text) else in_digits(text)
    bare = _CURRENCY.sub("", text).strip(" .-:") if text else text
    if match := _SCALED.fullmatch(bare):
        value = Decimal(match[1].replace(",", ".")) * _SCALES[match[2].rstrip("s")]
    elif text.startswith("-") or (number := _number(bare)) is None:
        return Amount(_without_value(text))
    else:
        value = number
    is_whole = value <= _LARGEST and value == value.to_integral_value()
    return Amount("read", int(value)) if is_whole else Amount("unread")


def read_percent(raw: str) -> Percent:
    """Read ``28 %``, ``21,0``, ``0``: percent points from 0 to 100, others are unread.

    A workbook stores a cell formatted as a percentage as a fraction; as text, ``0.35`` cannot be
    told from a third of a point. It is read as points: who reads the workbook knows the format, and
    multiplies.
    """
    text = lower_plain(raw)
    bare = text.removesuffix("%").removesuffix("pour cent").removesuffix("p.c.").strip()
    if not _DECIMAL.fullmatch(bare) or (value := float(bare.replace(",", "."))) > 100:
        return Percent(_without_value(text))
    return Percent("read", value)


def read_integer(raw: str) -> Integer:
    """Read a count: ``2``, ``2.0``, ``1 000``; ``0`` is one, ``-99`` and ``999`` are not."""
    text = without_float_tail(lower_plain(raw))
    number = None if text in _MARKED else _number(text)
    if number is None or number > _LARGEST or number != number.to_integral_value():
        return Integer(_without_value(text))
    return Integer("read", int(number))


def _number(text: str) -> Decimal | None:
    """A number by French habit: spaces and dots part thousands, a comma the decimals."""
    if len(text) > 30:
        return None
    if _GROUPED.fullmatch(text):
        if text.count(",") > 1:
            return Decimal(text.replace(",", ""))
        return Decimal(re.sub(r"[ .']", "", text).replace(",", "."))
    if _DECIMAL.fullmatch(text) and not _EITHER.search(text):
        return Decimal(text.replace(",", "."))
    return None


def _without_value(text: str) -> State:
    if is_formula_error(text):
        return "unread"
    return "missing" if missing_kind(text) else "unread"
