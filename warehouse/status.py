"""How far the path is: what is new, on its way, late, taken and released; ids and counts only."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from warehouse import database, intake, release
from warehouse.checks.gx.check_records import Refusal
from warehouse.contracts import load_contracts
from warehouse.database import access
from warehouse.errors import message
from warehouse.intake import ledger
from warehouse.intake.beginnings import came_in_pieces
from warehouse.intake.landing_zone import DroppedFile, fingerprint, scan
from warehouse.intake.plain_names import plain_names
from warehouse.intake.sightings import record_unclaimed
from warehouse.settings import settings

DECLINE = "decline"
"""The step that a human takes who does not publish what is loaded."""


def anything_new() -> bool:
    """Whether what counts now differs from what the last release holds."""
    with database.ready().begin() as connection:
        current = intake.current_submissions(connection)
        return current.num_rows > 0 and intake.anything_new(
            connection, "publish", current, ledger.judgement_digest(connection)
        )


def release_is_due() -> bool:
    """Whether something is new that no human has declined to publish."""
    with database.ready().connect() as connection:
        current = intake.current_submissions(connection)
        judged = ledger.judgement_digest(connection)
        return current.num_rows > 0 and all(
            intake.anything_new(connection, step, current, judged) for step in ("publish", DECLINE)
        )


def answer_release(is_approved: bool, by: str) -> None:
    """Write who approved or declined what is loaded; what was declined is not asked about again.

    Args:
        is_approved: whether it may be published.
        by: the account that answered in Airflow.
    """
    with database.ready().begin() as connection:
        if not is_approved:
            intake.copy_step_state(connection, "load", DECLINE, done_at=datetime.now(UTC))
        action = "approve" if is_approved else "decline"
        access.note(connection, by, action, "release", purpose="release")


def summary() -> dict[str, Any]:
    """What arrived, what was set aside, what it gave: counts only, the same that SQL says."""
    with database.ready().connect() as connection:
        counted = ledger.summary(connection)
    current = release.current(settings().releases)
    return {**counted, "release": current.number if current else None}


def left_to_people() -> dict[str, int]:
    """What no step can do: ``pairs`` that wait for a judgement, ``withdrawals`` of releases."""
    database.ensure_schema()
    asked = """
        select (select count(*) from identity.link_to_judge where state = 'open') as pairs,
            (select count(distinct release_number) from intake.release_to_withdraw) as withdrawals
    """
    with database.engine().connect() as connection:
        return dict(connection.execute(text(asked)).mappings().one())


def progress() -> dict[str, Any]:
    """How far the drop folder is: files seen, judged, in flight, and what the release holds."""
    with database.ready().connect() as connection:
        ledger_progress = ledger.progress(
            connection, settings().drop, list(load_contracts(settings().sources))
        )
        new = intake.current_submissions(connection)
        held = set(intake.step_inputs(connection, "publish")["submission_id"].to_pylist())
    current = release.current(settings().releases)
    return {
        **ledger_progress,
        "release": current.number if current else None,
        "released_covers_all": bool(current) and set(new["submission_id"].to_pylist()) == held,
    }


def watch_calendar() -> dict[str, int]:
    """Hold the calendar of expected exports against the ledger; counts by state."""
    with database.ready().begin() as connection:
        return ledger.watch_calendar(
            connection, load_contracts(settings().sources), datetime.now(UTC)
        )


def waiting_sources() -> list[str]:
    """The sources with a file that the ledger does not know, or a submission without a verdict."""
    chosen = settings()
    with database.ready().connect() as connection:
        named = plain_names(connection)
        sources = load_contracts(chosen.sources)
        known_files = {source_id: intake.known(connection, source_id) for source_id in sources}
        waiting = {source_id for source_id in sources if intake.unjudged(connection, source_id)}
        pieces = {
            (source_id, name)
            for source_id in sources
            for name in came_in_pieces(connection, source_id, datetime.now(UTC))
        }
    for dropped in scan(
        chosen.drop,
        stable_seconds=chosen.stable_seconds,
        unfinished_seconds=chosen.unfinished_seconds,
        in_pieces=pieces,
        named=named,
    ):
        # A file is read only as long as nothing else says that its source has something.
        if dropped.source_id in known_files and dropped.source_id not in waiting:
            waiting |= (
                {dropped.source_id} if _is_news(dropped, known_files[dropped.source_id]) else set()
            )
    return sorted(waiting)


def _is_news(file: DroppedFile, seen: Container[tuple[str, str]]) -> bool:
    """Whether the ledger does not know a file; one that cannot be read is for its source to say."""
    try:
        return (file.file_name, fingerprint(file.path)) not in seen
    except OSError:
        return True


def unclaimed_files() -> list[dict[str, str]]:
    """What lies in the drop and belongs to no source, written into the ledger; ``folder``, name."""
    with database.ready().begin() as connection:
        return record_unclaimed(
            connection,
            settings().drop,
            load_contracts(settings().sources),
            datetime.now(UTC),
        )


def late_sources() -> list[dict[str, Any]]:
    """Hold the calendar against the ledger; every source that owes a month.

    Returns:
        ``source_id``, ``periods`` (late or missing).
    """
    watch_calendar()
    periods_of: dict[str, list[str]] = {}
    with database.engine().connect() as connection:
        for source_id, period in connection.execute(
            text(
                "select source_id, period from intake.expected_export"
                " where state in ('late', 'missing') order by 1, 2"
            )
        ):
            periods_of.setdefault(source_id, []).append(period)
    return [{"source_id": name, "periods": periods} for name, periods in periods_of.items()]


def verdicts_since(source_id: str, since: datetime) -> list[dict[str, str]]:
    """The verdicts on a source's files from an instant on: id, status, the reason if it is refused.

    Returns:
        ``submission_id``, ``status``, ``reason`` (a French sentence, or empty), ``receipt`` (the
        page, under the folder of receipts).
    """
    with database.engine().connect() as connection:
        rows = connection.execute(
            text(
                f"{_VERDICTS} where s.source_id = :source_id and s.judged_at >= :since order by 4"
            ),
            {"source_id": source_id, "since": since},
        ).all()
    return [
        {
            "submission_id": row.submission_id,
            "status": row.status,
            "reason": _reason(row.message_key, row.parameters),
            "receipt": row.path or "",
        }
        for row in rows
    ]


def examined(submission_ids: Sequence[str]) -> list[dict[str, str | None]]:
    """Of some submissions: ``submission_id``, ``month`` (YYYY-MM, if it was read), ``status``."""
    with database.engine().connect() as connection:
        rows = connection.execute(
            text(
                "select submission_id, period as month, status from intake.submission"
                " where submission_id = any(:ids) order by received_at, submission_id"
            ),
            {"ids": list(submission_ids)},
        ).mappings()
        return [dict(row) for row in rows]


def refusals() -> list[Refusal]:
    """The files refused as a whole, the newest first, for the first page of the Data Docs."""
    with database.engine().connect() as connection:
        rows = connection.execute(
            text(
                f"{_VERDICTS} where s.status = 'rejected' and s.withdrawn_at is null"
                " order by 4 desc, 1"
            )
        ).all()
    return [
        Refusal(
            row.source_id,
            row.submission_id,
            row.period,
            row.judged_at,
            _reason(row.message_key, row.parameters),
        )
        for row in rows
    ]


_VERDICTS = (
    "select s.submission_id, s.source_id, s.period, s.judged_at, s.status, r.path, i.message_key,"
    " i.parameters from intake.submission s"
    " left join intake.receipt r on r.submission_id = s.submission_id and r.kind = 'html'"
    " left join lateral (select message_key, parameters from intake.row_issue"
    " where submission_id = s.submission_id and severity = 'refuse'"
    " and message_key is not null order by issue_number limit 1) i on true"
)


def _reason(key: str | None, parameters: Mapping[str, Any] | None) -> str:
    # A header, a sheet or a file may have been named after a person: beyond the receipt, which is
    # the ministry's own, only numbers stand where the sentence quotes.
    if key is None:
        return ""
    numbers = {
        name: value if isinstance(value, int | float) else "…"
        for name, value in (parameters or {}).items()
    }
    return message(key, **numbers).text()
