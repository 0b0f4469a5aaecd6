"""A file that is there whole or not at all: written beside, then renamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
