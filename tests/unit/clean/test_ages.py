"""Ages as clerks write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.ages import Age, read_age


@pytest.mark.parametrize(
    ("raw", "youngest", "oldest", "is_estimated"),
    [
        ("17", 17, 17, False),
        ("17 ans", 17, 17, False),
        ("44.0", 44, 44, False),
        ("2 ans et 6 mois", 2, 2, False),
        ("8 mois", 0, 0, False),
        ("18 mois", 1, 1, False),
        ("0 an", 0, 0, False),
        ("16-17", 16, 17, True),
        ("16 à 17 ans", 16, 17, True),
        ("env. 20", 20, 20, True),
        ("20 ans environ", 20, 20, True),
        ("mineur", 0, 17, True),
        ("Mineure", 0, 17, True),
        ("mineur(e)", 0, 17, True),
        ("majeur", 18, 120, True),
        ("adulte", 18, 120, True),
        ("3e âge", 60, 120, True),
        ("+18", 18, 120, True),
        ("moins de 18 ans", 0, 17, True),
    ],
)
def test_an_age_is_an_interval_of_years(
    raw: str, youngest: int, oldest: int, is_estimated: bool
) -> None:
    assert read_age(raw) == Age("read", youngest, oldest, is_estimated)


@pytest.mark.parametrize("raw", ["", "NSP", "0", "0.0", "-99", "999", "-"])
def test_no_age_is_missing(raw: str) -> None:
    assert read_age(raw) == Age("missing")


@pytest.mark.parametrize("raw", ["250", "1994", "#N/A", "jeune", "17-16", "-5"])
def test_what_is_no_age_is_unread(raw: str) -> None:
    assert read_age(raw) == Age("unread")


@given(st.text() | st.text(alphabet="0123456789 ansmoienv.-+<", max_size=12))
def test_no_text_makes_an_age_raise(raw: str) -> None:
    age = read_age(raw)
    assert (age.state == "read") == (age.min_years is not None)
