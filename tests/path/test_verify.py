"""``zokwezo verify`` after a real path: all of it holds, and what is changed by hand is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner

from warehouse import pipeline
from warehouse.cli import app
from warehouse.settings import settings

pytestmark = pytest.mark.slow


def verify() -> tuple[int, list[tuple[str, str, str]]]:
    done = CliRunner().invoke(app, ["verify", "--json"])
    told = json.loads(done.stdout)
    return done.exit_code, [(one["fault"], one["table"], one["row_id"]) for one in told["faults"]]


def test_a_path_holds_and_each_change_by_hand_is_named(
    world: Path, database_url: str, drop: Callable[..., Path]
) -> None:
    pipeline.run(drop("umirr/*janvier*", "parquet/*_01.csv"))
    pipeline.publish()
    assert verify() == (0, [])
    assert json.loads(CliRunner().invoke(app, ["verify", "--json"]).stdout)["links"] > 0
    said = CliRunner().invoke(app, ["verify"])
    assert said.stdout.startswith("Rien n'a changé")

    stranger = create_engine(database_url, poolclass=NullPool)
    with stranger.begin() as connection:
        (one, other) = connection.scalars(
            text("select submission_id from intake.submission order by 1")
        ).all()
        connection.execute(text("set session_replication_role = replica"))
        connection.execute(
            text(
                "update intake.submission set received_at = now() where submission_id = :s"
            ).bindparams(s=one)
        )
    assert verify() == (1, [("changed", "intake.submission", one)])
    said = CliRunner().invoke(app, ["verify"])
    assert f"intake.submission {one}" in said.stdout
    assert other not in said.stdout
    with stranger.begin() as connection:
        connection.execute(text("set session_replication_role = replica"))
        connection.execute(text("delete from audit.chain_link"))
    faults = set(verify()[1])
    assert ("unknown", "intake.submission", other) in faults
    assert any(fault == "cut" for fault, _, _ in faults), "a release kept the end of the chain"


def test_a_release_that_was_changed_or_taken_away_is_named(
    world: Path, drop: Callable[..., Path]
) -> None:
    pipeline.run(drop("umirr/*janvier*"))
    place = settings().releases / "1"
    for name in ("manifest.json", "warehouse.victim.parquet", "dictionary.json"):
        whole = (place / name).read_bytes()
        (place / name).write_bytes(whole + b" ")
        assert verify() == (1, [("changed", "release", "1")]), name
        (place / name).write_bytes(whole)
    assert verify() == (0, [])
    place.rename(settings().releases / "away")
    assert verify() == (1, [("gone", "release", "1")])
    (settings().releases / "away").rename(settings().releases / "7")
    assert {("unknown", "release", "7"), ("gone", "release", "1")} <= set(verify()[1])
