"""Months that come one after the other leave just what all of them leave at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from anew import left_to_change
from structlog.testing import capture_logs
from worlds import SAMPLES, World, enter

from warehouse import pipeline, release
from warehouse.read.period import period_of_name
from warehouse.settings import settings

pytestmark = pytest.mark.slow


def _months(out: Path) -> Iterator[Path]:
    """The samples, a drop folder for each month."""
    from datetime import date

    files: dict[str, list[Path]] = {}
    for path in sorted((SAMPLES / "drops").glob("*/*")):
        files.setdefault(str(period_of_name(path.name, date(2026, 12, 1))), []).append(path)
    assert len(files) == 4
    for month, paths in sorted(files.items()):
        for path in paths:
            target = out / month / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        yield out / month


def test_month_by_month_leaves_what_all_at_once_leaves(
    samples: World, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    structlog.reset_defaults()  # a verb that ran before may have made the log quieter
    with capture_logs() as logs:
        for place, month in enumerate(_months(tmp_path / "months")):
            assert settings().known.exists() == (place > 0), "what is known is there from then on"
            pipeline.run(month)
            assert left_to_change() == {}, month.name
    assert any(one["event"] == "linked" for one in logs), "the log is heard"
    assert [one for one in logs if one["event"] == "known_made_anew"] == [], "and it is used"
    by_month = release.current(settings().releases)
    enter(monkeypatch, samples.var, samples.url)
    at_once = release.current(settings().releases)
    assert by_month and at_once and by_month.submissions == at_once.submissions
    assert by_month.content == at_once.content
