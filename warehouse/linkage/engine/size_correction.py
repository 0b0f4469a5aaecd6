"""How many mentions there were when one was seen: the more, the likelier are namesakes.

Of the pairs that share a key, those of one person grow with a table, and those of namesakes with
its square. So the odds of one person halve for each doubling of the table. For a pair, the table
counts as it was in the month in which the later of the two was seen: whoever that one could have
been taken for had been seen by then. So what joined stays joined when the country goes on
counting, and what decides is when mentions were seen, never when their files came: any order of
arrival gives the same persons.
"""

from __future__ import annotations

from typing import Final

LEARNT_AT: Final = 4_096
"""The size of table that the pinned share of one person was learnt at."""

DOUBLINGS: Final = "doublings"
"""The feature: how often the table had doubled past ``LEARNT_AT`` when the mention was seen."""


def seen_in(seen_on: str) -> str:
    """SQL: the month of a date as ``standardise`` leaves it; of a year alone, its last.

    A mention that does not say when it was seen counts as seen last.
    """
    day = f"string_split_regex({seen_on}, '[T ]')[1]"
    dates = (day, f"{day} || '-01'", f"{day} || '-12-01'", "'9999-12-31'")
    read = ", ".join(f"try_cast({date} as date)" for date in dates)
    return f"date_trunc('month', coalesce({read}))::date"


def grown(mentions: str) -> str:
    """SQL: of each month in which any of ``mentions`` was seen, ``month`` and ``doublings``.

    In whole doublings, so that the weights of a table that grows by a hundredth stay. Measured at a
    hundred thousand mentions: precision 0.98, less than 0.941 without.

    Args:
        mentions: a table with ``seen_on``.
    """
    before = LEARNT_AT.bit_length() - 1
    return (
        f"select month, greatest(0, floor(log2(n)) - {before})::integer as {DOUBLINGS}"
        " from (select month, sum(count(*)) over (order by month) as n"
        f" from (select {seen_in('seen_on')} as month from {mentions}) group by month)"
    )
