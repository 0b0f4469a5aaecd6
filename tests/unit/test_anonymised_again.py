"""Two texts of one decision tell whether somebody was taken out between them."""

from __future__ import annotations

from typing import Any

import pytest

from warehouse.contracts.codelists import load_codelists, words_of
from warehouse.load.anonymised_again import looks_anonymised
from warehouse.load.decisions import WRITTEN
from warehouse.settings import PROJECT

CODES = load_codelists(PROJECT / "sources" / "codes")
WORDS = words_of(CODES)


def _text(reasons: str, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(WRITTEN) | {"reasons": reasons} | more


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("attendu que zoliko fictive a fui", "attendu que Z. F. a fui"),
        ("attendu que zoliko a fui", "attendu que X a fui"),
        ("attendu que Zoliko a fui", "attendu que la victime a fui"),
        ("attendu que ZOLIKO a fui", "attendu que le prévenu a fui"),
        ("joint au 72345678 le jour même", "joint par téléphone le jour même"),
        ("titulaire du papier zz998877", "titulaire d'un papier"),
        ("la mère de M'Boka a parlé", "la mère a parlé"),
    ],
)
def test_somebody_was_taken_out(before: str, after: str) -> None:
    assert looks_anonymised(_text(before), _text(after), WORDS) == ["reasons"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("les faitz sont établis", "les faits sont établis"),
        ("les faits sont établis", "les faits sont établis, et constants"),
        ("la victime X. a fui", "la victime X. a pu fuir"),
        ("jugé à Bangui le 3 mai 2026", "jugé à Bimbo le 4 mai 2026"),
        ("Z. F. a fui", "attendu que Z. F. a fui"),
        ("une amende de 500 000 francs", "une amende de 600 000 francs"),
    ],
)
def test_what_was_only_worded_otherwise_stays(before: str, after: str) -> None:
    assert looks_anonymised(_text(before), _text(after), WORDS) == []


def test_what_moved_to_another_column_was_not_taken_out() -> None:
    before = _text("attendu que Zoliko a fui", keywords=["Dette", "Zoliko"])
    assert looks_anonymised(before, _text("a fui", title="c/ Zoliko"), WORDS) == []
    assert looks_anonymised(before, _text("a fui"), WORDS) == ["reasons", "keywords"]
