"""The ids of source rows and of their records: the same bytes give the same ids, and say nothing.

Each is a digest under a key of the vault: whoever has the file cannot say again which id its row
bears, and so cannot find her people among the pseudonyms.
"""

from __future__ import annotations

import hashlib

import numpy as np


def row_key(key: bytes, source_id: str, sha256: str, sheet: str, row_number: int) -> str:
    """The id of a source row: a digest of source, bytes, sheet and row, under the vault's key."""
    return row_keys(key, source_id, sha256, sheet, np.array([row_number]))[0]


def row_keys(
    key: bytes, source_id: str, sha256: str, sheet: str, row_numbers: np.ndarray
) -> list[str]:
    """``row_key`` of many rows of one sheet."""
    begun = _digest(key, f"{source_id}|{sha256}|{sheet}|")
    return ["R" + _finish(begun, str(number)) for number in row_numbers.tolist()]


def record_ids(key: bytes, rows: list[str], record: str) -> list[str]:
    """The id of the record ``record`` of each row; no row's id can be told from it."""
    begun = _digest(key, f"{record}|")
    return ["R" + _finish(begun, row) for row in rows]


def _digest(key: bytes, content: str) -> hashlib.blake2b:
    return hashlib.blake2b(content.encode(), digest_size=9, key=key)


def _finish(begun: hashlib.blake2b, content: str) -> str:
    digest = begun.copy()
    digest.update(content.encode())
    return digest.hexdigest()
