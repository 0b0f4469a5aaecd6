"""What a column makes of a cell: an event has one day, a birth may be a span."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from warehouse.conform.readers import READERS
from warehouse.conform.reading_task import Reading, ReadingTask
from warehouse.contracts import load_contracts
from warehouse.contracts.codelists import load_codelists

SOURCES = Path(__file__).parents[2] / "sources"
LISTS = load_codelists(SOURCES / "codes")
UMIRR = load_contracts(SOURCES)["umirr"]


def read(kind: str, *cells: str) -> Reading:
    columns = UMIRR.tables["registre"].each_column()
    column = next(column for _, _, _, column in columns if column.read == kind)
    return READERS[kind](ReadingTask(column, column.to[0], LISTS, "2026-03"), cells)


@pytest.mark.parametrize(
    "cell",
    ["du 3 au 5 mars 2026", "nuit du 3 au 4 mars 2026", "entre le 3 mars 2026 et le 5 mars 2026",
     "mars 2026", "2026", "03/03/2026 ?", "vers le 3 mars 2026", "courant mars 2026"],
)  # fmt: skip
def test_a_day_of_several_is_no_day_of_an_event(cell: str) -> None:
    assert read("date", cell).states == ["unread"]
    assert read("interval", cell).states == ["read"]


def test_a_birth_between_two_days_is_estimated_and_no_day() -> None:
    fields = read("birth", "entre le 3 mars 2010 et le 5 juin 2012", "03/03/2010").fields
    assert fields["birth_precision"] == ["estimated", "day"]
    assert fields["birth_date_max"] == [date(2012, 6, 5), date(2010, 3, 3)]
