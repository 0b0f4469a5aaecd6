"""Where others' texts name a person who is erased: decisions, the plan's remarks, what people said.

Once she is in no register, the guard that kept such a decision out would know her no more, and let
it be published: her name is taken out of it first. A decision that a human let through though a
namesake of hers is registered stays; what people gave as reasons only grows, and is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Text, column, select, table, text

from warehouse import lake
from warehouse.database.tables import METADATA
from warehouse.load.cleared_decisions import WRITTEN
from warehouse.load.name_search import NAMES, naming
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

FREE_TEXTS: Final[Mapping[str, Sequence[str]]] = {
    "decision": WRITTEN,
    "plan_status": ("action", "observations"),
    "plan_activity": ("title",),
}
_SAID: Final = frozenset({"reason", "purpose", "document"})


@dataclass(frozen=True, slots=True)
class NamedText:
    """A record of another source in which she stands."""

    table: str
    submission_id: str
    record_id: str
    columns: tuple[str, ...]


def texts_of_lake(connection: Connection, mentions: Collection[str]) -> list[NamedText]:
    """The records that name one of these mentions and that are published nowhere as they read."""
    names = _names(mentions)
    published = set(connection.scalars(text("select record_id from case_law.decision")))
    return [
        one
        for name in FREE_TEXTS
        for one in _in_table(name, names)
        if one.record_id not in published
    ]


def texts_of_people(connection: Connection, mentions: Collection[str]) -> dict[str, int]:
    """How many of the things that people said name her, by the column in which they stand."""
    names = _names(mentions)
    counts = {}
    for one in METADATA.sorted_tables:
        for its_column in one.columns:
            if its_column.name not in _SAID or not isinstance(its_column.type, Text):
                continue
            there = table(one.name, column(its_column.name), schema=one.schema)
            values = list(connection.scalars(select(there.c[its_column.name]).distinct()))
            texts = pa.table(
                {
                    "key": pa.array([str(n) for n in range(len(values))], pa.string()),
                    "said": pa.array(values, pa.string()),
                }
            )
            if persons := pc.count_distinct(naming(texts, names, ["said"])["key"]).as_py():
                counts[f"{one.fullname}.{its_column.name}"] = int(persons)
    return counts


def without_texts(name: str, rows: pa.Table, named: Collection[NamedText]) -> pa.Table:
    """Records of a conformed table, without the texts that name her."""
    for field in FREE_TEXTS.get(name, ()):
        ids = [one.record_id for one in named if one.table == name and field in one.columns]
        gone = pc.is_in(rows["record_id"], value_set=pa.array(ids, pa.string()))
        place = rows.schema.get_field_index(field)
        empty = pa.scalar(None, rows.schema.field(place).type)
        kept = pc.if_else(gone, empty, rows.column(place))
        rows = rows.set_column(place, rows.schema.field(place), kept)
    return rows


def _names(mentions: Collection[str]) -> pa.Table:
    ids = pa.array(list(mentions), pa.string())
    parts = [
        rows.filter(pc.is_in(rows["record_id"], value_set=ids))
        for path in lake.conformed_files(settings().lake, "person_mention")
        for rows in (read_table(path).select(list(NAMES)),)
    ]
    return pa.concat_tables(parts)


def _in_table(name: str, names: pa.Table) -> Iterator[NamedText]:
    columns = FREE_TEXTS[name]
    for path in lake.conformed_files(settings().lake, name):
        rows = read_table(path)
        texts = rows.select(list(columns)).append_column("key", rows["record_id"])
        columns_of: dict[str, set[str]] = {}
        for hit in naming(texts, names, columns).to_pylist():
            columns_of.setdefault(hit["key"], set()).add(hit["column"])
        for record_id, where in sorted(columns_of.items()):
            yield NamedText(name, path.stem, record_id, tuple(sorted(where)))
