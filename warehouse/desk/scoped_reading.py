"""Reading for a visitor: with the role in the database that she has, and row policies beneath.

Every query of the desk names her sources as well; the role is the wall behind it. The queries are
ours and take parameters, so that nobody can take the role back in the middle of one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text

from warehouse import database
from warehouse.desk.visitor import Visitor, ministries_of
from warehouse.settings import settings

STEWARD: Final = "zokwezo_steward"
LOOK_SECONDS: Final = 30


class OutOfScopeError(Exception):
    """What was asked for is not there, or is not hers: the answer is the same."""


@contextmanager
def reading(visitor: Visitor) -> Iterator[Connection]:
    """A connection that reads only, with the role of ``visitor``.

    Raises:
        OutOfScopeError: no role of the database is hers.
    """
    with desk_engine().connect() as connection:
        role = STEWARD if visitor.is_steward else _ministry(connection, visitor)
        connection.execute(text("set transaction read only"))
        # A hundred thousand things in order fit into it; the default goes through the disk.
        connection.execute(text("set local work_mem = '32MB'"))
        connection.execute(text("select set_config('role', :role, true)"), {"role": role})
        yield connection


def _ministry(connection: Connection, visitor: Visitor) -> str:
    """The one ministry whose sources hers are; nobody's, or those of two, are refused."""
    if "focal_point" not in visitor.rights or not visitor.sources:
        raise OutOfScopeError
    owners = ministries_of(connection, visitor.sources)
    owner = owners.pop()
    if owners or owner is None:
        raise OutOfScopeError
    return owner


@lru_cache(maxsize=4)
def _engine(var: Path, set_url: str | None, turn: int) -> Engine:
    return database.ready()


def desk_engine() -> Engine:
    """The engine, its schema at the newest revision; looked at again after half a minute.

    To find the embedded server is a connection of its own, and a page would make six of them.
    """
    chosen = settings()
    set_url = chosen.database_url or str(chosen.database_url_file or "")
    return _engine(chosen.var, set_url, int(time.monotonic() // LOOK_SECONDS))
