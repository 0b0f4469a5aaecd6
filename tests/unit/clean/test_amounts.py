"""Francs, percentages, counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.amounts import (
    Amount,
    Integer,
    Percent,
    read_amount,
    read_integer,
    read_percent,
)


@pytest.mark.parametrize(
    ("raw", "xaf"),
    [
        ("500 000 F CFA", 500_000),
        ("500\u202f000 FCFA", 500_000),
        ("1.000.000", 1_000_000),
        ("250000 FCFA", 250_000),
        ("2 000 000,00 francs", 2_000_000),
        ("250000.0", 250_000),
        ("1,000,000", 1_000_000),
        ("1 000 000 frs", 1_000_000),
        ("1,5 million", 1_500_000),
        ("0", 0),
        ("999", 999),
    ],
)
def test_an_amount_is_whole_francs(raw: str, xaf: int) -> None:
    assert read_amount(raw) == Amount("read", xaf)


@pytest.mark.parametrize(
    "raw",
    [
        "-500",
        "1000,50",
        "500 €",
        "1.23E+5",
        "1,000",
        "#VALEUR!",
        "beaucoup",
        "millions",
        "milliers",
        "des millions",
        "500 000 ?",
        "environ 500 000",
        "500 000 à 600 000",
        "500 000 et 200 000",
        "500 000 x 2",
        "500 000 chacun",
        "500 000 dont 200 000 avec sursis",
        "500 000 (six cent mille)",
        "500 000 lire 50 000",
        "5OO OOO",
        "500 00",
        "50 0000",
        "-500 F",
        "500 000 réduit à 200 000",
        "2,5 M",
        "500 k",
        "500 USD",
        "12/03/2026",
        "1 000 par mois",
    ],
)
def test_what_is_no_amount_is_unread(raw: str) -> None:
    assert read_amount(raw) == Amount("unread")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("28 %", Percent("read", 28.0)),
        ("21,0", Percent("read", 21.0)),
        ("0", Percent("read", 0.0)),
        ("0.35", Percent("read", 0.35)),
        ("100%", Percent("read", 100.0)),
        ("101", Percent("unread")),
        ("#N/A", Percent("unread")),
        ("NSP", Percent("missing")),
    ],
)
def test_a_percentage_is_points(raw: str, expected: Percent) -> None:
    assert read_percent(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2", Integer("read", 2)),
        ("2.0", Integer("read", 2)),
        ("1 000", Integer("read", 1000)),
        ("0", Integer("read", 0)),
        ("-99", Integer("missing")),
        ("999", Integer("missing")),
        ("", Integer("missing")),
        ("2,5", Integer("unread")),
        ("deux", Integer("unread")),
        ("#REF!", Integer("unread")),
    ],
)
def test_a_count_is_whole(raw: str, expected: Integer) -> None:
    assert read_integer(raw) == expected


@given(st.integers(0, 10**12))
def test_an_amount_comes_back_from_every_way_of_grouping(xaf: int) -> None:
    for written in (f"{xaf}", f"{xaf:,}".replace(",", " "), f"{xaf:,}".replace(",", ".")):
        assert read_amount(f"{written} F CFA") == Amount("read", xaf)


@given(st.text() | st.text(alphabet="0123456789 .,%FCAmilion-", max_size=24))
def test_no_text_makes_a_number_raise(raw: str) -> None:
    assert (read_amount(raw).state == "read") == (read_amount(raw).xaf is not None)
    assert (read_percent(raw).state == "read") == (read_percent(raw).value is not None)
    assert (read_integer(raw).state == "read") == (read_integer(raw).value is not None)
