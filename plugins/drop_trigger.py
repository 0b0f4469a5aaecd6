"""The event that starts an ingest: a file in a drop folder has stopped growing.

Polling, not inotify: ministries drop over SFTP, shared folders and sticks, and a network mount
tells a watcher nothing. The event carries a count and no file name. It is a hint and not the truth:
it comes again after a restart, and two files may give one event, so whoever hears it lists the
folder and asks the ledger.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

Print = tuple[str, int, int, int]


class DropFolderTrigger(BaseEventTrigger):
    """Fires when ``folder`` holds files, unchanged for ``stable_seconds``, not yet announced.

    Args:
        folder: the folder; it may appear, vanish and come back.
        stable_seconds: how long name, size and time of a file must have stood still.
        unfinished_seconds: how long after that a file that was not taken is announced once more.
        poll_seconds: the pause between two looks.
    """

    def __init__(
        self,
        folder: str,
        stable_seconds: float = 1.0,
        poll_seconds: float = 0.5,
        unfinished_seconds: float = 60.0,
    ) -> None:
        super().__init__()
        self.folder = folder
        self.stable_seconds = stable_seconds
        self.poll_seconds = poll_seconds
        self.unfinished_seconds = unfinished_seconds

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The class as the triggerer imports it, ``plugins/`` on its path, and its arguments."""
        return (
            "drop_trigger.DropFolderTrigger",
            {
                "folder": self.folder,
                "stable_seconds": self.stable_seconds,
                "poll_seconds": self.poll_seconds,
                "unfinished_seconds": self.unfinished_seconds,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """One event per look at which files have newly settled: ``{"files": how many}``."""
        since: dict[Print, float] = {}
        announced: set[tuple[Print, bool]] = set()
        while True:
            # In a thread: a shared folder that hangs must not stop the other sources' triggers.
            here = await asyncio.to_thread(prints, Path(self.folder))
            now = time.monotonic()
            since = {print_: since.get(print_, now) for print_ in here}
            # A file that went away and came back unchanged is announced again.
            announced = {(print_, again) for print_, again in announced if print_ in here}
            # What is taken leaves the folder: what stays looked unfinished, and has had its rest.
            settled = {
                (print_, rest > self.stable_seconds)
                for print_, first_seen in since.items()
                for rest in (self.stable_seconds, self.stable_seconds + self.unfinished_seconds)
                if now - first_seen >= rest
            }
            if fresh := settled - announced:
                announced |= fresh
                yield TriggerEvent({"files": len(fresh)})
            await asyncio.sleep(self.poll_seconds)


def prints(folder: Path) -> set[Print]:
    """Name, size, time of change and inode of each file that may be an export."""
    # The rule is the library's, which is light; every part of Airflow imports this file.
    from warehouse.files.export_files import export_files

    try:
        return {
            (name, state.st_size, state.st_mtime_ns, state.st_ino)
            for name, state in export_files(folder)
        }
    except OSError:
        return set()
