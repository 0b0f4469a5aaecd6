"""Flat tables of a release: every code beside its label, made of the release's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from warehouse.database.tables import METADATA
from warehouse.database.views.flat_views import FLAT, columns, described, query
from warehouse.vault.working_tables import working_tables

NEEDED = ("dim_code", "dim_geography")


def flat_tables(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """``warehouse.flat_…`` -> rows, of the tables that a release holds, in the order of their keys.

    The tables come as published: what is not in them is not in their flat twin either.
    """
    made = {}
    with working_tables() as con:
        con.execute("create schema warehouse")
        for name in (*NEEDED, *FLAT):
            con.register(f"given_{name}", tables[f"warehouse.{name}"])
            con.execute(f"create view warehouse.{name} as select * from given_{name}")
        for name in FLAT:
            key = ", ".join(one.name for one in METADATA.tables[f"warehouse.{name}"].primary_key)
            rows = con.sql(f"{query(name)} order by {key}").to_arrow_table()
            made[f"warehouse.flat_{name}"] = rows
    return made


def flat_dictionary() -> dict[str, Any]:
    """The data dictionary of the flat tables, as that of the others is written."""
    return {
        f"warehouse.flat_{name}": {
            **described(name)[""],
            "key": [one.name for one in METADATA.tables[f"warehouse.{name}"].primary_key],
            "columns": {
                column: {"type": _kind(name, column), **described(name)[column]}
                for column in columns(name)
            },
        }
        for name in FLAT
    }


def _kind(name: str, column: str) -> str:
    table = METADATA.tables[f"warehouse.{name}"]
    kind = str(table.columns[column].type) if column in table.columns else "TEXT"
    return "TEXT" if kind == "ARRAY" else kind
