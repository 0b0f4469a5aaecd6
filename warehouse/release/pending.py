"""What the next release would say otherwise than the one that readers see: counts, and no person.

What is loaded waits here for whoever lets it out. A record is the same in both where its file is;
of files that were replaced only the figures tell. Which files are not in what is loaded is told
beside (``outside``), so that what is still to come does not look like nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection, select, text

from warehouse.database.tables import intake as tables
from warehouse.intake import anything_new, current_submissions, step_inputs
from warehouse.intake.ledger import judgement_digest
from warehouse.release.manifest import current, read

COUNTED: Final = (
    "victim", "suspect", "case_file", "complaint", "prosecution", "hearing", "judgment",
    "assistance",
)  # fmt: skip
READS: Final = (
    "warehouse.mention",
    "warehouse.victim",
    "warehouse.suspect",
    "warehouse.assistance",
)
"""What must stand on the trail, committed, before this is asked."""
_IDS: Final = ["record_id", "victim_id", "suspect_id"]


Wait = Literal["unread", "held", "unlinked", "unloaded", "leaves"]


@dataclass(frozen=True, slots=True)
class OutsideFile:
    """A file that what is loaded does not tell as it stands."""

    submission_id: str
    source_id: str
    period: str | None  # its month, where it is known
    # it is not examined, waits for a decision, is not linked or not loaded yet; or it ``leaves``:
    # it is loaded, and was replaced or withdrawn since
    wait: Wait


@dataclass(frozen=True, slots=True)
class PendingRelease:
    """What would change."""

    current: int | None  # the number of the release that readers see; None before the first
    loaded_at: datetime | None  # when what waits was loaded; None where nothing waits
    merged: int  # victims and accused in whom two or more of the current release become one
    split: int  # those of the current release who become two or more
    moved: int  # records that are said of another than before
    new: int  # victims and accused who are in no release yet
    gone: int  # those who would no longer be there
    figures: dict[str, tuple[int, int]]  # table -> rows now, rows then
    outside: tuple[OutsideFile, ...]  # the files that are not in it, or no longer belong in it
    is_judged_since: bool  # pairs were judged after the linkage that it stands on


def waiting_since(connection: Connection) -> datetime | None:
    """When what is loaded and not yet published was loaded; None where all is published."""
    since: datetime | None = connection.scalar(
        text(
            "select l.done_at from intake.step_done l left join intake.step_done p"
            " on p.step = 'publish' where l.step = 'load'"
            " and l.input_digest is distinct from p.input_digest"
        )
    )
    return since


def pending_release(connection: Connection, releases: Path) -> PendingRelease:
    """Hold what is loaded against the current release; nothing is changed.

    Args:
        connection: one snapshot, of who announced the reading of ``READS``.
    """
    standing = current(releases)
    before: dict[str, str] = {}
    if standing is not None:
        rows = read(releases, "warehouse.mention", standing.number).select(_IDS)
        before = {
            record: victim or suspect
            for record, victim, suspect in zip(
                *(rows[name].to_pylist() for name in _IDS), strict=True
            )
        }
    after: dict[str, str] = dict(
        connection.execute(
            text("select record_id, coalesce(victim_id, suspect_id) from warehouse.mention")
        )
        .tuples()
        .all()
    )
    became, came_of = defaultdict(set), defaultdict(set)
    for record in before.keys() & after.keys():
        became[before[record]].add(after[record])
        came_of[after[record]].add(before[record])
    earlier, later = set(before.values()), set(after.values())
    standing_rows = standing.rows if standing is not None else {}
    return PendingRelease(
        standing.number if standing is not None else None,
        waiting_since(connection),
        sum(len(one) > 1 for one in came_of.values()),
        sum(len(one) > 1 for one in became.values()),
        sum(before[record] != after[record] for record in before.keys() & after.keys()),
        len(later - earlier),
        len(earlier - later),
        {
            name: (
                int(standing_rows.get(f"warehouse.{name}", 0)),
                int(connection.scalar(text(f"select count(*) from warehouse.{name}")) or 0),
            )
            for name in COUNTED
        },
        outside_files(connection),
        _is_judged_since(connection),
    )


def _is_judged_since(connection: Connection) -> bool:
    """Whether, its files being the same, the linkage would work on other judgements."""
    linked = step_inputs(connection, "link")
    return linked.num_rows > 0 and anything_new(
        connection, "link", linked, judgement_digest(connection)
    )


def outside_files(connection: Connection) -> tuple[OutsideFile, ...]:
    """The files that what is loaded does not tell as they stand, by source and month."""
    standing, linked, loaded = (
        {row["submission_id"]: row for row in rows.to_pylist()}
        for rows in (
            current_submissions(connection),
            step_inputs(connection, "link"),
            step_inputs(connection, "load"),
        )
    )
    s = tables.submission.c
    waiting = connection.execute(
        select(s.submission_id, s.source_id, s.period, s.status).where(
            s.withdrawn_at.is_(None),
            s.status.is_(None) | ((s.status == "held") & s.hold_decision.is_(None)),
        )
    )
    outside = [
        OutsideFile(*row[:3], "unread" if row.status is None else "held")
        for row in waiting
        # One that is read again counts as it was, until that is done.
        if row.submission_id not in loaded
    ]
    waits: list[tuple[Wait, dict[str, dict[str, str]], set[str]]] = [
        ("unlinked", standing, standing.keys() - linked.keys() - loaded.keys()),
        ("unloaded", standing, (standing.keys() & linked.keys()) - loaded.keys()),
        ("leaves", loaded, loaded.keys() - standing.keys()),
    ]
    for wait, rows, which in waits:
        outside += [
            OutsideFile(one, rows[one]["source_id"], rows[one]["period"], wait) for one in which
        ]
    return tuple(
        sorted(outside, key=lambda one: (one.source_id, one.period or "", one.submission_id))
    )
