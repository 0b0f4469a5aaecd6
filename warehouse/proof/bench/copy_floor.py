"""The floor of a load: COPY of the rows that it left, into the same tables, and nothing else.

The tables are those of a second database of the same server, made while they were still empty: with
their indexes, their keys and the triggers that write their history. What any load must pay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, make_url, text

from warehouse import database
from warehouse.database.copy import name_of, quoted
from warehouse.database.tables import METADATA, identity

FLOOR = "copy_floor"
_SCHEMAS = ("warehouse", "case_law", "plan")


def make_twin() -> None:
    """Make the second database as the first one stands; nobody may be in the first one."""
    with _maintaining() as connection:
        connection.execute(text(f"drop database if exists {FLOOR}"))
        connection.execute(text(f"create database {FLOOR} template {database.DATABASE}"))


class LoadedRows:
    """The rows that a load left, out of the database and ready to be copied in again."""

    def __init__(self) -> None:
        self._written: list[tuple[str, bytes]] = []
        with database.engine().connect() as connection:
            for table in _filled():
                named = (quoted(column.name) for column in table.columns if column.computed is None)
                target = f"{name_of(table)} ({', '.join(named)})"
                with _cursor(connection).copy(f"copy {target} to stdout (format csv)") as source:
                    self._written.append((target, b"".join(map(bytes, source))))

    def copy_again(self) -> int:
        """Copy them into the second database, in one transaction; how many rows there were."""
        rows = 0
        with _twin().begin() as connection:
            for target, written in self._written:
                cursor = _cursor(connection)
                with cursor.copy(f"copy {target} from stdin (format csv)") as sink:
                    sink.write(written)
                rows += cursor.rowcount
        return rows


def _filled() -> Iterator[Table]:
    yield identity.role_pseudonym
    yield from (table for table in METADATA.sorted_tables if table.schema in _SCHEMAS)


def _twin() -> Engine:
    address = make_url(database.url()).set(database=FLOOR)
    return database.engine(address.render_as_string(hide_password=False))


@contextmanager
def _maintaining() -> Iterator[Connection]:
    address = make_url(database.url()).set(database="postgres")
    engine = database.engine(address.render_as_string(hide_password=False))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def _cursor(connection: Connection) -> Any:
    raw: Any = connection.connection.driver_connection
    return raw.cursor()
