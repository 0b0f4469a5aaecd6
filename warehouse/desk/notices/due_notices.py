"""What is to be told now: asked of the calendar and the ledger, remembered, queued, and sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select, text
from sqlalchemy.dialects.postgresql import insert

from warehouse import database, status
from warehouse.contracts import load_contracts
from warehouse.database.tables import correspondence as tables
from warehouse.desk.notices.addressees import addressees_of
from warehouse.desk.notices.mails import mails_of
from warehouse.desk.notices.notice_queue import (
    Notice,
    Send,
    forget_notices,
    queue_notice,
    waiting_notices,
)
from warehouse.desk.notices.reminder_schedule import STEPS, Step, reminder_due
from warehouse.desk.notices.stuck_states import EXPLODING, WaitingThing, to_tell
from warehouse.desk.promised_dates import promised_dates
from warehouse.receipts.wording import BANGUI, month
from warehouse.settings import settings

log = structlog.get_logger(__name__)

STUCK_THINGS = text(
    """
    select 'unjudged' as state, submission_id as about, source_id,
        coalesce(hold_decided_at, replay_asked_at, received_at) as since
    from intake.submission where withdrawn_at is null
        and (status is null or (status = 'held' and hold_decision is not null))
    union all
    select 'held', submission_id, source_id, judged_at from intake.submission
    where status = 'held' and hold_decision is null and withdrawn_at is null
    union all
    select 'quarantined', s.submission_id, s.source_id, s.judged_at from intake.submission s
    where s.status = 'partly_accepted' and s.rows_quarantined > 0 and s.withdrawn_at is null
        and not exists (select from intake.acknowledgement a
            where a.kind = 'kept_back' and a.about = s.submission_id)
        and not exists (select from intake.submission newer
            where newer.supersedes = s.submission_id and newer.withdrawn_at is null
                and newer.status in ('accepted', 'accepted_with_warnings', 'partly_accepted'))
    union all
    select 'unpublished', '', null, loaded.done_at from intake.step_done loaded
    where loaded.step = 'load' and not exists (select from intake.step_done later
        where later.step in ('publish', 'decline') and later.input_digest = loaded.input_digest)
    order by 4, 2
    """
)


def queue_reminders(now: datetime | None = None) -> int:
    """Queue the reminders of exports that are due today; how many.

    The calendar is held against the ledger first: nobody is reminded of what came an hour ago.
    """
    now = now or datetime.now(UTC)
    today = now.astimezone(BANGUI).date()
    status.watch_calendar()
    contracts = load_contracts(settings().sources)
    with database.engine().begin() as connection:
        rows = connection.execute(
            text(
                "select source_id, period, due_on, state from intake.expected_export order by 1, 2"
            )
        ).all()
        sent_before = _told(connection, "reminder")
        promises = promised_dates(connection, list(contracts))
        due: list[tuple[str, Notice]] = []
        for row in rows:
            if row.source_id not in contracts:
                continue
            place = f"{row.source_id} {row.period}"
            steps = {step for step, _ in STEPS if f"{place} {step}" in sent_before}
            promised = promises.get((row.source_id, row.period))
            step = reminder_due(row.due_on, row.state, today, steps, promised)
            if step is not None:
                title = contracts[row.source_id].title_fr
                due.append((f"{place} {step}", _reminder(step, row, title, now)))
        return _queue(connection, "reminder", due, now)


def queue_stuck(now: datetime | None = None) -> int:
    """Queue what stands still for too long; how many things."""
    now = now or datetime.now(UTC)
    titles = {name: one.title_fr for name, one in load_contracts(settings().sources).items()}
    with database.ready().begin() as connection:
        standing = [
            WaitingThing(row.state, row.about, row.since, row.source_id)
            for row in connection.execute(STUCK_THINGS)
        ]
        due = [
            (key, _stuck(one, reached, titles, now))
            for key, one, reached in to_tell(standing, now, _told(connection, "stuck"))
        ]
        return _queue(connection, "stuck", due, now)


def send_waiting(send: Send, address: str = "") -> int:
    """Send what waits, a mail a cause and circle of people; how many mails.

    What cannot be sent waits for the next time, and holds up no other mail.

    Raises:
        OSError: a mail could not be sent; the others were.
    """
    named = _named_addressees()
    contracts = load_contracts(settings().sources)

    def addressees(source_id: str) -> tuple[str, ...]:
        if source_id not in contracts:
            return (settings().steward,)
        return named.get(source_id) or (contracts[source_id].owner.contact,)

    sent, failed = 0, 0
    reply_to = settings().reply_to or settings().steward
    for mail in mails_of(waiting_notices(), addressees, address):
        try:
            send(reply_to, mail.addressees, mail.subject, mail.text)
        except Exception as error:
            # Its sentence may name an addressee.
            log.error("mail not sent", kind=type(error).__name__, notices=len(mail.notices))
            failed += 1
            continue
        forget_notices(mail.notices)
        sent += 1
    if failed:
        raise OSError(f"{failed} of {sent + failed} mails not sent")
    return sent


def _named_addressees() -> dict[str, tuple[str, ...]]:
    """Those that sources named; none where the database, of which a mail may tell, is down."""
    try:
        with database.ready().connect() as connection:
            return addressees_of(connection)
    except Exception as error:
        log.warning("addressees out of reach", kind=type(error).__name__)
        return {}


def _told(connection: Connection, kind: str) -> set[str]:
    n = tables.notice.c
    return set(connection.scalars(select(n.about).where(n.kind == kind)))


def _queue(
    connection: Connection, kind: str, due: Iterable[tuple[str, Notice]], now: datetime
) -> int:
    """Remember and queue: killed in between, a notice waits twice in one file, and is sent once."""
    queued = 0
    for about, notice in due:
        connection.execute(
            insert(tables.notice)
            .values(kind=kind, about=about, source_id=notice.source_id or None, queued_at=now)
            .on_conflict_do_nothing()
        )
        queue_notice(notice)
        queued += 1
    return queued


def _reminder(step: Step, row: Row[Any], title: str, now: datetime) -> Notice:
    line = "notice.reminder_refused.line" if row.state == "rejected" else "notice.reminder.line"
    return Notice(
        kind=f"reminder_{step}",
        queued_at=now,
        line=line,
        parameters={"title": title, "month": month(row.period), "due": f"{row.due_on:%d/%m/%Y}"},
        source_id=row.source_id,
    )


def _stuck(one: WaitingThing, reached: int, titles: dict[str, str], now: datetime) -> Notice:
    days = max((now - one.since).days, 0)
    # The rows of a ministry are its own to correct; nobody answered: the steward's to ask about.
    is_exploding = reached >= EXPLODING
    is_theirs = one.state == "quarantined" and not is_exploding
    return Notice(
        kind="stuck_exploding" if is_exploding else f"stuck_{one.state}",
        queued_at=now,
        line=f"notice.stuck_{one.state}.line",
        parameters={
            "submission_id": one.about,
            "title": titles.get(one.source_id or "", ""),
            "days": days,
            "since": f"{one.since.astimezone(BANGUI):%d/%m/%Y %H:%M}",
        },
        source_id=(one.source_id or "") if is_theirs else "",
    )
