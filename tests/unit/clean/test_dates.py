"""Dates, from digits to words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.dates import MONTHS, DateValue, read_date


@pytest.mark.parametrize(
    ("raw", "expected", "as_written"),
    [
        ("12/03/2026", date(2026, 3, 12), "numeric"),
        ("12-03-2026", date(2026, 3, 12), "numeric"),
        ("12.03.26", date(2026, 3, 12), "numeric"),
        ("1/3/94", date(1994, 3, 1), "numeric"),
        ("12/03/2026 14:30", date(2026, 3, 12), "numeric"),
        ("2026-03-12", date(2026, 3, 12), "iso"),
        ("2026-03-12T00:00:00", date(2026, 3, 12), "iso"),
        ("2026-03-11T23:00:00.000Z", date(2026, 3, 12), "iso"),
        ("2026-02-28T23:30:00+00:00", date(2026, 3, 1), "iso"),
        ("2026-03-12T22:59:00Z", date(2026, 3, 12), "iso"),
        ("2026-03-12T00:00:00Z", date(2026, 3, 12), "iso"),
        ("2026-03-12T23:30:00+01:00", date(2026, 3, 12), "iso"),
        ("2026-03-12 23:30:00", date(2026, 3, 12), "iso"),
        ("20260312", date(2026, 3, 12), "iso"),
        ("12032026", date(2026, 3, 12), "numeric"),
        ("46093", date(2026, 3, 12), "serial"),
        ("46093.0", date(2026, 3, 12), "serial"),
        ("43018.000000", date(2017, 10, 10), "serial"),
        ("1er février 2026", date(2026, 2, 1), "words"),
        ("12 AOUT 2025", date(2025, 8, 12), "words"),
        ("jeudi 12 mars 2026 à 14h30", date(2026, 3, 12), "words"),
        ("12-mars-26", date(2026, 3, 12), "words"),
        ("Né le 12 avr. 1994", date(1994, 4, 12), "words"),
        ("12/03/1994 à Bangui", date(1994, 3, 12), "numeric"),
    ],
)
def test_a_day_is_read_however_it_is_written(raw: str, expected: date, as_written: str) -> None:
    value = read_date(raw)
    assert (value.state, value.earliest, value.latest) == ("read", expected, expected)
    assert (value.precision, value.as_written) == ("day", as_written)


@pytest.mark.parametrize(
    ("raw", "earliest", "latest", "precision"),
    [
        ("1994", date(1994, 1, 1), date(1994, 12, 31), "year"),
        ("1994.0", date(1994, 1, 1), date(1994, 12, 31), "year"),
        ("Née en 1994", date(1994, 1, 1), date(1994, 12, 31), "year"),
        ("courant 2022", date(2022, 1, 1), date(2022, 12, 31), "year"),
        ("00/00/1994", date(1994, 1, 1), date(1994, 12, 31), "year"),
        ("mars 2024", date(2024, 3, 1), date(2024, 3, 31), "month"),
        ("févr.-24", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("courant du mois de mars 2024", date(2024, 3, 1), date(2024, 3, 31), "month"),
        ("00/03/2024", date(2024, 3, 1), date(2024, 3, 31), "month"),
        ("03/2024", date(2024, 3, 1), date(2024, 3, 31), "month"),
        ("Né vers 1994", date(1994, 1, 1), date(1994, 12, 31), "estimated"),
        ("Née vers 1994", date(1994, 1, 1), date(1994, 12, 31), "estimated"),
        ("Né(e) vers 1994", date(1994, 1, 1), date(1994, 12, 31), "estimated"),
        ("vers 1994", date(1994, 1, 1), date(1994, 12, 31), "estimated"),
        ("1994 env", date(1994, 1, 1), date(1994, 12, 31), "estimated"),
        ("1994 ?", date(1994, 1, 1), date(1994, 12, 31), "estimated"),
        ("1990-1995", date(1990, 1, 1), date(1995, 12, 31), "estimated"),
        ("nuit du 3 au 4 mars 2024", date(2024, 3, 3), date(2024, 3, 4), "day"),
        ("du 28 février au 2 mars 2024", date(2024, 2, 28), date(2024, 3, 2), "day"),
        ("du 03/03/2024 au 05/03/2024", date(2024, 3, 3), date(2024, 3, 5), "day"),
        ("entre le 3 mars 2024 et le 5 mars 2024", date(2024, 3, 3), date(2024, 3, 5), "day"),
        ("entre 2009 et 2012", date(2009, 1, 1), date(2012, 12, 31), "estimated"),
        ("de mars 2024 à avril 2025", date(2024, 3, 1), date(2025, 4, 30), "month"),
        ("1994 à Bangui", date(1994, 1, 1), date(1994, 12, 31), "year"),
    ],
)
def test_a_date_keeps_the_precision_of_its_writer(
    raw: str, earliest: date, latest: date, precision: str
) -> None:
    value = read_date(raw)
    assert (value.state, value.earliest, value.latest) == ("read", earliest, latest)
    assert value.precision == precision


@pytest.mark.parametrize(
    "raw",
    ["", "NSP", "inconnue", "ND", "-", "00/00/0000", "01/01/1900", "01/01/1900 00:00:00",
     "1900-01-00", "1899-12-31"],
)  # fmt: skip
def test_no_date_is_missing(raw: str) -> None:
    assert read_date(raw) == DateValue("missing")


@pytest.mark.parametrize(
    "raw",
    ["31/02/2026", "29/02/2025", "12/03/2203", "0203", "demain", "#REF!", "12/03", "99999", "44",
     "13/13/2026", "2026-02-30", "12 mars", "du 5 au 3 mars 2024",
     "vers " * 900,
     "2009 et 2012", "12/03/2010 et 05/06/2012", "le 12 mars 2010 et le 5 juin 2012",
     "12 mars 2010 et le 5 juin 2012", "12/03/2026 lire 13/03/2026", "12/03/2026 (lire 13)",
     "12/03/2026, 14/03/2026", "12/03/2026 14/03/2026", "3, 4 et 5 mars 2026", "3 ou 4 mars 2026",
     "le 3 du mois", "3 courant", "1er mars", "03/IV", "T1 2026", "1er trimestre 2026", "S12/2026",
     "avant 2020", "après le 12/03/2026", "depuis mars 2026", "il y a 3 mois",
     "reporté au 12/03/2026",
     "pas le 12/03/2026", "12/03/2026 annulé", "199?", "années 90", "12/03/202", "12/03/20226",
     "l2/03/2026", "12/O3/2026", "120326", "12/03/1994 à 17 ans", "sine die", "entre 2009 ou 2012"],
)  # fmt: skip
def test_what_is_no_date_is_unread(raw: str) -> None:
    assert read_date(raw).state == "unread"
    assert read_date(raw).earliest is None


def test_a_month_in_the_first_place_is_unread_and_flagged() -> None:
    swapped = read_date("04/13/2026")
    assert (swapped.state, swapped.as_written) == ("unread", "month_first")


def test_new_year_may_be_a_placeholder() -> None:
    assert read_date("01/01/1990").is_placeholder_day
    assert read_date("01/01/1990").precision == "day"
    assert not read_date("02/01/1990").is_placeholder_day


def test_the_pivot_is_the_callers() -> None:
    assert read_date("12/03/40").earliest == date(1940, 3, 12)
    assert read_date("12/03/40", two_digit_pivot=99).earliest == date(2040, 3, 12)


days = st.dates(date(1901, 1, 1), date(2099, 12, 31))
MONTH_NAMES = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
               "septembre", "octobre", "novembre", "décembre"]  # fmt: skip


@given(days)
def test_a_written_day_comes_back(day: date) -> None:
    written = [
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y} 10:15",
        f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}",
        f"{day:%Y%m%d}",
    ]
    assert {(read_date(w).earliest, read_date(w).latest) for w in written} == {(day, day)}


@given(days, days, st.sampled_from([" et ", ", ", " ", " lire ", " (", " ; ", " ou ", " puis "]))
def test_two_days_are_no_day(day: date, other: date, between: str) -> None:
    for pattern in ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"):
        written = f"{day.strftime(pattern)}{between}{other.strftime(pattern)}"
        assert read_date(written).state == "unread", written


@given(st.integers(20000, 60000))
def test_a_serial_is_the_day_the_spreadsheet_shows(serial: int) -> None:
    assert read_date(str(serial)).earliest == date(1899, 12, 30) + timedelta(days=serial)


@given(st.text() | st.text(alphabet="0123456789/-. :néversdu aumarsh", max_size=24))
def test_no_text_makes_a_date_raise(raw: str) -> None:
    value = read_date(raw)
    assert (value.state == "read") == (value.earliest is not None)
    if value.earliest and value.latest:
        assert value.earliest <= value.latest


def test_all_month_names_are_known() -> None:
    assert len(MONTHS) > 40
    assert set(MONTHS.values()) == set(range(1, 13))
