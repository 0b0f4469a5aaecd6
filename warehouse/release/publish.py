"""A release written beside the others and renamed into place; the same again makes none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.errors import ZokwezoError, message
from warehouse.release.digest import content_digest
from warehouse.release.likeness import likeness
from warehouse.release.manifest import MANIFEST, REASONS, Release, listed, numbered
from warehouse.release.pointer import point
from warehouse.release.release_files import sha256, write_files, write_json
from warehouse.vault.owners import of_release


class ReleaseRefusedError(ZokwezoError):
    """What is loaded is what was withdrawn: it is not published again."""


def publish(
    releases: Path,
    tables: Mapping[str, pa.Table],
    *,
    submissions: tuple[str, ...],
    dictionary: Mapping[str, Any],
    canonical: Mapping[str, str],
    at: datetime,
    known_at: datetime | None = None,
    chain: Mapping[str, Any] | None = None,
    anew: bool = False,
) -> Release:
    """Write a release and point ``current`` at it; the same content again publishes nothing new.

    Args:
        tables: ``schema.table`` -> rows.
        submissions: what the state was loaded from.
        dictionary: the data dictionary of these tables.
        canonical: random id -> what stands for it in the content digest.
        known_at: the instant of the load that it publishes: by it the release is made again.
        chain: the last link of the chain of what was decided, kept here: a chain that was cut
            lacks it.
        anew: make a release also of what the newest says already.

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
    # By content, not by submissions: a nil return, or the same list sent again under another name,
    # is in the ledger and changes no row that anybody reads.
    if newest and not anew and not newest.withdrawn and newest.content == content:
        point(releases, newest.number)
        return numbered(releases, newest.number)
    number = newest.number + 1 if newest else 1
    part = releases / f".{number}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    files = write_files(part, tables, of_release(number))
    write_json(part / "dictionary.json", dictionary)
    digest = sha256(part / "dictionary.json")
    files["dictionary.json"] = {"sha256": digest, "plain_sha256": digest}
    manifest = {
        "release": number,
        "published_at": at.isoformat(),
        "known_at": known_at.isoformat() if known_at else None,
        "content": content,
        "chain": chain,
        "submissions": list(submissions),
        "likeness": likeness(tables),
        "files": files,
    }
    write_json(part / MANIFEST, manifest)
    part.replace(releases / str(number))
    point(releases, number)
    return numbered(releases, number)
