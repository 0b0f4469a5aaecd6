"""What a court pronounced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.sentences import FURTHER, Sentence, read_sentence
from warehouse.contracts.codelists import load_codelists
from warehouse.settings import PROJECT


@pytest.mark.parametrize(
    ("raw", "firm", "suspended"),
    [
        ("24 mois", 24, 0),
        ("1 an", 12, 0),
        ("5 ans et 6 mois", 66, 0),
        ("10 ans 6 mois", 126, 0),
        ("5 ans d'emprisonnement ferme", 60, 0),
        ("cinq (05) ans", 60, 0),
        ("dix-huit mois ferme", 18, 0),
        ("30 jours", 1, 0),
        ("5 ans dont 2 avec sursis", 36, 24),
        ("5 ans ferme dont 2 avec sursis", 36, 24),
        ("5 ans dont 24 mois avec sursis", 36, 24),
        ("3 ans dont 1 an ferme", 12, 24),
        ("3 ans, dont 1 avec sursis", 24, 12),
        ("3 ans dont un an et six mois avec sursis", 18, 18),
        ("5 ans dont 2 ans 6 mois ferme", 30, 30),
        ("36 mois dont 1 an avec sursis", 24, 12),
        ("2 ans (24 mois) ferme", 24, 0),
        ("3 ans ferme et 2 ans avec sursis", 36, 24),
        ("18 mois avec sursis", 0, 18),
        ("24 mois, avec sursis", 0, 24),
    ],
)
def test_months_are_firm_or_suspended(raw: str, firm: int, suspended: int) -> None:
    assert read_sentence(raw) == Sentence("read", firm, suspended)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("10 ans de TF", Sentence("read", 120, 0, is_hard_labour=True)),
        ("TF à perpétuité", Sentence("read", is_life=True, is_hard_labour=True)),
        ("travaux forcés à temps", Sentence("read", is_hard_labour=True)),
        ("perpétuité", Sentence("read", is_life=True)),
        ("6 mois + 100.000 DI", Sentence("read", 6, 0, damages_xaf=100_000)),
        ("amende 500 000 F CFA", Sentence("read", fine_xaf=500_000)),
        ("2 ans et 500 000 F CFA d'amende", Sentence("read", 24, 0, fine_xaf=500_000)),
        (
            "5 ans, 500.000 F d'amende et 2.000.000 F de dommages et intérêts",
            Sentence("read", 60, 0, fine_xaf=500_000, damages_xaf=2_000_000),
        ),
        ("RAS", Sentence("missing")),
        ("", Sentence("missing")),
    ],
)
def test_a_sentence_is_more_than_months(raw: str, expected: Sentence) -> None:
    assert read_sentence(raw) == expected


@pytest.mark.parametrize(
    ("raw", "firm", "further"),
    [
        ("5 ans et interdiction de séjour de 5 ans", 60, ("BAN_RESIDENCE:60",)),
        ("5 ans, interdiction de paraître à Bangui", 60, ("BAN_RESIDENCE",)),
        ("10 ans + interdiction du territoire", 120, ("BAN_TERRITORY",)),
        ("2 ans; expulsion", 24, ("BAN_TERRITORY",)),
        ("2 ans; privation des droits civiques pendant 10 ans", 24, ("BAN_RIGHTS:120",)),
        ("12 mois, interdit d'exercer pendant 3 ans", 12, ("BAN_ACTIVITY:36",)),
        ("1 an + confiscation de la moto + fermeture 6 mois", 12, ("CONFISCATION", "CLOSURE:6")),
        ("1 an et interdiction de chasser", 12, ("BAN_OTHER",)),
        ("interdiction de séjour de 5 ans", None, ("BAN_RESIDENCE:60",)),
        ("5 ans et mandat d'arrêt", 60, ()),
        ("5 ans avec interdiction de séjour", 60, ("BAN_RESIDENCE",)),
        ("5 ans assortis d'une interdiction de séjour de 2 ans", 60, ("BAN_RESIDENCE:24",)),
        ("1 an; 2 ans d'interdiction de séjour", 12, ("BAN_RESIDENCE:24",)),
        ("TF à perpétuité avec confiscation", None, ("CONFISCATION",)),
    ],
)
def test_a_ban_is_kept_with_its_own_length_and_is_never_prison(
    raw: str, firm: int | None, further: tuple[str, ...]
) -> None:
    read = read_sentence(raw)
    assert (read.state, read.months_firm, read.further) == ("read", firm, further)


def test_every_further_penalty_is_a_code_of_the_list() -> None:
    listed = load_codelists(PROJECT / "sources" / "codes").code_sets()["sentence_component"]
    assert FURTHER
    assert set(FURTHER) <= listed


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("24", Sentence("unread")),
        ("15 jours", Sentence("unread")),
        ("5 ans dont 2", Sentence("unread")),
        ("5 ans dont la moitié avec sursis", Sentence("unread")),
        ("5 ans avec sursis partiel", Sentence("unread")),
        ("2 ans ferme 1 an avec sursis", Sentence("unread")),
        ("6 mois à 1 an", Sentence("unread")),
        ("10 ans réduits à 5 ans", Sentence("unread")),
        ("5 ans requis", Sentence("unread")),
        ("2 ans dont 5 avec sursis", Sentence("unread")),
        ("5 ans; 3 ans", Sentence("unread")),
        ("500 000 F", Sentence("unread")),
        ("5 ans + 500 000", Sentence("unread", 60, 0)),
        ("relaxé", Sentence("unread")),
        ("#REF!", Sentence("unread")),
    ],
)
def test_what_may_mean_two_things_is_unread(raw: str, expected: Sentence) -> None:
    assert read_sentence(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        # All of it was suspended.
        "18 mois sans sursis", "sans sursis, 18 mois", "5 ans fermes sans sursis",
        "5 ans non assortis du sursis", "2 ans, pas de sursis", "2 ans, sursis non accordé",
        "24 mois ferme, 0 sursis", "5 ans ?", "5 ans (?)", "environ 5 ans", "5 ans annulés",
        "5 ans (infirmé)", "5 ans ou 3 ans", "5 ans au lieu de 3", "5 ans lire 3 ans",
        "plus de 2 ans", "moins de 2 ans", "au moins 2 ans", "2 ans max", "maximum 2 ans",
        "confondu avec 3 ans", "5 ans, confusion des peines", "20 ans (peine commuée)",
        "peine réduite de 2 ans", "ramenée à 2 ans", "remise de 2 ans",
        "détention provisoire 6 mois", "6 mois de TIG", "6 mois de travail d'intérêt général",
        "SME 2 ans", "2 ans de mise à l'épreuve", "2 ans AS", "5 ans dont 3 ans de sûreté",
        "5 ans et demi", "un an et un jour", "1 an 1 jour", "5 m", "5 a", "2 à 5 ans",
        "entre 2 et 5 ans", "2 ans pour 3 victimes", "art 151 : 2 ans", "N° 12 : 2 ans",
        "2 ans le 12/03/2026", "1) 2 ans 2) 3 ans", "2 ans pour vol, relaxe pour traite",
        "V ans", "amende de 500 000 dont 200 000 avec sursis", "500 000 d'amende avec sursis",
        "500 000 F d'amende et 200 000 F d'amende", "DI 500 000 à chaque victime",
        "500 000 F DI chacune", "amende 500 000 euros", "500 € d'amende",
        "amende 500 000 ou 200 000", "500 000 DI par victime", "amende de 500 000 (600 000)",
        "non condamné", "acquitté", "2 ans, appel",
    ],
)  # fmt: skip
def test_a_sentence_that_is_denied_doubted_or_changed_is_unread(raw: str) -> None:
    assert read_sentence(raw).state == "unread"


@given(
    st.integers(1, 40),
    st.integers(1, 999),
    st.sampled_from(["{} ans ({})", "{} ans {}", "{} ans art {}", "{} ans pour {} victimes",
                     "{} ans dont {}", "{} ans, {}", "n° {} : {} ans", "{} ans réduits à {} mois"]),
)  # fmt: skip
def test_no_number_of_a_sentence_stands_unexplained(years: int, more: int, written: str) -> None:
    assert read_sentence(written.format(years, more)).state == "unread"


@given(st.integers(1, 40), st.integers(1, 40))
def test_firm_and_suspended_add_up_to_what_was_pronounced(total: int, part: int) -> None:
    sentence = read_sentence(f"{total} ans dont {part} avec sursis")
    if part > total:
        assert sentence.state == "unread"
    else:
        assert (sentence.months_firm, sentence.months_suspended) == ((total - part) * 12, part * 12)


@given(st.text() | st.text(alphabet="0123456789 ansmoiurdtTFDIé.,+et", max_size=40))
def test_no_text_makes_a_sentence_raise(raw: str) -> None:
    read_sentence(raw)
