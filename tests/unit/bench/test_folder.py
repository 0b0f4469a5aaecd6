"""The bench of the questions fills a folder of its own, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.errors import CallError
from warehouse.proof.bench.questions.question_report import GROWN, bench_questions


def test_a_folder_that_holds_something_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    with pytest.raises(CallError, match="something else than a bench"):
        bench_questions(1_000, 1, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["releases"]


def test_a_bench_of_another_size_is_refused(tmp_path: Path) -> None:
    (tmp_path / GROWN).write_text('{"mentions": 500}')
    with pytest.raises(CallError, match="filled for 500 mentions"):
        bench_questions(1_000, 1, tmp_path)
