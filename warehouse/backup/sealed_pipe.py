"""What one thread writes while another seals it, and back: nothing plain reaches a disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from warehouse.vault.house_seal import open_for_house, seal_for_house

T = TypeVar("T")


def seal_written(path: Path, write: Callable[[IO[bytes]], T]) -> T:
    """Seal to a new file what ``write`` writes to the stream that it is given."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as thread, os.fdopen(reading, "rb") as source:
        written = thread.submit(_close_after, write, os.fdopen(writing, "wb"))
        with _new_file(path) as target:
            seal_for_house(source, target)
        return written.result()


def read_sealed(path: Path, read: Callable[[IO[bytes]], T]) -> T:
    """Give what a sealed file holds to ``read``, as it is opened.

    Raises:
        VaultError: no key of the house opens it, or it is damaged; what was read came before that.
    """
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as thread, os.fdopen(reading, "rb") as source:
        opened: Future[None] = thread.submit(
            _close_after, lambda target: write_opened(path, target), os.fdopen(writing, "wb")
        )
        try:
            outcome = read(source)
            # Past its end a tar stream has padding, and the other thread waits to be rid of it.
            while source.read(1 << 20):
                pass
        except BaseException:
            source.close()
            if failed := opened.exception():
                raise failed from None
            raise
        opened.result()
        return outcome


def write_opened(path: Path, target: IO[bytes]) -> None:
    """Write what a sealed file holds.

    Raises:
        VaultError: as ``read_sealed``.
    """
    with path.open("rb") as source:
        open_for_house(source, target, path.name)


def seal_stream_to(path: Path, source: IO[bytes]) -> None:
    """Seal a stream to a new file."""
    with _new_file(path) as target:
        seal_for_house(source, target)


def sha256_of(path: Path) -> str:
    """The digest of a file as it stands."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        yield target
        target.flush()
        os.fsync(target.fileno())


def _close_after(act: Callable[[IO[bytes]], T], stream: IO[bytes]) -> T:
    try:
        return act(stream)
    finally:
        # Who read it may have stopped, and tells why.
        with suppress(BrokenPipeError):
            stream.close()
