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
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from warehouse.database.tables import intake as tables
from warehouse.desk import upload_pieces as pieces
from warehouse.desk.scoped_reading import desk_engine
from warehouse.errors import CallError, message
from warehouse.files.export_files import is_ignored
from warehouse.intake.landing_zone import display_name
from warehouse.intake.plain_names import record_key
from warehouse.intake.submissions import submission_id_of
from warehouse.settings import settings

PIECE: Final = 256 * 1024
"""What a page sends at once, bytes: on a line of 256 kbit/s, eight seconds."""
LARGEST_PIECE: Final = 4 * PIECE
LONGEST_DRAFT: Final = 3600
"""Seconds after which a draft in the drop is of nobody who still writes it."""
LONGEST_NAME: Final = 120
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DRAFT: Final = re.compile(r"\.[0-9a-f]{16}\.\d+\.part")
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
    """One file on its way."""

    account: str
    source_id: str
    file_name: str  # as it will stand in the drop folder
    size: int  # bytes in all
    sha256: str

    @property
    def upload_id(self) -> str:
        """The same for the same file of the same account, whenever it is begun."""
        seed = "\x00".join((self.account, self.source_id, self.sha256))
        return hashlib.sha256(seed.encode()).hexdigest()[:32]


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


def described(account: str, body: bytes) -> Upload:
    """The upload that a page describes as JSON: three texts and a size, nothing that is like them.

    Raises:
        ValueError: it is no such description.
        CallError: its name is none.
    """
    try:
        header = json.loads(body)
    except RecursionError:
        raise ValueError from None
    names = ("source_id", "file_name", "sha256")
    if not isinstance(header, dict) or not all(isinstance(header.get(name), str) for name in names):
        raise ValueError
    if type(header.get("size")) is not int or not _SHA256.fullmatch(header["sha256"]):
        raise ValueError
    name = safe_name(header["file_name"])
    return Upload(account, header["source_id"], name, header["size"], header["sha256"])


def received_before(connection: Connection, source_id: str, sha256: str) -> str | None:
    """The submission that brought these bytes, if any does still count for something."""
    s = tables.submission.c
    submission_id = connection.scalar(
        select(s.submission_id)
        .where(s.source_id == source_id, s.sha256 == sha256)
        .where(s.duplicate_of.is_(None), s.withdrawn_at.is_(None))
        .order_by(s.received_at)
        .limit(1)
    )
    return str(submission_id) if submission_id else None


def future_id(source_id: str, file_name: str, sha256: str) -> str:
    """What the ledger will call a file that was dropped."""
    with desk_engine().connect() as connection:
        return submission_id_of(record_key(connection), source_id, file_name, sha256)


def begin(upload: Upload) -> int:
    """Begin an upload, or find the one that was begun; how many bytes are here already.

    Raises:
        CallError: it is larger than the desk takes, holds nothing, or is described wrongly.
    """
    check_size(upload.size)
    if not _SHA256.fullmatch(upload.sha256):
        raise CallError(message("desk.upload.broken"))
    pieces.forget_old()
    pieces.keep_about(upload.upload_id, json.dumps(asdict(upload)).encode())
    return offset_of(upload)


def find(account: str, upload_id: str) -> Upload:
    """The upload of an account by its id.

    Raises:
        NoUploadError: there is none.
    """
    about = pieces.about_upload(upload_id) if _ID.fullmatch(upload_id) else None
    if about is None:
        raise NoUploadError
    upload = Upload(**json.loads(about))
    if upload.account != account:
        raise NoUploadError
    return upload


def offset_of(upload: Upload) -> int:
    """How many of its bytes are here."""
    return pieces.bytes_here(upload.upload_id)


def append(upload: Upload, offset: int, piece: bytes) -> int:
    """Add a piece where the upload stands; how many bytes are here then.

    Raises:
        WrongOffsetError: the piece begins elsewhere: a lost answer, or two browsers.
        CallError: there are more bytes than was said.
    """
    with pieces.one_at_a_time(upload.upload_id):
        here = offset_of(upload)
        if offset != here:
            raise WrongOffsetError(here)
        if here + len(piece) > upload.size:
            raise CallError(message("desk.upload.broken"))
        pieces.keep_piece(upload.upload_id, here, piece)
        return here + len(piece)


def finish(upload: Upload) -> Path:
    """Put an upload that is whole into the drop folder of its source.

    Raises:
        CallError: its bytes are not those that were announced; they are forgotten.
    """
    body = pieces.whole_upload(upload.upload_id)
    if hashlib.sha256(body).hexdigest() != upload.sha256 or len(body) != upload.size:
        pieces.drop_pieces(upload.upload_id)
        raise CallError(message("desk.upload.broken"))
    there = drop(upload.source_id, upload.file_name, body)
    pieces.forget_upload(upload.upload_id)
    return there


def drop(source_id: str, file_name: str, body: bytes) -> Path:
    """Put bytes into the drop folder of a source; they appear there whole.

    A file of that name with other bytes is left alone: the new one gets a number, for what stood
    there may not have been received yet.
    """
    folder = settings().drop / source_id
    folder.mkdir(parents=True, exist_ok=True)
    _sweep_drafts(folder)
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


def _write_closed(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _sweep_drafts(folder: Path) -> None:
    """Take away the drafts, plain as the drop is, of processes that were killed."""
    for draft in folder.glob(".*.part"):
        with suppress(FileNotFoundError):
            if _DRAFT.fullmatch(draft.name) and time.time() - draft.stat().st_mtime > LONGEST_DRAFT:
                draft.unlink()
