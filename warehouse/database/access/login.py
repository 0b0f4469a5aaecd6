"""A login that has one role and no more, lent for as long as it is used.

``set role`` is no wall: who may set it may take it back, in the middle of a query too
(``set_config('role', …)`` before ``query_to_xml(…)``). What a session may do at most is what its
login may; so a query that somebody wrote is run by a login that may do nothing else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from warehouse.database.access.trail import account
from warehouse.errors import CallError, message

Engines = Callable[[str], Engine]

LENT = "zokwezo_login_"
VALID = "1 hour"


@contextmanager
def connected_as(address: str, role: str, engine: Engines) -> Iterator[Connection]:
    """A connection whose login has ``role`` and nothing besides.

    Where the address is a person's own login, that one is used: it has what it was given. The
    owner of the database lends a fresh login, and takes it back.

    Args:
        address: the URL as it is set.
        role: a role of the page, by its name in the database.
        engine: makes the engine of a URL.

    Raises:
        CallError: the login of the address neither has the role nor may lend it.
    """
    owner = engine(address)
    with owner.connect() as connection:
        is_owner = connection.scalar(
            text(
                "select rolsuper or pg_has_role(session_user, n.nspowner, 'member')"
                " from pg_roles, pg_namespace n"
                " where rolname = session_user and n.nspname = 'identity'"
            )
        )
        has_role = connection.scalar(
            text("select pg_has_role(session_user, :role, 'member')"), {"role": role}
        )
    if is_owner:
        with _lent(owner, role, engine) as connection:
            yield connection
    elif has_role:
        with owner.connect() as connection:
            yield connection
    else:
        raise CallError(message("query_role_missing", role=role))


@contextmanager
def _lent(owner: Engine, role: str, engine: Engines) -> Iterator[Connection]:
    name, password = LENT + secrets.token_hex(8), secrets.token_urlsafe(24)
    with owner.connect() as connection:
        _take_back_old(connection)
        try:
            _lend(connection, name, password, role)
        except ProgrammingError:
            raise CallError(message("query_role_not_lent", role=role)) from None
    try:
        address = owner.url.set(username=name, password=password)
        with engine(address.render_as_string(hide_password=False)).connect() as connection:
            yield connection
    finally:
        with owner.connect() as connection:
            _take_back(connection, name)


def _lend(connection: Connection, name: str, password: str, role: str) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    # The server sees, and might log, what the password hashes to, never the password.
    hashed = raw.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    ).decode()
    until = connection.scalar(text(f"select (now() + interval '{VALID}')::text"))
    # Not text(): a colon in the hash would name a parameter.
    connection.exec_driver_sql(
        f"create role {name} login connection limit 1 password '{hashed}'"
        f" valid until '{until}' in role {role}"
    )
    # The trail names who it was lent to, not the login that lasts an hour.
    lent_to = account().replace("'", "''").replace("%", "%%")
    connection.exec_driver_sql(f"comment on role {name} is '{lent_to}'")
    connection.commit()


def _take_back_old(connection: Connection) -> None:
    old = text(
        "select rolname::text from pg_roles where starts_with(rolname, :lent)"
        " and rolvaliduntil < now()"
    )
    for name in connection.scalars(old, {"lent": LENT}).all():
        _take_back(connection, name)
    connection.rollback()


def _take_back(connection: Connection, name: str) -> None:
    with suppress(DBAPIError):
        connection.execute(text(f"drop role if exists {name}"))
        connection.commit()
    connection.rollback()
