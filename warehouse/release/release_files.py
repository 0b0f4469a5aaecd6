"""The files of a release: a sealed Parquet file per table, JSON beside it, and checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.errors import CallError, message
from warehouse.lake import WRITE, write_parquet


def write_files(folder: Path, tables: Mapping[str, pa.Table], owner: str) -> dict[str, Any]:
    """Write a sealed Parquet file per table; what the manifest says of each.

    ``sha256`` is of the file as it stands, so that anybody can hold it against its checksum;
    ``plain_sha256`` of what it is once it is exported, or made again.
    """
    files: dict[str, Any] = {}
    for name, table in sorted(tables.items()):
        path = folder / f"{name}.parquet"
        write_parquet(table, path, owner)
        files[path.name] = {
            "rows": table.num_rows,
            "sha256": sha256(path),
            "plain_sha256": _plain_sha256(table),
        }
    return files


def write_tables(out: Path, tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Write tables into a folder of the caller's own, as any reader of Parquet opens them.

    Returns:
        Rows by table.

    Raises:
        CallError: the folder holds something.
    """
    if out.exists() and any(out.iterdir()):
        raise CallError(message("release_folder_full", folder=out.name))
    out.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        _write_plain(table, out / f"{name}.parquet")
    return {name: table.num_rows for name, table in sorted(tables.items())}


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON that a person can read, its keys in order."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _plain_sha256(table: pa.Table) -> str:
    buffer = pa.BufferOutputStream()
    _write_plain(table, buffer)
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def _write_plain(table: pa.Table, where: Path | pa.BufferOutputStream) -> None:
    # As it comes back from a sealed file, and in one piece: what a list calls its values, and where
    # the pieces end, would show in the bytes.
    pq.write_table(table.cast(_as_read(table.schema)).combine_chunks(), where, **WRITE)


def _as_read(schema: pa.Schema) -> pa.Schema:
    fields = [
        field.with_type(pa.list_(pa.field("element", field.type.value_type)))
        if pa.types.is_list(field.type)
        else field
        for field in schema
    ]
    return pa.schema(fields, schema.metadata)
