"""The releases that stand: what each says of itself, which one readers see, which are withdrawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.errors import CallError, message
from warehouse.release.release_files import sha256
from warehouse.vault.sealed_parquet import read_table

MANIFEST = "manifest.json"
CURRENT = "current"

# Why a release may be withdrawn -> whether the same content may be published again. Each load holds
# every decision against the names anew; what a person judged to be wrong, no machine brings back.
REASONS: Mapping[str, bool] = {
    "NAMED_PERSON": True,
    "PERSONAL_DATA": False,
    "WRONG": False,
    "DAMAGED": True,
    "ERASED": True,
}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a release was withdrawn."""

    at: str  # ISO instant
    reason: str  # one of ``REASONS``


@dataclass(frozen=True, slots=True)
class Release:
    """One published release."""

    number: int  # counts up from 1
    published_at: str  # ISO instant
    content: str  # digest of what it says, free of random ids
    rows: dict[str, int]  # table -> rows; of a withdrawn release nothing
    submissions: tuple[str, ...]  # the submissions it stands on
    is_current: bool  # readers see this one
    withdrawn: Withdrawn | None = None  # when and why it was withdrawn; None while it stands
    # how far its files let a victim be likened to an accused (``release.likeness``); None where it
    # was not measured
    likeness: Mapping[str, int] | None = None


def listed(releases: Path) -> list[Release]:
    """All releases, by number."""
    current = current_number(releases)
    releases_found = []
    for path in sorted(releases.glob(f"*/{MANIFEST}")):
        if path.parent.name.isdigit():
            manifest = json.loads(path.read_text("utf-8"))
            withdrawn = manifest.get("withdrawn")
            releases_found.append(
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
                    manifest.get("likeness"),
                )
            )
    return sorted(releases_found, key=lambda one: one.number)


def numbered(releases: Path, number: int) -> Release:
    """The release of a number that is there."""
    return next(one for one in listed(releases) if one.number == number)


def current(releases: Path) -> Release | None:
    """The release that readers see."""
    return next((one for one in listed(releases) if one.is_current), None)


def current_number(releases: Path) -> int | None:
    """The number of the release that readers see."""
    link = releases / CURRENT
    return int(link.readlink().name) if link.is_symlink() else None


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


def known_by(releases: Path, number: int) -> datetime:
    """The instant of the load that a release published, be it withdrawn since.

    Raises:
        CallError: there is no such release, or it was made before instants were kept.
    """
    known_at = read_manifest(releases, number).get("known_at")
    if not known_at:
        raise CallError(message("release_no_instant", number=number))
    return datetime.fromisoformat(known_at)


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


def plain_checksum(file: Mapping[str, Any]) -> str:
    """The checksum of a file of a release once it is exported; of before, it stood as it was."""
    return str(file.get("plain_sha256", file["sha256"]))


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
        if not (folder / name).exists() or sha256(folder / name) != one["sha256"]
    ]


def leftovers(folder: Path) -> list[str]:
    """What stands in the folder of a withdrawn release besides its tombstone."""
    return sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)


def read(releases: Path, table: str, number: int | None = None) -> pa.Table:
    """One table of a release; of the current one without a number.

    Raises:
        CallError: there is no such release, or it was withdrawn.
    """
    if number:
        refuse_withdrawn(releases, number)
    folder = releases / (str(number) if number else CURRENT)
    return read_table(folder / f"{table}.parquet")
