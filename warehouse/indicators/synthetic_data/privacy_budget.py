"""What synthetic records have told of people so far, and the total that they may ever tell.

Two syntheses of the same people tell of them twice: what each may tell is added up over all
releases, for who is in one is in the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, text

from warehouse.database.access import account, note
from warehouse.database.tables.indicator import synthesis as table
from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.synthetic_policy import SyntheticPolicy

ROUNDING = 1e-9
"""Four times a quarter are one."""


@dataclass(frozen=True)
class Spent:
    """Of the privacy budget, by all syntheses; ``times`` is how many there were."""

    epsilon: float
    delta: float
    times: int


def spent_so_far(connection: Connection) -> Spent:
    """What all syntheses together have spent."""
    zero = text("0")
    epsilon, delta, times = connection.execute(
        select(
            func.coalesce(func.sum(table.c.epsilon), zero),
            func.coalesce(func.sum(table.c.delta), zero),
            func.count(),
        )
    ).one()
    return Spent(float(epsilon), float(delta), times)


def spend(
    connection: Connection, number: int, chosen: SyntheticPolicy, at: datetime, *, again: bool
) -> Spent:
    """Spend what one synthesis of a release costs, on the trail; what is spent with it.

    Its transaction is committed before the first row is made: whatever becomes of the rows, it is
    spent.

    Raises:
        CallError: the total does not bear it, or the release has had its synthesis.
    """
    # Two at once would both find the same left.
    connection.execute(text("lock table indicator.synthesis in share row exclusive mode"))
    before = spent_so_far(connection)
    had = connection.scalar(select(func.count()).where(table.c.release == str(number)))
    if had and not again:
        raise CallError(message("synthetic.made_before", release=number, epsilon=chosen.epsilon))
    after = Spent(before.epsilon + chosen.epsilon, before.delta + chosen.delta, before.times + 1)
    if (
        after.epsilon > chosen.total_epsilon + ROUNDING
        or after.delta > chosen.total_delta * (1 + ROUNDING)
    ):  # fmt: skip
        raise CallError(
            message(
                "synthetic.budget_spent",
                spent=before.epsilon,
                total=chosen.total_epsilon,
                epsilon=chosen.epsilon,
                times=before.times,
            )
        )
    row = {"release": str(number), "epsilon": chosen.epsilon, "delta": chosen.delta, "made_at": at}
    connection.execute(insert(table), row)
    note(
        connection, account(), "export", f"synthetic records of release {number}",
        detail={**chosen.model_dump(mode="json"), "spent_epsilon": after.epsilon},
    )  # fmt: skip
    return after
