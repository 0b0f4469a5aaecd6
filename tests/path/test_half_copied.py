"""A file copied in pieces, gone again, shut, or laid where nobody looks: seen, and said."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_files import BANNER, HEADER, people, write_workbook
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, intake, pipeline, status
from warehouse.cli import submissions_verbs
from warehouse.intake import landing_zone, receiving
from warehouse.receipts.try_file import try_file
from warehouse.settings import settings

pytestmark = pytest.mark.slow

NAME = "MPFFPE_victimes_04_2026.csv"


@pytest.fixture
def drop(world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The platform's own drop, which asks no rest."""
    folder = settings().drop / "minfemme"
    folder.mkdir(parents=True)
    yield folder
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o600)


def lines(count: int) -> str:
    rows = [HEADER, *people(count)]
    return "".join(";".join("" if c is None else str(c) for c in row) + "\n" for row in rows)


def take() -> list[str]:
    waiting = pipeline.receive("minfemme", stable_seconds=0)
    for submission_id in waiting:
        pipeline.examine(submission_id)
    return waiting


def ask(query: str, **values: Any) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(query), values))


def counting() -> list[str]:
    with database.engine().connect() as connection:
        found: list[str] = intake.current_submissions(connection)["submission_id"].to_pylist()
        return found


def sightings() -> dict[str, str]:
    return dict(ask("select folder || '/' || file_name, state from intake.drop_sighting"))  # type: ignore[arg-type]


def test_the_receipt_of_a_beginning_is_withdrawn_by_the_whole(drop: Path) -> None:
    whole = lines(9)
    pieces = [whole[: len(lines(3))], whole[: len(lines(5)) + 20], whole]
    ids = []
    for piece in pieces:
        (drop / NAME).write_text(piece, "utf-8")
        ids += take()
    assert len(ids) == 3
    assert counting() == [ids[2]]
    told = ask(
        "select submission_id, withdrawn_at is not null, beginning_of from intake.submission"
        " order by received_at"
    )
    assert [tuple(row) for row in told] == [
        (ids[0], True, ids[1]), (ids[1], True, ids[2]), (ids[2], False, None),
    ]  # fmt: skip
    said = "select 1 from intake.row_issue where submission_id = :id and message_key = :key"
    assert ask(said, id=ids[2], key="file_withdrew_beginning")
    page = next((settings().receipts / "minfemme").rglob(f"*{ids[2]}*/recu.html"))
    assert "que le début de ce fichier" in page.read_text("utf-8")
    for gone, whole in itertools.pairwise(ids):
        (home,) = (settings().receipts / "minfemme").rglob(gone)
        said = (home / "recu.html").read_text("utf-8")
        assert "Retiré" in said
        assert whole in said
        assert {one.name for one in home.iterdir()} == {"recu.html", "recu.json", "recu.pdf"}
        kept = ask("select path from intake.receipt where submission_id = :id", id=gone)
        assert all((settings().receipts / one.path).is_file() for one in kept)
        (link,) = ask(
            "select event from intake.receipt_link where submission_id = :id"
            " order by number desc limit 1",
            id=gone,
        )
        assert link.event == "withdrawal"


def test_what_came_in_pieces_waits_longer_the_next_time(drop: Path) -> None:
    for count in (3, 5):
        (drop / NAME).write_text(lines(count), "utf-8")
        take()
    (drop / NAME).write_text(lines(9), "utf-8")
    assert pipeline.receive("minfemme", stable_seconds=0.001) == []
    assert sightings()[f"minfemme/{NAME}"] == "waiting"
    assert len(take()) == 1


def test_a_correction_withdraws_nothing(drop: Path) -> None:
    (drop / NAME).write_text(lines(3), "utf-8")
    (first,) = take()
    (drop / NAME).write_text(lines(5).replace("FICTIFA", "FICTIFZ"), "utf-8")
    (second,) = take()
    assert counting() == [second]
    assert [tuple(row) for row in ask("select beginning_of from intake.submission")] == [
        (None,), (None,),
    ]  # fmt: skip
    assert first != second


def test_what_was_taken_leaves_the_drop_and_the_ledger_says_so(drop: Path) -> None:
    path = write_workbook(drop / "MPFFPE_victimes_04_2026.xlsx", A=[*BANNER, HEADER, *people(3)])
    content = path.read_bytes()
    assert try_file(path, "minfemme")["status"] == "accepted"
    (submission_id,) = take()
    assert list(drop.iterdir()) == []
    (row,) = ask("select left_drop_at, sha256 from intake.submission")
    assert row.left_drop_at is not None
    with landing_zone.open_original(settings().landing, row.sha256) as kept:
        assert kept.read_bytes() == content
    assert sightings() == {f"minfemme/{path.name}": "taken"}
    path.write_bytes(content)
    assert take() == [], "the same file again is the same submission"
    assert list(drop.iterdir()) == []
    assert counting() == [submission_id]
    assert status.progress()["files_seen"] == 1


def test_a_folder_that_a_caller_names_stays_as_it_is(world: Path, tmp_path: Path) -> None:
    (tmp_path / "minfemme").mkdir()
    (tmp_path / "minfemme" / NAME).write_text(lines(3), "utf-8")
    assert len(pipeline.receive("minfemme", tmp_path, stable_seconds=0)) == 1
    assert (tmp_path / "minfemme" / NAME).exists()


def test_what_was_seen_and_vanished_is_in_the_ledger(drop: Path) -> None:
    (drop / NAME).write_text(lines(3), "utf-8")
    pipeline.receive("minfemme", stable_seconds=3600)
    (drop / NAME).unlink()
    pipeline.receive("minfemme", stable_seconds=3600)
    assert sightings() == {f"minfemme/{NAME}": "vanished"}
    result = CliRunner().invoke(submissions_verbs.app, ["list", "--source", "minfemme", "--json"])
    (row,) = json.loads(result.stdout)
    assert (row["status"], row["file_name"], row["submission_id"]) == ("vanished", NAME, None)


def test_one_that_vanishes_while_it_is_taken_costs_no_other_its_turn(
    drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drop / "a.csv").write_text(lines(2), "utf-8")
    (drop / NAME).write_text(lines(3), "utf-8")

    def gone(path: Path) -> str:
        if path.name == "a.csv":
            path.unlink()
        return landing_zone.fingerprint(path)

    monkeypatch.setattr(receiving, "fingerprint", gone)
    assert len(take()) == 1
    assert sightings() == {"minfemme/a.csv": "vanished", f"minfemme/{NAME}": "taken"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is shut to root")
def test_one_that_is_shut_costs_no_other_its_turn(drop: Path) -> None:
    (drop / "a.csv").write_text(lines(2), "utf-8")
    (drop / "a.csv").chmod(0)
    (drop / NAME).write_text(lines(3), "utf-8")
    assert len(take()) == 1
    assert sightings()["minfemme/a.csv"] == "unreadable"


def test_one_that_cannot_be_read_costs_no_other_its_turn_and_is_tried_again(
    drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drop / "a.csv").write_text(lines(2), "utf-8")
    (drop / NAME).write_text(lines(3), "utf-8")

    def shut(path: Path) -> str:
        if path.name == "a.csv":
            raise PermissionError(13, "shut", str(path))
        return landing_zone.fingerprint(path)

    monkeypatch.setattr(receiving, "fingerprint", shut)
    assert len(take()) == 1
    assert sightings() == {"minfemme/a.csv": "unreadable", f"minfemme/{NAME}": "taken"}
    monkeypatch.undo()
    monkeypatch.setattr(receiving, "fingerprint", landing_zone.fingerprint)
    assert (drop / "a.csv").exists()


def test_a_disk_that_is_full_stops_the_step(drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (drop / NAME).write_text(lines(3), "utf-8")

    def full(path: Path, landing: Path) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(receiving, "keep", full)
    with pytest.raises(OSError, match="full"):
        pipeline.receive("minfemme", stable_seconds=0)
    assert (drop / NAME).exists()


def test_what_belongs_to_nobody_is_said_until_it_is_cleared(drop: Path) -> None:
    root = drop.parent
    for place in ("seul.csv", "minfem/mai.csv", "minfemme/ancien/mars.csv"):
        (root / place).parent.mkdir(exist_ok=True)
        (root / place).write_text("a\n")
    told = status.unclaimed_files()
    assert [(one["folder"], one["file_name"]) for one in told] == [
        (".", "seul.csv"), ("minfem", "mai.csv"), ("minfemme/ancien", "mars.csv"),
    ]  # fmt: skip
    (root / "seul.csv").unlink()
    status.unclaimed_files()
    assert sightings() == {
        "./seul.csv": "cleared",
        "minfem/mai.csv": "unclaimed",
        "minfemme/ancien/mars.csv": "unclaimed",
    }
