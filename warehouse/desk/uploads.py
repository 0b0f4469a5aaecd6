"""A file sent through a page: whole or piece by piece, then put where every file is dropped.

From there it goes the one way, with one verdict. A line that breaks loses nothing: an upload is
known by what it is (account, source, sha256), so whoever begins it again goes on where it stopped,
and whoever sends it twice is led to the receipt of the first time.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from warehouse.database.tables import intake as tables
from warehouse.desk.installation import desk_folder
from warehouse.errors import CallError, message
from warehouse.export_files import is_ignored
from warehouse.intake.landing_zone import display_name
from warehouse.intake.submissions import submission_id_of
from warehouse.settings import settings

PIECE: Final = 256 * 1024
"""What a page sends at once, bytes: on a line of 256 kbit/s, eight seconds."""
LARGEST_PIECE: Final = 4 * PIECE
KEPT_FOR: Final = 7 * 86_400
"""An upload that nobody went on with is forgotten after so many seconds."""
LONGEST_NAME: Final = 120
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ID: Final = re.compile(r"[0-9a-f]{32}")


class WrongOffsetError(Exception):
    """A piece does not begin where the upload stands; ``offset`` says where it does."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class NoUploadError(Exception):
    """There is no such upload of this account."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way.

    Attributes:
        account: who sends it.
        source_id: for which register.
        file_name: as it will stand in the drop folder.
        size: bytes in all.
        sha256: what they are.
    """

    account: str
    source_id: str
    file_name: str
    size: int
    sha256: str

    @property
    def upload_id(self) -> str:
        """The same for the same file of the same account, whenever it is begun."""
        told = "\x00".join((self.account, self.source_id, self.sha256))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def submission_id(self) -> str:
        """What the ledger will call it."""
        return submission_id_of(self.source_id, self.file_name, self.sha256)

    @property
    def part(self) -> Path:
        """Where its bytes gather."""
        return _folder() / f"{self.upload_id}.part"


def safe_name(given: str) -> str:
    """A file name without folders, controls or what a drop folder would overlook.

    Raises:
        CallError: nothing is left of it.
    """
    name = display_name(re.split(r"[/\\]", given)[-1]).strip()
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if dot and len(ending) < 10 else (name, "")
    # A file system counts bytes.
    stem = stem.lstrip(".~ ").encode()[:LONGEST_NAME].decode("utf-8", "ignore").rstrip()
    if not stem or is_ignored(stem + ending):
        raise CallError(message("desk.upload.no_name"))
    return stem + ending


def received_before(connection: Connection, source_id: str, sha256: str) -> str | None:
    """The submission that brought these bytes, if any does still count for something."""
    s = tables.submission.c
    found = connection.scalar(
        select(s.submission_id)
        .where(s.source_id == source_id, s.sha256 == sha256)
        .where(s.duplicate_of.is_(None), s.withdrawn_at.is_(None))
        .order_by(s.received_at)
        .limit(1)
    )
    return str(found) if found else None


def begin(upload: Upload) -> int:
    """Begin an upload, or find the one that was begun; how many bytes are here already.

    Raises:
        CallError: it is larger than the desk takes, holds nothing, or is described wrongly.
    """
    check_size(upload.size)
    if not _SHA256.fullmatch(upload.sha256):
        raise CallError(message("desk.upload.broken"))
    _forget_old()
    state = _folder() / f"{upload.upload_id}.json"
    _write_closed(state, json.dumps(asdict(upload)).encode())
    return _size(upload.part)


def find(account: str, upload_id: str) -> Upload:
    """The upload of an account by its id.

    Raises:
        NoUploadError: there is none.
    """
    state = _folder() / f"{upload_id}.json"
    if not _ID.fullmatch(upload_id) or not state.is_file():
        raise NoUploadError
    found = Upload(**json.loads(state.read_bytes()))
    if found.account != account:
        raise NoUploadError
    return found


def offset_of(upload: Upload) -> int:
    """How many of its bytes are here."""
    return _size(upload.part)


def append(upload: Upload, offset: int, piece: bytes) -> int:
    """Add a piece where the upload stands; how many bytes are here then.

    Raises:
        WrongOffsetError: the piece begins elsewhere: a lost answer, or two browsers.
        CallError: there are more bytes than was said.
    """
    with _open_part(upload.part) as part:
        here = os.fstat(part).st_size
        if offset != here:
            raise WrongOffsetError(here)
        if here + len(piece) > upload.size:
            raise CallError(message("desk.upload.broken"))
        os.pwrite(part, piece, here)
        os.fsync(part)
        return here + len(piece)


def finish(upload: Upload) -> Path:
    """Put an upload that is whole into the drop folder of its source.

    Raises:
        CallError: its bytes are not those that were announced; they are forgotten.
    """
    with upload.part.open("rb") as part:
        sha256 = hashlib.file_digest(part, "sha256").hexdigest()
    if sha256 != upload.sha256 or _size(upload.part) != upload.size:
        upload.part.unlink(missing_ok=True)
        raise CallError(message("desk.upload.broken"))
    there = drop(upload.source_id, upload.file_name, upload.part.read_bytes())
    upload.part.unlink(missing_ok=True)
    (_folder() / f"{upload.upload_id}.json").unlink(missing_ok=True)
    return there


def drop(source_id: str, file_name: str, body: bytes) -> Path:
    """Put bytes into the drop folder of a source; they appear there whole.

    A file of that name with other bytes is left alone: the new one gets a number, for what stood
    there may not have been received yet.
    """
    folder = settings().drop / source_id
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{hashlib.sha256(body).hexdigest()[:16]}.{os.getpid()}.part"
    _write_closed(draft, body)
    try:
        stem, dot, ending = file_name.rpartition(".")
        stem, ending = (stem, dot + ending) if dot else (file_name, "")
        number = 1
        while True:
            name = file_name if number == 1 else f"{stem} ({number}){ending}"
            try:
                os.link(draft, folder / name)
                return folder / name
            except FileExistsError:
                if (folder / name).read_bytes() == body:
                    return folder / name
                number += 1
    finally:
        draft.unlink(missing_ok=True)


def check_size(size: int) -> None:
    """Refuse what is larger than the desk takes, or empty.

    Raises:
        CallError: with the limit in it.
    """
    if size <= 0:
        raise CallError(message("desk.upload.empty"))
    if size > settings().upload_bytes:
        raise CallError(message("desk.upload.too_large", megabytes=megabytes()))


def megabytes() -> int:
    """The largest file that the desk takes."""
    return settings().upload_bytes // 1_000_000


def _folder() -> Path:
    folder = desk_folder() / "envois"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


@contextmanager
def _open_part(path: Path) -> Iterator[int]:
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _write_closed(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _forget_old() -> None:
    for path in _folder().iterdir():
        if time.time() - path.stat().st_mtime > KEPT_FOR:
            path.unlink(missing_ok=True)
