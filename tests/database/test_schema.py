"""The database is what the models say, from the first revision on."""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from warehouse import database
from warehouse.database import access, views
from warehouse.database.tables import METADATA, SCHEMAS, comments
from warehouse.errors import CallError

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
    # Comments are no migration: the test of what explains each column compares them.
    assert [one for one in compare_metadata(context, METADATA) if not _is_comment(one)] == []


def _is_comment(difference: Any) -> bool:
    if isinstance(difference, list):
        return all(_is_comment(one) for one in difference)
    return str(difference[0]) in {"add_table_comment", "modify_comment"}


def _explained(connection: Connection, schemas: list[str]) -> list[tuple[str, str, str, str]]:
    """Schema, column of a table, and what the database says of the column and of the table."""
    found = connection.execute(
        text(
            "select n.nspname || '.' || c.relname, a.attname,"
            " coalesce(col_description(c.oid, a.attnum), ''), coalesce(obj_description(c.oid), '')"
            " from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = any(:schemas) and c.relkind = 'r' and a.attnum > 0"
            " and not a.attisdropped"
        ),
        {"schemas": schemas},
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


def test_every_table_and_column_is_explained_in_french_and_english(connection: Connection) -> None:
    said = comments.comments()
    explained = _explained(connection, list(SCHEMAS))
    assert len(explained) > 350
    assert len({name for name, *_ in explained}) > 25
    for name, column, of_column, of_table in explained:
        assert of_column.split("\n") == list(said[name][column].values()), (name, column)
        assert of_table.split("\n") == list(said[name][""].values()), name


def test_what_a_history_keeps_is_explained_as_in_its_table(connection: Connection) -> None:
    explained = _explained(connection, ["history"])
    assert len(explained) > 200
    assert [
        one[:2] for one in explained if one[2].count("\n") != 1 or one[3].count("\n") != 1
    ] == []


def test_a_sentence_in_english_has_its_own_in_french_and_none_is_left_over() -> None:
    spoken = {one["en"] for table in comments.comments().values() for one in table.values()}
    assert spoken | set(SCHEMAS.values()) == set(comments.french())
    same = [english for english, french in comments.french().items() if english == french]
    assert len(same) < 8, same


def test_a_word_that_changes_is_written_at_the_next_start(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.ensure_schema(empty_database_url)
    changed = {**comments.french(), "One row per case.": "Un dossier par ligne."}
    monkeypatch.setattr(comments, "french", lambda: changed)
    comments.digest_of_words.cache_clear()
    try:
        database.ensure_schema(empty_database_url)
        with database.engine(empty_database_url).connect() as connection:
            said = connection.scalar(
                text("select obj_description('warehouse.case_file'::regclass)")
            )
    finally:
        comments.digest_of_words.cache_clear()
    assert said == "Un dossier par ligne.\nOne row per case."


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


def test_nothing_is_done_at_the_newest_revision(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    database.ensure_schema(database_url)
    done: list[str] = []
    for module, name in (
        (command, "upgrade"), (views, "build"),
        (comments, "write"), (access, "apply"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda *_, name=name: done.append(name))
    database.ensure_schema(database_url)
    assert done == []
    # Were one of its marks missing, it would be done.
    monkeypatch.setattr(comments, "are_written", lambda _: False)
    database.ensure_schema(database_url)
    assert {"upgrade", "write", "apply"} <= set(done)


def test_all_revisions_can_be_taken_back(empty_database_url: str) -> None:
    from alembic import command

    database.ensure_schema(empty_database_url)
    with database.engine(empty_database_url).connect() as connection:
        configuration = database.alembic_config()
        configuration.attributes["connection"] = connection
        command.downgrade(configuration, "base")
        connection.commit()
        left = connection.scalars(text("select nspname from pg_namespace")).all()
    assert not set(left) & set(SCHEMAS)
    database.ensure_schema(empty_database_url)


def test_a_new_database_has_known_nothing(empty_database_url: str) -> None:
    database.ensure_schema(empty_database_url)
    with database.engine(empty_database_url).connect() as connection:
        assert connection.scalar(text("select count(*) from history.instant")) == 0


def test_a_database_of_another_version_is_left_alone_and_named(empty_database_url: str) -> None:
    database.ensure_schema(empty_database_url)
    with database.engine(empty_database_url).begin() as connection:
        connection.execute(text(f"update {database.VERSION_TABLE} set version_num = '0020'"))
    with pytest.raises(CallError, match="0020"):
        database.ensure_schema(empty_database_url)


def test_a_database_of_an_unpublished_version_is_named_in_one_sentence(
    empty_database_url: str,
) -> None:
    database.ensure_schema(empty_database_url)
    with database.engine(empty_database_url).begin() as connection:
        connection.execute(text("drop table intake.addressee cascade"))
        connection.execute(text(f"update {comments.KEPT_IN} set digest = 'another'"))
    with pytest.raises(CallError, match=r"intake\.addressee\.address"):
        database.ensure_schema(empty_database_url)
