"""A file that is there whole or not at all: written beside, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a hidden place beside ``path`` to write to, and rename it to ``path`` at the end.

    Same folder, since a rename across disks is a copy. A hidden ``.part`` is passed over by the
    drop and by every reader. If writing fails, or the process ends, ``path`` is as it was.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_lasting(path: Path, body: bytes, mode: int = 0o666) -> None:
    """Write a file that is there whole or not at all, and outlives a power cut.

    Of several who write it at once, each writes a file of its own, and the last one stays.
    """
    part = path.with_name(f".{uuid4().hex}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
