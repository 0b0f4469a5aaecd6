"""Which records stand: a newer list replaces an older one, and nobody falls off it unseen.

A monthly export stands for its month. A cumulative list stands as a whole, but a person whom it
drops without a word is kept from the last list that named her, and flagged: flagged, not deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.vault.working_tables import working_tables

# What is read of a mention to know whether it stands.
LISTED = ("source_id", "period", "record_key", "name_raw", "birth_raw", "row_number")


@dataclass(frozen=True, slots=True)
class Standing:
    """The records that count now."""

    conformed: dict[str, pa.Table]  # conformed table -> records
    delisted: pa.Array  # ids of the mentions kept from a list that a newer one replaced


def standing(conformed: dict[str, pa.Table], cumulative: Collection[str]) -> Standing:
    """Keep of each cumulative source its newest list, and of older ones whom that dropped.

    A person is known again from list to list by the source's own code, else by name and birth as
    the clerk wrote them.

    Args:
        conformed: records of the submission that counts of every source and month.
        cumulative: the sources that send their whole list each time.
    """
    mentions = conformed["person_mention"]
    with working_tables() as connection:
        connection.register("mention", mentions)
        connection.register("list_source", pa.table({"source_id": pa.array(sorted(cumulative))}))
        judged = connection.sql(
            """
            with listed as (
                select record_id, row_key, source_id, period,
                       coalesce(
                           record_key,
                           name_raw || '|' || coalesce(birth_raw, ''),
                           'row ' || row_number
                       ) as person,
                       max(period) over (partition by source_id) as newest
                from mention
                where source_id in (select source_id from list_source)
            )
            select record_id, row_key, period < newest as is_delisted,
                   period = max(period) over (partition by source_id, person) as stands
            from listed
            """
        ).to_arrow_table()
    gone = judged.filter(pc.invert(judged["stands"]))["row_key"]
    kept = {
        name: table.filter(pc.invert(pc.is_in(table["row_key"], gone.combine_chunks())))
        for name, table in conformed.items()
    }
    delisted = judged.filter(pc.and_(judged["stands"], judged["is_delisted"]))["record_id"]
    return Standing(kept, delisted.combine_chunks())
