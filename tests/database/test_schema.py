"""The database is what the models say, and the migrations are how it came there."""

from __future__ import annotations

import multiprocessing
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from warehouse import database
from warehouse.tables import METADATA, SCHEMAS

pytestmark = pytest.mark.slow


def test_models_and_migrated_database_agree(connection: Connection) -> None:
    context = MigrationContext.configure(
        connection,
        opts={
            "include_schemas": True,
            "include_name": lambda name, kind, parents: kind != "schema" or name in SCHEMAS,
            "version_table": database.VERSION_TABLE,
        },
    )
    assert len(METADATA.tables) > 25
    assert compare_metadata(context, METADATA) == []


def test_every_table_and_column_is_explained(connection: Connection) -> None:
    explained = connection.execute(
        text(
            "select n.nspname, c.relname, a.attname, col_description(c.oid, a.attnum) is not null,"
            " obj_description(c.oid) is not null"
            " from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = any(:schemas) and c.relkind = 'r' and a.attnum > 0"
            " and not a.attisdropped"
        ),
        {"schemas": list(SCHEMAS)},
    ).all()
    assert len(explained) > 200
    assert [row[:3] for row in explained if not (row[3] and row[4])] == []


def _upgrade(address: str) -> None:
    database.ensure_schema(address)


def test_two_processes_may_upgrade_at_once(empty_database_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    racers = [spawn.Process(target=_upgrade, args=(empty_database_url,)) for _ in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(60)
    assert [racer.exitcode for racer in racers] == [0, 0]
    with database.engine(empty_database_url).connect() as connection:
        assert connection.scalar(text("select count(*) from intake.submission")) == 0


def test_nothing_is_done_at_the_newest_revision(database_url: str) -> None:
    database.ensure_schema(database_url)
    started = time.perf_counter()
    database.ensure_schema(database_url)
    assert time.perf_counter() - started < 0.2


def test_all_revisions_can_be_taken_back(empty_database_url: str) -> None:
    from alembic import command

    database.ensure_schema(empty_database_url)
    with database.engine(empty_database_url).connect() as connection:
        configuration = database._alembic()
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "base")
        connection.commit()
        left = connection.scalars(text("select nspname from pg_namespace")).all()
    assert not set(left) & set(SCHEMAS)
    database.ensure_schema(empty_database_url)
