"""Which PostgreSQL, how to reach it, and its schema at the newest revision.

Belongs here: the address, the engine, the schema's upgrade. Not here: what stands in the tables
(``tables``), how rows get there (``upsert``), how the embedded server lives (``embedded``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text

from warehouse.database import access, embedded, views
from warehouse.database.hash_chain import sign_on_commit
from warehouse.database.tables import METADATA, comments
from warehouse.errors import CallError, message
from warehouse.settings import settings

DATABASE = "zokwezo"
DRIVER = "postgresql+psycopg"
VERSION_TABLE = "zokwezo_version"

# Any fixed number will do; two processes that upgrade at once must take the same one.
UPGRADE_LOCK = 4_236_2026

log = structlog.get_logger(__name__)


def start(database: str = DATABASE) -> str:
    """Start or join the embedded PostgreSQL under ``var/pg`` and give the URL of ``database``.

    The database is made if it is not there. The server stays until the last process that holds it
    ends (see ``embedded``), or until ``stop``.

    Args:
        database: its name; Airflow keeps its own tables in another one of the same server.

    Returns:
        ``postgresql+psycopg://postgres@/<database>?host=<socket folder>``; with the scheme
        ``postgresql+psycopg2`` the same URL serves Airflow.
    """
    socket = embedded.start(_data())
    make_database(socket, database)
    # Slashes may stand in a query as they are; a % would be read as a reference in airflow.cfg.
    return _local(socket, database).render_as_string(hide_password=False).replace("%2F", "/")


def stop() -> bool:
    """Stop the embedded PostgreSQL, whoever uses it; say whether one was running."""
    return embedded.stop(_data())


def is_running() -> bool:
    """Whether the embedded PostgreSQL is there; a named server is nobody's here, and counts as so.

    Starts nothing: ``start()`` does.
    """
    chosen = settings()
    if chosen.database_url or chosen.database_url_file:
        return True
    return embedded.is_alive(_data().resolve())


def server_log() -> Path:
    """The file in which the embedded PostgreSQL says why it ended."""
    return _data() / "server.log"


def url() -> str:
    """The URL of the warehouse: the setting, the first line of the secret file, or ``start()``.

    Raises:
        CallError: the setting is not a PostgreSQL URL, or the secret file cannot be read.
    """
    chosen = settings()
    if chosen.database_url:
        return _with_driver(chosen.database_url)
    if chosen.database_url_file:
        return _with_driver(_first_line(chosen.database_url_file))
    return start()


def engine(address: str | None = None) -> Engine:
    """The engine of ``address`` (default ``url()``), one per process and URL.

    It keeps no connection open, so a fork never shares one with its parent.
    """
    return _engine(_with_driver(address) if address else url())


def ready() -> Engine:
    """The engine of ``url()``, whose schema is at the newest revision (``ensure_schema``)."""
    ensure_schema()
    return engine()


def ensure_schema(address: str | None = None) -> None:
    """Bring the schema to the newest revision, views, rights and comments too, unless it is there.

    Processes that race wait for each other, and each revision is all or nothing.

    Raises:
        CallError: the database is at a revision that this version does not know, or lacks a
            column that it should have.
    """
    chosen = engine(address)
    head = _revisions()[0]
    with chosen.connect() as connection:
        revision = _revision(connection)
        if revision not in (None, *_revisions()):
            raise CallError(message("database.unknown_revision", revision=str(revision)))
        is_newest = revision == head
        if is_newest and _views_stand(connection):
            return
    from alembic import command

    with chosen.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": UPGRADE_LOCK})
        connection.commit()
        try:
            configuration = alembic_config()
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
            missing = _missing_columns(connection)
            if missing:
                raise CallError(
                    message("database.older_tables", count=len(missing), first=missing[0])
                )
            # A view may list the columns of a table as it stands.
            if not is_newest or not views.are_built(connection):
                views.build(connection)
            comments.write(connection)
            access.apply(connection)
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": UPGRADE_LOCK})
            connection.commit()
    log.info("database schema upgraded", revision=head)


@contextmanager
def in_turn(step: str) -> Iterator[None]:
    """Hold a step of the path while it works; who begins the same one waits until this ends.

    A transaction that sees what stood at its beginning cannot take the lock itself: by the time it
    has waited, what it sees is old, and what it writes is refused (``could not serialize access``).
    """
    key = {"key": f"zokwezo {step}"}
    with engine().connect() as connection:
        connection.execute(text("select pg_advisory_lock(hashtextextended(:key, 2))"), key)
        connection.commit()
        # The lock goes with the connection, which no pool keeps.
        yield


def _missing_columns(connection: Connection) -> list[str]:
    """What tables of this version lack: a database that an unpublished version made."""
    standing = set(
        connection.scalars(
            text(
                "select concat_ws('.', table_schema, table_name, column_name)"
                " from information_schema.columns"
            )
        )
    )
    columns = (f"{table.fullname}.{c.name}" for table in METADATA.tables.values() for c in table.c)
    return sorted(set(columns) - standing)


def _views_stand(connection: Connection) -> bool:
    return (
        views.are_built(connection)
        and access.is_applied(connection)
        and comments.are_written(connection)
    )


def _data() -> Path:
    return settings().var / "pg"


def _local(socket: Path, database: str) -> URL:
    return URL.create(
        DRIVER, username=embedded.SUPERUSER, database=database, query={"host": str(socket)}
    )


def make_database(socket: Path, database: str) -> None:
    """Make ``database`` on the server of ``socket`` if it is not there."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(
        host=str(socket), user=embedded.SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        existing = connection.execute("select 1 from pg_database where datname = %s", [database])
        if existing.fetchone():
            return
        try:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return  # another process was quicker


def _first_line(path: Path) -> str:
    try:
        line = path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except OSError:
        line = ""
    if not line:
        raise CallError(message("database.url_file_unreadable", path=str(path)))
    return line


def _with_driver(address: str) -> str:
    scheme, _, rest = address.partition("://")
    if scheme.partition("+")[0] not in {"postgresql", "postgres"} or not rest:
        raise CallError(message("database.not_postgresql", scheme=scheme if rest else "?"))
    return f"{DRIVER}://{rest}"


@cache
def _engine(address: str) -> Engine:
    made = create_engine(
        address,
        poolclass=NullPool,
        connect_args={"application_name": DATABASE},
        hide_parameters=True,
    )
    sign_on_commit(made)
    return made


def alembic_config() -> Any:
    """Alembic's configuration: where the revisions stand."""
    from alembic.config import Config

    configuration = Config()
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    configuration.set_main_option("script_location", folder)
    configuration.set_main_option("path_separator", "os")
    return configuration


@cache
def _revisions() -> tuple[str, ...]:
    """All revisions, the newest first."""
    from alembic.script import ScriptDirectory

    walked = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    return tuple(one.revision for one in walked)


def _revision(connection: Connection) -> str | None:
    name = f"public.{VERSION_TABLE}"
    if connection.scalar(text("select to_regclass(:name)"), {"name": name}) is None:
        return None
    revision = connection.scalar(text(f"select version_num from {name}"))
    return str(revision) if revision else None
