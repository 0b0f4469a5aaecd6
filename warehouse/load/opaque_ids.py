"""Ids that leave, made of what a cell says: a key of the vault is between the id and the cell.

A case, a complaint, a decision and an activity are known by their numbers, and a clerk may put a
telephone or a name where the number stands. It is not published then; a digest of it that anybody
can work out would tell it all the same.
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

_BYTES = 8


def with_opaque(rows: pa.Table, column: str, key: bytes) -> pa.Table:
    """The rows, in one column a keyed digest of the id that stands there: the same for the same.

    Args:
        rows: a table; a null stays one.
        column: ids, each a letter and a digest; the letter stays.
        key: of the vault, as ``record_key`` gives it; it is never rotated.
    """
    ids = rows[column].combine_chunks().dictionary_encode()
    opaque = [
        one[:1] + hashlib.blake2b(one.encode(), digest_size=_BYTES, key=key).hexdigest()
        for one in ids.dictionary.to_pylist()
    ]
    opaque_column = pa.array(opaque, pa.string()).take(ids.indices)
    return rows.set_column(rows.schema.get_field_index(column), column, opaque_column)
