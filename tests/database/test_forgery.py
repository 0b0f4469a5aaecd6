"""Nobody writes in another's name, nor what nobody asked: each role tries, with its own login."""

from __future__ import annotations

import os
import pwd
from collections import Counter
from collections.abc import Iterator
from typing import Any

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
OWNERS_ALONE = {
    *("audit.author", "audit.is_owner", "intake.decide_row", "identity.clear_decision"),
}


# Schemas of the register, told by the catalogue: what somebody adds is tried without being named.
OURS = "nspname not like 'pg\\_%' and nspname <> 'information_schema'"


def _asked_of(engine: Engine, query: str, **given: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query), given))


def _tables(engine: Engine) -> list[Any]:
    """Every table, and a column of each that is written."""
    return _asked_of(
        engine,
        "select format('%I.%I', nspname, relname) as name, (select format('%I', attname)"
        " from pg_attribute a where a.attrelid = c.oid and attnum > 0 and not attisdropped"
        " and attidentity = '' and attgenerated = '' order by attnum limit 1) as written"
        f" from pg_class c join pg_namespace n on n.oid = relnamespace where {OURS}"
        " and relkind in ('r', 'p', 'f') order by 1",
    )


@pytest.mark.parametrize("role", ROLES)
def test_no_role_writes_to_any_table_directly(
    asked: str, database_engine: Engine, role: str
) -> None:
    tables = _tables(database_engine)
    assert {name for name, _ in tables} >= {one.fullname for one in METADATA.tables.values()}
    assert {name.partition(".")[0] for name, _ in tables} >= {"audit", "history", "identity"}
    with connected_as(asked, role, database.engine) as connection:
        for name, written in tables:
            # PostgreSQL refuses to write what it makes itself before it asks who wants to.
            for statement in (
                f"insert into {name} default values",
                f"update {name} set {written} = null",
                f"delete from {name}",
                f"truncate {name}",
            ):
                with pytest.raises(DBAPIError) as refused:
                    connection.execute(text(statement))
                assert getattr(refused.value.orig, "sqlstate", None) == DENIED, statement
                connection.rollback()


@pytest.mark.parametrize("role", ROLES)
def test_no_role_writes_through_a_view_a_counter_or_a_schema(
    asked: str, database_engine: Engine, role: str
) -> None:
    relations = _asked_of(
        database_engine,
        "select format('%I.%I', nspname, relname), relkind::text,"
        " case relkind when 'S' then has_sequence_privilege(:role, c.oid, 'usage, update')"
        " else has_table_privilege(:role, c.oid,"
        " 'insert, update, delete, truncate, references, trigger, maintain')"
        " or has_any_column_privilege(:role, c.oid, 'insert, update, references') end as may"
        f" from pg_class c join pg_namespace n on n.oid = relnamespace where {OURS}"
        " and relkind in ('r', 'p', 'f', 'v', 'm', 'S')",
        role=role,
    )
    kinds = Counter(kind for _, kind, _ in relations)
    assert kinds["v"] > 20 and kinds["r"] > 60
    assert [name for name, _, may in relations if may] == []
    schemas = _asked_of(
        database_engine,
        "select nspname, has_schema_privilege(:role, oid, 'create') from pg_namespace"
        f" where {OURS}",
        role=role,
    )
    assert len(schemas) > 6
    assert [name for name, may in schemas if may] == []


SOMEBODY = "somebody-else"
# What a parameter of each type may be told: her name, ids that stand, and nothing.
TOLD = {
    "text": [f"'{SOMEBODY}'", "'L-open'", "'J-hers'", "'same'"],
    "text[]": [f"array['{SOMEBODY}', 'M-1', 'M-2']"],
    "timestamp with time zone": ["'2020-01-01'"],
    "jsonb": [f"""'{{"by": "{SOMEBODY}"}}'"""],
    "bigint": ["1"],
    "integer": ["1"],
    "boolean": ["true"],
    "date": ["'2020-01-01'"],
}


def _functions(engine: Engine, role: str) -> list[Any]:
    """Every function that may write and that a role may call: its name and parameters' types."""
    return _asked_of(
        engine,
        "select format('%I.%I', nspname, proname), array(select format_type(t, null)"
        " from unnest(p.proargtypes) with ordinality as a (t, place) order by place)"
        f" from pg_proc p join pg_namespace n on n.oid = pronamespace where {OURS}"
        " and prorettype <> 'trigger'::regtype and (provolatile = 'v' or prosecdef)"
        " and has_function_privilege(:role, p.oid, 'execute')"
        " and has_schema_privilege(:role, n.oid, 'usage') order by 1",
        role=role,
    )


def _signed(engine: Engine) -> Counter[str]:
    """In how many rows of each table somebody else stands as who did it."""
    columns = _asked_of(
        engine,
        "select format('%I.%I', nspname, relname), format('%I', attname) from pg_attribute a"
        " join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace"
        f" where {OURS} and relkind in ('r', 'p') and attnum > 0 and not attisdropped"
        " and atttypid = 'text'::regtype and (attname = 'by' or attname like '%\\_by')"
        " and nspname <> 'history'",
    )
    tables = {name for name, _ in columns}
    assert tables >= {"audit.access_log", "audit.chain_link", "identity.judgement",
                      "intake.row_decision", "intake.submission"}  # fmt: skip
    return Counter(
        {
            f"{name}.{column}": row[0]
            for name, column in columns
            for row in _asked_of(
                engine,
                f"select count(*) from {name} where {column} = :who",
                who=SOMEBODY,
            )
        }
    )


@pytest.mark.parametrize("role", ROLES)
def test_whatever_function_a_role_may_call_signs_nothing_as_another(
    asked: str, database_engine: Engine, role: str
) -> None:
    functions = _functions(database_engine, role)
    assert "audit.note" in {name for name, _ in functions}
    before, done = _signed(database_engine), 0
    with connected_as(asked, role, database.engine) as connection:
        for name, types in functions:
            assert set(types) <= set(TOLD), f"{name} takes what this test does not tell: {types}"
            for turn in range(max(map(len, TOLD.values()))):
                told = ", ".join(
                    TOLD[one][(turn + n) % len(TOLD[one])] for n, one in enumerate(types)
                )
                for statement in (
                    f"select set_config('zokwezo.account', '{SOMEBODY}', false)",
                    ANNOUNCED if role == REVIEWER else "select 1",
                    f"select {name}({told})",
                ):
                    try:
                        connection.execute(text(statement))
                    except DBAPIError:
                        connection.rollback()
                    else:
                        connection.commit()
                        done += 1
    assert done > len(functions)
    assert _signed(database_engine) == before


def test_a_function_that_writes_is_one_that_these_tests_forge(database_engine: Engine) -> None:
    may = {name for role in ROLES for name, _ in _functions(database_engine, role)}
    assert {f"{one}" for one in may} >= {"audit.note", "audit.announce",
                                         "identity.record_judgement"}  # fmt: skip
    closed = _asked_of(
        database_engine,
        "select format('%I.%I', nspname, proname) from pg_proc p"
        f" join pg_namespace n on n.oid = pronamespace where {OURS} and prosecdef"
        " and prorettype <> 'trigger'::regtype",
    )
    # What no role may call is the owner's process alone: it is listed here to be looked at.
    assert {name for (name,) in closed} - may == OWNERS_ALONE


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


@pytest.mark.parametrize("place", ["1", "3", "9223372036854775807"])
def test_a_reviewer_gives_what_she_wrote_no_place_but_the_next_in_the_chain(
    asked: str, database_engine: Engine, place: str
) -> None:
    """At the end of all numbers, her link would have been the last that anybody could sign."""
    with connected_as(asked, REVIEWER, database.engine) as connection:
        connection.execute(text(ANNOUNCED))
        connection.commit()
        connection.execute(text(JUDGE.format(link="L-open")))
        link_id = connection.scalar(text("select max(link_id) from audit.links_to_sign()"))
        with pytest.raises(DBAPIError) as refusal:
            connection.execute(text(f"select audit.sign_link({link_id}, {place}, 'forged')"))
        connection.rollback()
    assert getattr(refusal.value.orig, "sqlstate", None) == "ZK011"
    assert _refusal(asked, REVIEWER, ANNOUNCED, JUDGE.format(link="L-open")) is None
    with database_engine.connect() as owner:
        links = owner.scalars(text("select number from audit.chain_link order by 1")).all()
    assert links == [1, 2]


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
