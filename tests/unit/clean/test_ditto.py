"""What only points to another row, or to another paper, is told from what says something."""

from __future__ import annotations

import pytest

from warehouse.conform.clean.ditto import is_ditto


@pytest.mark.parametrize(
    "text",
    [
        "idem", "Id.", "Ibidem", "ibid.", "-//-", "voir", "voir liste", "Voir liste jointe",
        "cf. liste n° 2", "Cf annexe 2", "ci-joint", "Liste ci-jointe", "voir ci-dessous",
        "Même personne", "la même victime", "les mêmes auteurs", "même que ci-dessus",
    ],
)  # fmt: skip
def test_what_points_elsewhere_says_nothing_itself(text: str) -> None:
    assert is_ditto(text)


@pytest.mark.parametrize(
    "text",
    ["DO", "ID", "Ida", "VOIRON Paul", "Mêmet", "LISTE Awa", "NGOMA Marie", "Ibid Marie", ""],
)
def test_what_is_a_name_or_nothing_points_nowhere(text: str) -> None:
    assert not is_ditto(text)
