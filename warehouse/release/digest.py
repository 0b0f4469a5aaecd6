"""What a release says, as one digest: the same whatever random ids it says it with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc


def content_digest(tables: Mapping[str, pa.Table], canonical: Mapping[str, str]) -> str:
    """A digest of what the tables say, whatever random ids they say it with and in whatever order.

    Args:
        tables: name -> rows.
        canonical: random id -> what stands for it, e.g. the digest of a person's mentions.
    """
    whole = hashlib.sha256()
    for name, table in sorted(tables.items()):
        columns = []
        for column in table.column_names:
            text = _as_text(table[column])
            if column in ("victim_id", "suspect_id"):
                named = [canonical.get(v, v) for v in text.to_pylist()]
                text = pa.chunked_array([pa.array(named, pa.string())])
            columns.append(text)
        lines = (
            pc.binary_join_element_wise(
                *columns, "\x1f", null_handling="replace", null_replacement="∅"
            )
            if columns
            else pa.chunked_array([], pa.string())
        )
        whole.update(f"{name}|{'|'.join(table.column_names)}\n".encode())
        for line in sorted(lines.to_pylist()):
            whole.update(line.encode())
            whole.update(b"\n")
    return whole.hexdigest()


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        values = [
            None if v is None else ";".join(str(one) for one in v) for v in column.to_pylist()
        ]
        return pa.chunked_array([pa.array(values, pa.string())])
    if pa.types.is_string(column.type):
        return column
    return column.cast(pa.string())
