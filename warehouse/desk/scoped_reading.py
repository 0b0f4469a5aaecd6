"""Reading for a visitor: with the role in the database that she has, and row policies beneath.

Every query of the desk names her sources as well; the role is the wall behind it. The queries are
ours and take parameters, so that nobody can take the role back in the middle of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Connection, text

from warehouse import database
from warehouse.desk.visitor import Visitor

STEWARD = "zokwezo_steward"


class OutOfScopeError(Exception):
    """What was asked for is not there, or is not hers: the answer is the same."""


@contextmanager
def reading(visitor: Visitor) -> Iterator[Connection]:
    """A connection that reads only, with the role of ``visitor``.

    Raises:
        OutOfScopeError: no role of the database is hers.
    """
    ensure_schema_once()
    with database.engine().connect() as connection:
        role = STEWARD if visitor.is_steward else _ministry(connection, visitor)
        connection.execute(text("set transaction read only"))
        connection.execute(text("select set_config('role', :role, true)"), {"role": role})
        yield connection


def _ministry(connection: Connection, visitor: Visitor) -> str:
    """The one ministry whose sources hers are; nobody's, or those of two, are refused."""
    if "focal_point" not in visitor.rights or not visitor.sources:
        raise OutOfScopeError
    owners = connection.execute(
        text(
            "select role_name, count(*) from intake.ministry_source"
            " where source_id = any (:sources) group by 1"
        ),
        {"sources": sorted(visitor.sources)},
    ).all()
    if len(owners) != 1 or owners[0][1] != len(visitor.sources):
        raise OutOfScopeError
    return str(owners[0][0])


@cache
def _is_ensured(url: str) -> bool:
    database.ensure_schema(url)
    return True


def ensure_schema_once() -> None:
    """Bring the schema to the newest revision, at the first request of the process."""
    _is_ensured(database.url())
