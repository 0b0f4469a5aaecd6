"""Numbers, days, rows and statuses in the words of a letter: French first, English beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from babel.dates import get_month_names

from warehouse.errors import Language, Message, Parameter, catalogue
from warehouse.receipts.fault_groups import ranges

# The Central African Republic keeps UTC+1 the whole year.
BANGUI = timezone(timedelta(hours=1))


def say(key: str, language: Language = "fr", **parameters: Parameter) -> str:
    """The sentence ``receipt_<key>`` of the catalogue."""
    return Message(f"receipt_{key}", parameters).text(language)


def known(key: str) -> bool:
    """Whether the catalogue has ``receipt_<key>``."""
    return f"receipt_{key}" in catalogue()


def number(count: int, language: Language = "fr") -> str:
    """A whole number with thousands set apart: ``12 500`` in French, ``12,500`` in English."""
    return f"{count:,}".replace(",", "\u202f") if language == "fr" else f"{count:,}"


def month(period: str, language: Language = "fr") -> str:
    """``2026-05`` as ``mai 2026``; anything that is not a month comes back as it is."""
    year, _, digits = period.partition("-")
    if not digits.isdigit() or not 1 <= int(digits) <= 12:
        return period
    return f"{_month_name(int(digits), language)} {year}"


def moment(at: datetime, language: Language = "fr") -> str:
    """An instant as the clock in Bangui shows it: ``3 mai 2026 à 9 h 05``."""
    local = at.astimezone(BANGUI)
    name = _month_name(local.month, language)
    if language == "en":
        return f"{local.day} {name} {local.year}, {local:%H:%M}"
    day = "1er" if local.day == 1 else str(local.day)
    return f"{day} {name} {local.year} à {local.hour} h {local:%M}"


def _month_name(number: int, language: Language) -> str:
    return str(get_month_names("wide", locale=language)[number])


def row_list(rows: Iterable[int], language: Language = "fr", most: int = 40) -> str:
    """Row numbers as a clerk would list them: ``5 à 9, 12``; at most ``most`` runs, then a count.

    What does not fit is counted, never dropped in silence.
    """
    runs = ranges(rows)
    # Row numbers stand as the margin of a spreadsheet shows them: 12500, not 12 500.
    shown = [
        str(first) if first == last else say("row_run", language, first=first, last=last)
        for first, last in runs[:most]
    ]
    hidden = sum(last - first + 1 for first, last in runs[most:])
    if hidden:
        shown.append(say("rows_more", language, count=number(hidden, language)))
    return ", ".join(shown)
