"""A workbook of a few kilobytes that ends whoever reads it, in a drop with others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from killing_workbook import far_cell, repeated_cell, wide_spans
from odd_files import RECEIVED
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, intake, pipeline
from warehouse.checks import isolation
from warehouse.checks.examine import Submission
from warehouse.checks.isolation import Limits, examine_isolated
from warehouse.checks.rulebook import rulebook
from warehouse.cli import app
from warehouse.settings import PROJECT

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


@pytest.mark.parametrize(
    ("make", "ending"),
    [(far_cell, "xlsx"), (wide_spans, "xls"), (repeated_cell, "ods")],
    ids=["a far cell", "wide spans of a web page", "a cell repeated"],
)
def test_a_small_file_of_millions_of_cells_is_refused_in_one_sentence_within_its_memory(
    tmp_path: Path, make: Callable[[Path], None], ending: str
) -> None:
    path = tmp_path / f"MPFFPE_victimes_04_2026.{ending}"
    make(path)
    assert path.stat().st_size < 10_000
    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    arrival = Submission("S-small", "minfemme", path.name, "0" * 64, RECEIVED)
    found = examine_isolated(arrival, path, rules, Limits(500 << 20, 120, 50 << 20))
    assert (found.status, found.is_nil, len(found.file_messages)) == ("rejected", False, 1)
    assert found.file_messages[0].key.startswith(("file_cannot_be_read", "landing."))


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
