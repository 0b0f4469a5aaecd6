"""Articles of law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform.clean.articles import Articles, read_articles


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("151 CP", ["CP-151"]),
        ("Art. 151", ["CP-151"]),
        ("art.151", ["CP-151"]),
        ("151.0", ["CP-151"]),
        ("article 151 du code pénal", ["CP-151"]),
        ("C.P. 151", ["CP-151"]),
        ("art 151 et 152 CP", ["CP-151", "CP-152"]),
        ("151, 153 CP", ["CP-151", "CP-153"]),
        ("art.151, 153 et 87", ["CP-151", "CP-153", "CP-87"]),
        ("151 à 153", ["CP-151", "CP-152", "CP-153"]),
        ("151-153 CP", ["CP-151", "CP-152", "CP-153"]),
        ("151 al.2 CP", ["CP-151-2"]),
        ("article 151 alinéa 1er du code pénal", ["CP-151-1"]),
        ("151 al. 1 et 2, 153 CP", ["CP-151-1", "CP-151-2", "CP-153"]),
        ("151-2 CP", ["CP-151-2"]),
        ("151 bis CP", ["CP-151BIS"]),
        ("Art 151 du CPC", ["CP-151"]),
        ("art 7 du code du travail", ["CT-7"]),
        ("CP 151; CT 7", ["CP-151", "CT-7"]),
        ("151 CP; 7 CT", ["CP-151", "CT-7"]),
        ("art 5 de la loi n°22.015 du 31 août 2022", ["LOI-22.015-5"]),
        ("Loi 22.015", ["LOI-22.015"]),
        ("Loi 22.xxx", ["LOI-22"]),
        ("151 CP et Loi n° 22.015", ["CP-151", "LOI-22.015"]),
        ("article 151 de la loi 10.001 du 6 janvier 2010", ["CP-151"]),
        ("Art. 151 CP et suivants", ["CP-151"]),
        ("art. 5 de la L. 22.015", ["LOI-22.015-5"]),
        ("art. 5 du 22.015", ["LOI-22.015-5"]),
        ("151 du 10.001", ["CP-151"]),
        ("151.152 CP", ["CP-151", "CP-152"]),
        ("151 152 153", ["CP-151", "CP-152", "CP-153"]),
        ("151 al. 1 à 3", ["CP-151-1", "CP-151-2", "CP-151-3"]),
        ("151CP", ["CP-151"]),
        ("151 CP / 152 CP", ["CP-151", "CP-152"]),
        ("Complicité, 151 CP", ["CP-151"]),
    ],
)
def test_articles_have_one_code_each(raw: str, expected: list[str]) -> None:
    assert read_articles(raw) == Articles("read", tuple(expected))


@pytest.mark.parametrize("raw", ["", "RAS", "-"])
def test_no_article_is_missing(raw: str) -> None:
    assert read_articles(raw) == Articles("missing")


@pytest.mark.parametrize(
    "raw", ["traite", "#REF!", "12 CPC", "99999", "151 de la loi sur la traite", "alinéa 2"]
)
def test_an_article_of_a_law_that_is_not_known_is_unread(raw: str) -> None:
    assert read_articles(raw) == Articles("unread")


@pytest.mark.parametrize(
    "raw",
    ["Art 151 (3 victimes)", "traite de 3 enfants, art 151", "2 ans, art 151", "151 CP x2"],
)
def test_a_number_of_something_else_is_no_article(raw: str) -> None:
    assert read_articles(raw) == Articles("unread", ("CP-151",))


@pytest.mark.parametrize(
    "raw",
    ["non 151", "pas 151", "151 CP sauf 152", "art. 151 non retenu", "151 ou 152", "151 ?",
     "151 requalifié en 200", "requalifié en 200 CP", "disqualifié 151", "151 lire 152", "lire 152",
     "200 au lieu de 151", "151 (abandonné)", "151 CP annulé", "151.2", "151/2", "151-1 et 2",
     "15l", "I51", "l51", "15 1", "1 5 1", "151 5", "ni 151 ni 152", "art 3 Palerme", "15lCP",
     "151x", "art. 151 écarté", "sans 151", "hors 151", "151 (rectifié)"],
)  # fmt: skip
def test_an_article_denied_corrected_or_broken_is_unread(raw: str) -> None:
    assert read_articles(raw).state == "unread"


@given(st.lists(st.integers(1, 1500), min_size=1, max_size=6, unique=True))
def test_all_articles_of_a_list_come_back(numbers: list[int]) -> None:
    listed = ", ".join(map(str, numbers))
    assert read_articles(f"art. {listed} CP").articles == tuple(f"CP-{n}" for n in numbers)


@given(st.text() | st.text(alphabet="0123456789 artlCPToidu.,-à§", max_size=30))
def test_no_text_makes_an_article_raise(raw: str) -> None:
    value = read_articles(raw)
    assert value.state != "read" or value.articles
