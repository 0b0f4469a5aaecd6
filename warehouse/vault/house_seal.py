"""Sealed with a key of the house itself, which opens it alone: no keyring need stand beside it."""

from __future__ import annotations

from typing import IO

import pyrage

from warehouse.vault.data_keys import require_house_key
from warehouse.vault.keyring import HouseKey, house_keys
from warehouse.vault.sealed_files import Readable, open_into


def sealing_key() -> HouseKey:
    """The key of the house that seals now.

    Raises:
        VaultError: there is none any more.
    """
    require_house_key()
    return house_keys()[0]


def seal_for_house(source: Readable, target: IO[bytes]) -> None:
    """Seal what ``source`` gives into ``target``, in blocks.

    Raises:
        VaultError: there is no key to seal with.
    """
    pyrage.encrypt_io(source, target, [sealing_key().identity.to_public()])


def open_for_house(source: IO[bytes], target: IO[bytes], name: str) -> None:
    """Write what is sealed in ``source``; a cut file gives the bytes before the cut, then raises.

    Raises:
        VaultError: no key of the house opens it, or it is damaged.
    """
    open_into(source, target, [key.identity for key in house_keys()], name)
