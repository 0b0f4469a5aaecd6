"""Who holds a server: locks on files, which the kernel takes back however a process ends."""

from __future__ import annotations

import atexit
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class _Leases:
    """The shared locks this process holds: one open file per server it uses."""

    held: dict[Path, int] = field(default_factory=dict)
    is_registered: bool = False


_leases = _Leases()


@contextmanager
def exclusive(data: Path) -> Iterator[None]:
    """Let no other process start or stop the server of ``data`` meanwhile."""
    lock = os.open(data.with_name(f"{data.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def held() -> list[Path]:
    """The data folders whose servers this process holds."""
    return list(_leases.held)


def hold(data: Path, at_exit: Callable[[], None]) -> None:
    """Hold the server of ``data`` until it is let go; a fork holds it too.

    Args:
        at_exit: what is done when this process ends; the first that is given.
    """
    if data not in _leases.held:
        users = os.open(_users(data), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
        _leases.held[data] = users
    if not _leases.is_registered:
        atexit.register(at_exit)
        os.register_at_fork(after_in_child=_hold_in_child)
        _leases.is_registered = True


def _hold_in_child() -> None:
    # A fork shares its parent's lock: it would be let go with the parent. Take one of its own.
    for data, inherited in list(_leases.held.items()):
        own = os.open(_users(data), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(own, fcntl.LOCK_SH)
        os.close(inherited)
        _leases.held[data] = own


def let_go(data: Path) -> None:
    """Hold the server of ``data`` no more, if this process did."""
    users = _leases.held.pop(data, None)
    if users is not None:
        os.close(users)


@contextmanager
def alone(data: Path) -> Iterator[bool]:
    """Whether nobody holds the server of ``data``; if so, nobody can meanwhile."""
    users = os.open(_users(data), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _is_first(users)
    finally:
        os.close(users)


def _is_first(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _users(data: Path) -> Path:
    return data.with_name(f"{data.name}.users")
