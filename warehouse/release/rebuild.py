"""A past release made again, and held against its own checksums."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from warehouse.release.manifest import MANIFEST, known_by, plain_checksum, refuse_withdrawn
from warehouse.release.release_files import sha256, write_tables


@dataclass(frozen=True, slots=True)
class RebuiltRelease:
    """How a release was made, for it to be made again."""

    known_at: datetime  # the instant of the load that it published
    columns: dict[str, list[str]]  # table -> its columns at the time


def how_made(releases: Path, number: int) -> RebuiltRelease:
    """How a release was made, by its own manifest and dictionary.

    Raises:
        CallError: there is no such release, it was withdrawn, or it was made before instants were
            kept.
    """
    known_at = known_by(releases, number)
    refuse_withdrawn(releases, number)
    dictionary = json.loads((releases / str(number) / "dictionary.json").read_text("utf-8"))
    columns = {name: list(table["columns"]) for name, table in dictionary.items()}
    return RebuiltRelease(known_at, columns)


def rebuild(releases: Path, number: int, tables: Mapping[str, pa.Table], out: Path) -> list[str]:
    """Write a release again, from what the tables held then.

    The dictionary and the manifest are those of the release: they say how it was, not how it is.

    Args:
        tables: its tables as known at its instant.
        out: a folder that is empty or not there.

    Returns:
        The files that are not byte for byte what the release exports.

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
        or sha256(out / name) != plain_checksum(manifest["files"][name])
    )
