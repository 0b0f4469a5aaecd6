"""When a reminder of an export is due: before its day, on it, three and seven days after.

Arithmetic on days, without a clock and without a ledger.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, Literal

from warehouse.intake.calendar import State

Step = Literal["before", "due", "after_3", "after_7"]

STEPS: Final[tuple[tuple[Step, int], ...]] = (
    ("before", -3),
    ("due", 0),
    ("after_3", 3),
    ("after_7", 7),
)
"""Each step, and the day on which it begins, counted from the due day."""

OWING: Final[frozenset[State]] = frozenset({"awaited", "late", "missing", "rejected"})
"""What has not come. A refused file has not: its month is still empty."""


ASKING: Final[frozenset[Step]] = frozenset({"after_3", "after_7"})
"""The steps that ask for the day on which it will come."""


def step_of(due_on: date, today: date) -> Step | None:
    """The last step that has begun; None while it is too early."""
    begun: Step | None = None
    for step, days in STEPS:
        if today >= due_on + timedelta(days=days):
            begun = step
    return begun


def reminder_due(
    due_on: date,
    state: State,
    today: date,
    sent: Collection[str],
    promised: date | None = None,
) -> Step | None:
    """The reminder to send today, if any; one that a later one overtook is not sent any more.

    Args:
        due_on: the day the export is due.
        sent: the steps that were told of this export and month.
        promised: the day on which its people say that it will come: they are not asked for it
            again before it is over.
    """
    if state not in OWING:
        return None
    step = step_of(due_on, today)
    if step in ASKING and promised is not None and promised >= today:
        return None
    return None if step is None or step in sent else step
