"""What an archive says of itself beside its members: that a month had nothing to report.

The declaration stands in the comment of the zip, where no spreadsheet reads it, and names the
members by one digest: a row added, a sheet changed, and it is of another file.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MARK: Final = b"zokwezo-neant "
_LARGEST: Final = 32 * 1024 * 1024
"""Of the members together, bytes; our own workbooks unpack to less than a thirtieth of it."""
_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was declared, as it came: whether it holds is asked of the key."""

    told: dict[str, str]  # the declaration with its signature; empty where it cannot be read
    content: str  # the digest of what lies in the file; empty where that is too much


def declaration_in(path: Path) -> Declaration | None:
    """The declaration that a file carries; None for any other file."""
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        if not archive.comment.startswith(MARK):
            return None
        try:
            facts = json.loads(archive.comment.removeprefix(MARK))
        except (ValueError, RecursionError):
            facts = None
        is_plain = isinstance(facts, dict) and all(isinstance(one, str) for one in facts.values())
        return Declaration(facts if is_plain else {}, content_digest(archive))


def content_digest(archive: zipfile.ZipFile) -> str:
    """One SHA-256 of the names and bytes of all members, in their order."""
    whole, size = hashlib.sha256(), 0
    for member in archive.infolist():
        one = hashlib.sha256()
        try:
            with archive.open(member) as file:
                while piece := file.read(_PIECE):
                    size += len(piece)
                    if size > _LARGEST:
                        return ""
                    one.update(piece)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
            return ""
        whole.update(hashlib.sha256(member.filename.encode()).digest() + one.digest())
    return whole.hexdigest()
