"""A hosted server: the owner of the database is no superuser, and may not even make roles."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from structlog.testing import capture_logs

from warehouse import database, pipeline
from warehouse.database import access, embedded
from warehouse.database.tables import METADATA
from warehouse.errors import CallError
from warehouse.query.sql import select_rows
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow

OPEN_VIEWS = (
    "select count(*) filter (where pg_get_userbyid(relowner) = 'zokwezo_views') as lent,"
    " count(*) filter (where 'security_invoker=true' = any (reloptions)) as invoker, count(*) as n"
    " from pg_class c join pg_namespace s on s.oid = relnamespace"
    " where relkind = 'v' and nspname in ('warehouse', 'case_law', 'plan', 'indicator')"
)


@pytest.fixture
def hosted() -> Iterator[Callable[[str, str], Connection]]:
    """The administrator of a fresh server: no role of ours is there yet."""
    folder = Path(tempfile.mkdtemp(prefix="zokwezo-test-"))
    folder.chmod(0o755)
    socket = embedded.start(folder / "pg")

    def connected(role: str, name: str) -> Connection:
        opened = database.engine(f"postgresql+psycopg://{role}@/{name}?host={socket}").connect()
        return opened.execution_options(isolation_level="AUTOCOMMIT")

    yield connected
    embedded.stop(folder / "pg")
    shutil.rmtree(folder, ignore_errors=True)


def _owned(hosted: Callable[[str, str], Connection], rights: str) -> str:
    """The URL of a database whose owner has these rights and no others."""
    with hosted("postgres", "postgres") as admin:
        admin.execute(text(f"create role owner login nosuperuser {rights}"))
        admin.execute(text("create database ours owner owner"))
        return admin.engine.url.set(username="owner", database="ours").render_as_string(
            hide_password=False
        )


def _dropped(folder: Path, *patterns: str) -> Path:
    for pattern in patterns:
        (path,) = (PROJECT / "samples/drops").glob(pattern)
        (folder / "drop" / path.parent.name).mkdir(parents=True)
        shutil.copyfile(path, folder / "drop" / path.parent.name / path.name)
    return folder / "drop"


def _readable(connection: Connection, role: str) -> set[str]:
    asked = text(
        "select format('%s.%s', nspname, relname) from pg_class c"
        " join pg_namespace n on n.oid = relnamespace"
        " where relkind = 'r' and has_table_privilege(:role, c.oid, 'select')"
        " and has_schema_privilege(:role, n.oid, 'usage')"
    )
    found = set(connection.scalars(asked, {"role": role}))
    return {name for name in found if name in METADATA.tables}


def test_an_owner_who_may_make_roles_needs_nobody(
    hosted: Callable[[str, str], Connection],
    fresh_settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", _owned(hosted, "createrole"))
    settings.cache_clear()
    told = pipeline.run(_dropped(tmp_path, "jurisprudence/*_04.xlsx", "greffe/*-04.xlsx"))
    assert (told["decisions"], told["release"]) == (6, 1)
    assert told["judgments"] > 0

    # A login is lent for each query, with one role and no more, and taken back.
    assert select_rows("select count(*) from case_law.search()", "magistrate")[1] == [(6,)]
    assert select_rows("select victims_known from case_law.sherloc_decision", "magistrate")[1]
    for role, refused in (("magistrate", "warehouse.victim"), ("analyst", "identity.person")):
        with pytest.raises(CallError, match="permission denied"):
            select_rows(f"select * from {refused}", role)
    with database.engine().connect() as connection:
        assert not connection.scalar(
            text("select rolsuper from pg_roles where rolname = current_user")
        )
        lent = text("select count(*) from pg_roles where starts_with(rolname, 'zokwezo_login_')")
        assert connection.scalar(lent) == 0
        assert access.is_applied(connection)
        views = connection.execute(text(OPEN_VIEWS)).one()
        assert views.lent == views.n > 30
        assert "case_law.decision" in _readable(connection, "zokwezo_magistrate")
        assert "warehouse.victim" not in _readable(connection, "zokwezo_magistrate")
        # What only a superuser closes stays open: exact counters, never a row (decision 18).
        assert connection.scalar(
            text("select has_function_privilege('zokwezo_analyst',"
                 " 'pg_stat_get_live_tuples(oid)', 'execute')")
        )  # fmt: skip

    # The next revision of views and page finds views that belong to another role, and is applied.
    with database.engine().begin() as connection:
        for kept in ("zokwezo_views", "zokwezo_access"):
            connection.execute(text(f"delete from public.{kept}"))
    database.ensure_schema()
    with database.engine().connect() as connection:
        assert access.is_applied(connection)
        assert connection.execute(text(OPEN_VIEWS)).one().lent == views.n


def test_an_owner_who_may_not_leaves_it_to_the_administrator_and_all_else_works(
    hosted: Callable[[str, str], Connection],
    fresh_settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    address = _owned(hosted, "nocreaterole")
    with capture_logs() as told:
        database.ensure_schema(address)
    (asked,) = [one["sql"] for one in told if "administrator" in one["event"]]
    with database.engine(address).connect() as connection:
        assert access.is_applied(connection), "not tried again until something has changed"
        views = connection.execute(text(OPEN_VIEWS)).one()
        assert views.invoker == views.n > 30, "a view shows what its reader may read, and no more"

    with hosted("postgres", "postgres") as admin:
        for sql in asked.split("; "):
            admin.execute(text(sql))
        admin.execute(text("create role a_magistrate login in role zokwezo_magistrate"))
    with database.engine(address).connect() as connection:
        assert not access.is_applied(connection), "the roles are there now"
        assert _readable(connection, "zokwezo_magistrate") == set()
    with capture_logs() as told:
        database.ensure_schema(address)
    assert [one for one in told if "administrator" in one["event"]] == []
    with database.engine(address).connect() as connection:
        assert access.is_applied(connection)
        assert "case_law.decision" in _readable(connection, "zokwezo_magistrate")
        assert "warehouse.victim" not in _readable(connection, "zokwezo_magistrate")
        assert "intake.submission" in _readable(connection, "zokwezo_ministry_justice")

    # The owner cannot lend a role; a magistrate with a login of her own needs no loan.
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", address)
    settings.cache_clear()
    told = pipeline.run(_dropped(tmp_path, "jurisprudence/*_04.xlsx"))
    assert (told["decisions"], told["release"]) == (6, 1)
    with pytest.raises(CallError, match="cannot lend"):
        select_rows("select 1", "magistrate")
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", address.replace("owner@", "a_magistrate@"))
    settings.cache_clear()
    assert select_rows("select count(*) from case_law.search()", "magistrate")[1] == [(6,)]
    # Views with their reader's rights: numbers of victims are not for her here.
    with pytest.raises(CallError, match="permission denied"):
        select_rows("select victims_known from case_law.sherloc_decision", "magistrate")
