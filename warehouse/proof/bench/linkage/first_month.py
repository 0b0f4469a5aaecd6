"""Mentions that nobody linked before, linked as the warehouse does: for benches and tests."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pyarrow as pa

from warehouse.linkage.engine import EVENTS, JUDGEMENTS, Linked, link


def link_as_the_warehouse(mentions: pa.Table) -> Linked:
    """Link a first month with the pinned parameters, nothing judged and nothing registered yet."""
    nothing = pa.table(
        {name: pa.array([], pa.string()) for name in ("old_mention_id", "new_mention_id")}
    )
    numbers = itertools.count()
    return link(
        mentions,
        EVENTS.empty_table(),
        JUDGEMENTS.empty_table(),
        nothing,
        lambda: f"P-{next(numbers):013d}",
        datetime(2026, 1, 1, tzinfo=UTC),
    )
