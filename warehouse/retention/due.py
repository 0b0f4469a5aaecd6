"""What outlived its class: shown on the trail first, and removed a week later at the earliest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

import structlog
import yaml
from sqlalchemy import Connection, text

from warehouse import database, lake, vault
from warehouse.database import access
from warehouse.intake.landing_zone import kept_path
from warehouse.retention.shown_before import last_shown
from warehouse.settings import settings
from warehouse.vault import owners

SHOWN: Final = "show_retention"

log = structlog.get_logger(__name__)

# Each with its class, what it is known by, its source and the day from which it counts. Bytes that
# several submissions share count from the last; those of a file that a newer version may yet read
# (``intake.unreadable``) or that waits for a human stay.
_STANDING: Final = """
select 'received' as class, s.sha256 as place, min(s.source_id) as source_id,
    max(s.judged_at) as since
from intake.submission s
group by s.sha256
having bool_and(s.status is not null and s.status <> 'held'
    and (s.status not in ('accepted', 'accepted_with_warnings', 'partly_accepted')
        or exists (select from intake.step_done d
            where d.step = 'load' and d.done_at > s.judged_at))
    and not exists (select from intake.row_issue i where i.submission_id = s.submission_id
        and starts_with(i.message_key, 'file_cannot_be_read_')))
union all
select 'quarantined', s.submission_id, s.source_id, s.judged_at
from intake.submission s
where s.status is not null and s.status <> 'held' and s.rows_quarantined > 0
union all
select 'workbook', r.submission_id, s.source_id, r.written_at
from intake.receipt r join intake.submission s using (submission_id)
where r.kind = 'workbook'
union all
select 'reading', l.event_id::text, '', l.at
from audit.access_log l
where l.action in ('read', 'sql', 'open_masked') and l.at <= :read_before
"""


@dataclass(frozen=True, slots=True)
class DueData:
    """One thing that outlived its class."""

    kind: str  # a class of ``classes.yml``
    place: str  # the sha256 of bytes, a submission, or a line of the trail
    source_id: str  # whose; empty for a line of the trail


@cache
def classes() -> dict[str, dict[str, Any]]:
    """How long each class of data is kept."""
    page = resources.files("warehouse.retention").joinpath("classes.yml").read_text("utf-8")
    by_name: dict[str, dict[str, Any]] = yaml.safe_load(page)
    return by_name


def due(connection: Connection, at: datetime) -> list[DueData]:
    """What has outlived its class at an instant, and is still there."""
    due_data = []
    # There are many, and all are of one class.
    read_before = at - timedelta(days=classes()["reading"]["days"])
    for row in connection.execute(text(_STANDING), {"read_before": read_before}):
        kept = classes()[row[0]]
        days = kept["sources"].get(row.source_id, kept["days"])
        if row.since is not None and row.since + timedelta(days=days) <= at:
            one = DueData(row[0], row.place, row.source_id)
            if _stands(one):
                due_data.append(one)
    return due_data


def show_due(at: datetime) -> dict[str, int]:
    """What is due, by class; the trail keeps that it was shown, so that it may be removed later."""
    with database.ready().begin() as connection:
        counted = dict(sorted(Counter(one.kind for one in due(connection, at)).items()))
        access.note(
            connection,
            access.account(),
            SHOWN,
            "retention",
            rows=sum(counted.values()),
            detail={"due": counted, "due_at": at.isoformat()},
        )
    return counted


def remove_due(at: datetime) -> dict[str, int]:
    """Remove what was due when it was last shown, a week ago at least; how much, by class.

    First the keys, so that what a disk keeps of the files is of no use.
    """
    with database.ready().connect() as connection:
        shown = last_shown(connection, SHOWN, at)
        gone = due(connection, shown) if shown else []
    if not gone:
        return {}
    counted = dict(sorted(Counter(one.kind for one in gone).items()))
    with database.engine().begin() as connection:
        access.note(
            connection,
            access.account(),
            "remove_retention",
            "retention",
            rows=len(gone),
            detail={"removed": counted},
        )
    for one in gone:
        _remove(one)
    _forget_readings([int(one.place) for one in gone if one.kind == "reading"])
    log.info("retention", **counted)
    return counted


def _stands(one: DueData) -> bool:
    chosen = settings()
    if one.kind == "received":
        return kept_path(chosen.landing, one.place).exists()
    if one.kind == "quarantined":
        path = lake.quarantine_path(chosen.lake, one.source_id, one.place)
        return path.exists()
    return True


def _remove(one: DueData) -> None:
    chosen = settings()
    if one.kind == "received":
        vault.destroy_key(owners.of_file(one.place))
        kept_path(chosen.landing, one.place).unlink(missing_ok=True)
        with database.engine().connect() as connection:
            # Nothing is replayed without the bytes: what was corrected in them goes with them.
            for submission_id in connection.scalars(
                text("select submission_id from intake.submission where sha256 = :s"),
                {"s": one.place},
            ).all():
                for path in lake.corrections_of(chosen.lake, submission_id):
                    path.unlink(missing_ok=True)
    elif one.kind == "quarantined":
        lake.quarantine_path(chosen.lake, one.source_id, one.place).unlink(missing_ok=True)
    elif one.kind == "workbook":
        with database.engine().begin() as connection:
            for place in connection.scalars(
                text(
                    "delete from intake.receipt where kind = 'workbook' and submission_id = :s"
                    " returning path"
                ),
                {"s": one.place},
            ).all():
                (chosen.receipts / str(place)).unlink(missing_ok=True)


def _forget_readings(lines: list[int]) -> None:
    if lines:
        with database.engine().begin() as connection:
            connection.execute(
                text("delete from audit.access_log where event_id = any(:lines)"), {"lines": lines}
            )
