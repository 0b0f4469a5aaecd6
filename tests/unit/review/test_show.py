"""Two mentions side by side: what agrees, what differs, what nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from warehouse.cli.review_session import DECISIONS, MARKS
from warehouse.contracts.codelists import CodeLists
from warehouse.contracts.conformed_schema import schema
from warehouse.database.tables import identity
from warehouse.errors import message
from warehouse.linkage.review.show import ATTRIBUTES, ShownLine, side_by_side

NOTHING = CodeLists({})


def mention(**said: Any) -> dict[str, Any]:
    return dict.fromkeys(schema("person_mention").names) | said


def line(attribute: str, left: dict[str, Any], right: dict[str, Any]) -> ShownLine:
    (found,) = [one for one in side_by_side(left, right, NOTHING) if one.attribute == attribute]
    return found


def names(family: str, given_names: str = "") -> dict[str, Any]:
    return mention(family_name=family, given_names=given_names or None)


def born(low: date, high: date | None = None) -> dict[str, Any]:
    return mention(birth_date_min=low, birth_date_max=high or low)


YEAR = born(date(1994, 1, 1), date(1994, 12, 31))
MARKED = {
    "names in another order and without accents": (
        "names", names("FICTIVE", "Hervé Noël"), names("Noel", "FICTIVE HERVE"), "same"),
    "one name in common": ("names", names("FICTIVE", "Aline"), names("FICTIVE", "Alain"), "close"),
    "no name in common": ("names", names("FICTIVE"), names("MODÈLE"), "differs"),
    "one without a name": ("names", names("FICTIVE"), mention(), "unknown"),
    "the same day": ("birth", born(date(1994, 7, 2)), born(date(1994, 7, 2)), "same"),
    "a day within the year": ("birth", born(date(1994, 7, 2)), YEAR, "close"),
    "a day of another year": ("birth", born(date(1995, 7, 2)), YEAR, "differs"),
    "ages a year apart": ("age", mention(age_min=17), mention(age_min=18, age_max=18), "close"),
    "one telephone in common": (
        "phones", mention(phones=["+1", "+2"]), mention(phones=["+2"]), "close"),
    "two sexes": ("sex", mention(sex="M"), mention(sex="F"), "differs"),
    "two sources are no evidence": (
        "source", mention(source_id="umirr"), mention(source_id="iom"), "context"),
}  # fmt: skip


@pytest.mark.parametrize(("attribute", "left", "right", "mark"), MARKED.values(), ids=MARKED.keys())
def test_marks(attribute: str, left: dict[str, Any], right: dict[str, Any], mark: str) -> None:
    assert line(attribute, left, right).mark == mark
    assert line(attribute, right, left).mark == mark
    assert mark in MARKS


def test_what_neither_says_is_not_shown() -> None:
    assert side_by_side(mention(), mention(), NOTHING) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_attribute_reason_and_decision_has_its_words(language: Any) -> None:
    keys = [f"review_{name}" for name in ATTRIBUTES]
    keys += [f"review_reason_{name}" for name in identity.REASONS]
    keys += [f"review_decision_{name}" for name in identity.DECISIONS]
    assert len(keys) > 20
    assert all(message(key).text(language) for key in keys)


def test_every_reason_can_be_given_and_each_belongs_to_a_decision() -> None:
    assert set(identity.REASONS_FOR) == set(identity.DECISIONS) == set(DECISIONS.values())
