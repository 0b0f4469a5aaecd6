"""A loaded warehouse made larger: every row again and again, under other ids, in other months.

A copy of the country has the shape of the country: as many accused per case, as many words per
list, the same holes. What differs from copy to copy is who, when and where: ids are digests, so
that no index is in luck; days move by whole months, over five years; courts and préfectures are
drawn from the code lists. Names in no copy: ``warehouse`` has none.

Histories are written beside the tables and not by their triggers, which would stamp all of five
years with today's instant: the copies were loaded month by month up to the load that is copied, and
a tenth of them a month before with less, so that the past differs from the present. References
are not checked row by row either: a copy of a row refers to the copy of what the row refers to.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from sqlalchemy import Column, Connection, Date, Table, text
from sqlalchemy.dialects.postgresql import ARRAY

from warehouse.contracts.codelists import CodeLists
from warehouse.database.tables import METADATA

MONTHS = 57
"""Different months of which a copy may be: with the four of the samples, five years."""

FIRST = -48
"""The months that the earliest copy lies back, so that the last year of five is that of the
samples, which is the year of the questions."""

# Loaded before with one code less, and with all of it a month later: one copy in ten.
_LATER = "copy.n % 10 = 3"
_LESS = (
    "stage",
    "principal_exploitation_code",
    "adjournment_code",
    "verdict",
    "referred_by_code",
    "outcome_code",
    "detection_prefecture_code",
    "age_group",
)


def grow(connection: Connection, mentions: int, codes: CodeLists) -> int:
    """Make the warehouse hold about so many mentions, in the caller's transaction.

    Args:
        connection: a warehouse just loaded, as its owner: triggers are left out.
        mentions: rows of ``warehouse.mention`` to come to.
        codes: the code lists of which courts and préfectures are taken.

    Returns:
        The copies made: each table holds one more than that of what it held.
    """
    held = connection.scalar(text("select count(*) from warehouse.mention")) or 0
    copies = ceil(mentions / held) - 1 if held else 0
    if copies < 1:
        return 0
    connection.execute(text("set local session_replication_role = replica"))
    parameters = {
        "copies": copies,
        "courts": [one.code for one in codes.rows("court") if one.code.startswith("TGI")],
        "places": list(codes.geography.prefectures()),
    }
    for table in copied():
        for sql in _statements(table):
            _run(connection, sql, parameters)
    for sql in _LINEAGE:
        _run(connection, sql, parameters)
    connection.execute(text("set local session_replication_role = origin"))
    return copies


def copied() -> list[Table]:
    """The tables that grow with the country: those of ``warehouse``, dimensions apart."""
    return [
        table
        for table in METADATA.sorted_tables
        if table.schema == "warehouse" and not table.name.startswith("dim_")
    ]


def _run(connection: Connection, sql: str, parameters: dict[str, Any]) -> None:
    used = {name: value for name, value in parameters.items() if f":{name}" in sql}
    connection.execute(text(sql), used)


_SHIFT = f"make_interval(months => copy.n % {MONTHS} + {FIRST})"
_LOADED = (
    "(select max(known_at) from history.instant)"
    f" + make_interval(months => copy.n % {MONTHS} - {MONTHS})"
)


def _statements(table: Table) -> list[str]:
    columns = ", ".join(one.name for one in table.columns)
    values = ", ".join(_copy_of(one) for one in table.columns)
    source = f"from {table.fullname} t cross join generate_series(1, :copies) as copy (n)"
    twin = f"history.{table.schema}_{table.name}"
    less = next((name for name in _LESS if name in table.columns), None)
    before = ", ".join("null" if one.name == less else _copy_of(one) for one in table.columns)
    later = f"{_LOADED} + case when {_LATER} then interval '1 month' else interval '0' end"
    made = [
        f"insert into {twin} ({columns}, known_from, known_to)"
        f" select {values}, {later}, 'infinity' {source}"
    ]
    if less:
        made.append(
            f"insert into {twin} ({columns}, known_from, known_to)"
            f" select {before}, {_LOADED}, {later} {source} where {_LATER}"
        )
    # Last: the others copy the rows that stood before it.
    return [*made, f"insert into {table.fullname} ({columns}) select {values} {source}"]


def _copy_of(column: Column[Any]) -> str:
    """What stands in a column of a copy, as SQL."""
    name = f"t.{column.name}"
    if isinstance(column.type, Date):
        return f"({name} + {_SHIFT})::date"
    if column.name == "period":
        return f"to_char(to_date({name}, 'YYYY-MM') + {_SHIFT}, 'YYYY-MM')"
    if column.name == "record_ids" and isinstance(column.type, ARRAY):
        return f"array(select {_id('r.id')} from unnest({name}) as r (id))"
    if column.name == "submission_id":
        return _id(name, f"copy.n % {MONTHS}")
    if column.name.endswith("_id") and column.name != "source_id":
        return _id(name)
    if column.name == "court_code":
        return _other(name, "courts")
    if column.name.endswith("prefecture_code"):
        return _other(name, "places")
    return name


def _id(of: str, copy: str = "copy.n") -> str:
    """An id of the same kind and length, the same one wherever it is referred to."""
    return f"left(left({of}, 2) || upper(md5({of} || ':' || {copy})), length({of}))"


def _other(code: str, listed: str) -> str:
    return (
        f"(cast(:{listed} as text[]))"
        f"[1 + abs(hashtext({code} || copy.n) % cardinality(cast(:{listed} as text[])))]"
    )


# A month's files are one submission a source, however many copies have that month.
_LINEAGE = (
    f"insert into history.instant select distinct {_LOADED} + make_interval(months => late)"
    " from generate_series(1, :copies) as copy (n), generate_series(0, 1) as late"
    " on conflict do nothing",
    "insert into history.record (record_id, submission_id)"
    f" select {_id('t.record_id')}, {_id('t.submission_id', f'copy.n % {MONTHS}')}"
    " from history.record t cross join generate_series(1, :copies) as copy (n)",
    "insert into history.arrival (known_at, submission_id, source_id, period, kind)"
    f" select {_LOADED}, {_id('t.submission_id', f'copy.n % {MONTHS}')}, t.source_id,"
    f" to_char(to_date(t.period, 'YYYY-MM') + {_SHIFT}, 'YYYY-MM'), t.kind"
    " from history.arrival t"
    f" cross join (select distinct on (n % {MONTHS}) n from generate_series(1, :copies) as one (n))"
    " as copy",
)
