"""What the next release would say otherwise than the one that readers see: counts, and no person.

What is loaded waits here for whoever lets it out. A record is the same in both where its file is;
of files that were replaced only the figures tell.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

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


@dataclass(frozen=True, slots=True)
class PendingRelease:
    """What would change.

    Attributes:
        current: the number of the release that readers see; None before the first.
        loaded_at: when what waits was loaded; None where nothing waits.
        merged: victims and accused in whom two or more of the current release become one.
        split: those of the current release who become two or more.
        moved: records that are said of another than before.
        new: victims and accused who are in no release yet.
        gone: those who would no longer be there.
        figures: table -> rows now, rows then.
    """

    current: int | None
    loaded_at: datetime | None
    merged: int
    split: int
    moved: int
    new: int
    gone: int
    figures: dict[str, tuple[int, int]]


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
        releases: the folder of releases.
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
    )
