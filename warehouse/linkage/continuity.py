"""Which mention of a corrected export continues which mention of the one it replaces.

A corrected file has other bytes, so its records have other ids. A person keeps her id through the
correction because the mention that stands for her does: by the source's own code for the person,
else by equal content, the nth of equal ones with the nth.
"""

from __future__ import annotations

import pyarrow as pa

from warehouse.vault.working_tables import working_tables

SAME = (
    "source_id",
    "role",
    "family_name",
    "given_names",
    "alias",
    "name_raw",
    "birth_raw",
    "age_raw",
    "sex",
    "pv_number",
    "court_code",
    "rp_number",
    "seen_on",
)
CONTINUES = pa.schema([("old_mention_id", pa.string()), ("new_mention_id", pa.string())])


def continuations(gone: pa.Table, fresh: pa.Table) -> pa.Table:
    """Pairs of mentions that are one and the same statement, said again.

    Args:
        gone: mentions (conformed ``person_mention``) that no longer count.

    Returns:
        ``old_mention_id``, ``new_mention_id``; each id at most once.
    """
    if not gone.num_rows or not fresh.num_rows:
        return CONTINUES.empty_table()
    keyed = "source_id, role, record_key"
    with working_tables() as connection:
        connection.register("gone", gone)
        connection.register("fresh", fresh)
        by_key = connection.sql(
            f"""
            with o as ({_numbered("gone", keyed)}), n as ({_numbered("fresh", keyed)})
            select o.record_id as old_mention_id, n.record_id as new_mention_id
            from o join n using ({keyed}, place)
            where record_key is not null
            order by 1
            """
        ).to_arrow_table()
        connection.register("by_key", by_key)
        same = ", ".join(SAME)
        equal = " and ".join(f"o.{name} is not distinct from n.{name}" for name in SAME)
        by_content = connection.sql(
            f"""
            with rest_gone as (
                select * from gone where record_id not in (select old_mention_id from by_key)
            ),
            rest_fresh as (
                select * from fresh where record_id not in (select new_mention_id from by_key)
            ),
            o as ({_numbered("rest_gone", same)}), n as ({_numbered("rest_fresh", same)})
            select o.record_id as old_mention_id, n.record_id as new_mention_id
            from o join n on {equal} and o.place = n.place
            order by 1
            """
        ).to_arrow_table()
    return pa.concat_tables([by_key.cast(CONTINUES), by_content.cast(CONTINUES)])


def _numbered(table: str, columns: str) -> str:
    return (
        f"select *, row_number() over (partition by {columns} order by period, sheet, row_number) "
        f"as place from {table}"
    )
