"""Telephones in E.164. All numbers are made up."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean import phones
from warehouse.conform.clean.phones import Phones, read_phones

ONE = ("+23675012345",)
TWO = ("+23675012345", "+23670123456")


@pytest.mark.parametrize(
    "raw",
    ["75012345", "75 01 23 45", "75-01-23-45", "75.01.23.45", "75/01/23/45", "+236 75012345",
     "+23675012345", "0023675012345", "23675012345", "(+236) 75 01 23 45", "75012345.0",
     "Tél : 75 01 23 45 (mère)", "75\u00a001\u00a023\u00a045"],
)  # fmt: skip
def test_one_number_has_one_form(raw: str) -> None:
    assert read_phones(raw) == Phones("read", ONE)


@pytest.mark.parametrize(
    "raw",
    ["75012345/70123456", "75 01 23 45 / 70 12 34 56", "75012345 70123456", "75012345;70123456",
     "75012345 ou 70123456", "75012345\n70123456", "+23675012345, 0023670123456, 75012345"],
)  # fmt: skip
def test_several_numbers_of_a_cell_are_each_read_once(raw: str) -> None:
    assert read_phones(raw) == Phones("read", TWO)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("+237 699 12 34 56", ("+237699123456",)),
        ("00237699123456", ("+237699123456",)),
        ("+33 6 12 34 56 78", ("+33612345678",)),
    ],
)
def test_a_number_from_abroad_needs_its_country(raw: str, expected: tuple[str, ...]) -> None:
    assert read_phones(raw) == Phones("read", expected)


@pytest.mark.parametrize("raw", ["", "-", "NEANT", "NSP", "pas de téléphone", "0"])
def test_no_telephone_is_missing(raw: str) -> None:
    assert read_phones(raw) == Phones("missing")


@pytest.mark.parametrize(
    "raw",
    ["7501234", "71012345", "075012345", "77777777", "2,36E+10", "2.36750123E10", "#REF!",
     "voir dossier"],
)  # fmt: skip
def test_what_is_no_number_of_today_is_unread(raw: str) -> None:
    assert read_phones(raw) == Phones("unread", (), 1)


@pytest.mark.parametrize(
    "raw",
    ["75012345 (faux numéro)", "ancien 75012345", "75012345 n'est plus en service", "non 75012345",
     "75012345 lire 70123456", "pas joignable 75012345", "75012345 hors service", "perdu 75012345"],
)  # fmt: skip
def test_a_number_that_is_denied_is_nobodys(raw: str) -> None:
    assert read_phones(raw) == Phones("unread", (), 1)


@pytest.mark.parametrize("raw", ["75012345 ?", "75 01 23 45 (?)", "? 75012345"])
def test_a_doubted_number_is_flagged(raw: str) -> None:
    assert read_phones(raw).state == "unread"


@given(st.from_regex(r"7[257][0-9]{6}", fullmatch=True), st.integers(0, 9999999))
def test_no_figure_beside_a_number_stands_unexplained(number: str, more: int) -> None:
    for written in (f"{number} {more}", f"{number} ({more})", f"{number} poste {more}"):
        assert read_phones(written).state == "unread" or len(set(number)) == 1


def test_a_good_number_beside_a_bad_one_is_kept() -> None:
    assert read_phones("75012345 / 7012345") == Phones("unread", ONE, 1)


@given(st.from_regex(r"[2678][0-9]{7}", fullmatch=True))
def test_the_short_way_agrees_with_the_library(digits: str) -> None:
    expected = phonenumbers.is_valid_number(phonenumbers.parse(digits, "CF"))
    assert bool(phones.NATIONAL.fullmatch(digits)) == expected


@given(st.text() | st.text(alphabet="0123456789+ /.-oué(E", max_size=30))
def test_no_text_makes_a_telephone_raise(raw: str) -> None:
    value = read_phones(raw)
    assert (value.state == "unread") == (value.unread_count > 0)
    assert all(number.startswith("+") and number[1:].isascii() for number in value.numbers)
