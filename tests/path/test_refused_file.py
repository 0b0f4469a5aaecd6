"""A refused file is known wherever a steward looks, and nothing that it quotes goes there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warehouse import pipeline, status
from warehouse.settings import settings

pytestmark = pytest.mark.slow

NAME = "KOSSINGOU-CANARI Fictive"


def test_a_refusal_is_told_with_its_month_and_without_a_word_of_the_file(
    world: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("dspj/*_01*")
    pipeline.run(folder)
    began = datetime.now(UTC)
    wrong = folder / "dspj" / f"DSPJ_GAV_022026 {NAME}.csv"
    wrong.write_text(f"{NAME};Autre\n1;2\n", "utf-8")
    (submission_id,) = pipeline.receive("dspj", folder, stable_seconds=0)
    assert pipeline.examine(submission_id) == "rejected"
    (told,) = status.verdicts_since("dspj", began)
    assert told["reason"], "the reason is said"
    page = (settings().data_docs / "site" / "index.html").read_text("utf-8")
    assert submission_id in page
    assert told["reason"].replace("'", "&#39;") in page
    (refusal,) = status.refusals()
    assert refusal.period == "2026-02", "by its month"
    assert "CANARI" not in page + told["reason"]
