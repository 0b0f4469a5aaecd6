"""Synthetic records of the samples' release: refused until policy allows them, then paid for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner
from worlds import World, allow_synthetic

from warehouse.cli import app
from warehouse.errors import CallError

pytestmark = pytest.mark.slow
pytest.importorskip("pacsynth", reason="no wheel for this machine")


def ask(*words: str) -> str:
    """What the verb says."""
    said = CliRunner().invoke(app, ["figures", "synthetic", *words], catch_exceptions=False)
    assert said.exit_code == 0, said.output
    return said.output


def refused(folder: Path, *words: str) -> str:
    """Why nothing is made; and nothing is."""
    before = list(folder.parent.rglob("*"))
    with pytest.raises(CallError) as why:
        ask(str(folder), *words)
    assert list(folder.parent.rglob("*")) == before
    (fault,) = why.value.faults
    return fault.key


def test_a_release_gives_synthetic_records_where_policy_allows_and_the_budget_bears_it(
    sample_run: World,
    enter_copy: Callable[[World], World],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    world, out = enter_copy(sample_run), tmp_path / "left" / "out"
    out.parent.mkdir()
    assert refused(out) == "synthetic.off"
    allow_synthetic(monkeypatch)
    assert refused(out) == "synthetic.too_few"

    few = {"columns": ("sex", "age"), "reporting_length": 2, "least_records": 100, "delta": 1e-3}
    allow_synthetic(monkeypatch, **few, epsilon=8.0, total_epsilon=16.0, total_delta=2e-3)
    made = json.loads(ask(str(out), "--json"))
    assert made["rows"] > 0
    assert made["spent"] == {"epsilon": 8.0, "delta": 1e-3, "times": 1}
    assert {one["length"] for one in made["inside"]} == {1, 2}
    # What holds the rows against the true counts stays in the terminal.
    assert json.loads((out / "quality.json").read_text("utf-8"))["by_length"] == made["published"]

    assert refused(out) == "synthetic.made_before"
    assert "16,0" in ask(str(out), "--again")
    assert refused(out.parent / "third", "--again") == "synthetic.budget_spent"
    spent = world.rows("select release, epsilon, delta from indicator.synthesis")
    assert [tuple(one) for one in spent] == [(str(made["release"]), 8.0, 1e-3)] * 2
    lines = world.rows(
        "select action, detail from audit.access_log"
        " where object like 'synthetic records of release %' order by event_id"
    )
    assert [one.action for one in lines] == ["export"] * 2
    assert [one.detail["spent_epsilon"] for one in lines] == [8.0, 16.0]
