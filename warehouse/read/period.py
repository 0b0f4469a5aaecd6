"""Which month a file reports: its name, the title over its table and its rows each say one.

They contradict one another every month somewhere: a file copied from last month keeps its name, a
template its title. Two against one win; alone against the file name, the rows win, because they are
what is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import Message, message
from warehouse.read.month_names import (
    Period,
    latest_month,
    month_before,
    month_names_in,
    months_in,
    months_of_dates_in,
    months_spanned,
)
from warehouse.read.sheet import Sheet
from warehouse.text import fold

Ground = Literal["rows", "banner", "file_name", "received_on"]

# Three rows in four, and three at least: late registrations never make so many.
CLEAR_SHARE: Final = 0.75
CLEAR_ROWS: Final = 3

_COPY = re.compile(
    r"\([^)]*\)|\b(?:copie|copy) (?:de|of)\b|[-_ ]v\d+\b|[-_ ](?:final|bis)\w*", re.I
)
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_PERIOD_WORDS = re.compile(
    r"\b(mois|periode|situation|arrete|mensuel|mensuelle|rapport|exercice)\b"
)
_PRINTED = re.compile(
    r"\b(fait a|imprime|edite|genere|extrait|extraction|edition|impression|transmis|recu|decret|loi"
    r"|arrete n)\b"
)
_GROUNDS: Final = {
    "rows": ("les dates des lignes", "the dates of the rows"),
    "banner": ("le titre du tableau", "the title of the table"),
    "file_name": ("le nom du fichier", "the file name"),
    "received_on": ("la date de réception", "the day it was received"),
}


@dataclass(frozen=True, slots=True)
class Dominant:
    """The month of most dates, its share of them, and how many they are."""

    period: Period
    share: float
    dates: int

    @property
    def is_clear(self) -> bool:
        """Enough dates agree to speak against a title or a file name."""
        return self.share >= CLEAR_SHARE and self.dates >= CLEAR_ROWS


@dataclass(frozen=True, slots=True)
class PeriodDecision:
    """The month that a submission is filed under."""

    period: Period  # YYYY-MM
    told_by: Ground
    disagreements: tuple[Message, ...] = ()  # what else was said, for the receipt
    # the month that its name or its title says and all else denies, where it is the rows alone that
    # told the period
    contradicted: Period | None = None
    also: tuple[Period, ...] = ()  # further months that a good part of it is of
    # how many of its rows are dated of each month, where rows are dated
    rows_of: Mapping[Period, int] = field(default_factory=dict)


def period_of_name(file_name: str, received_on: date) -> Period | None:
    """The month a file name says; a month without a year is the last one before it was received.

    None for a quarter, for a whole date (the day of the export, not its month) and for two months.
    """
    stem = _COPY.sub(" ", PurePath(file_name).stem)
    spaced = _GLUED.sub(" ", fold(stem))
    months = months_in(spaced)
    if len(months) == 1:
        return months[0]
    names = [] if months else month_names_in(spaced)
    return latest_month(names[0], received_on) if len(names) == 1 else None


def months_of_name(file_name: str) -> frozenset[int]:
    """The months, 1 to 12, that a file name spans where it names several, else none."""
    return months_spanned(_GLUED.sub(" ", fold(_COPY.sub(" ", PurePath(file_name).stem))))


def may_name_one_month(file_name: str, earlier_name: str) -> bool:
    """Whether two names of the same bytes may speak of one month: both name one, and not two."""
    today = datetime.now(UTC).date()
    months = {period_of_name(name, today) for name in (file_name, earlier_name)}
    return None in months or len(months) == 1


def period_of_banner(sheet: Sheet, before_row: int) -> Period | None:
    """The month that the rows above a header say, ``Mois : avril 2026`` or ``MAI 2026``.

    Rows that name the month as such speak first. A whole date counts beside such a word, as in
    ``Situation au 30/04/2026``, and never as the day of printing. None where months differ.
    """
    named: list[Period] = []
    others: list[Period] = []
    for row in range(1, min(before_row, sheet.cells.num_rows + 1)):
        text = " ".join(cell for cell in sheet.row(row) if cell.strip())
        folded = fold(text)
        months = months_in(text)
        if _PRINTED.search(folded):
            continue
        if _PERIOD_WORDS.search(folded):
            named.extend(months or months_of_dates_in(text))
        else:
            others.extend(months)
    for named_months in (named, others):
        if len(set(named_months)) == 1:
            return named_months[0]
        if named_months:
            return None
    return None


def months_of_banner(sheet: Sheet, before_row: int) -> frozenset[int]:
    """The months, 1 to 12, that a row above a header spans where it names several, else none."""
    rows = range(1, min(before_row, sheet.cells.num_rows + 1))
    texts = (" ".join(cell for cell in sheet.row(row) if cell.strip()) for row in rows)
    spans = (months_spanned(text) for text in texts if not _PRINTED.search(fold(text)))
    return frozenset().union(*spans)


def period_of_dates(dates: pa.ChunkedArray | None) -> Dominant | None:
    """The month of most dates of a column of ``date32``; None where there is no date."""
    given = pc.drop_null(dates) if dates is not None else None
    if given is None or not len(given):
        return None
    months = pc.add(pc.multiply(pc.year(given), 12), pc.subtract(pc.month(given), 1))
    counts = Counter({c["values"]: c["counts"] for c in pc.value_counts(months).to_pylist()})
    month, times = max(counts.items(), key=lambda count: (count[1], count[0]))
    return Dominant(f"{month // 12:04d}-{month % 12 + 1:02d}", times / len(given), len(given))


def rows_by_month(dates: pa.ChunkedArray | None) -> dict[Period, int]:
    """How many dates of a column are of each month."""
    given = pc.drop_null(dates) if dates is not None else None
    return dict(Counter(pc.strftime(given, "%Y-%m").to_pylist())) if given is not None else {}


def months_covered(rows_of: Mapping[Period, int]) -> set[Period]:
    """The months that have a quarter of the dates of a column, and three at least."""
    least = max(CLEAR_ROWS, (1 - CLEAR_SHARE) * sum(rows_of.values()))
    return {month for month, times in rows_of.items() if times >= least}


def decide_period(
    name: Period | None,
    banner: Period | None,
    dates: pa.ChunkedArray | None,
    received_on: date,
) -> PeriodDecision:
    """Weigh what the file name, the title and the rows say.

    Args:
        name: from ``period_of_name``.
        banner: from ``period_of_banner``.
        dates: the dates that fall in the month reported; None for a cumulative list, whose rows
            are of all months.
        received_on: files nothing under a month, but a file that says none at all.
    """
    rows = period_of_dates(dates)
    clear = rows.period if rows and rows.is_clear else None
    heard: tuple[tuple[Ground, Period | None], ...] = (
        ("rows", clear), ("banner", banner), ("file_name", name)
    )  # fmt: skip
    grounds: dict[Ground, Period] = {
        ground: period_said for ground, period_said in heard if period_said is not None
    }
    if not grounds and rows is not None:
        grounds = {"rows": rows.period}
    if not grounds:
        guess = month_before(received_on)
        return PeriodDecision(
            guess, "received_on", (message("landing.period_guessed", period=guess),)
        )
    votes = Counter(grounds.values())
    period, times = votes.most_common(1)[0]
    if times == 1:
        period = next(iter(grounds.values()))
    told_by = next(ground for ground, period_said in grounds.items() if period_said == period)
    named_months = [month for month in (name, banner) if month is not None]
    is_contradicted = told_by == "rows" and bool(named_months) and period not in named_months
    return PeriodDecision(
        period,
        told_by,
        _disagreements(period, told_by, name, banner, rows),
        named_months[0] if is_contradicted else None,
    )


def _disagreements(
    period: Period, told_by: Ground, name: Period | None, banner: Period | None,
    rows: Dominant | None,
) -> tuple[Message, ...]:  # fmt: skip
    ground_fr, ground_en = _GROUNDS[told_by]
    grounds = {"period": period, "ground_fr": ground_fr, "ground_en": ground_en}
    sentences = []
    if name not in (None, period):
        sentences.append(message("landing.period_name_differs", name=str(name), **grounds))
    if banner not in (None, period):
        sentences.append(message("landing.period_banner_differs", banner=str(banner), **grounds))
    if rows and rows.is_clear and rows.period != period:
        share = round(100 * rows.share)
        sentences.append(
            message("landing.period_rows_differ", rows=rows.period, share=share, **grounds)
        )
    return tuple(sentences)
