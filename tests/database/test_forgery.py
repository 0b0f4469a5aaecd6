"""Nobody writes in another's name, nor what nobody asked: each role tries, with its own login."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from warehouse import database
from warehouse.cli import app
from warehouse.database import access
from warehouse.database.access.login import connected_as
from warehouse.database.tables import METADATA
from warehouse.errors import CallError
from warehouse.settings import settings

pytestmark = pytest.mark.slow

ROLES = tuple(access.access_policy().names)
REVIEWER = "zokwezo_reviewer"
JUDGE = (
    "select identity.record_judgement('J-forged', '{link}', 'same', 'all_agrees',"
    " 'of-another', 'of-another', '2020-01-01')"
)


@pytest.fixture
def asked(database_url: str, database_engine: Engine) -> str:
    """A task between two mentions, one that is no longer asked, and a judgement of somebody."""
    with database_engine.begin() as connection:
        connection.execute(
            text(
                "insert into identity.link_to_judge (link_id, left_mention_id, right_mention_id,"
                " reasons, detail, state, created_at) values"
                " ('L-open', 'M-1', 'M-2', '{between_thresholds}',"
                '  \'{"fingerprints": ["one", "two"]}\', \'open\', now()),'
                " ('L-gone', 'M-3', 'M-4', '{between_thresholds}', null, 'expired', now());"
                "insert into identity.judgement (judgement_id, left_mention_id, right_mention_id,"
                " decision, by, at, link_id)"
                " values ('J-hers', 'M-1', 'M-2', 'unsure', 'somebody', now(), 'L-open')"
            )
        )
    return database_url


def _refusal(url: str, role: str, *statements: str) -> str | None:
    """Why the last of some statements is refused to a login of a role; None where it is not."""
    with connected_as(url, role, database.engine) as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
            connection.commit()
        try:
            connection.execute(text(statements[-1]))
        except DBAPIError as error:
            return getattr(error.orig, "sqlstate", None)
        connection.commit()
        return None


ANNOUNCED = "select audit.announce('review', array['M-1', 'M-2', 'M-3', 'M-4'])"
DENIED = "42501"


@pytest.mark.parametrize("role", ROLES)
def test_no_role_writes_to_any_table_directly(asked: str, role: str) -> None:
    tried = 0
    with connected_as(asked, role, database.engine) as connection:
        for table in METADATA.tables.values():
            # PostgreSQL refuses to write what it makes itself before it asks who wants to.
            written = next(one.name for one in table.c if not one.identity and not one.computed)
            for statement in (
                f"insert into {table.fullname} default values",
                f"update {table.fullname} set {written} = null",
                f"delete from {table.fullname}",
                f"truncate {table.fullname}",
            ):
                with pytest.raises(DBAPIError) as refused:
                    connection.execute(text(statement))
                assert getattr(refused.value.orig, "sqlstate", None) == DENIED, statement
                connection.rollback()
                tried += 1
    assert tried > 100


@pytest.mark.parametrize("role", [one for one in ROLES if one != REVIEWER])
def test_who_is_no_reviewer_does_not_judge(asked: str, role: str) -> None:
    assert _refusal(asked, role, JUDGE.format(link="L-open")) == DENIED
    taken_back = "select identity.withdraw_judgement('J-hers', now())"
    assert _refusal(asked, role, taken_back) == DENIED


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        pytest.param((ANNOUNCED, JUDGE.format(link="L-none")), "ZK001", id="never_asked"),
        pytest.param((ANNOUNCED, JUDGE.format(link="L-gone")), "ZK001", id="no_longer_asked"),
        pytest.param((JUDGE.format(link="L-open"),), "ZK002", id="not_looked_at"),
        pytest.param(
            (ANNOUNCED, JUDGE.format(link="L-open"), JUDGE.format(link="L-open")),
            "ZK003",
            id="twice",
        ),
        pytest.param(
            ("select identity.withdraw_judgement('J-hers', now())",), "ZK005", id="another's"
        ),
        pytest.param(
            (
                "select set_config('zokwezo.account', 'somebody', false)",
                "select identity.withdraw_judgement('J-hers', now())",
            ),
            "ZK005",
            id="another's_under_her_name",
        ),
    ],
)
def test_a_reviewer_forges_no_judgement(asked: str, statements: tuple[str, ...], code: str) -> None:
    assert _refusal(asked, REVIEWER, *statements) == code


def test_a_judgement_bears_its_author_its_hour_and_what_the_task_says(
    asked: str, database_engine: Engine
) -> None:
    in_her_name = "select set_config('zokwezo.account', 'somebody', false)"
    assert _refusal(asked, REVIEWER, in_her_name, ANNOUNCED, JUDGE.format(link="L-open")) is None
    with database_engine.connect() as connection:
        row = connection.execute(
            text("select * from identity.judgement where judgement_id = 'J-forged'")
        ).one()
        noted = connection.execute(
            text("select by, object from audit.access_log where action = 'judge'")
        ).all()
    me = pwd.getpwuid(os.geteuid()).pw_name
    assert (row.by, row.left_fingerprint, row.right_fingerprint) == (me, "one", "two")
    assert row.at.year > 2020
    assert [tuple(one) for one in noted] == [(me, "L-open")]


@pytest.mark.parametrize("role", ROLES)
def test_a_line_on_the_trail_bears_its_author(
    asked: str, database_engine: Engine, role: str
) -> None:
    forged = "select audit.note('read', 'M-1', 1, 'x', null)"
    named = "select set_config('zokwezo.account', 'somebody', false)"
    assert _refusal(asked, role, named, forged) is None
    with database_engine.connect() as connection:
        by, session = connection.execute(text("select by, role from audit.access_log")).one()
    assert by == pwd.getpwuid(os.geteuid()).pw_name
    assert session.startswith("zokwezo_login_")


@pytest.fixture
def own_login(database_engine: Engine) -> Iterator[str]:
    """A person's own login, as docs/fr/acces.md says how to make one."""
    name = "fictive_analyste"
    with database_engine.begin() as connection:
        connection.execute(text(f"create role {name} login in role zokwezo_analyst"))
    yield name
    with database_engine.begin() as connection:
        connection.execute(text(f"drop role {name}"))


def test_an_analyst_enters_her_own_database_alone_and_signs_as_herself(
    database_engine: Engine, own_login: str
) -> None:
    mine = database_engine.url.set(username=own_login)
    engine = create_engine(mine)
    with engine.begin() as connection:
        access.note(connection, "somebody", "read", "warehouse.victim")
    engine.dispose()
    with database_engine.connect() as connection:
        assert connection.scalar(text("select by from audit.access_log")) == own_login
    for other in ("postgres", "template1"):
        with pytest.raises(DBAPIError, match="permission denied for database"):
            create_engine(mine.set(database=other)).connect()


@pytest.mark.parametrize(
    "asked", [("why", "V-0000000000000"), ("changes", "--since", "2026-01-01")]
)
def test_an_analyst_s_own_login_is_told_what_she_may_not_and_shown_no_traceback(
    database_engine: Engine,
    own_login: str,
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
) -> None:
    mine = database_engine.url.set(username=own_login).render_as_string(hide_password=False)
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", mine)
    settings.cache_clear()
    try:
        said = CliRunner().invoke(app, list(asked))
    finally:
        settings.cache_clear()
    if said.exit_code == 0:
        assert asked[0] == "changes"
        return
    assert isinstance(said.exception, CallError), said.exception
    (told,) = said.exception.faults
    assert told.key == "login_may_not"
