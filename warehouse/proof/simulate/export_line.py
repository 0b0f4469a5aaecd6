"""One line of an export, with the truth about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, Literal, NamedTuple

from warehouse.proof.simulate.cases import Case, Later, Numbers
from warehouse.proof.simulate.clerk import Clerk
from warehouse.proof.simulate.months import Month
from warehouse.proof.simulate.people import Person

Cell = str | int | float | date | None


class Named(NamedTuple):
    """Who a line names, and in which case: one row of ``truth.csv``."""

    role: Literal["victim", "suspect"]
    person_id: str
    case_id: str


class ExportLine(NamedTuple):
    """One data line."""

    cells: tuple[Cell, ...]  # one per column of the layout, in its order
    named: tuple[Named, ...] = ()  # the persons it names; an unknown accused is not one
    sheet: str = ""  # which sheet of a workbook; "" where there is one sheet or none
    spans: int = 1  # how many lines the merged cells that begin here cover; 1 where none is merged
    convicts: bool = False  # whether it is the judgment that convicts whom it names


@dataclass(frozen=True)
class Office:
    """What an office has on its desk when it writes one month's export."""

    month: Month  # the month that is written
    clerk: Clerk  # writes the cells; its chance is not the country's, so noise changes no truth
    fate: Random  # the chance that decides what happens, the same for any noise
    numbers: Numbers  # the registers' counters, kept from month to month
    later: Later  # where what follows goes
    seed: int  # of the whole simulation, for what must be written the same again in a later month


Due = Iterable[tuple[date, Any]]  # what is due in the month, in order of day


def victim_of(case: Case, person: Person) -> Named:
    """`person` as a victim of `case`."""
    return Named("victim", person.person_id, case.case_id)


def suspect_of(case: Case, person: Person) -> Named:
    """`person` as an accused of `case`."""
    return Named("suspect", person.person_id, case.case_id)
