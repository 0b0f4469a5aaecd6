"""Which releases were published and withdrawn, in the database, where the chain holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text

from warehouse import release
from warehouse.database import access
from warehouse.database.hash_chain import ChainEnd, ChainFault
from warehouse.release.release_files import sha256

_TABLE = "audit.release_event"


def record_event(
    connection: Connection,
    releases: Path,
    number: int,
    event: Literal["published", "withdrawn"],
    at: datetime,
) -> None:
    """Write that a release was published or withdrawn, once, with the checksum of its manifest."""
    access.name_account(connection, access.account())
    connection.execute(
        text(
            f"insert into {_TABLE} (release_number, event, manifest_sha256, at, by)"
            " select :number, :event, :told, :at, audit.author()"
            f" where not exists (select from {_TABLE} e"
            "  where e.release_number = :number and e.event = :event)"
        ),
        {
            "number": number,
            "event": event,
            "told": sha256(releases / str(number) / release.MANIFEST),
            "at": at,
        },
    )


def kept_ends(releases: Path) -> list[ChainEnd]:
    """What each manifest says that the chain ended with when its release was made."""
    ends = []
    for number in _standing(releases):
        try:
            end = release.read_manifest(releases, number).get("chain")
            ends += [ChainEnd(end["number"], end["mac"])] if end else []
        except (ValueError, LookupError, TypeError, AttributeError):
            continue  # what is no manifest any more is told by its checksum
    return ends


def verify_events(connection: Connection, releases: Path) -> Iterator[ChainFault]:
    """Hold the manifests that stand against what was said of them when they were made."""
    digests: dict[int, str] = dict(
        connection.execute(
            text(
                f"select distinct on (release_number) release_number, manifest_sha256 from {_TABLE}"
                " order by release_number, event_id desc"
            )
        )
        .tuples()
        .all()
    )
    standing = _standing(releases)
    for number in sorted(standing | set(digests)):
        if number not in standing:
            yield ChainFault("gone", "release", str(number))
        elif number not in digests:
            yield ChainFault("unknown", "release", str(number))
        elif _differs(releases, number, digests[number]):
            yield ChainFault("changed", "release", str(number))


def _standing(releases: Path) -> set[int]:
    """By the names of the folders: what a manifest says may be what was changed."""
    places = releases.glob(f"*/{release.MANIFEST}")
    return {int(one.parent.name) for one in places if one.parent.name.isdigit()}


def _differs(releases: Path, number: int, digest: str) -> bool:
    is_other = sha256(releases / str(number) / release.MANIFEST) != digest
    return is_other or bool(release.verify(releases, number))
