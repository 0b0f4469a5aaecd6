"""Whom a source's notices are for: those whom it named itself, else the contact of its contract."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from warehouse.database import access
from warehouse.database.tables import correspondence as tables
from warehouse.errors import CallError, message

MOST: Final = 20
# A header of a mail is made of it: nothing that could end a line, or name a second person.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_ROW = tables.addressee.c


def addressees_of(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Source -> the addresses that it named."""
    by_source: dict[str, tuple[str, ...]] = {}
    for source_id, address in connection.execute(
        select(_ROW.source_id, _ROW.address).order_by(_ROW.source_id, _ROW.address)
    ):
        by_source[source_id] = (*by_source.get(source_id, ()), address)
    return by_source


def listed_addressees(connection: Connection, source_id: str) -> list[dict[str, Any]]:
    """The addresses of one source: which, by whom, when."""
    asked = select(_ROW.address, _ROW.given_by, _ROW.given_at)
    rows = connection.execute(asked.where(_ROW.source_id == source_id).order_by(_ROW.address))
    return [dict(row) for row in rows.mappings()]


def add_addressee(
    connection: Connection, source_id: str, address: str, *, by: str, at: datetime
) -> None:
    """Have the notices of a source go to an address too.

    Raises:
        CallError: it is no address, or they are many already.
    """
    if not _ADDRESS.fullmatch(address) or len(address) > 254 or ".." in address:
        raise CallError(message("notice.no_address"))
    asked = select(func.count()).select_from(tables.addressee).where(_ROW.source_id == source_id)
    if (connection.scalar(asked) or 0) >= MOST:
        raise CallError(message("notice.too_many_addresses", most=MOST))
    connection.execute(
        insert(tables.addressee)
        .values(source_id=source_id, address=address, given_by=by, given_at=at)
        .on_conflict_do_nothing()
    )
    # Without the address: the trail is read by others.
    access.note(connection, by, "add_addressee", source_id, purpose="desk")


def remove_addressee(connection: Connection, source_id: str, address: str, *, by: str) -> bool:
    """Have the notices of a source go to an address no longer; False if they did not."""
    gone = connection.execute(
        delete(tables.addressee).where(_ROW.source_id == source_id, _ROW.address == address)
    )
    if gone.rowcount:
        access.note(connection, by, "remove_addressee", source_id, purpose="desk")
    return bool(gone.rowcount)
