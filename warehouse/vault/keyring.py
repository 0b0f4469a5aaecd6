"""The keys of the house: age identities, the newest seals, all of them open.

They come from a command (a secrets backend), else from a setting, else from a folder outside
``var/``, where the first is made when it is first needed. A file of the folder is what
``age-keygen`` writes, so that ``age`` alone opens what the house sealed.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pyrage import IdentityError, x25519

from warehouse.errors import ZokwezoError, message
from warehouse.files.whole_file import sync, write_lasting
from warehouse.settings import settings

COMMAND_SECONDS = 30
_SECRET = "AGE-SECRET-KEY-"


class VaultError(ZokwezoError):
    """What is sealed cannot be opened or sealed: whoever holds the keys must act."""


@dataclass(frozen=True, slots=True)
class HouseKey:
    """One key of the house."""

    key_id: str  # a digest of its public half; says nothing of the secret one
    identity: x25519.Identity = field(repr=False)  # the secret half
    path: Path | None = None  # where it is kept, if in the folder


def key_source() -> Literal["command", "setting", "folder"]:
    """Where the keys of the house come from."""
    chosen = settings()
    if chosen.key_command:
        return "command"
    return "setting" if chosen.key else "folder"


def house_keys(*, anew: bool = False) -> tuple[HouseKey, ...]:
    """The keys of the house, that which seals first; none where none was ever made.

    Args:
        anew: ask again, whatever this process knows: another one may have changed them.

    Raises:
        VaultError: the command fails, or what it or the setting gives is no key.
    """
    if anew:
        cached_keys.cache_clear()
    chosen = settings()
    if chosen.key_command:
        return cached_keys("command", chosen.key_command)
    if chosen.key:
        return _parsed(chosen.key.get_secret_value().split())
    return cached_keys("folder", str(chosen.keys_folder))


@cache
def cached_keys(source: str, place: str) -> tuple[HouseKey, ...]:
    """The keys that a command gives or a folder holds, read once a process."""
    if source == "command":
        return _parsed(_said_by(place).split())
    keys = []
    for path in sorted(Path(place).glob("*.key"), reverse=True):
        (key,) = _parsed(path.read_text("utf-8").split(), path) or _no_key(path.name)
        keys.append(key)
    return tuple(keys)


def make_key() -> HouseKey:
    """Make a key in the folder, where it is the one that seals from now on.

    Raises:
        VaultError: the keys of this house are made elsewhere.
    """
    if key_source() != "folder":
        raise VaultError(message("vault.made_elsewhere"))
    folder = settings().keys_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    identity = x25519.Identity.generate()
    now = datetime.now(UTC)
    key_id = _id_of(identity)
    # By their names the keys stand in the order in which they were made.
    path = folder / f"{now:%Y%m%dT%H%M%S%f}-{key_id}.key"
    lines = f"# created: {now.isoformat()}\n# public key: {identity.to_public()}\n{identity}\n"
    write_lasting(path, lines.encode(), 0o600)
    cached_keys.cache_clear()
    return HouseKey(key_id, identity, path)


def destroy_house_key(key: HouseKey) -> None:
    """Overwrite and remove the file of a key; a disk that copies on write may keep the bytes."""
    assert key.path is not None
    with key.path.open("r+b") as file:
        file.write(os.urandom(key.path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    key.path.unlink()
    sync(key.path.parent)
    cached_keys.cache_clear()


def _parsed(words: Iterable[str], path: Path | None = None) -> tuple[HouseKey, ...]:
    keys = []
    for word in words:
        if word.startswith(_SECRET):
            try:
                identity = x25519.Identity.from_str(word)
            except IdentityError:
                # Without the words of the error, which may quote the key.
                raise VaultError(message("vault.no_key", place=_named(path))) from None
            keys.append(HouseKey(_id_of(identity), identity, path))
    if not keys and path is None:
        _no_key(_named(None))
    return tuple(keys)


def _no_key(place: str) -> tuple[HouseKey, ...]:
    raise VaultError(message("vault.no_key", place=place))


def _named(path: Path | None) -> str:
    if path:
        return path.name
    return "ZOKWEZO_KEY_COMMAND" if key_source() == "command" else "ZOKWEZO_KEY"


def _said_by(command: str) -> str:
    try:
        done = subprocess.run(
            shlex.split(command),
            check=True,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        # What it wrote may hold the key.
        raise VaultError(message("vault.command_failed", kind=type(error).__name__)) from None
    return done.stdout


def _id_of(identity: x25519.Identity) -> str:
    return hashlib.sha256(str(identity.to_public()).encode()).hexdigest()[:12]
