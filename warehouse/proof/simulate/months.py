"""Months: what a period is, and how its name is written in file names and banners."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from warehouse.proof.simulate.lexicon import MONTHS


class Month(NamedTuple):
    """A calendar month of the simulated time."""

    year: int
    number: int

    @property
    def ordinal(self) -> int:
        """Months since year 0: consecutive months are consecutive numbers."""
        return self.year * 12 + self.number - 1

    @property
    def period(self) -> str:
        """``2026-01``, as the truth and the submissions write it."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return monthrange(self.year, self.number)[1]

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, self.days)

    def fill(self, template: str) -> str:
        """`template` with ``{yyyy}``, ``{mm}``, ``{month}``, ``{MONTH}``, ``{signed}`` filled."""
        name = MONTHS[self.number - 1]
        return template.format(
            yyyy=f"{self.year:04d}",
            mm=f"{self.number:02d}",
            month=name,
            MONTH=name.upper(),
            signed=f"{self.last + timedelta(days=1):%d/%m/%Y}",
        )


def month_of(period: str) -> Month | None:
    """The month that ``YYYY-MM`` names, from 1900 to 2199; None where it names none."""
    if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", period):
        return None
    return Month(int(period[:4]), int(period[5:]))


def months_from(start: Month, count: int) -> Iterator[Month]:
    """`count` consecutive months, from `start` on."""
    for index in range(start.ordinal, start.ordinal + count):
        yield Month(index // 12, index % 12 + 1)
