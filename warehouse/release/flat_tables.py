"""Flat tables of a release: every code beside its label, made of the release's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.database.tables import METADATA
from warehouse.database.views.flat_views import FLAT, FlatColumn, columns, described


def flat_tables(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """``warehouse.flat_…`` -> rows, of the tables that a release holds, in the order of their keys.

    The tables come as published: what is not in them is not in their flat twin either. Looked up
    in Arrow, and not by the SQL of the views: DuckDB takes 0.6 s to plan those, however few rows.
    """
    return {f"warehouse.flat_{name}": _flat(tables, name) for name in FLAT}


def _flat(tables: Mapping[str, pa.Table], name: str) -> pa.Table:
    key = [(one.name, "ascending") for one in METADATA.tables[f"warehouse.{name}"].primary_key]
    rows = tables[f"warehouse.{name}"].sort_by(key)
    return pa.table(
        {
            column: _shown(rows[one.of].combine_chunks(), one, tables)
            for column, one in columns(name).items()
        }
    )


def _shown(cells: pa.Array, column: FlatColumn, tables: Mapping[str, pa.Table]) -> pa.Array:
    """The cells of a column as its flat twin shows them; a list of codes is one text."""
    if not column.is_list:
        return _labels(cells, column, tables) if column.lookup else cells
    codes, row = pc.list_flatten(cells), pc.list_parent_indices(cells)
    if not column.lookup:
        # An empty list is an empty text; of labels, as of nothing to tell, there is none.
        empty = pc.if_else(pc.is_valid(cells), "", pa.scalar(None, pa.string()))
        return _joined(codes, row, empty)
    order = pc.sort_indices(
        pa.table({"row": row, "code": codes}), [("row", "ascending"), ("code", "ascending")]
    )
    labels = _labels(codes, column, tables)
    return _joined(labels.take(order), row.take(order), pa.nulls(len(cells), pa.string()))


def _joined(texts: pa.Array, row: pa.Array, otherwise: pa.Array) -> pa.Array:
    """The texts of each row as one, those of a row together; ``otherwise`` where it has none."""
    full = pc.is_valid(texts)
    by_row = pa.table({"row": row, "text": texts}).filter(full).group_by("row", use_threads=False)
    lists = by_row.aggregate([("text", "list")])
    joined = pc.binary_join(lists["text_list"].combine_chunks(), "; ")
    at = pc.index_in(pa.array(range(len(otherwise))), lists["row"].combine_chunks().cast("int64"))
    return pc.coalesce(joined.take(at), otherwise)


def _labels(codes: pa.Array, column: FlatColumn, tables: Mapping[str, pa.Table]) -> pa.Array:
    """What stands for each code; itself where the list does not know it."""
    if column.lookup == "geography":
        labels = tables["warehouse.dim_geography"].select(["place_code", "name"])
    else:
        labels = tables["warehouse.dim_code"].filter(pc.field("list") == column.lookup)
        labels = labels.select(["code", f"label_{column.language}"])
    places, names = (one.combine_chunks() for one in labels.columns)
    return pc.coalesce(names.take(pc.index_in(codes, places)), codes)


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
