"""Numbers that a clerk spells are those that he means."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.conform.clean.ages import read_age
from warehouse.conform.clean.amounts import read_amount
from warehouse.conform.clean.number_words import in_digits
from warehouse.conform.clean.sentences import read_sentence

# fmt: off
TO_SIXTEEN = ["", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
              "onze", "douze", "treize", "quatorze", "quinze", "seize"]
# fmt: on
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def spelt(number: int) -> str:
    """1 to 99, by the rule of the grammar."""
    if number <= 16:
        return TO_SIXTEEN[number]
    if number < 20:
        return f"dix-{TO_SIXTEEN[number - 10]}"
    if number >= 80:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{spelt(number - 80)}"
    tens, ones = (number // 10, number % 10) if number < 70 else (6, number - 60)
    if ones in (1, 11):
        return f"{TENS[tens]} et {spelt(ones)}"
    return f"{TENS[tens]}-{spelt(ones)}" if ones else TENS[tens]


numbers = st.integers(1, 99)


@given(numbers, st.booleans())
def test_every_number_is_read_with_hyphens_and_without(number: int, is_plain: bool) -> None:
    words = spelt(number).replace("-", " ") if is_plain else spelt(number)
    assert in_digits(f"{words} ans") == f"{number} ans"


@given(numbers)
def test_a_number_told_in_words_and_in_digits_is_one(number: int) -> None:
    for text in (f"{spelt(number)} ({number}) ans", f"{number} ({spelt(number)}) ans"):
        assert in_digits(text) == f"{number} ans"


@given(numbers, numbers)
def test_words_and_digits_that_differ_are_never_a_sentence(number: int, other: int) -> None:
    if number != other:
        assert read_sentence(f"{spelt(number)} ({other}) ans").state == "unread"


@given(st.integers(2, 99), st.integers(1, 98))
@example(21, 9)
def test_a_part_that_is_suspended_may_be_spelt(total: int, part: int) -> None:
    part = part % total or 1
    sentence = read_sentence(f"{spelt(total)} ans dont {spelt(part)} avec sursis")
    assert (sentence.months_firm, sentence.months_suspended) == (12 * (total - part), 12 * part)


@given(st.text(alphabet="undeux trcsihptlmévg-()0123456789_'") | st.text())
def test_no_text_makes_it_raise_and_digits_stay(raw: str) -> None:
    in_digits(raw)
    assert in_digits("12/03/1994") == "12/03/1994"


@pytest.mark.parametrize(
    ("raw", "xaf"),
    [
        ("deux millions FCFA", 2_000_000),
        ("2 millions FCFA", 2_000_000),
        ("1,5 million", 1_500_000),
        ("500 mille F", 500_000),
        ("cinq cent mille francs", 500_000),
        ("trois cent mille (300000) F CFA", 300_000),
    ],
)
def test_an_amount_may_be_spelt(raw: str, xaf: int) -> None:
    assert read_amount(raw).xaf == xaf


def test_an_age_may_be_spelt() -> None:
    age = read_age("dix-sept ans")
    assert (age.min_years, age.max_years) == (17, 17)


@pytest.mark.parametrize(
    ("raw", "digits"),
    [
        ("un an dont neuf mois", "1 an dont 9 mois"),
        ("vingt et une victimes", "21 victimes"),
        ("quatre-vingt-un enfants", "81 enfants"),
        ("un homme et une femme", "un homme et une femme"),
    ],
)
def test_behind_the_tens_one_is_a_number(raw: str, digits: str) -> None:
    assert in_digits(raw) == digits


def test_an_article_is_no_number() -> None:
    assert read_sentence("6 mois et une amende de 100 000 F").fine_xaf == 100_000
