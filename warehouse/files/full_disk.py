"""A disk without room, told as what it is, whichever part came upon it first.

The file system says ENOSPC or EDQUOT, PostgreSQL 53100, DuckDB only a sentence. Each of them stops
whole steps of ours, and none is a fault of the step: only who keeps the machine can mend it.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from warehouse.errors import CallError, message

SQLSTATE: Final = "53100"
_ERRNOS: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_SENTENCE: Final = "No space left on device"
# PostgreSQL does not start without room for one more segment of its journal.
_WAL_SEGMENT: Final = 16 * 1024 * 1024


def full_disk() -> CallError:
    """The one sentence that says it."""
    return CallError(message("disk_full"))


def is_full_disk(error: BaseException) -> bool:
    """Whether an error, or one that led to it, says that no room is left."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        if _says_full(one):
            return True
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return False


def is_told_full(stderr: bytes) -> bool:
    """Whether a program, speaking English, ended for want of room."""
    return _SENTENCE.encode() in stderr


def has_no_room(folder: Path) -> bool:
    """Whether a server of ``folder`` lacks the room to start."""
    # Its log cannot tell: on a full disk the log is not written either.
    there = os.statvfs(folder)
    return there.f_bavail * there.f_frsize < _WAL_SEGMENT


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    if getattr(error, "sqlstate", None) == SQLSTATE:
        return True
    # DuckDB has no code for it. Its sentence is read here, and never told.
    is_duckdb = type(error).__module__.lstrip("_").partition(".")[0] == "duckdb"
    return is_duckdb and _SENTENCE in str(error)
