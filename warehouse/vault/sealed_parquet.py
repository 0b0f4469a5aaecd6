"""Parquet, encrypted as the format says, with a fresh key per file that its owner's key wraps.

The wrapped key stands in the file's own footer, so a file moves as one piece. Pages are of version
1: DuckDB reads what is encrypted so, given the file's key (``file_key``), but for lists (2.0).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyrage
from pyarrow.parquet import encryption

from warehouse.errors import message
from warehouse.vault.data_keys import data_key, known_key
from warehouse.vault.keyring import VaultError

# AES-256 in GCM: a changed byte is an error, never another value.
_KEY_BITS = 256
_SEALED, _PLAIN = b"PARE", b"PAR1"
_MATERIAL = b'{"keyMaterialType"'
_CONNECTION = encryption.KmsConnectionConfig()


class _Owners(encryption.KmsClient):  # type: ignore[misc]  # pyarrow has no types
    """What pyarrow asks to wrap a file's key: the master key's name is the owner."""

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> str:
        wrapped = pyrage.encrypt(key_bytes, [data_key(master_key_identifier).to_public()])
        return base64.b64encode(wrapped).decode()

    def unwrap_key(self, wrapped_key: str, master_key_identifier: str) -> bytes:
        return _unwrapped(wrapped_key, master_key_identifier)


_FACTORY = encryption.CryptoFactory(lambda _: _Owners())


def write_sealed(table: pa.Table, path: Path, owner: str, **how: Any) -> None:
    """Write a table as encrypted Parquet; ``how`` is of ``pyarrow.parquet.write_table``.

    Raises:
        VaultError: there is no key to seal with.
    """
    data_key(owner)  # its own errors, not pyarrow's of them
    configuration = encryption.EncryptionConfiguration(
        footer_key=owner,
        uniform_encryption=True,
        double_wrapping=False,
        data_key_length_bits=_KEY_BITS,
    )
    properties = _FACTORY.file_encryption_properties(_CONNECTION, configuration)
    pq.write_table(table, path, data_page_version="1.0", encryption_properties=properties, **how)


@contextmanager
def open_parquet(path: Path) -> Iterator[pq.ParquetFile]:
    """A Parquet file for as long as the block lasts, sealed or not.

    Raises:
        KeyGoneError: the key of its owner is not there.
        VaultError: it is sealed with another key.
        pa.ArrowException: it is damaged.
    """
    properties = None
    if _ending(path) == _SEALED:
        file_key(path)  # its own errors, not pyarrow's of them
        properties = _FACTORY.file_decryption_properties(_CONNECTION)
    with pq.ParquetFile(path, decryption_properties=properties) as file:
        yield file


def read_table(path: Path) -> pa.Table:
    """The whole of a Parquet file, sealed or not; raises as ``open_parquet``."""
    with open_parquet(path) as file:
        return file.read()


def file_key(path: Path) -> bytes:
    """The key of one encrypted file, for a reader that takes it raw, as DuckDB does.

    Raises:
        KeyGoneError: the key of its owner is not there.
        VaultError: it tells no key, or another one's.
    """
    material = _material(path)
    return _unwrapped(material["wrappedDEK"], material["masterKeyID"])


def owner_of_parquet(path: Path) -> str:
    """Whose key seals a file, as its footer tells it."""
    return str(_material(path)["masterKeyID"])


def _unwrapped(wrapped: str, owner: str) -> bytes:
    try:
        opened: bytes = pyrage.decrypt(base64.b64decode(wrapped), [known_key(owner)])
    except (pyrage.DecryptError, ValueError):
        raise VaultError(message("vault.damaged", file=owner)) from None
    return opened


def _material(path: Path) -> dict[str, Any]:
    """How pyarrow tells a file's key: JSON in the footer's head, which is not encrypted."""
    with path.open("rb") as file:
        file.seek(-8, 2)
        length = int.from_bytes(file.read(4), "little")
        file.seek(-8 - length, 2)
        footer = file.read(length)
    start = footer.find(_MATERIAL)
    try:
        material: dict[str, Any] = json.JSONDecoder().raw_decode(
            footer[start : start + 4096].decode("utf-8", "replace")
        )[0]
        return {name: material[name] for name in ("wrappedDEK", "masterKeyID")}
    except (ValueError, KeyError, TypeError):
        raise VaultError(message("vault.damaged", file=path.name)) from None


def _ending(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(0, 2)
        if file.tell() < len(_PLAIN):
            return b""
        file.seek(-len(_PLAIN), 2)
        return file.read()
