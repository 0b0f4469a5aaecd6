"""The keys of source rows: the same bytes give the same keys, whenever they come."""

from __future__ import annotations

import hashlib

import numpy as np


def row_key(source_id: str, sha256: str, sheet: str, row_number: int) -> str:
    """The key of a source row: a digest of source, bytes and sheet, and the row's number."""
    return f"R{_sheet_key(source_id, sha256, sheet)}-{row_number}"


def row_keys(source_id: str, sha256: str, sheet: str, row_numbers: np.ndarray) -> list[str]:
    """``row_key`` of many rows of one sheet."""
    base = _sheet_key(source_id, sha256, sheet)
    return [f"R{base}-{number}" for number in row_numbers.tolist()]


def _sheet_key(source_id: str, sha256: str, sheet: str) -> str:
    told = f"{source_id}|{sha256}|{sheet}".encode()
    return hashlib.blake2b(told, digest_size=9).hexdigest()
