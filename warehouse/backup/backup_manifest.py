"""What a backup says of itself: when, of which version, how many rows, and what its files are.

It is signed with the key that signs receipts, so that a file exchanged behind the steward's back is
found before anything of it is read. No name is in it: counts and digests.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature

from warehouse.backup.database_dump import BackupError
from warehouse.backup.sealed_pipe import sha256_of
from warehouse.errors import CallError, message
from warehouse.files.whole_file import written_whole
from warehouse.vault.signing_keys import fingerprint_of, public_keys, signing_key

MANIFEST: Final = "backup.json"
LOGINS: Final = "logins.sql.age"
DATABASE: Final = "database.dump.age"
FILES: Final = "files.tar.age"
PARTS: Final = (LOGINS, DATABASE, FILES)


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup says of itself."""

    taken_at: str  # the moment of its snapshot, UTC
    revision: str  # of the database's schema
    key_id: str  # the key of the house that opens it
    counts: Mapping[str, int]  # rows by table, as of the snapshot
    files: int  # how many files of var/ it holds
    release: int | None  # the number of the current release, if one stands
    parts: Mapping[str, str]  # sha256 by file of the backup


def write_backup_manifest(folder: Path, manifest: BackupManifest) -> None:
    """Sign and write it, last of all: a folder without it is no backup."""
    key = signing_key()
    content = asdict(manifest)
    signed = {
        **content,
        "signed_by": fingerprint_of(key.public_key()),
        "signature": base64.b64encode(key.sign(_signed_bytes(content))).decode(),
    }
    with written_whole(folder / MANIFEST) as part:
        part.write_text(json.dumps(signed, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def read_backup_manifest(folder: Path) -> BackupManifest:
    """The manifest of a backup whose files are as they were signed.

    Raises:
        CallError: the folder holds no backup.
        BackupError: it was not signed by this house, or a file is missing or another.
    """
    try:
        signed: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        content = {name: signed[name] for name in BackupManifest.__dataclass_fields__}
        key = public_keys().get(signed["signed_by"])
        signature = base64.b64decode(signed["signature"], validate=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CallError(message("backup.none_here", folder=folder.name)) from None
    try:
        if key is None:
            raise InvalidSignature
        key.verify(signature, _signed_bytes(content))
    except InvalidSignature:
        raise BackupError(message("backup.not_ours")) from None
    manifest = BackupManifest(**content)
    for name in PARTS:
        path = folder / name
        if not path.is_file() or sha256_of(path) != manifest.parts.get(name):
            raise BackupError(message("backup.part_changed", file=name))
    return manifest


def _signed_bytes(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
