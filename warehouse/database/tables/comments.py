"""What every table and column is, in French and in English: from here to the database and to docs.

The models say it in English, ``french.yml`` gives the twin of each sentence. The comments of the
database hold both, French on the first line and English on the second, as those of the views do;
they are written again whenever a word changes, so that a comment is never a migration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import yaml
from sqlalchemy import Connection, text

from warehouse.database.tables import METADATA, SCHEMAS

KEPT_IN = "public.zokwezo_comments"


@cache
def french() -> Mapping[str, str]:
    """English sentence -> its French twin."""
    page = resources.files("warehouse.database.tables").joinpath("french.yml").read_text("utf-8")
    twins: dict[str, str] = yaml.load(page, yaml.CSafeLoader)
    return twins


def both(english: str | None) -> dict[str, str]:
    """A sentence of the models in both languages: ``fr``, ``en``.

    Raises:
        KeyError: there is no sentence, or it has no French twin.
    """
    if not english:
        raise KeyError("a table or column of the models lacks its comment")
    return {"fr": french()[english], "en": english}


def comments() -> dict[str, dict[str, dict[str, str]]]:
    """``schema.table`` -> what it says of itself: ``""`` for the whole, else by column."""
    return {
        table.fullname: {
            "": both(table.comment),
            **{column.name: both(column.comment) for column in table.columns},
        }
        for table in METADATA.sorted_tables
    }


def are_written(connection: Connection) -> bool:
    """Whether the database says what the models and their French say."""
    if connection.scalar(text("select to_regclass(:name)"), {"name": KEPT_IN}) is None:
        return False
    return bool(connection.scalar(text(f"select digest from {KEPT_IN}")) == digest_of_words())


def write(connection: Connection) -> None:
    """Explain every schema, table and column, and their histories, in the caller's transaction."""
    kept = connection.scalars(
        text(
            "select attrelid::regclass || '.' || attname from pg_attribute a"
            " join pg_class c on c.oid = a.attrelid and c.relkind = 'r'"
            " where c.relnamespace = 'history'::regnamespace and attnum > 0 and not attisdropped"
        )
    )
    script = ";\n".join(_statements(set(kept)))
    connection.exec_driver_sql(script.replace("%", "%%"))
    connection.execute(text(f"create table if not exists {KEPT_IN} (digest text primary key)"))
    connection.execute(text(f"delete from {KEPT_IN}"))
    connection.execute(
        text(f"insert into {KEPT_IN} values (:digest)"), {"digest": digest_of_words()}
    )


def _statements(kept: set[str]) -> Iterator[str]:
    for schema, english in SCHEMAS.items():
        yield f"comment on schema {schema} is {_literal(both(english))}"
    for name, described in comments().items():
        twin = f"history.{name.replace('.', '_', 1)}"
        for column, words in described.items():
            if not column:
                yield f"comment on table {name} is {_literal(words)}"
                continue
            yield f'comment on column {name}."{column}" is {_literal(words)}'
            if f"{twin}.{column}" in kept:
                yield f'comment on column {twin}."{column}" is {_literal(words)}'


def _literal(words: Mapping[str, str]) -> str:
    return "'" + "\n".join((words["fr"], words["en"])).replace("'", "''") + "'"


@cache
def digest_of_words() -> str:
    """What stands for all words that the database is told of itself."""
    return hashlib.sha256("\n".join(_statements(set())).encode()).hexdigest()
