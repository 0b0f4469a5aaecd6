"""When a late month will come is said by its own people, shown on the board, and waited for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_client import browser, give, judged, send
from sqlalchemy import text

from warehouse import database
from warehouse.contracts import load_contracts
from warehouse.desk.notices.due_notices import queue_reminders
from warehouse.desk.notices.notice_queue import waiting_notices
from warehouse.intake.calendar import due_on
from warehouse.receipts.wording import BANGUI
from warehouse.settings import settings

pytestmark = pytest.mark.slow

TODAY = datetime.now(UTC).astimezone(BANGUI).date()


def months_ago(count: int) -> str:
    months = TODAY.year * 12 + TODAY.month - 1 - count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


@pytest.fixture
def late(world: Path) -> str:
    """The month of ``umirr`` that is owed: the one after the last that came."""
    judged("umirr", "a.xlsx", "accepted", months_ago(4))
    give("unite", "focal_point", sources=["umirr"])
    give("femme", "focal_point", sources=["minfemme"])
    give("gestionnaire", "steward")
    return months_ago(3)


def say(account: str, period: str, day: date | str, source_id: str = "umirr") -> Any:
    return send(
        browser(account), "/attendus", token_from="/attendus", registre=source_id, mois=period,
        jour=str(day),
    )  # fmt: skip


def kept() -> list[tuple[Any, ...]]:
    with database.engine().connect() as connection:
        asked = (
            "select source_id, period, expected_on, given_by from intake.promised_export"
            " order by 1, 2"
        )
        return [tuple(row) for row in connection.execute(text(asked))]


def test_her_answer_is_kept_and_the_board_shows_it(late: str) -> None:
    day = TODAY + timedelta(days=5)
    page = browser("unite").get("/attendus").text
    assert f'value="{late}"' in page
    assert months_ago(4) not in page, "that one came"
    assert say("unite", late, day - timedelta(days=1)).status_code == 303
    assert say("unite", late, day).status_code == 303
    assert kept() == [("umirr", late, day, "unite")], "the last answer"
    told = f"annoncé pour le {day:%d/%m/%Y}"
    for account in ("unite", "gestionnaire"):
        assert re.search(
            rf'class="chip \w+ promised"[^>]*{told}', browser(account).get("/tableau").text
        )
    assert told not in browser("femme").get("/tableau").text
    assert f'value="{day.isoformat()}"' in browser("unite").get("/attendus").text
    # Once it has come, nothing is promised any more.
    judged("umirr", "b.xlsx", "accepted", late)
    assert told not in browser("unite").get("/tableau").text
    assert say("unite", late, day).status_code == 409


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (TODAY - timedelta(days=1), 409),
        (TODAY + timedelta(days=400), 409),
        ("demain", 400),
        ("", 400),
    ],
    ids=["past", "years_away", "no_date", "empty"],
)
def test_what_is_no_day_is_not_kept(late: str, day: date | str, status: int) -> None:
    assert say("unite", late, day).status_code == status
    assert kept() == []


def test_another_registers_month_is_not_hers_to_promise(late: str) -> None:
    assert say("femme", late, TODAY).status_code == 404
    assert say("unite", late, TODAY, "nowhere").status_code == 404
    assert say("unite", months_ago(4), TODAY).status_code == 409
    assert say("unite", months_ago(0), TODAY).status_code == 409
    assert kept() == []


def test_the_reminders_wait_until_the_day_that_was_promised(late: str) -> None:
    contract = load_contracts(settings().sources)["umirr"]
    due = due_on(contract, late)

    def asked(day: date) -> list[str]:
        queue_reminders(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        mine = [one for one in waiting_notices().values() if one.source_id == "umirr"]
        return [one.kind for one in mine if f"{due:%d/%m/%Y}" in str(one.parameters)]

    with database.engine().begin() as connection:
        connection.execute(
            text("insert into intake.promised_export values ('umirr', :p, :day, 'unite', now())"),
            {"p": late, "day": due + timedelta(days=9)},
        )
    assert asked(due + timedelta(days=3)) == [], "she has said when"
    assert asked(due + timedelta(days=9)) == []
    assert asked(due + timedelta(days=10)) == ["reminder_after_7"], "the day is over"
