"""Every level of every comparison has its sentence, and the steps add up."""

from __future__ import annotations

import pytest

from warehouse.errors import Language, message
from warehouse.linkage.engine.training import pinned
from warehouse.linkage.engine.waterfall import (
    bits_text,
    meaning,
    odds_sentence,
    sentences,
    waterfall,
)

MODEL = pinned()
LEVELS = [(name, level) for name, rates in MODEL.rates.items() for level in range(-1, len(rates))]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_level_of_every_comparison_has_a_sentence_of_its_own(language: Language) -> None:
    assert len(LEVELS) > 80
    said = {}
    for name, level in LEVELS:
        text = ", ".join(message(key).text(language) for key in meaning(name, level))
        assert text
        said[name, level] = text
    for name in MODEL.rates:
        told = [text for (one, _), text in said.items() if one == name]
        assert len(set(told)) == len(told), f"two levels of {name} read alike"


def test_no_sentence_stands_for_a_level_that_does_not_exist() -> None:
    beyond = [(name, len(rates)) for name, rates in MODEL.rates.items()]
    assert beyond
    for name, level in beyond:
        with pytest.raises(KeyError):
            _ = [message(key).text() for key in meaning(name, level)]


def test_a_comparison_nobody_explains_is_refused() -> None:
    with pytest.raises(KeyError):
        meaning("shoe_size", 1)


def test_a_level_of_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="not of model"):
        waterfall({"sex": 9}, MODEL)


def test_steps_add_up_and_the_weightiest_comes_first() -> None:
    found = waterfall({"sex": 1, "birth": 20, "phone": -1}, MODEL)
    assert [step.comparison for step in found.steps] == ["birth", "sex", "phone"]
    assert found.steps[-1].bits == 0
    assert found.total == pytest.approx(found.start + sum(step.bits for step in found.steps))
    lines = sentences(found, "fr")
    assert lines[0].startswith("Départ")
    assert lines[1].startswith("Naissance : la même date : +")
    assert "," in lines[1].rpartition("+")[2]
    assert lines[-1].startswith("Au total")


def test_what_the_model_makes_nothing_of_is_no_step() -> None:
    found = waterfall({"sex": 1, "spelling": 0}, MODEL)
    assert [step.comparison for step in found.steps] == ["sex"]


ODDS = {
    "even": (0.0, "autant de raisons"),
    "three to one": (1.585, "3 contre 1 pour une seule personne"),
    "a thousand to one": (9.97, "1\u202f000 contre 1 pour une seule personne"),
    "against": (-3.0, "8 contre 1 pour deux personnes"),
    "certain": (40.0, "plus d'un million contre 1 pour une seule personne"),
    "certain against": (-400.0, "plus d'un million contre 1 pour deux personnes"),
}


@pytest.mark.parametrize(("bits", "said"), ODDS.values(), ids=ODDS.keys())
def test_odds_are_said_in_words(bits: float, said: str) -> None:
    assert said in odds_sentence(bits, "fr")


def test_a_comma_parts_decimals_in_french_and_a_point_in_english() -> None:
    assert (bits_text(9.24, "fr"), bits_text(-9.24, "en")) == ("+9,2", "−9.2")
    assert bits_text(-0.01, "fr") == "0"
