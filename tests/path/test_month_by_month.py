"""Months that come one after the other leave just what all of them leave at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from anew import left_to_change
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
    for month in _months(tmp_path / "months"):
        pipeline.run(month)
        assert left_to_change() == {}, month.name
    by_month = release.current(settings().releases)
    enter(monkeypatch, samples.var, samples.url)
    at_once = release.current(settings().releases)
    assert by_month and at_once and by_month.submissions == at_once.submissions
    assert by_month.content == at_once.content
