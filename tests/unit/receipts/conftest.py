"""Receipts about fictional files: every cell of them is a canary that must not travel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from warehouse.checks.verdict import Fault, ReceiptFacts
from warehouse.errors import catalogue

SENTENCES = {
    "sample_unreadable_date": {
        "fr": "La date ne se lit pas.",
        "en": "The date cannot be read.",
    },
    "sample_date_expected": {"fr": "un jour, un mois, une année", "en": "a day, a month, a year"},
    "sample_unknown_code": {"fr": "Code inconnu.", "en": "Unknown code."},
    "sample_column_missing": {
        "fr": "La colonne « {column} » manque.",
        "en": "The column “{column}” is missing.",
    },
}


@pytest.fixture(autouse=True, scope="module")
def _sample_sentences() -> Iterator[None]:
    catalogue().update(SENTENCES)
    yield
    for key in SENTENCES:
        catalogue().pop(key)


@pytest.fixture(scope="session")
def make_facts() -> Callable[..., ReceiptFacts]:
    def make(*faults: Fault, **changes: Any) -> ReceiptFacts:
        facts = ReceiptFacts(
            submission_id="s-0001",
            source_id="umirr",
            source_title="Registre de l'UMIRR",
            file_name="UMIRR_registre_mai_2026.xlsx",
            sha256="ab" * 32,
            received_at=datetime(2026, 6, 3, 8, 5, tzinfo=UTC),
            judged_at=datetime(2026, 6, 3, 8, 6, tzinfo=UTC),
            period="2026-05",
            period_from="rows",
            status="partly_accepted" if faults else "accepted",
            rows_read=12,
            rows_accepted=6,
            rows_quarantined=2,
            rows_set_aside=4,
            set_aside_by_reason={"banner": 2, "header": 1, "total": 1},
            faults=faults,
            records={"victims": 5, "suspects": 3},
        )
        return replace(facts, **changes)

    return make
