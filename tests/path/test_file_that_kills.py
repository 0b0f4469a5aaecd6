"""A workbook of a few kilobytes that ends whoever reads it, in a drop with others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from killing_workbook import far_cell
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, intake, pipeline
from warehouse.checks import isolation
from warehouse.cli import app

pytestmark = pytest.mark.slow


def statuses() -> dict[str, str]:
    with database.engine().connect() as connection:
        rows = connection.execute(text("select file_name, status from intake.submission")).all()
    return {row.file_name: row.status for row in rows}


def counting() -> list[str]:
    with database.engine().connect() as connection:
        return list(intake.current_submissions(connection)["submission_id"].to_pylist())


def test_it_is_refused_and_all_the_others_are_taken(
    world: Path, drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop("*/*")
    for source in folder.iterdir():
        for spare in sorted(source.iterdir())[1:]:
            spare.unlink()
    # Before all others of its source, so that they come after it.
    far_cell(folder / "dspj" / "0 registre.xlsx")
    summary = pipeline.run(folder)
    told = statuses()
    assert len(told) == 13
    assert told.pop("0 registre.xlsx") == "rejected"
    assert set(told.values()) <= {"accepted", "accepted_with_warnings", "partly_accepted"}
    assert summary["receipts"] == 13

    assert pipeline.receive("dspj", folder, stable_seconds=0) == [], "not again by this version"
    monkeypatch.setattr(pipeline, "reading_version", lambda: "another")
    monkeypatch.setattr(isolation, "reading_version", lambda: "another")
    (again,) = pipeline.receive("dspj", folder, stable_seconds=0)
    assert pipeline.examine(again) == "rejected"
    monkeypatch.setattr(pipeline, "reading_version", lambda: "a third")
    assert pipeline.receive("dspj", folder, stable_seconds=0) == [], "once, never in a circle"


def test_a_refused_file_is_tried_again_and_a_taken_one_taken_back_by_their_verbs(
    world: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("dspj/*")
    far_cell(folder / "dspj" / "0 registre.xlsx")
    pipeline.run(folder)

    def call(*words: str) -> tuple[int, str]:
        said = CliRunner().invoke(app, ["submissions", *words])
        return said.exit_code, said.output

    listed = json.loads(call("list", "--json")[1])
    (refused,) = [one["submission_id"] for one in listed if one["status"] == "rejected"]
    taken = next(one["submission_id"] for one in listed if one["status"] == "accepted")
    code, said = call("retry", refused)
    assert (code, said.splitlines()[-1]) == (0, "rejected"), "the bytes are there still"
    assert call("retry", taken)[0] != 0, "a taken file is not judged again"
    assert taken in counting()
    assert call("withdraw", taken)[0] == 0
    assert taken not in counting()
