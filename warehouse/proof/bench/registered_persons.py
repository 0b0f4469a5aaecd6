"""Persons put into the register as they are told: for benches that do not measure the linkage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pyarrow as pa

from warehouse import database, intake, pipeline
from warehouse.database.tables import identity
from warehouse.database.upsert import merge


def link_as(who: Callable[[pa.Table], Sequence[str]], at: datetime) -> None:
    """Leave what ``link`` would leave, had it found these persons.

    Args:
        who: conformed mentions -> the person of each.
    """
    with database.engine().begin() as connection:
        current = intake.current_submissions(connection)
        mentions = pipeline.standing_of(current).conformed["person_mention"]
        of_mentions = who(mentions)
        persons = sorted(set(of_mentions))
        merge(
            connection,
            identity.person,
            pa.table(
                {
                    "person_id": persons,
                    "created_at": pa.array([at] * len(persons)),
                    "status": pa.repeat("active", len(persons)),
                }
            ),
            delete_missing=False,
        )
        names = [c.name for c in identity.person_mention.columns if c.name in mentions.column_names]
        rows = mentions.select(names).append_column("mention_id", mentions["record_id"])
        merge(
            connection,
            identity.person_mention,
            rows.append_column("person_id", pa.array(of_mentions, pa.string())),
        )
        intake.record_step(connection, "link", current, done_at=at)
