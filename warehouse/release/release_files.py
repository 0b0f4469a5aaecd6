"""The files of a release: a Parquet file per table, JSON beside them, and their checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.errors import CallError, message
from warehouse.lake import write_parquet


def write_files(folder: Path, tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """Write a Parquet file per table; what the manifest says of each."""
    files: dict[str, Any] = {}
    for name, table in sorted(tables.items()):
        path = folder / f"{name}.parquet"
        write_parquet(table, path)
        files[path.name] = {"rows": table.num_rows, "sha256": sha256(path)}
    return files


def write_tables(out: Path, tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Write tables as a release holds them into a folder of their own; rows by table.

    Raises:
        CallError: the folder holds something.
    """
    if out.exists() and any(out.iterdir()):
        raise CallError(message("release_folder_full", folder=out.name))
    out.mkdir(parents=True, exist_ok=True)
    write_files(out, tables)
    return {name: table.num_rows for name, table in sorted(tables.items())}


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON that a person can read, its keys in order."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
