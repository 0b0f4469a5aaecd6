"""Telephone numbers, one or several to a cell, in E.164."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from warehouse.conform.clean.first_look import first_look, is_doubted
from warehouse.conform.clean.state import State
from warehouse.text import lower_plain, without_float_tail


@dataclass(frozen=True, slots=True)
class Phones:
    """The telephones of a cell."""

    state: State  # ``read`` only where every number was; ``unread`` may still bring ``numbers``
    numbers: tuple[str, ...] = ()  # E.164, each once, in the order written
    unread_count: int = 0  # what looks like a number and is none


# The national plan (domain notes 6.7), so that nearly every cell is read without the library, which
# takes a hundred times longer. A test holds the two against each other.
NATIONAL = re.compile(r"(?:\+236|00236|236)?(7[02-7]\d{6}|2[12]\d{6}|61\d{6}|8776\d{4})", re.ASCII)
_GROUPING = re.compile(r"[\s.\-/()_]+")
_SEPARATORS = re.compile(r"[;,|/\n]|\s+(?:ou|et|or|and|-)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\s?\(?\d[\d\s.\-()]*")
# A number that is no longer hers is somebody else's; which of two was corrected is not sure.
_NOT_HERS = re.compile(
    r"\b(?:non|pas|n'est plus|faux|fausse|errone|erronee|ancien|ancienne|ex|hors service|lire"
    r"|au lieu|corrige|annule|perdu|perdue)\b"
)
_SCIENTIFIC = re.compile(r"\d[.,]?\d*\s?E\+?\d", re.IGNORECASE)


def read_phones(raw: str) -> Phones:
    """Read the telephones of one cell; national numbers are ours.

    Numbers from abroad need their country code. Seven digits, the plan of before 2008, are unread:
    nobody knows what they have become. So are numbers that are denied or corrected (``faux``,
    ``ancien``, ``lire``), one that is doubted, a number that a spreadsheet turned into ``2,36E+10``
    and one digit eight times.
    """
    text, state = first_look(raw)
    if state == "missing":
        return Phones("missing")
    if state == "unread" or _SCIENTIFIC.search(text) or _NOT_HERS.search(lower_plain(text)):
        return Phones("unread", (), 1)
    doubted = is_doubted(text)
    text = without_float_tail(text)
    if whole := _e164(text):
        return Phones("read", (whole,))
    numbers: dict[str, None] = {}
    unread = int(doubted)
    for piece in _SEPARATORS.split(raw if "\n" in raw else text):
        candidates = _NUMBER.findall(piece)
        unread += not candidates and any(map(str.isalnum, piece)) and first_look(piece)[1] == "read"
        for candidate in candidates:
            read = _numbers_of(candidate)
            numbers.update(dict.fromkeys(read))
            unread += not read
    if not numbers and not unread:
        return Phones("missing")
    return Phones("unread" if unread else "read", tuple(numbers), unread)


def _numbers_of(candidate: str) -> list[str]:
    """One number, or several with nothing but spaces between."""
    if one := _e164(candidate):
        return [one]
    several = [_e164(word) for word in candidate.split()]
    return [number for number in several if number] if all(several) else []


def _e164(text: str) -> str | None:
    digits = _GROUPING.sub("", text)
    if match := NATIONAL.fullmatch(digits):
        return None if len(set(match[1])) == 1 else f"+236{match[1]}"
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not (digits.removeprefix("+").isdecimal() and 8 <= len(digits) <= 16):
        return None
    try:
        number = phonenumbers.parse(digits, "CF")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
