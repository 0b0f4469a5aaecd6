"""What a load brought: which submissions came to count, which ceased to, and whose records.

Written in the load's own transaction, at its instant (see ``history.begin``), so that a change of
what is published can name the submission that it came from.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Column, Connection, MetaData, Table, Text, text

from warehouse.database.upsert import merge

# Who counted until now: of each submission the last that was said of it.
_COUNTED = """
    select distinct on (submission_id) submission_id, source_id, period, kind
    from history.arrival order by submission_id, known_at desc
"""

_NAMES = ("submission_id", "source_id", "period")
# ``history`` is made by ``tables/history.sql`` alone: nothing of it stands among the models.
_RECORD = Table(
    "record",
    MetaData(),
    Column("record_id", Text, primary_key=True),
    Column("submission_id", Text, primary_key=True),
    schema="history",
)


def remember_arrivals(
    connection: Connection, submissions: pa.Table, conformed: Mapping[str, pa.Table]
) -> list[str]:
    """Keep which submissions this load brought and left; what it brought.

    It costs what the new submissions hold, not what stood already.

    Args:
        connection: the transaction of the load.
        submissions: those that count now: ``submission_id``, ``source_id``, ``period``.
        conformed: the records that count now, with ``record_id`` and ``submission_id``.

    Returns:
        The ids of the submissions that came to count.
    """
    counts = {name: submissions[name].to_pylist() for name in _NAMES}
    connection.execute(
        text(
            f"insert into history.arrival (known_at, submission_id, source_id, period, kind)"
            f" select history.begin(), submission_id, source_id, period, 'left'"
            f" from ({_COUNTED}) c where kind = 'arrived' and submission_id <> all(:submission_id)"
        ),
        {"submission_id": counts["submission_id"]},
    )
    brought = list(
        connection.scalars(
            text(
                f"insert into history.arrival (known_at, submission_id, source_id, period, kind)"
                f" select history.begin(), n.submission_id, n.source_id, n.period, 'arrived'"
                f" from unnest(cast(:submission_id as text[]), cast(:source_id as text[]),"
                f"  cast(:period as text[])) as n (submission_id, source_id, period)"
                f" left join ({_COUNTED}) c using (submission_id)"
                f" where c.kind is distinct from 'arrived' returning submission_id"
            ),
            counts,
        )
    )
    _keep_records(connection, conformed, brought)
    return brought


def _keep_records(
    connection: Connection, conformed: Mapping[str, pa.Table], brought: list[str]
) -> None:
    new = pa.array(brought, pa.string())
    parts = [
        table.select(["record_id", "submission_id"]).filter(
            pc.is_in(table["submission_id"], value_set=new)
        )
        for table in conformed.values()
    ]
    if parts:
        merge(connection, _RECORD, pa.concat_tables(parts), delete_missing=False)
