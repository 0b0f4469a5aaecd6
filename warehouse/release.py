"""Immutable, checksummed releases: the loaded state as Parquet, and a pointer that moves at once.

``releases/<number>/`` holds a Parquet file per published table, ``dictionary.json`` (every column,
what it is) and ``manifest.json`` (rows and sha256 of each file, the submissions it stands on, and a
``content`` digest that does not depend on the random ids). ``releases/current`` points to one of
them. A release is written beside and renamed, so readers see the old one or the new one, never a
mix; rolling back moves the pointer.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.errors import CallError, message
from warehouse.lake import write_parquet

MANIFEST = "manifest.json"
CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Release:
    """One published release.

    Attributes:
        number: counts up from 1.
        published_at: ISO instant.
        content: digest of what it says, free of random ids.
        rows: table -> rows.
        submissions: the submissions it stands on.
        is_current: readers see this one.
    """

    number: int
    published_at: str
    content: str
    rows: dict[str, int]
    submissions: tuple[str, ...]
    is_current: bool


def publish(
    releases: Path,
    tables: Mapping[str, pa.Table],
    *,
    submissions: tuple[str, ...],
    dictionary: Mapping[str, Any],
    canonical: Mapping[str, str],
    at: datetime,
) -> Release:
    """Write a release and point ``current`` at it; the same content again publishes nothing new.

    Args:
        releases: the zone.
        tables: ``schema.table`` -> rows.
        submissions: what the state was loaded from.
        dictionary: the data dictionary of these tables.
        canonical: random id -> what stands for it in the content digest.
        at: now.
    """
    content = content_digest(tables, canonical)
    newest = max(listed(releases), key=lambda one: one.number, default=None)
    if newest and newest.content == content and newest.submissions == submissions:
        point(releases, newest.number)
        return next(one for one in listed(releases) if one.number == newest.number)
    number = newest.number + 1 if newest else 1
    part = releases / f".{number}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    files: dict[str, Any] = {}
    for name, table in sorted(tables.items()):
        path = part / f"{name}.parquet"
        write_parquet(table, path)
        files[path.name] = {"rows": table.num_rows, "sha256": _sha256(path)}
    _write_json(part / "dictionary.json", dictionary)
    files["dictionary.json"] = {"sha256": _sha256(part / "dictionary.json")}
    manifest = {
        "release": number,
        "published_at": at.isoformat(),
        "content": content,
        "submissions": list(submissions),
        "files": files,
    }
    _write_json(part / MANIFEST, manifest)
    part.replace(releases / str(number))
    point(releases, number)
    return next(one for one in listed(releases) if one.number == number)


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


def listed(releases: Path) -> list[Release]:
    """All releases, by number."""
    current = _current(releases)
    found = []
    for path in sorted(releases.glob(f"*/{MANIFEST}")):
        if path.parent.name.isdigit():
            manifest = json.loads(path.read_text("utf-8"))
            found.append(
                Release(
                    manifest["release"],
                    manifest["published_at"],
                    manifest["content"],
                    {
                        name.removesuffix(".parquet"): one["rows"]
                        for name, one in manifest["files"].items()
                        if "rows" in one
                    },
                    tuple(manifest["submissions"]),
                    manifest["release"] == current,
                )
            )
    return sorted(found, key=lambda one: one.number)


def current(releases: Path) -> Release | None:
    """The release that readers see."""
    return next((one for one in listed(releases) if one.is_current), None)


def _current(releases: Path) -> int | None:
    link = releases / CURRENT
    return int(link.readlink().name) if link.is_symlink() else None


def point(releases: Path, number: int) -> None:
    """Move the pointer to a release that is whole.

    Raises:
        CallError: there is no such release, or its files do not match their checksums.
    """
    faults = verify(releases, number)
    if faults:
        raise CallError(message("release_damaged", number=number, files=", ".join(faults)))
    link = releases / f".{CURRENT}.part"
    link.unlink(missing_ok=True)
    link.symlink_to(str(number))
    os.replace(link, releases / CURRENT)  # noqa: PTH105 - replaces the link, not what it points to


def roll_back(releases: Path, number: int | None = None) -> Release:
    """Point at an earlier release; without a number, at the one before the current.

    Raises:
        CallError: there is no earlier release.
    """
    now = _current(releases)
    earlier = [one.number for one in listed(releases) if now is None or one.number < now]
    if number is None:
        if not earlier:
            raise CallError(message("release_no_earlier"))
        number = max(earlier)
    point(releases, number)
    return next(one for one in listed(releases) if one.number == number)


def verify(releases: Path, number: int) -> list[str]:
    """The files of a release that are missing or do not match their checksum.

    Raises:
        CallError: there is no such release.
    """
    folder = releases / str(number)
    if not (folder / MANIFEST).exists():
        raise CallError(message("release_unknown", number=number))
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    return [
        name
        for name, one in manifest["files"].items()
        if not (folder / name).exists() or _sha256(folder / name) != one["sha256"]
    ]


def read(releases: Path, table: str, number: int | None = None) -> pa.Table:
    """One table of a release; of the current one without a number."""
    folder = releases / (str(number) if number else CURRENT)
    return pq.ParquetFile(folder / f"{table}.parquet").read()


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
