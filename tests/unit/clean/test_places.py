"""Places: exact after folding, never by likeness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.places import Place, read_place

LOOKUP = {
    "bangui": "BGF",
    "bangui rapides": "BGF-R",
    "m baiki": "MBAIKI",
    "bria": "BRIA",
    "haute kotto": "HK",
    "carnot": "CARNOT",
    "mambere": "MB",
    "mambere kadei": "MK",
    "nana mambere": "NM",
    "ouham": "OU",
    "ouham pende": "OP",
    "mbomou": "MO",
    "haut mbomou": "HM",
    "ouanda djalle": "OD",
}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("M'Baïki", "MBAIKI"),
        ("MBAIKI", "MBAIKI"),
        ("M’baïki ", "MBAIKI"),
        ("BANGUI-RAPIDES", "BGF-R"),
        ("Commune de Bria", "BRIA"),
        ("préfecture de la Haute Kotto", "HK"),
        ("Préfecture de l'Ouham", "OU"),
        ("sous-préfecture de Carnot", "CARNOT"),
        ("Bria (Haute-Kotto)", "BRIA"),
        ("Mambéré", "MB"),
        ("Mambéré-Kadéï", "MK"),
        ("Nana-Mambéré", "NM"),
        ("M'Bomou", "MO"),
        ("Haut M’Bomou", "HM"),
    ],
)
def test_a_place_is_found_by_its_aliases(raw: str, code: str) -> None:
    assert read_place(raw, LOOKUP) == Place("read", code)


@pytest.mark.parametrize(
    ("raw", "arrondissement"),
    [
        ("Bangui 3e arr.", 3),
        ("Bangui 3", 3),
        ("Bangui (3ème arrdt)", 3),
        ("3ème arrdt", 3),
        ("1er arrondissement de Bangui", 1),
        ("ville de Bangui, 5e arrondissement", 5),
        ("8e arr., quartier Exemple", 8),
        ("PK5", 3),
        ("Bangui PK 5", 3),
    ],
)
def test_an_arrondissement_is_of_bangui(raw: str, arrondissement: int) -> None:
    assert read_place(raw, LOOKUP) == Place("read", "BGF", arrondissement)


@pytest.mark.parametrize(
    "raw",
    ["Ouham-Fafa", "Ouandja", "Ouandja-Kotto", "Ouanda", "Mambere Kade", "Haute", "Pendé",
     "Bangui 99", "Bria/Carnot", "Carnot (quartier)", "PK12", "#REF!"],
)  # fmt: skip
def test_a_place_that_only_looks_like_another_is_unread(raw: str) -> None:
    assert read_place(raw, LOOKUP) == Place("unread")


@pytest.mark.parametrize("raw", ["", "NSP", "-", "inconnu"])
def test_no_place_is_missing(raw: str) -> None:
    assert read_place(raw, LOOKUP) == Place("missing")


@given(st.text() | st.text(alphabet="bangui 3earBri(-')", max_size=24))
def test_no_text_makes_a_place_raise(raw: str) -> None:
    place = read_place(raw, LOOKUP)
    assert (place.state == "read") == (place.code is not None)
