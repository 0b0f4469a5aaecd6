"""File names as the ledger holds them: a name that a clerk put into one stays outside of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select

from warehouse.contracts.plain_labels import labels_of
from warehouse.database.tables import identity
from warehouse.settings import settings


def record_key(connection: Connection) -> bytes:
    """The key of the vault under which the ids of records are made: minted once, never changed."""
    kept = connection.scalars(select(identity.record_key.c.digits)).one()
    return bytes.fromhex(kept)


def plain_names(connection: Connection) -> Callable[[str], str]:
    """How this register writes down the name of a file: the same name always in the same way."""
    labels, key = labels_of(settings().sources), record_key(connection)
    return lambda name: labels.plain(name, key)
