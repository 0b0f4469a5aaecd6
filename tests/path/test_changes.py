"""Corrections show what changed, from which submission."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from let_through import run_and_let_through
from sqlalchemy import text
from typer.testing import CliRunner
from worlds import World

from warehouse import database, pipeline, release
from warehouse.cli import app
from warehouse.database import access
from warehouse.errors import CallError
from warehouse.query import audited
from warehouse.settings import settings

pytestmark = pytest.mark.slow
FOREVER = datetime(2999, 1, 1, tzinfo=UTC)


def _rows(query: str, **values: Any) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(query), values))


def _submissions(source: str) -> list[str]:
    rows = _rows(
        "select submission_id from intake.submission where source_id = :source"
        " order by received_at",
        source=source,
    )
    return [row.submission_id for row in rows]


def test_a_corrected_register_says_what_it_changed_and_that_it_was_it(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    pipeline.run(drop("parquet/*_01.csv", "umirr/*janvier*", into=tmp_path / "one"))
    corrected = drop("parquet/*_01.csv", into=tmp_path / "two")
    (register,) = (corrected / "parquet").iterdir()
    lines = register.read_bytes().splitlines(keepends=True)
    # One row is taken back; of another a day is put right.
    (dated,) = _rows(
        "select p.registered_on, m.row_number from warehouse.prosecution p"
        " join identity.person_mention m on m.source_id = 'parquet' and m.case_id = p.case_id"
        " where p.registered_on is not null and extract(day from p.registered_on) < 28"
        " order by m.row_number limit 1"
    )
    was = dated.registered_on
    now = was + timedelta(days=1)
    line = lines[dated.row_number - 1]
    assert line.count(f"{was:%d/%m/%Y}".encode()) == 1
    lines[dated.row_number - 1] = line.replace(
        f"{was:%d/%m/%Y}".encode(), f"{now:%d/%m/%Y}".encode()
    )
    (sent,) = _rows("select count(*) from warehouse.prosecution")[0]
    register.write_bytes(b"".join([*lines[:-2], lines[-1]]))
    run_and_let_through(corrected)
    old, new = _submissions("parquet")

    told = audited.changes_between(1, 2)
    assert {(one["submission_id"], one["kind"]) for one in told["loads"]} == {
        (old, "left"),
        (new, "arrived"),
    }
    counts = told["counts"]["warehouse.prosecution"]
    assert counts == {"added": 0, "changed": 1, "withdrawn": 1, "restated": sent - 2}
    acts = [row for row in told["rows"] if row["table_name"] == "warehouse.prosecution"]
    (gone,) = [row for row in acts if row["change"] == "withdrawn"]
    assert gone["submission_ids"] == [new], "what replaced its file took it back"
    assert json.loads(gone["before"])["prosecution_id"] == gone["key"]
    assert gone["after"] is None
    changed = {row["column_name"]: row for row in acts if row["change"] == "changed"}
    assert changed.keys() == {"prosecution_id", "record_ids", "registered_on"}
    moved = changed["registered_on"]
    assert (moved["before"], moved["after"]) == (was.isoformat(), now.isoformat())
    assert moved["submission_ids"] == [new]
    said_by = [row["submission_ids"] for row in told["rows"] if row["submission_ids"]]
    assert len(said_by) > 5
    assert {one for ids in said_by for one in ids} == {new}, "nothing came from the other register"

    _the_changes_are_the_difference(1, 2)
    assert audited.changes_between(2, 2)["rows"] == []
    ran = CliRunner().invoke(app, ["changes", "--releases", "1", "2", "--table", "prosecution"])
    assert ran.exit_code == 0
    assert "warehouse.prosecution" in ran.stdout and "warehouse.victim" not in ran.stdout
    day = datetime.now(UTC).date()
    for words in (
        ["--since", day.isoformat()],
        ["--between", (day - timedelta(days=1)).isoformat(), day.isoformat()],
    ):
        ran = CliRunner().invoke(app, ["changes", *words, "--json", "--limit", "3"])
        whole = json.loads(ran.stdout)
        assert (ran.exit_code, len(whole["rows"])) == (0, 3)
        assert whole["counts"]["warehouse.victim"]["added"] > 0


def _the_changes_are_the_difference(first: int, last: int) -> None:
    """Applied to the earlier release, the changes give the later one, table by table."""
    told = audited.changes_between(first, last)
    releases = settings().releases
    checked = 0
    for name, columns in release.how_made(releases, last).columns.items():
        if name.startswith("warehouse.flat_"):
            continue  # the same rows with labels: what changed is told of their table
        key = _key_of(name)
        before, after = (
            {
                " / ".join(str(row[one]) for one in key): row
                for row in release.read(releases, name, n).to_pylist()
            }
            for n in (first, last)
        )
        rows = [row for row in told["rows"] if row["table_name"] == name]
        told_before, told_after = dict(before), dict(after)
        for row in rows:
            if row["change"] in ("withdrawn", "restated"):
                _take(told_before, row["before"], key)
            if row["change"] in ("added", "restated"):
                _take(told_after, row["after"], key)
        changed = {row["key"] for row in rows if row["change"] == "changed"}
        old_key = {
            row["key"]: row["before"]
            for row in rows
            if row["change"] == "changed" and [row["column_name"]] == key
        }
        for one in changed:
            left, right = told_before.pop(old_key.get(one, one)), told_after.pop(one)
            differing = {column for column in columns if left[column] != right[column]}
            assert {row["column_name"] for row in rows if row["key"] == one} == differing, name
        assert told_before == told_after, "all that nobody mentions stayed as it was"
        checked += len(rows)
    assert checked == len(told["rows"]) > 10


def _take(rows: dict[str, Any], said: str, key: list[str]) -> None:
    row = json.loads(said)
    rows.pop(" / ".join(str(row[one]) for one in key))


def _key_of(name: str) -> list[str]:
    from warehouse.release.published_tables import dictionary

    return list(dictionary()[name]["key"])


def test_the_first_load_of_all_is_said_by_its_own_files(samples: World) -> None:
    told = audited.changes(datetime(2020, 1, 1, tzinfo=UTC), FOREVER, "victim")
    assert told["counts"]["warehouse.victim"]["added"] == samples.summary["victims"]
    assert len([one for one in told["loads"] if one["kind"] == "arrived"]) == 48
    sources = {row.submission_id: row.source_id for row in samples.rows(
        "select submission_id, source_id from intake.submission")}  # fmt: skip
    for row in told["rows"]:
        if row["change"] == "added":
            named = {sources[one] for one in row["submission_ids"]}
            assert named == set(json.loads(row["after"])["source_ids"])


WRONG = {
    "no window": [],
    "two windows": ["--since", "2026-01-01", "--releases", "1", "1"],
    "no such table": ["--since", "2026-01-01", "--table", "nowhere"],
    "a table of the vault": ["--since", "2026-01-01", "--table", "identity.person"],
    "backwards": ["--between", "2026-02-01", "2026-01-01"],
    "no such release": ["--releases", "1", "99"],
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_call_is_said_to_be_one(samples: World, words: list[str]) -> None:
    ran = CliRunner().invoke(app, ["changes", *words])
    assert isinstance(ran.exception, CallError)


def test_an_analyst_sees_the_changes_of_all_that_is_published(samples: World) -> None:
    with database.engine(samples.url).connect() as connection:
        announced = {"tables": list(access.access_policy().noted)}
        connection.execute(text("select audit.announce('changes', :tables)"), announced)
        connection.commit()
        connection.execute(text("set local role zokwezo_analyst"))
        names = connection.scalars(
            text("select distinct table_name from warehouse.changes('-infinity')")
        ).all()
    assert {name.split(".")[0] for name in names} == {"warehouse", "case_law", "plan"}
