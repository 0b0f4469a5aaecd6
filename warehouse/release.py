"""Immutable, checksummed releases: the loaded state as Parquet, and a pointer that moves at once.

``releases/<number>/`` holds a Parquet file per published table, ``dictionary.json`` (every column,
what it is) and ``manifest.json`` (rows and sha256 of each file, the submissions it stands on, and a
``content`` digest that does not depend on the random ids). ``releases/current`` points to one of
them. A release is written beside and renamed, so readers see the old one or the new one, never a
mix; rolling back moves the pointer. Of a withdrawn one (``withdrawal``) the manifest alone is left,
as a tombstone: its number is never used again, and nothing points to it.
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

from warehouse.errors import CallError, ZokwezoError, message
from warehouse.lake import write_parquet

MANIFEST = "manifest.json"
CURRENT = "current"


# Why a release may be withdrawn -> whether the same content may be published again. Each load holds
# every decision against the names anew; what a person judged to be wrong, no machine brings back.
REASONS: Mapping[str, bool] = {
    "NAMED_PERSON": True,
    "PERSONAL_DATA": False,
    "WRONG": False,
    "DAMAGED": True,
}


class ReleaseRefusedError(ZokwezoError):
    """What is loaded is what was withdrawn: it is not published again."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a release was withdrawn.

    Attributes:
        at: ISO instant.
        reason: one of ``REASONS``.
    """

    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """One published release.

    Attributes:
        number: counts up from 1.
        published_at: ISO instant.
        content: digest of what it says, free of random ids.
        rows: table -> rows; of a withdrawn release nothing.
        submissions: the submissions it stands on.
        is_current: readers see this one.
        withdrawn: when and why it was withdrawn; None while it stands.
    """

    number: int
    published_at: str
    content: str
    rows: dict[str, int]
    submissions: tuple[str, ...]
    is_current: bool
    withdrawn: Withdrawn | None = None


def publish(
    releases: Path,
    tables: Mapping[str, pa.Table],
    *,
    submissions: tuple[str, ...],
    dictionary: Mapping[str, Any],
    canonical: Mapping[str, str],
    at: datetime,
    known_at: datetime | None = None,
) -> Release:
    """Write a release and point ``current`` at it; the same content again publishes nothing new.

    Args:
        releases: the zone.
        tables: ``schema.table`` -> rows.
        submissions: what the state was loaded from.
        dictionary: the data dictionary of these tables.
        canonical: random id -> what stands for it in the content digest.
        at: now.
        known_at: the instant of the load that it publishes: by it the release is made again.

    Raises:
        ReleaseRefusedError: the same content was withdrawn for good.
    """
    content = content_digest(tables, canonical)
    earlier = listed(releases)
    for one in earlier:
        if one.withdrawn and one.content == content and not REASONS.get(one.withdrawn.reason):
            raise ReleaseRefusedError(
                message("release_withdrawn_content", number=one.number, reason=one.withdrawn.reason)
            )
    newest = max(earlier, key=lambda one: one.number, default=None)
    if (
        newest
        and not newest.withdrawn
        and newest.content == content
        and newest.submissions == submissions
    ):
        point(releases, newest.number)
        return next(one for one in listed(releases) if one.number == newest.number)
    number = newest.number + 1 if newest else 1
    part = releases / f".{number}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    files = _write_tables(part, tables)
    _write_json(part / "dictionary.json", dictionary)
    files["dictionary.json"] = {"sha256": _sha256(part / "dictionary.json")}
    manifest = {
        "release": number,
        "published_at": at.isoformat(),
        "known_at": known_at.isoformat() if known_at else None,
        "content": content,
        "submissions": list(submissions),
        "files": files,
    }
    _write_json(part / MANIFEST, manifest)
    part.replace(releases / str(number))
    point(releases, number)
    return next(one for one in listed(releases) if one.number == number)


def _write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """Write a Parquet file per table; what the manifest says of each."""
    files: dict[str, Any] = {}
    for name, table in sorted(tables.items()):
        path = folder / f"{name}.parquet"
        write_parquet(table, path)
        files[path.name] = {"rows": table.num_rows, "sha256": _sha256(path)}
    return files


def write_tables(out: Path, tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Write tables as a release holds them into a folder of their own; rows by table.

    Raises:
        CallError: the folder holds something.
    """
    if out.exists() and any(out.iterdir()):
        raise CallError(message("release_folder_full", folder=out.name))
    out.mkdir(parents=True, exist_ok=True)
    _write_tables(out, tables)
    return {name: table.num_rows for name, table in sorted(tables.items())}


@dataclass(frozen=True, slots=True)
class Made:
    """How a release was made, for it to be made again.

    Attributes:
        known_at: the instant of the load that it published.
        columns: table -> its columns at the time.
    """

    known_at: datetime
    columns: dict[str, list[str]]


def how_made(releases: Path, number: int) -> Made:
    """How a release was made, by its own manifest and dictionary.

    Raises:
        CallError: there is no such release, it was withdrawn, or it was made before instants were
            kept.
    """
    known_at = known_by(releases, number)
    refuse_withdrawn(releases, number)
    said = json.loads((releases / str(number) / "dictionary.json").read_text("utf-8"))
    columns = {name: list(table["columns"]) for name, table in said.items()}
    return Made(known_at, columns)


def known_by(releases: Path, number: int) -> datetime:
    """The instant of the load that a release published, be it withdrawn since.

    Raises:
        CallError: there is no such release, or it was made before instants were kept.
    """
    known_at = read_manifest(releases, number).get("known_at")
    if not known_at:
        raise CallError(message("release_no_instant", number=number))
    return datetime.fromisoformat(known_at)


def rebuild(releases: Path, number: int, tables: Mapping[str, pa.Table], out: Path) -> list[str]:
    """Write a release again, from what the tables held then.

    The dictionary and the manifest are those of the release: they say how it was, not how it is.

    Args:
        releases: the zone.
        number: the release.
        tables: its tables as known at its instant.
        out: a folder that is empty or not there.

    Returns:
        The files that are not byte for byte those that the manifest names.

    Raises:
        CallError: the folder holds something.
    """
    write_tables(out, tables)
    for name in ("dictionary.json", MANIFEST):
        shutil.copyfile(releases / str(number) / name, out / name)
    manifest = json.loads((out / MANIFEST).read_text("utf-8"))
    made = {path.name for path in out.iterdir()} - {MANIFEST}
    return sorted(
        name
        for name in made | set(manifest["files"])
        if name not in made
        or name not in manifest["files"]
        or _sha256(out / name) != manifest["files"][name]["sha256"]
    )


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
            withdrawn = manifest.get("withdrawn")
            found.append(
                Release(
                    manifest["release"],
                    manifest["published_at"],
                    manifest["content"],
                    {
                        name.removesuffix(".parquet"): one["rows"]
                        for name, one in manifest.get("files", {}).items()
                        if "rows" in one
                    },
                    tuple(manifest["submissions"]),
                    manifest["release"] == current,
                    Withdrawn(withdrawn["at"], withdrawn["reason"]) if withdrawn else None,
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
        CallError: there is no such release, it was withdrawn, or its files do not match their
            checksums.
    """
    refuse_withdrawn(releases, number)
    faults = verify(releases, number)
    if faults:
        raise CallError(message("release_damaged", number=number, files=", ".join(faults)))
    link = releases / f".{CURRENT}.part"
    link.unlink(missing_ok=True)
    link.symlink_to(str(number))
    os.replace(link, releases / CURRENT)  # noqa: PTH105 - replaces the link, not what it points to


def roll_back(releases: Path, number: int | None = None) -> Release:
    """Point at an earlier release; without a number, at the one before the current that stands.

    Raises:
        CallError: there is no earlier release, or the one that is named was withdrawn.
    """
    now = _current(releases)
    earlier = [
        one.number
        for one in listed(releases)
        if not one.withdrawn and (now is None or one.number < now)
    ]
    if number is None:
        if not earlier:
            raise CallError(message("release_no_earlier"))
        number = max(earlier)
    point(releases, number)
    return next(one for one in listed(releases) if one.number == number)


def verify(releases: Path, number: int) -> list[str]:
    """The files of a release that are missing or do not match their checksum.

    Of a withdrawn release, those that should be gone and are not.

    Raises:
        CallError: there is no such release.
    """
    folder = releases / str(number)
    manifest = read_manifest(releases, number)
    if "withdrawn" in manifest:
        return leftovers(folder)
    return [
        name
        for name, one in manifest["files"].items()
        if not (folder / name).exists() or _sha256(folder / name) != one["sha256"]
    ]


def leftovers(folder: Path) -> list[str]:
    """What stands in the folder of a withdrawn release besides its tombstone."""
    return sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)


def read_manifest(releases: Path, number: int) -> dict[str, Any]:
    """The manifest of a release, or its tombstone.

    Raises:
        CallError: there is no such release.
    """
    path = releases / str(number) / MANIFEST
    if not path.exists():
        raise CallError(message("release_unknown", number=number))
    manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return manifest


def refuse_withdrawn(releases: Path, number: int) -> None:
    """Nothing, unless the release was withdrawn.

    Raises:
        CallError: it was, or there is no such release.
    """
    withdrawn = read_manifest(releases, number).get("withdrawn")
    if withdrawn:
        raise CallError(
            message(
                "release_withdrawn",
                number=number,
                day=withdrawn["at"][:10],
                reason=withdrawn["reason"],
            )
        )


def read(releases: Path, table: str, number: int | None = None) -> pa.Table:
    """One table of a release; of the current one without a number.

    Raises:
        CallError: there is no such release, or it was withdrawn.
    """
    if number:
        refuse_withdrawn(releases, number)
    folder = releases / (str(number) if number else CURRENT)
    return pq.ParquetFile(folder / f"{table}.parquet").read()


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
