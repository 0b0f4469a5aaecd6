"""What an export file is: the one rule, for whoever lists a drop folder.

Nothing heavy is imported: the watcher of the drop folders, which lives in Airflow, asks it too.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

# Lock files of Office (~$) and LibreOffice (.~lock), copies under way of browsers, SFTP clients and
# sync tools, and what file managers leave behind.
_IGNORED = re.compile(
    r"(~\$.*|\..*|~.*\.tmp|.*\.(part|partial|filepart|tmp|temp|crdownload|download|swp|lock|!ut)"
    r"|.*~|thumbs\.db|ehthumbs\.db|desktop\.ini|__macosx)",
    re.IGNORECASE | re.DOTALL,
)


def is_ignored(name: str) -> bool:
    """Whether a file name is a lock, a copy under way or a file manager's: never an export."""
    return not name or _IGNORED.fullmatch(name) is not None


def open_export(path: Path) -> BufferedReader:
    """Open a file that may be an export: who swaps it for a link or a pipe meanwhile gets nothing.

    Raises:
        OSError: it is a link or no file, it was taken away, or the disk refused.
    """
    how = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, how | os.O_NONBLOCK)
    except BlockingIOError:  # a share holds a lease on it, as on files alone, and gives it back
        handle = os.open(path, how)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "no file", str(path))
    return os.fdopen(handle, "rb")


def export_files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """The name and state of each file that may be an export: regular, no link, not ignored.

    A folder that is not there holds none.

    Raises:
        OSError: the folder cannot be read.
    """
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if is_ignored(entry.name):
            continue
        try:
            state = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # taken away between the listing and the look
            continue
        if stat.S_ISREG(state.st_mode):
            yield entry.name, state
