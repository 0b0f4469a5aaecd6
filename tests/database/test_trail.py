"""Who opens the vault has said so before, in a transaction that is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from warehouse import database
from warehouse.database.access import announce, note
from warehouse.database.access.login import connected_as

pytestmark = pytest.mark.slow

MENTIONS = "select mention_id from identity.person_mention order by mention_id"


@pytest.fixture
def vault(database_url: str, database_engine: Engine) -> str:
    """Three mentions of one person; gives the database's URL."""
    with database_engine.begin() as connection:
        connection.execute(
            text(
                "insert into identity.person (person_id, created_at, status)"
                " values ('P-1', now(), 'active')"
            )
        )
        connection.execute(
            text(
                "insert into identity.person_mention (mention_id, person_id, role, source_id,"
                " file_name, row_number, submission_id, record_id)"
                " select 'M-' || n, 'P-1', 'victim', 'umirr', 'mars.xlsx', n, 'S-1', 'M-' || n"
                " from generate_series(1, 3) n"
            )
        )
    return database_url


@contextmanager
def _reviewer(url: str) -> Iterator[Connection]:
    with connected_as(url, "zokwezo_reviewer", database.engine) as connection:
        yield connection


def _trail(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        asked = "select object from audit.access_log order by event_id"
        return list(connection.scalars(text(asked)))


def test_what_was_not_announced_is_not_seen(vault: str) -> None:
    with _reviewer(vault) as connection:
        assert connection.scalars(text(MENTIONS)).all() == []


def test_what_was_announced_is_seen_and_no_more(vault: str, database_engine: Engine) -> None:
    with _reviewer(vault) as connection:
        announce(connection, "a.nom", "review", ["M-1", "M-3"])
        connection.commit()
        assert connection.scalars(text(MENTIONS)).all() == ["M-1", "M-3"]
    assert _trail(database_engine) == ["M-1", "M-3"]


def test_a_reading_that_is_rolled_back_stays_on_the_trail(
    vault: str, database_engine: Engine
) -> None:
    with _reviewer(vault) as connection:
        announce(connection, "a.nom", "review", ["M-2"])
        connection.commit()
        assert connection.scalars(text(MENTIONS)).all() == ["M-2"]
        connection.rollback()
    assert _trail(database_engine) == ["M-2"]


@pytest.mark.parametrize("nested", [False, True], ids=["at_once", "behind_a_savepoint"])
def test_the_announcing_transaction_sees_nothing(
    vault: str, database_engine: Engine, nested: bool
) -> None:
    with _reviewer(vault) as connection:
        if nested:
            with connection.begin_nested():
                announce(connection, "a.nom", "review", ["M-1"])
        else:
            announce(connection, "a.nom", "review", ["M-1"])
        assert connection.scalars(text(MENTIONS)).all() == []
        connection.rollback()
        assert connection.scalars(text(MENTIONS)).all() == []
    assert _trail(database_engine) == []


def test_a_line_of_another_kind_opens_nothing(vault: str) -> None:
    with _reviewer(vault) as connection:
        note(connection, "a.nom", "read", "M-1", detail={"transaction": "1"})
        assert connection.scalars(text(MENTIONS)).all() == []
        connection.commit()
        assert connection.scalars(text(MENTIONS)).all() == []


def test_what_another_announced_opens_nothing(vault: str) -> None:
    with _reviewer(vault) as other:
        announce(other, "b.nom", "review", ["M-1"])
        other.commit()
        with _reviewer(vault) as connection:
            assert connection.scalars(text(MENTIONS)).all() == []


def test_an_announcement_grows_old(vault: str, database_engine: Engine) -> None:
    with _reviewer(vault) as connection:
        login = connection.scalar(text("select session_user::text"))
        with database_engine.begin() as owner:
            for mention, age in (("M-1", "16 minutes"), ("M-2", "14 minutes")):
                owner.execute(
                    text(
                        "insert into audit.access_log (at, by, role, action, object, detail)"
                        f" values (now() - interval '{age}', 'a.nom', :login, 'read', :mention,"
                        ' \'{"transaction": "1"}\')'
                    ),
                    {"login": login, "mention": mention},
                )
        assert connection.scalars(text(MENTIONS)).all() == ["M-2"]


def test_a_reviewer_cannot_write_the_trail_herself(vault: str) -> None:
    with _reviewer(vault) as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(
            text(
                "insert into audit.access_log (at, by, action, object)"
                " values (now(), 'x', 'read', 'M-1')"
            )
        )
