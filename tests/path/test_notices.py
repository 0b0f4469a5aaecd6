"""From the ledger to the mail: reminders while a month is owed, what stands still, whose it is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.contracts import load_contracts
from warehouse.desk.notices.addressees import (
    MOST,
    add_addressee,
    addressees_of,
    listed_addressees,
    remove_addressee,
)
from warehouse.desk.notices.due_notices import queue_reminders, queue_stuck, send_waiting
from warehouse.desk.notices.notice_queue import waiting_notices
from warehouse.errors import CallError
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow


class Outbox(list[tuple[str, tuple[str, ...], str, str]]):
    """What was sent; refuses whom it is told to refuse."""

    refused: frozenset[str] = frozenset()

    def send(self, reply_to: str, addressees: tuple[str, ...], subject: str, body: str) -> None:
        if self.refused & set(addressees):
            raise ConnectionRefusedError(*addressees)
        self.append((reply_to, addressees, subject, body))

    def to(self, address: str) -> list[tuple[str, tuple[str, ...], str, str]]:
        return [one for one in self if address in one[1]]


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


def day(month: int, of_month: int, hour: int = 5) -> datetime:
    return datetime(2026, month, of_month, hour, tzinfo=UTC)


@pytest.fixture
def owed(
    world: Path, drop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[[datetime], list[str]]:
    """January is there for one register; what is queued when the calendar runs on a day."""
    folder = drop("umirr/*janvier*")
    for submission_id in pipeline.receive("umirr", folder, stable_seconds=0):
        pipeline.examine(submission_id)

    def run(now: datetime) -> list[str]:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return now.astimezone(tz)

        monkeypatch.setattr("warehouse.status.datetime", Clock)
        before = set(waiting_notices())
        queue_reminders(now)
        return [
            f"{one.kind} {one.source_id}"
            for path, one in waiting_notices().items()
            if path not in before and one.source_id == "umirr"
        ]

    return run


def test_a_register_is_reminded_until_its_month_came(
    owed: Callable[[datetime], list[str]], drop: Callable[..., Path], tmp_path: Path
) -> None:
    # February is due on the tenth of March.
    told = {of_month: owed(day(3, of_month)) for of_month in range(1, 13)}
    assert {of_month: one for of_month, one in told.items() if one} == {
        7: ["reminder_before umirr"],
        10: ["reminder_due umirr"],
    }
    folder = drop("umirr/*vrier_*", into=tmp_path / "later")
    for submission_id in pipeline.receive("umirr", folder, stable_seconds=0):
        pipeline.examine(submission_id)
    assert [owed(day(3, of_month)) for of_month in range(13, 29)] == [[]] * 16
    # Of January nothing was ever said: it was there.
    with database.engine().connect() as connection:
        said = connection.scalars(text("select about from intake.notice")).all()
    assert "umirr 2026-02 due" in said
    assert not [one for one in said if one.startswith("umirr 2026-01")]


def test_after_three_and_seven_days_a_date_is_asked_for_and_who_answers_reaches_a_person(
    owed: Callable[[datetime], list[str]], outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_REPLY_TO", "personne@registre.exemple")
    settings.cache_clear()
    assert owed(day(3, 13)) == ["reminder_after_3 umirr"], "of what was overtaken nothing is sent"
    send_waiting(outbox.send, "https://registre.exemple/guichet/")
    ((reply_to, _, subject, body),) = outbox.to("statistiques@umirr.exemple")
    assert reply_to == "personne@registre.exemple"
    assert "quelle date" in subject
    assert "la date à laquelle" in body and "« Mois attendus »" in body
    assert "février 2026" in body and "https://registre.exemple/guichet/" in body
    assert owed(day(3, 14)) == [] and waiting_notices() == {}
    assert owed(day(3, 20)) == ["reminder_after_7 umirr"]


def test_a_register_names_its_own_addressees_and_no_mail_holds_up_another(
    owed: Callable[[datetime], list[str]], outbox: Outbox
) -> None:
    with database.engine().begin() as connection:
        for address in ("b@umirr.exemple", "a@umirr.exemple", "a@umirr.exemple"):
            add_addressee(connection, "umirr", address, by="unite", at=day(3, 1))
        add_addressee(connection, "dspj", "d@dspj.exemple", by="police", at=day(3, 1))
        assert addressees_of(connection)["umirr"] == ("a@umirr.exemple", "b@umirr.exemple")
        trail = connection.execute(
            text("select * from audit.access_log where action like '%addressee'")
        )
        assert "exemple" not in str(trail.mappings().all()), "the trail bears no address"
    owed(day(3, 10))
    outbox.refused = frozenset({"d@dspj.exemple"})
    with pytest.raises(OSError, match=r"^2 of \d+ mails not sent$"):
        send_waiting(outbox.send)
    assert outbox.to("a@umirr.exemple") == outbox.to("b@umirr.exemple")
    assert len(outbox.to("a@umirr.exemple")) == 1
    assert outbox.to("statistiques@umirr.exemple") == []
    assert {one.source_id for one in waiting_notices().values()} == {"dspj"}
    outbox.refused = frozenset()
    assert send_waiting(outbox.send) == 2, "of January and of February: two causes"
    with database.engine().begin() as connection:
        assert remove_addressee(connection, "umirr", "a@umirr.exemple", by="unite")
        assert not remove_addressee(connection, "umirr", "a@umirr.exemple", by="unite")
        assert [one["address"] for one in listed_addressees(connection, "umirr")] == [
            "b@umirr.exemple"
        ]


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@", "@b", "a@b\nBcc: c@d", "a@b, c@d", "a b@c", "a@b..c", "é@b", "<a@b>"],
)
def test_what_is_no_address_is_refused(world: Path, address: str) -> None:
    database.ensure_schema()
    with database.engine().begin() as connection, pytest.raises(CallError):
        add_addressee(connection, "umirr", address, by="x", at=day(3, 1))


def test_addresses_of_a_register_have_a_limit(world: Path) -> None:
    database.ensure_schema()
    with database.engine().begin() as connection:
        for number in range(MOST):
            add_addressee(connection, "umirr", f"n{number}@x.cf", by="x", at=day(3, 1))
        with pytest.raises(CallError, match=str(MOST)):
            add_addressee(connection, "umirr", "one.more@x.cf", by="x", at=day(3, 1))


def spoiled(folder: Path) -> Path:
    """A file of ``umirr`` with rows that cannot be taken."""
    there = folder / "umirr" / "UMIRR_registre_janvier_2026.xlsx"
    there.parent.mkdir(parents=True, exist_ok=True)
    sample = next((PROJECT / "samples/drops/umirr").glob("*janvier*"))
    book = openpyxl.load_workbook(sample)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    (header,) = [cell for cell in cells if str(cell.value).strip() == "Date de plainte"]
    dates = [
        cell
        for cell in cells
        if cell.column == header.column and re.search(r"\d", str(cell.value or ""))
    ]
    for cell in dates[2:4]:
        cell.value = "KOSSINGOU-CANARI"
    book.save(there)
    return there


def test_each_state_that_can_get_stuck_is_told_to_whom_it_waits_for(
    world: Path, tmp_path: Path, outbox: Outbox
) -> None:
    spoiled(tmp_path / "drop")
    shutil.copyfile(next((PROJECT / "samples/drops/umirr").glob("*avril*")),
                    tmp_path / "drop/umirr/umirr_2026_04.xlsx")  # fmt: skip
    first, second = pipeline.receive("umirr", tmp_path / "drop", stable_seconds=0)
    pipeline.examine(first)
    now = datetime.now(UTC)
    assert queue_stuck(now) == 0
    assert queue_stuck(now + timedelta(hours=3)) == 1, "the one that nobody examined"
    assert queue_stuck(now + timedelta(hours=3, minutes=30)) == 0, "and not each half hour"
    send_waiting(outbox.send)
    ((_, people, subject, body),) = outbox
    assert people == (settings().steward,) and second in body and "examen" in subject
    pipeline.examine(second)
    outbox.clear()
    for step in (pipeline.link, pipeline.load):
        step()
    loaded = datetime.now(UTC)
    with database.engine().begin() as connection:
        kept_back = connection.scalar(text("select count(*) from intake.quarantined_row"))
        connection.execute(
            text(
                "update intake.submission set status = 'held', period = '2026-04'"
                " where submission_id = :s"
            ).bindparams(s=second)
        )
    assert kept_back
    assert queue_stuck(loaded + timedelta(days=3, hours=1)) == 2
    send_waiting(outbox.send)
    stewards = "".join(body for _, people, _, body in outbox if people == (settings().steward,))
    assert len(outbox) == 2, "two causes"
    assert second in stewards and "laissez passer ou renvoyez" in stewards
    assert "aucune publication" in stewards
    outbox.clear()
    assert queue_stuck(loaded + timedelta(days=15)) == 3
    send_waiting(outbox.send)
    told = {people: (subject, body) for _, people, subject, body in outbox}
    owner = (load_contracts(settings().sources)["umirr"].owner.contact,)
    assert first in told[owner][1] and "correction" in told[owner][0]
    assert "Personne n'agit" in told[(settings().steward,)][0]
    assert all("CANARI" not in body and ".xlsx" not in body for *_, body in outbox)
    outbox.clear()
    assert queue_stuck(loaded + timedelta(days=60)) == 3
    send_waiting(outbox.send)
    assert {people for _, people, _, _ in outbox} == {(settings().steward,)}, "nobody acted"
    assert len(outbox) == 1 and first in outbox[0][3]
    # What was put away with a reason, published, or replaced is not told again.
    with database.engine().begin() as connection:
        connection.execute(
            text("insert into intake.acknowledgement (item, kind, about, by, at, reason) values"
                 " ('i', 'kept_back', :s, 'x', now(), 'vu')").bindparams(s=first)
        )  # fmt: skip
        connection.execute(
            text("update intake.submission set status = 'accepted' where submission_id = :s")
            .bindparams(s=second)
        )  # fmt: skip
    pipeline.publish()
    assert queue_stuck(loaded + timedelta(days=4000)) == 0


def test_a_database_that_is_down_keeps_no_alert_back(
    fresh_settings: Path, monkeypatch: pytest.MonkeyPatch, outbox: Outbox
) -> None:
    from warehouse.desk.notices.notice_queue import Notice, queue_notice

    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    settings.cache_clear()
    queue_notice(
        Notice("ingest_failed", day(3, 1), "notice.ingest_failed.line",
               {"title": "T", "steps": "receive", "run_id": "r"}, "ingest_umirr", "umirr")
    )  # fmt: skip
    assert send_waiting(outbox.send) == 1
    assert outbox[0][1] == ("statistiques@umirr.exemple",)
