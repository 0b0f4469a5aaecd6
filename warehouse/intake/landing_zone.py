"""Find dropped files once they are whole, fingerprint them, keep their bytes, sealed.

The file name stays out of the kept path: it may name a person. Bytes are kept under their sha256,
each file sealed with a key of its own (``vault``).
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from warehouse.errors import ZokwezoError, message
from warehouse.files.export_files import export_files, is_ignored, open_export
from warehouse.files.whole_file import sync
from warehouse.intake.completeness import is_open_for_writing, looks_unfinished
from warehouse.vault import open_sealed
from warehouse.vault.owners import of_file
from warehouse.vault.sealed_files import seal_stream, sealed_fingerprint


class StillArrivingError(ZokwezoError):
    """A file changed while it was being kept: nobody must act, it is taken at the next look."""


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A whole file in the drop that has not been taken yet."""

    source_id: str  # the name of the folder it was dropped in
    path: Path
    # its name as text that any table can hold: composed accents (NFC), no bytes that are not UTF-8,
    # and as the look names it
    file_name: str
    size: int  # in bytes
    modified_at: datetime  # when its bytes last changed, UTC
    signature: str  # size, times and inode: the same as long as nobody touched the file


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Bytes kept, sealed, under their fingerprint; it and the size are those received."""

    sha256: str
    size: int
    path: Path


def display_name(name: str) -> str:
    """A file name as text: NFC, bytes that are not UTF-8 replaced, no control characters."""
    text = os.fsencode(name).decode("utf-8", "replace")
    text = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def scan(
    drop: Path,
    was_taken: Callable[[DroppedFile], bool] = lambda arrival: False,
    stable_seconds: float = 5.0,
    now: datetime | None = None,
    unfinished_seconds: float = 0.0,
    in_pieces: Collection[tuple[str, str]] = (),
    only: str | None = None,
    named: Callable[[str], str] = lambda name: name,
) -> list[DroppedFile]:
    """Files of ``<drop>/<source>/<file>`` that are whole and not known yet, oldest first.

    A file is whole when neither its bytes nor its entry changed for ``stable_seconds``. The change
    time counts, not only the modification time: a copy that keeps its date, or a stick with a wrong
    clock, would look old or future for ever. Links, directories and lock files are left alone.

    A file that somebody writes to waits. One that looks unfinished, or whose name came in pieces
    before, is asked a longer rest.

    Args:
        drop: the folder of the sources' folders; absent, nothing has arrived.
        was_taken: asks the ledger whether this arrival was taken already, so that it is not hashed
            at every look.
        stable_seconds: how long a file must be at rest.
        now: the instant of the look, for tests.
        unfinished_seconds: how long a file must be at rest that looks unfinished.
        in_pieces: source and name of those that came in pieces before.
        only: one source's folder; by default all.
        named: gives a name as the ledger may hold it (``plain_names``).
    """
    at = (now or datetime.now(UTC)).timestamp()
    arrivals = []
    for folder in _folders(drop) if only is None else [drop / only]:
        for arrival in lying_in(folder, named):
            rest = at - min(arrival.modified_at.timestamp(), at)
            if rest < stable_seconds:
                continue
            came_in_pieces = (folder.name, arrival.file_name) in in_pieces
            if rest < unfinished_seconds and (came_in_pieces or _is(looks_unfinished, arrival)):
                continue
            if unfinished_seconds and _is(is_open_for_writing, arrival):
                continue
            if not was_taken(arrival):
                arrivals.append(arrival)
    return sorted(arrivals, key=lambda a: (a.modified_at, a.source_id, a.file_name))


def lying_in(folder: Path, named: Callable[[str], str] = lambda name: name) -> list[DroppedFile]:
    """Every file of one source's folder, whether at rest or not."""
    now = datetime.now(UTC).timestamp()
    return [
        DroppedFile(
            source_id=folder.name,
            path=folder / name,
            file_name=named(display_name(name)),
            size=seen.st_size,
            modified_at=datetime.fromtimestamp(_touched(seen, now), UTC),
            signature=signature_of(seen),
        )
        for name, seen in export_files(folder)
    ]


def strays(drop: Path, sources: Collection[str] | None = None) -> list[Path]:
    """Files that no source will ever read: beside the sources' folders, or a folder too deep.

    Args:
        drop: the folder of the sources' folders.
        sources: the sources that there are, where known; other folders are nobody's.
    """
    beside = [Path(e.path) for e in _entries(drop) if e.is_file() and not is_ignored(e.name)]
    deeper = [
        Path(root) / name
        for folder in _folders(drop)
        for root, _, names in os.walk(folder)
        if Path(root) != folder or (sources is not None and folder.name not in sources)
        for name in names
        if not is_ignored(name)
    ]
    return sorted(beside + deeper)


def _is(doubt: Callable[[Path], bool], arrival: DroppedFile) -> bool:
    """What a doubt says of a file; what is gone or shut is for whoever takes it to say."""
    try:
        return doubt(arrival.path)
    except OSError:
        return False


def leave_drop(file: DroppedFile) -> bool:
    """Take a file that is kept out of the drop; False where it changed since, or may not be."""
    aside = file.path.with_name(f".{uuid4().hex}.part")
    try:
        file.path.rename(aside)
        seen = aside.stat()
        # A rename changes the time of the entry, and nothing else of what tells the file.
        if signature_of(seen).rsplit("-", 2)[0] != file.signature.rsplit("-", 2)[0]:
            aside.rename(file.path)
            return False
        aside.unlink()
    except OSError:
        return False
    return True


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except (FileNotFoundError, NotADirectoryError):
        return


def _folders(drop: Path) -> list[Path]:
    return sorted(
        drop / e.name
        for e in _entries(drop)
        if e.is_dir(follow_symlinks=False) and not is_ignored(e.name)
    )


def _touched(seen: os.stat_result, now: float) -> float:
    """When the file last changed; a modification time in the future tells nothing."""
    return max(seen.st_ctime, seen.st_mtime if seen.st_mtime <= now else seen.st_ctime)


def signature_of(seen: os.stat_result) -> str:
    """What changes when a file does, but its bytes."""
    return f"{seen.st_size}-{seen.st_mtime_ns}-{seen.st_ctime_ns}-{seen.st_ino}"


def fingerprint(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(path: Path, landing: Path) -> KeptFile:
    """Seal the bytes to ``<landing>/<sha[:2]>/<sha256>``; the same bytes are kept once.

    The copy appears whole or not at all, read-only, and is opened again from the disk, to its end,
    before it gets its name. A copy that was damaged since is replaced. A link is never followed.

    Raises:
        StillArrivingError: the file changed while it was being copied.
        OSError: the disk refused.
        VaultError: there is no key to seal with.
    """
    landing.mkdir(parents=True, exist_ok=True)
    draft = landing / f".{uuid4().hex}.part"
    try:
        sha256, size = _copy(path, draft)
        target = kept_path(landing, sha256)
        if not (target.is_file() and sealed_fingerprint(target, of_file(sha256)) == sha256):
            if sealed_fingerprint(draft, of_file(sha256)) != sha256:
                raise OSError(f"bytes written to {landing} read back differently")
            target.parent.mkdir(exist_ok=True)
            draft.chmod(0o400)
            draft.replace(target)
            sync(target.parent)
            sync(landing)
    finally:
        draft.unlink(missing_ok=True)
    return KeptFile(sha256, size, target)


def kept_path(landing: Path, sha256: str) -> Path:
    """Where the bytes of a fingerprint are kept."""
    return landing / sha256[:2] / sha256


def open_original(landing: Path, sha256: str) -> AbstractContextManager[Path]:
    """Give a path at which the bytes received can be read, for as long as the block lasts.

    Raises:
        VaultError: their key was destroyed, or they are damaged.
        FileNotFoundError: they are kept no more.
    """
    return open_sealed(kept_path(landing, sha256), of_file(sha256))


def _copy(path: Path, draft: Path) -> tuple[str, int]:
    with open_export(path) as source, draft.open("xb") as copy:
        before = os.fstat(source.fileno())
        # Read twice: the key is named by the fingerprint. The signature tells a change between.
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        source.seek(0)
        read = _Counted(source)
        seal_stream(read, copy, of_file(sha256))
        copy.flush()
        os.fsync(copy.fileno())
        after = os.fstat(source.fileno())
        if signature_of(before) != signature_of(after) or read.size != after.st_size:
            raise StillArrivingError(message("landing.still_arriving"))
        return sha256, read.size


class _Counted:
    """What is read of a file, and how much."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.size += len(block)
        return block
