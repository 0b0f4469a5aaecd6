"""Ten questions of an analyst, in SQL and in pandas: both give the answer that is written down."""

from __future__ import annotations

import csv
import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from worlds import World

from warehouse.query.sql import select_rows
from warehouse.settings import PROJECT

QUESTIONS = sorted((PROJECT / "docs/questions").glob("*.sql"))
IDS = [path.stem for path in QUESTIONS]

pytestmark = pytest.mark.slow


def cell(value: Any) -> str:
    """A value as the answers are written: nothing is empty, a whole number has no point."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str):
        return value
    return f"{float(value):.10g}"


def written(question: Path) -> list[list[str]]:
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def by_sql(question: Path) -> list[list[str]]:
    names, rows = select_rows(question.read_text("utf-8"), "analyst")
    return [list(names), *([cell(value) for value in row] for row in rows)]


def by_pandas(question: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    monkeypatch.syspath_prepend(question.parent)
    monkeypatch.delitem(__import__("sys").modules, "release", raising=False)
    answer = runpy.run_path(str(question.with_suffix(".py")))["answer"]
    rows = answer.itertuples(index=False)
    return [list(answer.columns), *([cell(value) for value in row] for row in rows)]


def test_there_are_ten_questions() -> None:
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_sql_as_the_analyst_gives_the_answer_that_is_written(
    question: Path, samples: World
) -> None:
    answer = written(question)
    assert len(answer) > 1
    assert by_sql(question) == answer


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_pandas_on_the_release_gives_the_same_answer(
    question: Path, sample_export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_RELEASE", str(sample_export))
    assert by_pandas(question, monkeypatch) == written(question)
