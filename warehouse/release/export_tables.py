"""A release as a folder of plain Parquet: where it leaves the vault, for work without SQL."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from warehouse import release
from warehouse.errors import CallError, message
from warehouse.release.release_files import sha256


def export_tables(releases: Path, number: int, out: Path) -> None:
    """Write the tables of a release, its dictionary and its manifest into a folder.

    Each table is held against the checksum that the manifest has of it, so a release exports the
    same bytes whenever it is asked to.

    Args:
        number: a release that stands and is whole.
        out: a folder that is empty or not there.

    Raises:
        CallError: the folder holds something, or a table is not what was published.
    """
    manifest = release.read_manifest(releases, number)
    names = [
        name.removesuffix(".parquet") for name, one in manifest["files"].items() if "rows" in one
    ]
    release.write_tables(out, {name: release.read(releases, name, number) for name in names})
    for name in ("dictionary.json", release.MANIFEST):
        shutil.copyfile(releases / str(number) / name, out / name)
    written = json.loads((out / release.MANIFEST).read_text("utf-8"))["files"]
    differing = [
        name for name, one in written.items() if sha256(out / name) != release.plain_checksum(one)
    ]
    if differing:
        raise CallError(message("release_damaged", number=number, files=", ".join(differing)))
