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
        ("môlengê", 0, 17, True),
        ("majeur", 18, 120, True),
        ("adulte", 18, 120, True),
        ("3e âge", 60, 120, True),
        ("+18", 18, 120, True),
        ("moins de 18 ans", 0, 17, True),
        ("-18 ans", 0, 17, True),
        ("18+", 18, 120, True),
        ("60 ans et plus", 60, 120, True),
        ("environ 17", 17, 17, True),
        ("âgée d'environ 17 ans", 17, 17, True),
        ("17 ans et demi", 17, 17, False),
        ("17 ans révolus", 17, 17, False),
        ("17 ans 11 mois", 17, 17, False),
        ("mineure (17 ans)", 17, 17, False),
        ("17 ans, mineure", 17, 17, False),
        ("enfant de 7 ans", 7, 7, False),
        ("bébé de 8 mois", 0, 0, False),
        ("9 mois révolus", 0, 0, False),
        ("dix-sept ans", 17, 17, False),
        ("40 jours", 0, 0, False),
        ("500 semaines", 9, 9, False),
        ("400 jours", 1, 1, False),
        ("entre 15 et 17 ans", 15, 17, True),
        ("14 ans ou 15 ans", 14, 15, True),
    ],
)
def test_an_age_is_an_interval_of_years(
    raw: str, youngest: int, oldest: int, is_estimated: bool
) -> None:
    assert read_age(raw) == Age("read", youngest, oldest, is_estimated)


@pytest.mark.parametrize("raw", ["", "NSP", "0", "0.0", "-99", "999", "-"])
def test_no_age_is_missing(raw: str) -> None:
    assert read_age(raw) == Age("missing")


@pytest.mark.parametrize(
    "raw",
    ["250", "1994", "#N/A", "jeune", "17-16", "-5",
     # Months, or a man of 17: it was a child of one year.
     "17 M", "17 m", "6 M", "M 17", "F17", "17 ans F", "17/F",
     "17 ans 13 mois", "17 ans 24 mois", "15 et 17", "15 ans et 17 ans", "17, 15", "17;15",
     "17 / 15 / 12", "17 lire 15", "17 (dossier 12)", "2 enfant", "Enfant 2", "2 mineurs",
     "mineur ?", "majeure ?", "non mineur", "pas mineur", "mineur non accompagné", "majeur, 17 ans",
     "mineure (25 ans)", "adulte de 15 ans", "18 ans non révolus", "presque 18 ans", "bientôt 18",
     "-18", "né en 2009", "né vers 2009", "12/03/2009", "la trentaine", "5e", "CM2", "I7", "1 7",
     "17 ans en 2024", "17 ans au moment des faits", "XVII", "idem"],
)  # fmt: skip
def test_what_is_no_age_is_unread(raw: str) -> None:
    assert read_age(raw) == Age("unread")


@given(st.integers(1, 119), st.integers(1, 119), st.sampled_from(["{} ans {}", "{} ans, {} ans",
    "{} et {}", "{} ans et {} ans", "{} ans lire {}", "{} ans puis {} ans", "{};{}", "{} ans ({})",
    "{} ans pour {} personnes", "mineure {} ans {}"]))  # fmt: skip
def test_no_number_beside_an_age_stands_unexplained(years: int, more: int, written: str) -> None:
    age = read_age(written.format(years, more))
    assert age.state == "unread" or years == more, "said twice, an age is one"


@given(st.text() | st.text(alphabet="0123456789 ansmoienv.-+<", max_size=12))
def test_no_text_makes_an_age_raise(raw: str) -> None:
    age = read_age(raw)
    assert (age.state == "read") == (age.min_years is not None)


@pytest.mark.parametrize("raw", ["0.12", "0,08", "0.17", "0.1", "0.120000", "0,99"])
def test_an_age_in_a_cell_of_percents_is_no_baby(raw: str) -> None:
    assert read_age(raw).state == "unread"


@pytest.mark.parametrize("raw", ["0.5", "0,25", "0.75", "0,50", "0.0 an", "12.0", "12,5"])
def test_halves_and_quarters_are_ages(raw: str) -> None:
    assert read_age(raw).state == "read"
