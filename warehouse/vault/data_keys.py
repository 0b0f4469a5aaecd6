"""One key per owner, made when something of it is first sealed, wrapped by the keyring's.

It stands in ``var/keyring/<owner>.age``. Whoever destroys it has destroyed, at once, all that was
sealed with it. While one is made the keyring holds still (a lock): a rotation that ran meanwhile
would leave it wrapped by a key that is gone.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
from pyrage import x25519

from warehouse.errors import message
from warehouse.files.whole_file import sync, write_lasting
from warehouse.settings import settings
from warehouse.vault.keyring import VaultError, house_keys, key_source, make_key

_OWNER = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9._-]*")


class KeyGoneError(VaultError):
    """The key of an owner is not there: it was destroyed, or its file is lost."""


def data_key(owner: str) -> x25519.Identity:
    """The key of an owner, made where there is none yet.

    Raises:
        VaultError: no key of the house opens it, or none is there while others were.
    """
    path = key_path(owner)
    if not path.exists():
        with keyring_lock(exclusive=False):
            _make(path)
    return known_key(owner)


def known_key(owner: str) -> x25519.Identity:
    """The key of an owner.

    Raises:
        KeyGoneError: there is none.
        VaultError: no key of the house opens it.
    """
    wrapped = _wrapped(owner)
    try:
        key = unwrapped(wrapped)
    except VaultError:
        # Read just before a rotation wrapped it anew, it is opened by a key that is gone.
        if (again := _wrapped(owner)) == wrapped:
            raise
        key = unwrapped(again)
    return x25519.Identity.from_str(key.decode())


def _wrapped(owner: str) -> bytes:
    try:
        return key_path(owner).read_bytes()
    except FileNotFoundError:
        raise KeyGoneError(message("vault.key_gone", owner=owner)) from None


def has_key(owner: str) -> bool:
    """Whether what is sealed for an owner can be opened at all."""
    return key_path(owner).exists()


def destroy_key(owner: str) -> bool:
    """Destroy the key of an owner; False if there was none."""
    path = key_path(owner)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    sync(path.parent)
    return True


def key_path(owner: str) -> Path:
    """Where the key of an owner is kept."""
    if not _OWNER.fullmatch(owner):
        raise ValueError("an owner is <kind>/<id>")
    return settings().keyring / f"{owner}.age"


def wrapped_keys() -> list[Path]:
    """The files of all owners' keys."""
    return sorted(settings().keyring.glob("*/*.age"))


def unwrapped(wrapped: bytes) -> bytes:
    """What a key of the house wrapped; asked again for them, where those known do not open it.

    Raises:
        VaultError: none of them opens it.
    """
    for anew in (False, True):
        keys = [one.identity for one in house_keys(anew=anew)]
        try:
            if keys:
                opened: bytes = pyrage.decrypt(wrapped, keys)
                return opened
        except pyrage.DecryptError:
            continue
    raise VaultError(message("vault.key_missing", place=_place()))


@contextmanager
def keyring_lock(*, exclusive: bool) -> Iterator[None]:
    """Hold the keyring still: shared by those who make an owner's key, alone for a rotation."""
    folder = settings().keyring
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def write_wrapped(path: Path, key: bytes) -> None:
    """Write an owner's key, wrapped by the key that seals now; whole, and lasting."""
    wrapped = pyrage.encrypt(key, [house_keys(anew=True)[0].identity.to_public()])
    write_lasting(path, wrapped, 0o600)


def require_house_key() -> None:
    """Make the first key of the house, where nothing was ever sealed with another.

    Raises:
        VaultError: there is none any more.
    """
    if house_keys(anew=True):
        return
    if wrapped_keys():
        # A new key would seal beside what nobody can open any more, and hide the loss.
        raise VaultError(message("vault.key_missing", place=_place()))
    make_key()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Of two processes that seal for one owner at once, the second takes the key of the first.
    handle = os.open(path.parent / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if path.exists():
            return
        require_house_key()
        write_wrapped(path, str(x25519.Identity.generate()).encode())
    finally:
        os.close(handle)


def _place() -> str:
    return {
        "command": "ZOKWEZO_KEY_COMMAND",
        "setting": "ZOKWEZO_KEY",
        "folder": str(settings().keys_folder),
    }[key_source()]
