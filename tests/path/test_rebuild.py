"""A past release is made again from what was known then, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, pipeline, release
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.linkage import replay
from warehouse.linking import read_events
from warehouse.settings import settings
from warehouse.who import who

pytestmark = pytest.mark.slow


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_release_is_rebuilt_to_the_byte_after_months_and_corrections(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    releases = settings().releases
    pipeline.run(drop("umirr/*janvier*", "parquet/*_01.csv", into=tmp_path / "one"))
    pipeline.run(drop("umirr/*mars*", "greffe/*-03.xlsx", into=tmp_path / "two"))
    # January's register is corrected: a row that was sent is taken back.
    corrected = drop("parquet/*_01.csv", into=tmp_path / "three")
    (register,) = (corrected / "parquet").iterdir()
    lines = register.read_bytes().splitlines(keepends=True)
    register.write_bytes(b"".join([*lines[:-2], lines[-1]]))
    pipeline.run(corrected)
    assert [one.number for one in release.listed(releases)] == [1, 2, 3]
    held = [_bytes(releases / str(number)) for number in (1, 2, 3)]
    assert held[0]["warehouse.prosecution.parquet"] != held[2]["warehouse.prosecution.parquet"]
    for number, before in zip((1, 2, 3), held, strict=True):
        assert pipeline.rebuild(number, tmp_path / f"again-{number}") == []
        assert _bytes(tmp_path / f"again-{number}") == before

    today = datetime.now(UTC).date()
    written = pipeline.as_known(today, tmp_path / "today")
    assert written == release.listed(releases)[-1].rows
    for name in written:
        assert (tmp_path / "today" / f"{name}.parquet").read_bytes() == held[2][f"{name}.parquet"]
    with pytest.raises(CallError):
        pipeline.as_known(today - timedelta(days=1), tmp_path / "before")

    _the_register_from_zero_is_the_live_one()

    # Were the history wrong, it would be told.
    with database.engine().begin() as connection:
        connection.execute(text("delete from history.warehouse_victim"))
    told = CliRunner().invoke(app, ["release", "rebuild", "2", "--out", str(tmp_path / "wrong")])
    assert (told.exit_code, told.stdout.split()) == (1, ["warehouse.victim.parquet"])
    assert pq.read_table(tmp_path / "wrong" / "warehouse.victim.parquet").num_rows == 0


def _the_register_from_zero_is_the_live_one() -> None:
    with database.engine().connect() as connection:
        events = read_events(connection)
        mention = connection.execute(
            text("select mention_id, person_id from identity.person_mention")
        ).all()
        person = connection.execute(
            text("select person_id, created_at, merged_into from identity.person")
        ).all()
        before_all = who(connection, person[0].person_id, datetime(2020, 1, 1, tzinfo=UTC))
        today = who(connection, person[0].person_id, datetime.now(UTC))
        pseudonym, role = connection.execute(
            text("select pseudonym, role from identity.role_pseudonym limit 1")
        ).one()
        told = who(connection, pseudonym, datetime.now(UTC))
    register = replay(events)
    assert len(mention) > 20
    assert {row.mention_id: row.person_id for row in mention} == register.person_of
    assert {row.person_id: row.created_at for row in person} == register.created_at
    merged = {row.person_id: row.merged_into for row in person if row.merged_into}
    assert merged == register.merged_into
    assert "withdraw" in set(events["kind"].to_pylist()), "a row was taken back"
    assert (before_all["is_known"], today["is_known"]) == (False, True)
    assert told["mentions_count"] > 0
    assert {one["role"] for one in told["mentions"]} == {role}
    assert told["stood_for"] is None


@pytest.mark.parametrize(
    ("manifest", "out"),
    [
        pytest.param(None, "new", id="no_such_release"),
        pytest.param({"files": {}}, "new", id="made_before_instants_were_kept"),
    ],
)
def test_what_cannot_be_rebuilt_is_a_call_that_is_wrong(
    tmp_path: Path, manifest: dict | None, out: str
) -> None:
    if manifest is not None:
        (tmp_path / "1").mkdir()
        (tmp_path / "1" / release.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(CallError):
        release.how_made(tmp_path, 1)
    assert not (tmp_path / out).exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(CallError):
        release.write_tables(tmp_path, {})
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
