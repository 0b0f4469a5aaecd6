"""A digest of what a mention says: the same when its file is sent again, whatever its row.

It is of cleaned values, those that are compared and shown: what a clerk tidies up in a cell without
changing what it says does not make a human judge again. It stays in the vault: who has a list of
names could guess some from it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

import pyarrow as pa

SAID: Final = (
    "source_id",
    "role",
    "record_key",
    "family_name",
    "given_names",
    "alias",
    "other_names",
    "is_unnamed",
    "sex",
    "birth_date_min",
    "birth_date_max",
    "birth_precision",
    "nationality",
    "phones",
    "id_number",
    "place_code",
    "detected_place_code",
    "facts_place_code",
    "pv_number",
    "court_code",
    "rp_number",
    "seen_on",
)


def fingerprints(mentions: pa.Table) -> list[str]:
    """The fingerprint of each mention, in order.

    Args:
        mentions: conformed ``person_mention``.
    """
    columns = [mentions[name].to_pylist() for name in SAID]
    return [_digest(row) for row in zip(*columns, strict=True)]


def _digest(row: tuple[object, ...]) -> str:
    values = [sorted(value) if isinstance(value, list) else value for value in row]
    text = json.dumps(values, default=str, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
