"""Whether anything was changed behind the register's back: rows, their chain, releases."""

from __future__ import annotations

from sqlalchemy import text

from warehouse import database
from warehouse.database.hash_chain import ChainFault, verify_chain
from warehouse.release.release_events import kept_ends, verify_events
from warehouse.settings import settings


def verify_register() -> tuple[int, list[ChainFault]]:
    """How many links the chain has, and all that does not hold.

    Raises:
        VaultError: the key of the chain cannot be opened.
    """
    releases = settings().releases
    ends = kept_ends(releases)
    with database.ready().connect() as connection, connection.begin():
        # What is written meanwhile is seen in its rows and in its links alike, or in neither.
        connection.execute(text("set transaction isolation level repeatable read, read only"))
        faults = [*verify_chain(connection, ends), *verify_events(connection, releases)]
        links = int(connection.scalar(text("select count(*) from audit.chain_link")) or 0)
    return links, faults
