"""The one bridge between a person and what analysts call her: a pseudonym of each of her roles."""

from __future__ import annotations

import secrets
from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from warehouse.database.copy import copy_query
from warehouse.database.tables import identity
from warehouse.database.upsert import merge

# Crockford's alphabet: no I, L, O or U to misread. Thirty-two letters: a byte's rest is fair.
_CROCKFORD = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)
_LETTERS = 13
_FRESH = pa.schema([("person_id", pa.string()), ("role", pa.string())])
_NAMELESS = """
    select m.person_id, m.role, min(m.mention_id) as first
    from identity.person_mention m
    left join identity.role_pseudonym p on p.person_id = m.person_id and p.role = m.role
    where p.pseudonym is null
    group by m.person_id, m.role
"""
_PSEUDONYMS = pa.schema(
    [(name, pa.string()) for name in ("mention_id", "person_id", "role", "pseudonym")]
)
_KNOWN = """
    select m.mention_id, m.person_id, m.role, p.pseudonym
    from identity.person_mention m
    join identity.role_pseudonym p on p.person_id = m.person_id and p.role = m.role
    {where}
"""


def mint_pseudonyms(roles: pa.Array) -> pa.Array:
    """A fresh pseudonym for each: 65 random bits, and which role it stands for."""
    drawn = np.frombuffer(secrets.token_bytes(len(roles) * _LETTERS), np.uint8) % len(_CROCKFORD)
    written = _CROCKFORD[drawn].reshape(-1, _LETTERS).view(f"S{_LETTERS}").ravel()
    letters = pa.array(written.astype(str), pa.string())
    prefix = pc.if_else(pc.equal(roles, "victim"), "V-", "S-")
    return pc.binary_join_element_wise(prefix, letters, "")


def mint_missing(connection: Connection) -> int:
    """Give every person that is mentioned a pseudonym in each role; how many were minted."""
    fresh = copy_query(connection, _NAMELESS, _FRESH, "first")
    if fresh.num_rows:
        minted = mint_pseudonyms(fresh["role"].combine_chunks())
        rows = fresh.append_column("pseudonym", minted)
        merge(connection, identity.role_pseudonym, rows, delete_missing=False)
    return int(fresh.num_rows)


def pseudonyms(connection: Connection, mentions: Collection[str] | None = None) -> pa.Table:
    """``mention_id``, ``person_id``, ``role``, ``pseudonym`` of these mentions, or of all."""
    where = "" if mentions is None else "where m.mention_id = any(:mentions)"
    given = {} if mentions is None else {"mentions": list(mentions)}
    return copy_query(connection, _KNOWN.format(where=where), _PSEUDONYMS, "mention_id", given)
