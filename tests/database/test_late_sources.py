"""Who owes a month is named, with what is new about it; what waits is announced, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from warehouse import database, pipeline, status
from warehouse.contracts import load_contracts
from warehouse.desk.notices.due_notices import queue_reminders
from warehouse.desk.notices.notice_queue import waiting_notices
from warehouse.settings import settings

pytestmark = pytest.mark.slow

LATE = "umirr"


@pytest.fixture
def var(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ZOKWEZO_VAR", str(tmp_path))
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", database_url)
    monkeypatch.setenv("ZOKWEZO_STABLE_SECONDS", "0")
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def sent(source_id: str, period: str) -> None:
    """A file of a source and month that was taken."""
    with database.engine().begin() as connection:
        connection.execute(
            text(
                "insert into intake.submission (submission_id, source_id, file_name, sha256,"
                " received_at, judged_at, period, status, rows_read, rows_accepted,"
                " rows_quarantined, rows_set_aside) values (:id, :source_id, :id, :id, now(),"
                " now(), :period, 'accepted', 1, 1, 0, 0)"
            ),
            {"id": f"{source_id}-{period}", "source_id": source_id, "period": period},
        )


def test_one_late_source_is_named_and_nobody_else(var: Path) -> None:
    # Two months ago: due last month, whatever the day of the month is today.
    today = datetime.now(UTC).date()
    last = today.replace(day=1) - timedelta(days=1)
    before = (last.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    for source_id in load_contracts(settings().sources):
        if source_id != LATE:
            sent(source_id, before)
            sent(source_id, last.strftime("%Y-%m"))
    sent(LATE, last.strftime("%Y-%m"))
    (named,) = status.late_sources()
    assert named == {"source_id": LATE, "periods": [before]}
    assert queue_reminders() >= 1
    assert [one.source_id for one in waiting_notices().values()].count(LATE) == 1
    assert queue_reminders() == 0, "one mail, and not one a day"
    sent(LATE, before)
    assert status.late_sources() == []


def test_what_waits_is_announced_and_what_was_taken_is_not(var: Path) -> None:
    assert status.waiting_sources() == []
    folder = var / "drop" / LATE
    folder.mkdir(parents=True)
    (folder / "~$mai.xlsx").write_text("who has it open")
    assert status.waiting_sources() == []
    (folder / "mai.pdf").write_bytes(b"%PDF-1.4 no table at all")
    assert status.waiting_sources() == [LATE]
    waiting = pipeline.receive(LATE)
    assert status.waiting_sources() == [LATE], "received, and not judged"
    began = datetime.now(UTC)
    assert [pipeline.examine(one) for one in waiting] == ["rejected"]
    assert status.waiting_sources() == []
    (verdict,) = status.verdicts_since(LATE, began)
    assert verdict["status"] == "rejected"
    assert verdict["reason"]
    assert (settings().receipts / verdict["receipt"]).is_file()
    (folder / "mai.pdf").write_bytes(b"%PDF-1.4 no table either")
    assert status.waiting_sources() == [LATE], "other bytes under the same name"
