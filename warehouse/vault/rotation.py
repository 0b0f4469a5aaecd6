"""The keys of the house changed: every owner's key wrapped anew, the old key destroyed.

Nothing that was sealed is written again. A copy of ``var/`` that was made before is opened by the
old key alone: once that is destroyed, and every copy of it, such a copy opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyrage

from warehouse.errors import message
from warehouse.vault.data_keys import keyring_lock, unwrapped, wrapped_keys, write_wrapped
from warehouse.vault.keyring import (
    HouseKey,
    VaultError,
    destroy_house_key,
    house_keys,
    key_source,
    make_key,
)
from warehouse.vault.signing_keys import change_signing_key


@dataclass(frozen=True, slots=True)
class ListedKey:
    """One key of the house, and how many owners' keys it wraps."""

    key_id: str
    seals: bool
    wraps: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did."""

    key_id: str  # the key that seals from now on
    rewrapped: int  # how many owners' keys were wrapped anew
    destroyed: tuple[str, ...]  # the keys that are no more
    to_destroy: tuple[str, ...]  # those that whoever gives the keys of this house must destroy
    # the fingerprint of the key that signs receipts from now on, if any ever were
    signs: str | None = None


def listed_keys() -> tuple[list[ListedKey], int]:
    """The keys of the house, that which seals first; and how many owners' keys none opens."""
    keys = house_keys(anew=True)
    wraps = dict.fromkeys((key.key_id for key in keys), 0)
    lost = 0
    for path in wrapped_keys():
        opening = _opening(path.read_bytes(), keys)
        if opening is None:
            lost += 1
        else:
            wraps[opening] += 1
    return [ListedKey(key.key_id, n == 0, wraps[key.key_id]) for n, key in enumerate(keys)], lost


def rotate_keys() -> Rotated:
    """Wrap every owner's key with a new key of the house, then destroy the others.

    Where keys come from a setting or a command, the first that it gives is the new one, and the
    others are for whoever gives them to destroy. Killed at any moment nothing is lost, and run
    again it ends what was begun.

    Raises:
        VaultError: an owner's key cannot be opened; then nothing is destroyed.
    """
    with keyring_lock(exclusive=True):
        earlier = house_keys(anew=True)
        if key_source() == "folder":
            new = make_key()
        elif earlier:
            new, earlier = earlier[0], earlier[1:]
        else:
            raise VaultError(message("vault.made_elsewhere"))
        paths = wrapped_keys()
        for path in paths:
            write_wrapped(path, unwrapped(path.read_bytes()))
        lost = [path for path in wrapped_keys() if _opening(path.read_bytes(), (new,)) is None]
        if lost:
            raise VaultError(message("vault.not_rewrapped", count=len(lost)))
        # Before the key that opens the earlier one is gone.
        signs = change_signing_key()
        destroyed = [key for key in earlier if key.path is not None]
        for key in destroyed:
            destroy_house_key(key)
        return Rotated(
            new.key_id,
            len(paths),
            tuple(key.key_id for key in destroyed),
            tuple(key.key_id for key in earlier if key.path is None),
            signs,
        )


def _opening(wrapped: bytes, keys: tuple[HouseKey, ...]) -> str | None:
    for key in keys:
        try:
            pyrage.decrypt(wrapped, [key.identity])
        except pyrage.DecryptError:
            continue
        return key.key_id
    return None
