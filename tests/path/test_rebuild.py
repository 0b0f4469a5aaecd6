"""A past release is made again from what was known then, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from let_through import run_and_let_through
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, pipeline, release
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.linkage.engine import replay
from warehouse.linkage.persons import read_events
from warehouse.proof.simulate import simulate
from warehouse.query.identity_as_of import who
from warehouse.release import commands
from warehouse.settings import settings

pytestmark = pytest.mark.slow


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _exported(number: int, folder: Path) -> dict[str, bytes]:
    """What a release says once it leaves the vault."""
    commands.export_release(number, folder / f"exported-{number}")
    return _bytes(folder / f"exported-{number}")


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
    run_and_let_through(corrected)
    assert [one.number for one in release.listed(releases)] == [1, 2, 3]
    held = [_exported(number, tmp_path) for number in (1, 2, 3)]
    assert held[0]["warehouse.prosecution.parquet"] != held[2]["warehouse.prosecution.parquet"]
    for number, before in zip((1, 2, 3), held, strict=True):
        assert commands.rebuild(number, tmp_path / f"again-{number}") == []
        assert _bytes(tmp_path / f"again-{number}") == before

    today = datetime.now(UTC).date()
    written = commands.as_known(today, tmp_path / "today")
    assert written == release.listed(releases)[-1].rows
    for name in written:
        assert (tmp_path / "today" / f"{name}.parquet").read_bytes() == held[2][f"{name}.parquet"]
    with pytest.raises(CallError):
        commands.as_known(today - timedelta(days=1), tmp_path / "before")

    _the_register_from_zero_is_the_live_one()

    # Were the history wrong, it would be told.
    with database.engine().begin() as connection:
        connection.execute(text("delete from history.warehouse_victim"))
    told = CliRunner().invoke(app, ["release", "rebuild", "2", "--out", str(tmp_path / "wrong")])
    differing = ["warehouse.flat_victim.parquet", "warehouse.victim.parquet"]
    assert (told.exit_code, told.stdout.split()) == (1, differing)
    assert pq.read_table(tmp_path / "wrong" / "warehouse.victim.parquet").num_rows == 0


def test_a_year_of_releases_is_rebuilt_to_the_byte_and_is_what_was_known_on_each_day(
    world: Path, tmp_path: Path
) -> None:
    simulate(tmp_path / "country", months=12, start="2025-01", cases_per_month=4, seed=7)
    files = [p for source in ("parquet", "umirr", "greffe") for p in sorted(
        (tmp_path / "country" / source).iterdir())]  # fmt: skip
    contracts = {one.parent.name for one in files}
    assert contracts == {"parquet", "umirr", "greffe"}
    for month in range(12):
        for source in sorted(contracts):
            sent = [path for path in files if path.parent.name == source]
            assert len(sent) == 12
            (path,) = [one for one in sent if _month(one.name) == month]
            target = tmp_path / f"drop-{month}" / source / path.name
            target.parent.mkdir(parents=True)
            target.write_bytes(path.read_bytes())
        pipeline.run(tmp_path / f"drop-{month}")
    releases = settings().releases
    numbers = [one.number for one in release.listed(releases)]
    assert numbers == list(range(1, 13))
    held = {number: _exported(number, tmp_path) for number in numbers}
    assert len({each["warehouse.prosecution.parquet"] for each in held.values()}) > 6
    for number in numbers:
        assert commands.rebuild(number, tmp_path / f"again-{number}") == []
        assert _bytes(tmp_path / f"again-{number}") == held[number]

    days = _put_a_month_apart()
    assert len(days) == 12
    for number, day in zip(numbers, days, strict=True):
        # The day of the load, and the last one before the next.
        for offset in (0, 20):
            out = tmp_path / f"known-{number}-{offset}"
            written = commands.as_known(day + timedelta(days=offset), out)
            for name in written:
                file = f"{name}.parquet"
                assert (out / file).read_bytes() == held[number][file], (number, name)


def _month(name: str) -> int:
    french = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
              "septembre", "octobre", "novembre", "décembre")  # fmt: skip
    for number, word in enumerate(french):
        if word in name:
            return number
    found = re.search(r"2025[_-]?(\d\d)|(\d\d)[_-]?2025", name)
    assert found, name
    return int(found[1] or found[2]) - 1


def _put_a_month_apart() -> list[date]:
    """Move the instants of all loads into the past, a month apart; their days."""
    with database.engine().begin() as connection:
        instants = list(
            connection.scalars(text("select known_at from history.instant order by known_at"))
        )
        loads = [
            instants[-1] - timedelta(days=30 * back + 1) for back in range(len(instants), 0, -1)
        ]
        connection.execute(
            text("create temporary table moved (was timestamptz primary key, now timestamptz)")
        )
        connection.execute(
            text("insert into moved values (:was, :now)"),
            [{"was": was, "now": now} for was, now in zip(instants, loads, strict=True)],
        )
        twins = connection.scalars(
            text(
                "select c.oid::regclass::text from pg_class c join pg_attribute a"
                " on a.attrelid = c.oid and a.attname = 'known_to'"
                " where c.relnamespace = 'history'::regnamespace and c.relkind = 'r'"
            )
        ).all()
        assert len(twins) > 15
        for twin in twins:
            for column in ("known_from", "known_to"):
                connection.execute(
                    text(
                        f"update {twin} t set {column} = m.now from moved m where {column} = m.was"
                    )
                )
        connection.execute(
            text("update history.instant t set known_at = m.now from moved m where known_at = was")
        )
    return [one.astimezone(UTC).date() for one in loads]


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
            # Not of one whose only row was taken back: she has a pseudonym still.
            text(
                "select pseudonym, role from identity.role_pseudonym"
                " join identity.person_mention using (person_id, role)"
                " order by pseudonym limit 1"
            )
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
