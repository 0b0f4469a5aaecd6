"""What signs receipts: an Ed25519 key of the house, its secret half sealed, its public halves kept.

They stand in ``receipts/`` of the folder of keys: ``<when>-<fingerprint>.signing`` is wrapped by a
key of the house, as the key of an owner is; ``<fingerprint>.pem`` is what anybody may have, and
stays when the key is changed: a receipt of years ago is verified with the key of its day.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from warehouse.errors import message
from warehouse.files.whole_file import sync, write_lasting
from warehouse.settings import settings
from warehouse.vault.data_keys import (
    keyring_lock,
    require_house_key,
    unwrapped,
    write_wrapped,
)
from warehouse.vault.keyring import VaultError

_SECRET, _PUBLIC = ".signing", ".pem"


def fingerprint_of(key: Ed25519PublicKey) -> str:
    """32 hexadecimal digits of the SHA-256 of a public key: what a receipt prints of it."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]


def signing_key() -> Ed25519PrivateKey:
    """The key that signs now, made where there is none yet.

    Raises:
        VaultError: no key of the house opens it.
    """
    secrets = _secrets()
    if not secrets:
        with keyring_lock(exclusive=True):
            # Of two processes that sign first, the second takes the key of the first.
            secrets = _secrets() or [_make()]
    return Ed25519PrivateKey.from_private_bytes(unwrapped(secrets[-1].read_bytes()))


def public_keys() -> dict[str, Ed25519PublicKey]:
    """Every public key with which this house ever signed, by its fingerprint."""
    return dict(read_public_key(path) for path in sorted(_folder().glob(f"*{_PUBLIC}")))


def public_key_bytes() -> bytes | None:
    """The PEM file of the public key of the one that signs now; None if none does."""
    secrets = _secrets()
    if not secrets:
        return None
    path = _folder() / f"{secrets[-1].stem.partition('-')[2]}{_PUBLIC}"
    return path.read_bytes() if path.is_file() else None


def read_public_key(path: Path) -> tuple[str, Ed25519PublicKey]:
    """A public key from its PEM file, and its fingerprint.

    Raises:
        VaultError: the file holds no public Ed25519 key.
    """
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise VaultError(message("vault.no_public_key", place=path.name))
    return fingerprint_of(key), key


def change_signing_key() -> str | None:
    """Sign with a new key from now on, and destroy the earlier secret; None if none ever signed.

    For a rotation, which holds the keyring.
    """
    earlier = _secrets()
    if not earlier:
        return None
    new = _make()
    for path in earlier:
        path.unlink()
    sync(new.parent)
    return new.stem.partition("-")[2]


def _folder() -> Path:
    return settings().keys_folder / "receipts"


def _secrets() -> list[Path]:
    """The secret halves, that which signs last; by their names in the order of their making."""
    return sorted(_folder().glob(f"*{_SECRET}"))


def _make() -> Path:
    require_house_key()
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = Ed25519PrivateKey.generate()
    fingerprint = fingerprint_of(secret.public_key())
    pem = secret.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    # The public half first: nothing is ever signed that nobody could verify.
    public = folder / f"{fingerprint}{_PUBLIC}"
    write_lasting(public, pem)
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{fingerprint}{_SECRET}"
    write_wrapped(path, secret.private_bytes_raw())
    return path
