"""What stands still for too long: each state that can get stuck has a limit, and is told again.

Told at its limit, then at twice, four times, eight times its limit: an age that explodes is said,
and nobody has the same mail every half hour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

State = Literal["unjudged", "held", "quarantined", "unpublished"]

LIMITS: Final[dict[State, timedelta]] = {
    # A file is examined within a minute; the sweep tries again each half hour.
    "unjudged": timedelta(hours=2),
    "held": timedelta(days=3),
    # A ministry corrects within its month, or is asked.
    "quarantined": timedelta(days=14),
    # Loaded, and no release holds it: it waits for its approval, or the publication fails.
    "unpublished": timedelta(days=1),
}
EXPLODING: Final = 3
"""From this level on, four times the limit, the steward's mail says that nobody acts."""


@dataclass(frozen=True, slots=True)
class WaitingThing:
    """One thing in a state, since when."""

    state: State  # in which it stands
    about: str  # what; a submission's id, or empty for all of the register
    since: datetime  # when it began to
    source_id: str | None = None  # the export it is of, if any


def level(age: timedelta, limit: timedelta) -> int:
    """How often a limit was passed: 0 below it, 1 from it on, 2 from twice it, 3 from 4 times."""
    passed = 0
    while age >= limit:
        passed, limit = passed + 1, limit * 2
    return passed


def key_of(one: WaitingThing, now: datetime) -> str | None:
    """What is told of a thing now; None below its limit. The same key is the same telling."""
    reached = level(now - one.since, LIMITS[one.state])
    return f"{one.state} {one.about} {one.since.isoformat()} {reached}" if reached else None


def to_tell(
    standing: Iterable[WaitingThing], now: datetime, sent: Collection[str]
) -> list[tuple[str, WaitingThing, int]]:
    """What is to be told now and was not: its key, the thing, its level."""
    overdue = []
    for one in standing:
        key = key_of(one, now)
        if key is not None and key not in sent:
            overdue.append((key, one, level(now - one.since, LIMITS[one.state])))
    return overdue
