"""The one PostgreSQL: its address, schema, tables, views, rights, and how rows get in and out.

In: the settings. Out: an engine whose schema is at the newest revision (``postgres``), tables as
SQLAlchemy knows them (``tables``), many rows at once (``copy``, ``upsert``).
Not here: what a row means, when it is written, who asks for it.
"""

from warehouse.database.postgres import (
    DATABASE,
    VERSION_TABLE,
    alembic_config,
    engine,
    ensure_schema,
    in_turn,
    is_running,
    make_database,
    ready,
    server_log,
    start,
    stop,
    url,
)

__all__ = [
    "DATABASE",
    "VERSION_TABLE",
    "alembic_config",
    "engine",
    "ensure_schema",
    "in_turn",
    "is_running",
    "make_database",
    "ready",
    "server_log",
    "start",
    "stop",
    "url",
]
