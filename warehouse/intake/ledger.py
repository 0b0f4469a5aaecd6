"""Questions to the ledger that the pipeline and the command line ask: how far, how many."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, func, select, text

from warehouse import intake
from warehouse.contracts import Contract
from warehouse.database.tables import identity
from warehouse.database.tables import intake as tables
from warehouse.database.upsert import merge
from warehouse.files.export_files import export_files
from warehouse.intake.calendar import ExportAnswer, expected
from warehouse.intake.landing_zone import display_name
from warehouse.intake.plain_names import plain_names, record_key
from warehouse.intake.submissions import Submission


def arrival_of(connection: Connection, submission_id: str) -> tuple[Submission, str | None]:
    """What is known of a received file, and its status if it was judged.

    The row stays locked: of two tries at one file the second waits and then sees the verdict.
    """
    s = tables.submission.c
    connection.execute(
        select(s.submission_id).where(s.submission_id == submission_id).with_for_update()
    )
    row = intake.submission(connection, submission_id)
    return (
        Submission(
            submission_id,
            row["source_id"],
            row["file_name"],
            row["sha256"],
            row["received_at"],
            record_key(connection),
        ),
        row["status"],
    )


def judgement_digest(connection: Connection) -> str:
    """A digest of all human judgements: a release that lacks the last one is not the newest.

    Of pairs, and of decisions that the guard had kept out.
    """
    j = identity.judgement.c
    rows = connection.execute(
        select(j.judgement_id, j.decision, j.withdrawn_at)
        .where(j.is_check.is_not(True))
        .order_by(j.judgement_id)
    ).all()
    cleared = identity.decision_clearing.c.clearing_id
    let_through = connection.execute(select(cleared).order_by(cleared)).all()
    decided = [tuple(map(str, row)) for row in (*rows, *let_through)]
    return hashlib.sha256(repr(decided).encode()).hexdigest()


def summary(connection: Connection) -> dict[str, Any]:
    """Counts of what arrived and what it gave."""

    def count(query: str) -> int:
        return int(connection.scalar(text(query)) or 0)

    by_status: dict[str, int] = dict(
        connection.execute(
            text("select coalesce(status, 'received'), count(*) from intake.submission group by 1")
        )
        .tuples()
        .all()
    )
    taken = "status in ('accepted', 'accepted_with_warnings', 'partly_accepted')"
    return {
        "files": count("select count(*) from intake.submission"),
        "by_status": {str(name): int(n) for name, n in sorted(by_status.items())},
        "receipts": count("select count(distinct submission_id) from intake.receipt"),
        **{
            name: count(f"select coalesce(sum({name}), 0) from intake.submission where {taken}")
            for name in ("rows_read", "rows_accepted", "rows_quarantined", "rows_set_aside")
        },
        "mentions": count("select count(*) from identity.person_mention"),
        "persons": count("select count(*) from identity.person where status = 'active'"),
        "victims": count("select count(*) from warehouse.victim"),
        "suspects": count("select count(*) from warehouse.suspect"),
        "cases": count("select count(*) from warehouse.case_file"),
        "complaints": count("select count(*) from warehouse.complaint"),
        "prosecutions": count("select count(*) from warehouse.prosecution"),
        "hearings": count("select count(*) from warehouse.hearing"),
        "judgments": count("select count(*) from warehouse.judgment"),
        "convictions": count(
            "select count(*) from warehouse.judgment j join warehouse.dim_code d"
            " on d.list = 'verdict' and d.code = j.verdict"
            " where j.is_standing and d.attributes ->> 'is_conviction' = 'true'"
        ),
        "assistances": count("select count(*) from warehouse.assistance"),
        "decisions": count("select count(*) from case_law.decision"),
        "decisions_named": count("select count(*) from intake.decision_to_anonymise"),
        "releases_to_withdraw": count(
            "select count(distinct release_number) from intake.release_to_withdraw"
        ),
        # A random pair to audit is no doubt of the machine's.
        "links_to_judge": count(
            "select count(*) from identity.link_to_judge"
            " where state = 'open' and reasons <> '{audit}'"
        ),
    }


def progress(connection: Connection, drop: Path, sources: list[str]) -> dict[str, Any]:
    """How many files came or lie in the drop, how many have a verdict, how many are under way."""
    s = tables.submission.c
    judged = set(
        connection.execute(select(s.source_id, s.file_name).where(s.status.is_not(None)))
        .tuples()
        .all()
    )
    # What was taken lies in the drop no more.
    in_ledger = set(connection.execute(select(s.source_id, s.file_name)).tuples().all())
    waiting = int(connection.scalar(select(func.count()).where(s.status.is_(None))) or 0)
    named = plain_names(connection)
    seen = {
        (source_id, named(display_name(name)))
        for source_id in sources
        for name, _ in export_files(drop / source_id)
    }
    return {
        "files_seen": len(seen | in_ledger),
        "judged": len(judged),
        "in_flight": max(len(seen - judged), waiting),
    }


def watch_calendar(
    connection: Connection, contracts: dict[str, Contract], now: datetime
) -> dict[str, int]:
    """Write how every expected export stands; counts by state.

    The first month watched is the first that any source ever reported in a file that was taken: a
    refused file may bear any year in its name.
    """
    s = tables.submission.c
    rows = connection.execute(
        select(s.source_id, s.period, s.submission_id, s.status, s.is_nil)
        .where(s.period.is_not(None), s.status != "duplicate", s.withdrawn_at.is_(None))
        .order_by(s.status.in_(("rejected", "held")).desc(), s.received_at)
    ).all()
    answers = {
        (row.source_id, row.period): ExportAnswer(row.submission_id, row.status, bool(row.is_nil))
        for row in rows
    }
    taken = (row.period for row in rows if row.status not in ("rejected", "held"))
    first = min(taken, default=now.strftime("%Y-%m"))
    calendar = expected(contracts, answers, now.date(), first)
    merge(
        connection,
        tables.expected_export,
        pa.table(
            {
                "source_id": pa.array([one.source_id for one in calendar], pa.string()),
                "period": pa.array([one.period for one in calendar], pa.string()),
                "due_on": pa.array([one.due_on for one in calendar], pa.date32()),
                "state": pa.array([one.state for one in calendar], pa.string()),
                "submission_id": pa.array([one.submission_id for one in calendar], pa.string()),
                "checked_at": pa.array([now] * len(calendar), pa.timestamp("us", "UTC")),
            }
        ),
    )
    states: dict[str, int] = {}
    for one in calendar:
        states[one.state] = states.get(one.state, 0) + 1
    return states


def is_known(connection: Connection, identifier: str) -> bool:
    """Whether the register knows a person, a pseudonym or a case by this id."""
    return bool(
        connection.scalar(
            text(
                "select exists (select from identity.person where person_id = :id)"
                " or exists (select from identity.role_pseudonym where pseudonym = :id)"
                " or exists (select from identity.person_mention where case_id = :id)"
            ),
            {"id": identifier},
        )
    )
