"""What has come of an upload: pieces, each sealed as it arrives, and what they are pieces of.

Nothing of it is plain on the disk: a line that breaks may leave them there for days. Each upload
has a key of its own, which goes with it.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

from warehouse.desk.installation import desk_folder
from warehouse.files.whole_file import written_whole
from warehouse.vault import KeyGoneError, destroy_key, has_key, open_sealed, owners
from warehouse.vault.sealed_files import seal_stream

KEPT_FOR: Final = 7 * 86_400
"""An upload that nobody went on with is forgotten after so many seconds."""
_ABOUT: Final = "envoi.age"
_PIECE: Final = re.compile(r"(\d{12})-(\d{8})\.age")


def keep_about(upload_id: str, about: bytes) -> None:
    """Keep what an upload is; pieces that no key opens any more go."""
    if not has_key(owners.of_upload(upload_id)):
        forget_upload(upload_id)
    folder = _folder(upload_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _seal(folder / _ABOUT, about, upload_id)


def about_upload(upload_id: str) -> bytes | None:
    """What an upload is; None where there is none."""
    try:
        return _opened(_folder(upload_id) / _ABOUT, upload_id)
    except (FileNotFoundError, KeyGoneError):
        return None


def bytes_here(upload_id: str) -> int:
    """How many bytes of an upload are here."""
    return sum(length for _, length, _ in _pieces(upload_id))


def keep_piece(upload_id: str, offset: int, piece: bytes) -> None:
    """Keep a piece that begins where the others end."""
    if piece:
        place = _folder(upload_id) / f"{offset:012d}-{len(piece):08d}.age"
        _seal(place, piece, upload_id)


def whole_upload(upload_id: str) -> bytes:
    """All that is here of an upload, in its order."""
    return b"".join(_opened(path, upload_id) for _, _, path in _pieces(upload_id))


def drop_pieces(upload_id: str) -> None:
    """Forget the pieces of an upload, which may be sent anew."""
    for _, _, path in _pieces(upload_id):
        path.unlink(missing_ok=True)


def forget_upload(upload_id: str) -> None:
    """Destroy the key of an upload, then what it sealed."""
    destroy_key(owners.of_upload(upload_id))
    shutil.rmtree(_folder(upload_id), ignore_errors=True)


def forget_old() -> None:
    """Forget every upload that nobody went on with."""
    for folder in _uploads().iterdir():
        if not folder.is_dir():
            folder.unlink(missing_ok=True)  # of a version that sealed nothing
        elif time.time() - folder.stat().st_mtime > KEPT_FOR:
            forget_upload(folder.name)


@contextmanager
def one_at_a_time(upload_id: str) -> Iterator[None]:
    """Hold an upload: of two browsers that send the same piece, the second sees the first's."""
    handle = os.open(_folder(upload_id) / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _uploads() -> Path:
    folder = desk_folder() / "envois"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _folder(upload_id: str) -> Path:
    return _uploads() / upload_id


def _pieces(upload_id: str) -> list[tuple[int, int, Path]]:
    folder = _folder(upload_id)
    if not folder.is_dir():
        return []
    pieces = ((_PIECE.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted((int(named[1]), int(named[2]), path) for named, path in pieces if named)


def _seal(place: Path, body: bytes, upload_id: str) -> None:
    with written_whole(place) as part:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as target:
            seal_stream(BytesIO(body), target, owners.of_upload(upload_id))
            target.flush()
            os.fsync(target.fileno())


def _opened(place: Path, upload_id: str) -> bytes:
    with open_sealed(place, owners.of_upload(upload_id)) as plain:
        return plain.read_bytes()
