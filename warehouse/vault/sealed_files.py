"""Any file, sealed with age for its owner; read again through one function, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import pyrage
import structlog

from warehouse.errors import message
from warehouse.files.whole_file import written_whole
from warehouse.vault.data_keys import data_key, known_key
from warehouse.vault.keyring import VaultError

_AGE = b"age-encryption.org/v1\n"
# Less is what a container has of it, too little for a workbook of a hundred thousand rows.
_ROOM = 1 << 30
_MARK = "zokwezo-vault-"

log = structlog.get_logger(__name__)


class Readable(Protocol):
    """What gives bytes in blocks."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""


def seal_stream(source: Readable, target: IO[bytes], owner: str) -> None:
    """Seal what ``source`` gives into ``target``, in blocks.

    Raises:
        VaultError: there is no key to seal with.
    """
    pyrage.encrypt_io(source, target, [data_key(owner).to_public()])


def seal_file(plain: Path, sealed: Path, owner: str) -> None:
    """Seal a file beside itself: ``sealed`` appears whole, and lasts; ``plain`` is left."""
    with written_whole(sealed) as part, plain.open("rb") as source, part.open("xb") as target:
        seal_stream(source, target, owner)
        target.flush()
        os.fsync(target.fileno())


def is_sealed(path: Path) -> bool:
    """Whether a file begins as an age file does."""
    with path.open("rb") as file:
        return file.read(len(_AGE)) == _AGE


@contextmanager
def open_sealed(path: Path, owner: str) -> Iterator[Path]:
    """Give a path at which the bytes can be read for as long as the block lasts.

    They are opened to their end before anything is given: a cut age file yields the bytes before
    the cut, then the error. They are never on a disk where the system has files in memory (Linux),
    else in a folder closed to others, which goes at the end. What was never sealed is given as is.

    Raises:
        KeyGoneError: the key of the owner is not there.
        VaultError: the file is damaged, or sealed with another key.
    """
    if not is_sealed(path):
        yield path
        return
    key = known_key(owner)
    with _in_memory() as (place, plain), path.open("rb") as source:
        open_into(source, plain, [key], path.name)
        plain.flush()
        yield place


def sealed_fingerprint(path: Path, owner: str) -> str | None:
    """The sha256 of what a sealed file holds; None where it cannot be opened to its end."""
    digest = _Digest()
    try:
        with path.open("rb") as source:
            open_into(source, digest, [known_key(owner)], path.name)
    except VaultError:
        return None
    return digest.hexdigest()


def open_into(
    source: IO[bytes],
    target: IO[bytes] | _Digest,
    keys: Sequence[pyrage.x25519.Identity],
    name: str,
) -> None:
    """Write what an age file holds; a cut one gives the bytes before the cut, then raises.

    Args:
        source: the sealed bytes.
        keys: any of them may be the one.
        name: of the file, for who reads the error.

    Raises:
        VaultError: no key opens it, or it is damaged.
    """
    try:
        pyrage.decrypt_io(source, target, keys)
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk's own
        raise VaultError(message("vault.damaged", file=name)) from None


class _Digest:
    """A file to write to, of which only the digest is kept."""

    def __init__(self) -> None:
        self._told = hashlib.sha256()

    def write(self, block: bytes) -> int:
        self._told.update(block)
        return len(block)

    def flush(self) -> None:
        pass

    def hexdigest(self) -> str:
        return self._told.hexdigest()


@contextmanager
def unsealed_cache(path: Path, owner: str) -> Iterator[Path]:
    """Give a place for a cache: what is sealed at ``path`` stands there, if it can be opened.

    What stands there at the end is sealed to ``path``; if the block fails, ``path`` is as it was.
    """
    size = path.stat().st_size if path.exists() else 0
    with private_folder(room=max(_ROOM, 3 * size)) as folder:
        plain = folder / path.name.removesuffix(".age")
        if size:
            try:
                with path.open("rb") as source, plain.open("xb") as target:
                    open_into(source, target, [known_key(owner)], path.name)
            except VaultError as error:
                log.warning("cache_cannot_be_opened", error=type(error).__name__)
                plain.unlink()
        yield plain
        if plain.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            seal_file(plain, path, owner)


@contextmanager
def private_folder(*, room: int = _ROOM) -> Iterator[Path]:
    """A folder for what must be plain for a moment: in memory where the system has such a disk.

    It is closed to others and goes at the end. What a process of this account that was killed left
    goes before.

    Args:
        room: bytes that must be free there; with less it is on the disk of temporary files.
    """
    shared = Path("/dev/shm")
    fits = shared.is_dir() and shutil.disk_usage(shared).free >= room
    where = shared if fits else Path(tempfile.gettempdir())
    for left in where.glob(f"{_MARK}*"):
        if _is_left_behind(left):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_MARK}{os.getpid()}-", dir=where) as folder:
        yield Path(folder)


def _is_left_behind(folder: Path) -> bool:
    number = folder.name.removeprefix(_MARK).partition("-")[0]
    try:
        is_ours = folder.stat().st_uid == os.geteuid()
    except FileNotFoundError:  # its own process ended with it meanwhile
        return False
    return number.isdigit() and is_ours and not _runs(int(number))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _in_memory() -> Iterator[tuple[Path, IO[bytes]]]:
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        with os.fdopen(os.memfd_create("zokwezo"), "w+b") as plain:
            # A child that is forked reads it by the same path.
            yield Path(f"/proc/self/fd/{plain.fileno()}"), plain
        return
    with tempfile.TemporaryDirectory(prefix="zokwezo-") as folder:
        place = Path(folder) / "plain"
        with place.open("w+b") as plain:
            yield place, plain
