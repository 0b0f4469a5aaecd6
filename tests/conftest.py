"""What the tests share: a real PostgreSQL of their own, and a fresh database for who asks."""

from __future__ import annotations

import atexit
import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool
from worlds import SAMPLES, World, copied, copying, enter

from warehouse import database, pipeline
from warehouse.database import embedded
from warehouse.settings import settings

# A busy machine is no failure: what a property says, it says whatever the time it takes.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# No test writes into the checkout's own var/, nor makes keys beside it. A worker of xdist inherits
# what the first process set: two that share a keyring destroy each other's keys.
os.environ["ZOKWEZO_VAR"] = tempfile.mkdtemp(prefix="zokwezo-tests-") + "/var"

TEMPLATE = "template_zokwezo"
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that take minutes first: the quick ones fill what is left when one worker is done."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay: the collector need not look through them again."""
    gc.freeze()
    atexit.register(gc.unfreeze)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The socket folder of an embedded server of this test session's own."""
    # Not under pytest's own folder: that one is closed to the server's system user.
    folder = Path(tempfile.mkdtemp(prefix="zokwezo-test-"))
    folder.chmod(0o755)
    socket = str(embedded.start(folder / "pg"))
    with _server(socket).connect() as connection:
        # What a test wrote need not outlive a power cut.
        connection.execute(text("alter system set fsync = off"))
        connection.execute(text("select pg_reload_conf()"))
    yield socket
    embedded.stop(folder / "pg")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_template(postgresql_server: str) -> str:
    """The name of a database at the newest revision, for others to be made from."""
    database.make_database(Path(postgresql_server), TEMPLATE)
    database.ensure_schema(_address(postgresql_server, TEMPLATE))
    # One key for all: two worlds that were told the same say it with the same ids, every day.
    with _server(postgresql_server, TEMPLATE).connect() as connection:
        connection.execute(text("update identity.record_key set digits = repeat('5a', 32)"))
    return TEMPLATE


@pytest.fixture
def database_url(postgresql_server: str, migrated_template: str) -> Iterator[str]:
    """The URL of a fresh database at the newest revision, dropped after the test."""
    name = f"test_{next(_numbers)}"
    server = _server(postgresql_server)
    with server.connect() as connection:
        connection.execute(text(copying(migrated_template, name)))
    yield _address(postgresql_server, name)
    with server.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture
def empty_database_url(postgresql_server: str) -> str:
    """The URL of a database in which nothing stands yet, not even a schema."""
    name = f"empty_{next(_numbers)}"
    database.make_database(Path(postgresql_server), name)
    return _address(postgresql_server, name)


@pytest.fixture
def database_engine(database_url: str) -> Engine:
    """The engine of ``database_url``."""
    return database.engine(database_url)


@pytest.fixture
def connection(database_engine: Engine) -> Iterator[Connection]:
    """One connection to ``database_url``; what it does is rolled back unless it commits."""
    with database_engine.connect() as opened:
        yield opened


def _address(socket: str, name: str) -> str:
    return f"postgresql+psycopg://{embedded.SUPERUSER}@/{name}?host={socket}"


def _server(socket: str, name: str = "postgres") -> Engine:
    return create_engine(_address(socket, name), poolclass=NullPool, isolation_level="AUTOCOMMIT")


@pytest.fixture
def fresh_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A ``var`` of the test's own, named to the settings; they are read anew, then forgotten."""
    for name in [name for name in os.environ if name.startswith("ZOKWEZO_")]:
        monkeypatch.delenv(name)
    var = tmp_path / "var"
    monkeypatch.setenv("ZOKWEZO_VAR", str(var))
    settings.cache_clear()
    yield var
    settings.cache_clear()


@pytest.fixture
def world(fresh_settings: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ``var`` of a warehouse in which nothing arrived yet: its own folders and database."""
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", database_url)
    settings.cache_clear()
    return fresh_settings


@pytest.fixture(scope="session")
def named_database(postgresql_server: str, migrated_template: str) -> Callable[..., str]:
    """Make a database of a session's fixture; gives its URL."""

    def make(name: str, template: str = migrated_template) -> str:
        with _server(postgresql_server).connect() as connection:
            connection.execute(text(copying(template, name)))
        return _address(postgresql_server, name)

    return make


@pytest.fixture(scope="session")
def sample_run(
    tmp_path_factory: pytest.TempPathFactory, named_database: Callable[..., str]
) -> Iterator[World]:
    """The sample exports, taken to a release once a session."""
    var, url = tmp_path_factory.mktemp("samples") / "var", named_database("samples")
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, var, url)
        summary = pipeline.run(SAMPLES / "drops")
    settings.cache_clear()
    yield World(var, url, summary)


@pytest.fixture
def enter_copy(
    postgresql_server: str,
    named_database: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[World], World]]:
    """Make a warehouse that stands anew, for this test to change, and enter it."""
    made: list[str] = []

    def enter_one(of: World) -> World:
        made.append(f"copy_{next(_numbers)}")
        template = str(make_url(of.url).database)
        world = copied(of, tmp_path / made[-1], named_database(made[-1], template))
        enter(monkeypatch, world.var, world.url)
        return world

    yield enter_one
    settings.cache_clear()
    with _server(postgresql_server).connect() as connection:
        for name in made:
            connection.execute(text(f"drop database {name} with (force)"))
