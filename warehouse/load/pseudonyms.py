"""The one bridge between a person and what analysts call her: a pseudonym of each of her roles."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Collection

import pyarrow as pa
from sqlalchemy import Connection, text

from warehouse.database.tables import identity
from warehouse.database.upsert import merge

# Crockford's alphabet: no I, L, O or U to misread.
_CROCKFORD = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
_NAMELESS = """
    select m.person_id, m.role, min(m.mention_id) as first
    from identity.person_mention m
    left join identity.role_pseudonym p on p.person_id = m.person_id and p.role = m.role
    where p.pseudonym is null
    group by m.person_id, m.role
    order by first
"""
_KNOWN = """
    select m.mention_id, m.person_id, m.role, p.pseudonym
    from identity.person_mention m
    join identity.role_pseudonym p on p.person_id = m.person_id and p.role = m.role
    {where}
    order by m.mention_id
"""


def mint_pseudonym(role: str) -> str:
    """A fresh pseudonym: 65 random bits, and which role it stands for."""
    drawn = base64.b32hexencode(secrets.token_bytes(10)).translate(_CROCKFORD)[:13].decode()
    return f"{'V' if role == 'victim' else 'S'}-{drawn}"


def mint_missing(connection: Connection, mint: Callable[[str], str] = mint_pseudonym) -> int:
    """Give every person that is mentioned a pseudonym in each role; how many were minted."""
    fresh = connection.execute(text(_NAMELESS)).all()
    if fresh:
        rows = pa.table(
            {
                "person_id": pa.array([row.person_id for row in fresh], pa.string()),
                "role": pa.array([row.role for row in fresh], pa.string()),
                "pseudonym": pa.array([mint(row.role) for row in fresh], pa.string()),
            }
        )
        merge(connection, identity.role_pseudonym, rows, delete_missing=False)
    return len(fresh)


def pseudonyms(connection: Connection, mentions: Collection[str] | None = None) -> pa.Table:
    """``mention_id``, ``person_id``, ``role``, ``pseudonym`` of these mentions, or of all."""
    where = "" if mentions is None else "where m.mention_id = any(:mentions)"
    given = {} if mentions is None else {"mentions": list(mentions)}
    found = connection.execute(text(_KNOWN.format(where=where)), given).all()
    names = ("mention_id", "person_id", "role", "pseudonym")
    return pa.table(
        {name: pa.array([row[at] for row in found], pa.string()) for at, name in enumerate(names)}
    )
