"""What outlived its class is shown a week before it goes; what counts stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, pipeline, vault
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.retention import due, due_persons
from warehouse.settings import settings

pytestmark = pytest.mark.slow


def kept() -> set[str]:
    return {one.name for one in settings().landing.glob("??/*")}


def workbooks() -> int:
    return len(list(settings().receipts.rglob("*.age")))


def quarantine() -> int:
    return len(list((settings().lake / "quarantine").rglob("*.parquet")))


def trail(action: str) -> list[Any]:
    with database.engine().connect() as connection:
        asked = text("select rows_count, detail from audit.access_log where action = :a")
        return [tuple(one) for one in connection.execute(asked, {"a": action})]


def test_each_class_goes_after_its_days_and_a_week_of_notice(
    world: Path, drop: Callable[..., Path]
) -> None:
    pipeline.run(drop("umirr/*", "dspj/*_032026*", "minfemme/*0[12]*"))
    now = datetime.now(UTC)
    received, books = len(kept()), workbooks()
    assert received >= 4
    assert due.remove_due(now + timedelta(days=400)) == {}, "nothing was ever shown"
    assert due.show_due(now + timedelta(days=29)) == {}

    # Thirty days: the workbooks, and the extracts of the source of violence against women.
    shown = due.show_due(now + timedelta(days=31))
    women = shown.get("received", 0)
    assert shown.get("workbook", 0) == books
    assert 0 < women < received
    assert due.remove_due(now + timedelta(days=37)) == {}, "a week is not over"
    assert len(kept()) == received
    assert due.remove_due(now + timedelta(days=38, hours=1)) == shown
    assert (len(kept()), workbooks()) == (received - women, 0)
    assert trail("remove_retention")[-1] == (sum(shown.values()), {"removed": shown})

    # Ninety: the rest. What was not shown by then stays.
    due.show_due(now + timedelta(days=91))
    gone = due.remove_due(now + timedelta(days=99))
    assert gone["received"] == received - women
    assert (kept(), quarantine()) == (set(), 0)
    assert due.remove_due(now + timedelta(days=200)) == {}
    with database.engine().connect() as connection:
        shas = connection.scalars(text("select sha256 from intake.submission")).all()
        one = connection.scalar(text("select submission_id from intake.submission limit 1"))
    assert len(shas) == received
    assert not [sha for sha in shas if vault.has_key(f"file/{sha}")]

    # What was counted counts, and a file whose bytes are gone is said so.
    before = pipeline.status.summary()["persons"]
    pipeline.link()
    pipeline.load(anew=True)
    assert pipeline.status.summary()["persons"] == before > 0
    with database.engine().begin() as connection:
        connection.execute(
            text("update intake.submission set status = null where submission_id = :s"), {"s": one}
        )
    with pytest.raises(CallError, match=str(one)):
        pipeline.examine(str(one))


def test_what_waits_for_a_human_or_was_never_loaded_stays(
    world: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("umirr/*janvier*")
    (submission,) = pipeline.receive("umirr", folder, stable_seconds=0)
    late = datetime.now(UTC) + timedelta(days=400)
    due.show_due(late)
    pipeline.examine(submission)
    due.show_due(late)
    with database.engine().connect() as connection:
        assert not [one for one in due.due(connection, late) if one.kind == "received"]


def test_a_reading_goes_after_three_years_and_an_export_never(world: Path) -> None:
    database.ensure_schema()
    now = datetime.now(UTC)
    lines = [
        (action, timedelta(days=days))
        for action in ("read", "sql", "open_masked", "export", "erase", "judge", "remove_retention")
        for days in (1200, 1000)
    ]
    with database.engine().begin() as connection:
        for action, age in lines:
            connection.execute(
                text(
                    "insert into audit.access_log (at, by, action, object)"
                    " values (:at, 'a.nom', :action, 'identity')"
                ),
                {"at": now - age, "action": action},
            )
    gone = {one for one in lines[:6] if one[1].days == 1200}
    shown = {"reading": len(gone)}
    assert due.show_due(now) == shown
    assert due.remove_due(now + timedelta(days=6)) == {}, "a week is not over"
    assert due.remove_due(now + timedelta(days=8)) == shown
    with database.engine().connect() as connection:
        query = text("select action, :now - at from audit.access_log where by = 'a.nom'")
        left = {tuple(one) for one in connection.execute(query, {"now": now})}
    assert left == set(lines) - gone
    assert trail("remove_retention")[-1] == (3, {"removed": shown})


def test_the_verb_shows_each_class_and_removes_nothing(world: Path) -> None:
    done = CliRunner().invoke(app, ["retention"])
    assert done.exit_code == 0
    assert len(due.classes()) == 4
    assert len(done.stdout.splitlines()) == 4 + len(due_persons.person_classes())
    assert trail("show_retention") == []
