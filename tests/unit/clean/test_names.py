"""Names in one cell and in two. All persons are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.names import PersonName, read_name, read_name_parts

READ = PersonName("read")
MARIE = replace(READ, family_name="NGOMA", given_names="Marie")
UNNAMED = PersonName("missing", is_unnamed=True)


@pytest.mark.parametrize(
    ("raw", "family", "given_names"),
    [
        pytest.param("GBASSAKA GOMBO Amina", "GBASSAKA GOMBO", "Amina", id="two family names"),
        pytest.param("NDOTE-KPEZE Moussa", "NDOTE-KPEZE", "Moussa", id="hyphen"),
        pytest.param("Michel MBÉRÉBATA", "MBÉRÉBATA", "Michel", id="family name last"),
        pytest.param("M’BAMBOTÉ Halimé", "M'BAMBOTÉ", "Halimé", id="apostrophe"),
        pytest.param("Winguingui Natacha Brigitte", "WINGUINGUI", "Natacha Brigitte", id="no case"),
        pytest.param("NGOMA JEAN-PAUL", "NGOMA", "Jean-Paul", id="all capitals"),
        pytest.param("NGOMA, Marie", "NGOMA", "Marie", id="comma"),
        pytest.param("Jean de SOUZA", "DE SOUZA", "Jean", id="particle"),
        pytest.param("S.Bernard", "BERNARD", "S", id="an initial is no family name"),
        pytest.param("NGOMA J.", "NGOMA", "J", id="initial"),
        pytest.param("NA", "NA", "", id="NA may be somebody's initials"),
        pytest.param("NGOMA Marie 2", "NGOMA", "Marie", id="trailing digit"),
        pytest.param("1. NGOMA Marie", "NGOMA", "Marie", id="numbering"),
        pytest.param("NGOMA Marie, 17 ans", "NGOMA", "Marie", id="age beside the name"),
        pytest.param("NGOMA Marie fille de KAMBO", "NGOMA", "Marie", id="a parent is no alias"),
        pytest.param("1-NGOMA Marie", "NGOMA", "Marie", id="numbering with a hyphen"),
        pytest.param("NGOMA Marie, 17 ans, élève", "NGOMA", "Marie", id="a remark behind a comma"),
        pytest.param("El Hadj Moussa", "EL HADJ", "Moussa", id="a particle is no family name"),
        pytest.param("NGOMA Inconnu", "NGOMA", "", id="a given name that is not known"),
        pytest.param("Inconnu NGOMA", "NGOMA", "", id="not known, in front"),
        pytest.param("NGOMA sans prénom", "NGOMA", "", id="no given name"),
        pytest.param("NGOMA X", "NGOMA", "", id="a cross for a given name"),
        pytest.param("NGOMA Marie (mineure)", "NGOMA", "Marie", id="minor is no alias"),
        pytest.param("NGOMA Marie (décédée)", "NGOMA", "Marie", id="dead is no alias"),
        pytest.param("NGOMA (prénom inconnu)", "NGOMA", "", id="not known, in brackets"),
        pytest.param("NGOMA Marie (72 01 02 03)", "NGOMA", "Marie", id="a telephone is no alias"),
        pytest.param("NGOMA Marie mineure", "NGOMA", "Marie", id="a remark behind the name"),
        pytest.param("NGOMA Paul en fuite", "NGOMA", "Paul", id="at large is no name"),
        pytest.param("NGOMA Paul détenu", "NGOMA", "Paul", id="detained is no name"),
        pytest.param("NGOMA Marie (?)", "NGOMA", "Marie", id="a question is no alias"),
        pytest.param("NGOMA Marie (mère)", "NGOMA", "Marie", id="whose kin is no alias"),
        pytest.param("KAMBO Zita (tante)", "KAMBO", "Zita", id="an aunt is no alias"),
        pytest.param("NGOMA Paul (idem)", "NGOMA", "Paul", id="a ditto is no alias"),
        pytest.param("Nom : NGOMA Prénom : Marie", "NGOMA", "Marie", id="labels of a form"),
        pytest.param("MP c/ KAMBO Paul", "KAMBO", "Paul", id="the other side of a case"),
        pytest.param("Ministère public contre NGOMA", "NGOMA", "", id="the prosecutor is nobody"),
        pytest.param("Marie, NGOMA", "NGOMA", "Marie", id="capitals behind a comma"),
        pytest.param("N’GOMA Marie", "N'GOMA", "Marie", id="a curly apostrophe"),
        pytest.param("NʼGOMA Marie", "N'GOMA", "Marie", id="a modifier apostrophe"),
        pytest.param("LÃ‰ZÃ‰ HervÃ©", "LÉZÉ", "Hervé", id="mojibake"),
    ],
)
def test_capitals_are_the_family_name_wherever_they_stand(
    raw: str, family: str, given_names: str
) -> None:
    assert read_name(raw) == PersonName("read", family, given_names)


def test_the_order_decides_where_no_capitals_do() -> None:
    assert read_name("Marie Ngoma", "given_first") == MARIE
    assert read_name("Ngoma Marie", "family_first") == MARIE
    assert read_name("NGOMA Marie", "given_first") == MARIE, "capitals are stronger than the order"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mme NGOMA Marie", replace(MARIE, title="Mme")),
        ("la nommée NGOMA Marie", replace(MARIE, title="la nommée")),
        ("Adjt-chef NGOMA Marie", replace(MARIE, title="Adjt-chef")),
        ("Le Commandant NGOMA", replace(READ, family_name="NGOMA", title="Le Commandant")),
        ("Veuve NGOMA Marie", replace(MARIE, title="Veuve")),
        ("M. S.", replace(READ, family_name="M", given_names="S")),
        ("NGOMA Marie alias La Belle", replace(MARIE, alias="La Belle")),
        ("NGOMA Marie dite Lili", replace(MARIE, alias="Lili")),
        ("NGOMA (Lili) Marie", replace(MARIE, alias="Lili")),
        ("NGOMA Marie épouse Kambo", replace(MARIE, other_names="KAMBO")),
        ("NGOMA Marie epse KAMBO", replace(MARIE, other_names="KAMBO")),
        ("NGOMA Marie ép. KAMBO", replace(MARIE, other_names="KAMBO")),
        ("NGOMA épouse KAMBO Marie", replace(MARIE, other_names="KAMBO")),
        ("NGOMA née KAMBO Marie", replace(MARIE, other_names="KAMBO")),
        (
            "Mme NGOMA née KAMBO",
            replace(READ, family_name="NGOMA", other_names="KAMBO", title="Mme"),
        ),
        ("Enfant NGOMA Marie", replace(MARIE, title="Enfant")),
        ("Bébé NGOMA", replace(READ, family_name="NGOMA", given_names="Bébé")),
        ("NGOMA (Marie)", replace(READ, family_name="NGOMA", alias="Marie")),
        ("NGOMA Marie (née KAMBO)", replace(MARIE, other_names="KAMBO")),
        ("NGOMA Marie née le 12/03/1990", MARIE),
        ("X se disant NGOMA Marie", MARIE),
        ("KAMBO Zita se disant NGOMA", PersonName("read", "KAMBO", "Zita", alias="NGOMA")),
        ("NGOMA Marie et consorts", replace(MARIE, also_named=1)),
        ("NGOMA Marie et 3 autres", replace(MARIE, also_named=3)),
        ("NGOMA Marie / KAMBO Zita; LOMBO Issa", replace(MARIE, also_named=2)),
        ("NGOMA Marie et KAMBO Zita", replace(MARIE, also_named=1)),
        ("NGOMA Marie, KAMBO Zita", replace(MARIE, also_named=1)),
        ("NG\ufffdMA Marie", replace(MARIE, family_name="NG\ufffdMA", state="unread")),
        ("12345", PersonName("unread")),
        ("TRUE", PersonName("unread")),
        ("VRAI Marie", PersonName("read", "VRAI", "Marie")),
        ("#REF!", PersonName("unread")),
    ],
)
def test_what_stands_around_a_name_is_parted_from_it(raw: str, expected: PersonName) -> None:
    assert read_name(raw) == expected


@pytest.mark.parametrize(
    "raw", ["X", "xxx", "Inconnu", "inconnue", "NN", "contre X", "Non identifié", "?", "NSP",
            "un individu non identifié", "Auteur inconnu"],
)  # fmt: skip
def test_a_person_without_a_name_is_missing_and_unnamed(raw: str) -> None:
    assert read_name(raw) == UNNAMED


@pytest.mark.parametrize(
    ("raw", "also"),
    [
        ("NGOMA Awa KAMBO Luc", 1), ("NGOMA Awa - KAMBO Luc", 1), ("Ngoma Awa – Kambo Luc", 1),
        ("NGOMA Awa | KAMBO Luc", 1), ("NGOMA\\KAMBO", 1), ("NGOMA Awa (KAMBO Luc)", 1),
        ("NGOMA Awa (sa fille : KAMBO Luce)", 1), ("NGOMA Awa KAMBO Luc BOUA Zoé", 2),
        ("NGOMA - KAMBO Luc", 0), ("NGOMA KAMBO Luc Marie Awa", 0), ("Jean Marie NGOMA KAMBO", 0),
        ("NGOMA Awa épouse KAMBO Luc", 0), ("NGOMA Awa alias KAMBO Luc", 0), ("NGOMA Marie-Awa", 0),
        ("NGOMA Awa (dite KAMBO Rose)", 0), ("NGOMA Awa (Le Rouge)", 0),
        ("NGOMA Awa + 2", 2), ("NGOMA Awa +3", 3), ("NGOMA Awa (+2)", 2),
        ("NGOMA Awa +23675012345", 0), ("NGOMA, Awa", 0),
        ("NGOMA Awa, Luc", 1), ("NGOMA Awa, Luc, Zoé", 2), ("NGOMA Awa, KAMBO", 1),
        ("Zita, Luc, Awa", 1), ("NGOMA Awa, élève", 0), ("NGOMA Awa, Commerçante", 0),
        ("deux inconnus", 1), ("plusieurs inconnus", 1), ("individus armés", 1),
        ("hommes armés", 1),
        ("Victimes A et B", 1), ("Victimes 1 à 12", 1), ("éléments 3R", 1), ("enfants", 1),
        ("NGOMA Awa fille de KAMBO Luc", 0), ("NGOMA Awa, mère de 3 enfants", 0),
    ],
)  # fmt: skip
def test_two_whole_names_in_a_cell_are_two_persons(raw: str, also: int) -> None:
    assert read_name(raw).also_named == also


@pytest.mark.parametrize(
    "raw",
    ["NGOMA Marie ou KAMBO Zita", "NGOMA ou KAMBO Marie",
     "NGOMA Marie (ou Mariam)", "NGOMA lire NGOMO",
     "NGOMA Marie (lire NGOMO)", "NGOMA Marie pas victime",
     "NGOMA Marie (doublon)", "Doublon NGOMA",
     "NGOMA Marie annulée", "NGOMA Marie au lieu de KAMBO", "corriger : NGOMA Marie",
     "NGOMA Marie (erreur)", "NGOMA Marie rectifié NGOMO"],
)  # fmt: skip
def test_a_name_that_is_doubted_denied_or_corrected_is_unread(raw: str) -> None:
    assert read_name(raw).state == "unread"


def test_m_x_is_nobody_known_and_no_initials() -> None:
    assert read_name("M. X") == replace(UNNAMED, title="M.")
    assert read_name("Mme X") == replace(UNNAMED, title="Mme")
    assert read_name("M. S.").family_name == "M"


@given(st.integers(1, 9))
def test_persons_told_by_a_plus_are_counted(more: int) -> None:
    for written in ("+ {}", "+{}", "(+{})", "+ {} enfants"):
        assert read_name(f"NGOMA Marie {written.format(more)}").also_named == more


def test_unknown_persons_are_counted() -> None:
    assert read_name("2 personnes inconnues") == replace(UNNAMED, also_named=1)
    assert read_name("Inconnu alias Le Rouge") == replace(UNNAMED, alias="Le Rouge")


@pytest.mark.parametrize("raw", ["", " ", "-", "RAS", "NEANT", "N/A"])
def test_nobody_is_not_somebody_unnamed(raw: str) -> None:
    assert read_name(raw) == PersonName("missing")


@pytest.mark.parametrize(
    ("family", "given_names", "alias", "expected"),
    [
        ("Ngoma", "MARIE", "", MARIE),
        ("Ngoma", "marie", "Lili", replace(MARIE, alias="Lili")),
        ("NGOMA", "Marie alias Lili", "NEANT", replace(MARIE, alias="Lili")),
        ("Mme NGOMA épouse KAMBO", "Marie", "", replace(MARIE, title="Mme", other_names="KAMBO")),
        ("Ngoma Kambo", "Marie", "", replace(MARIE, family_name="NGOMA KAMBO")),
        ("GBASSAKA GOMBO", "", "", replace(READ, family_name="GBASSAKA GOMBO")),
        ("NGOMA Marie", "-", "", MARIE),
        ("", "Marie", "", replace(READ, given_names="Marie")),
        ("X", "", "", UNNAMED),
        ("", "Inconnu", "", UNNAMED),
        ("", "", "", PersonName("missing")),
        ("#REF!", "Marie", "", PersonName("unread", given_names="Marie")),
        ("NGOMA / KAMBO", "Marie / Zita", "", replace(MARIE, also_named=1)),
    ],
)
def test_two_columns_make_one_name(
    family: str, given_names: str, alias: str, expected: PersonName
) -> None:
    assert read_name_parts(family, given_names, alias) == expected


@given(st.text())
def test_no_text_makes_a_name_raise(raw: str) -> None:
    name = read_name(raw)
    assert (name.state == "read") <= bool(name.family_name or name.given_names)
    read_name_parts(raw, raw[::-1], raw)


syllables = st.lists(st.sampled_from(["ngo", "ma", "kpé", "zi", "ta", "lom", "bô"]), min_size=2)
name_words = st.builds("".join, st.builds(lambda s: s[:4], syllables))


@given(name_words, st.lists(name_words, min_size=1, max_size=3))
def test_a_name_written_by_the_rule_is_read_as_written(family: str, given_names: list[str]) -> None:
    expected = PersonName("read", family.upper(), " ".join(given_names).title())
    for written in (
        f"{expected.family_name} {expected.given_names}",
        f"{expected.given_names} {expected.family_name}",
    ):
        assert read_name(written) == expected
    assert read_name_parts(family, " ".join(given_names)) == expected


@pytest.mark.parametrize("raw", ["K-123456", "2026-04-11", "72000000", "D 45 678"])
def test_a_code_or_a_date_is_nobodys_name(raw: str) -> None:
    assert read_name(raw).state == "unread"
    assert read_name_parts(raw, "Inventé").state == "unread"


@pytest.mark.parametrize(
    "raw", ["FICTIF Inventé 2", "FICTIF (2011)", "X2", "FICTIF Inventé, 15 ans"]
)
def test_a_figure_beside_a_name_is_no_code(raw: str) -> None:
    assert read_name(raw).state == "read"
