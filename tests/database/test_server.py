"""The embedded server: joined by all, held by each, stopped by the last, however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from warehouse import database
from warehouse.database import embedded
from warehouse.errors import CallError
from warehouse.settings import settings

pytestmark = pytest.mark.slow

HOLD = """
import sys
from pathlib import Path
from warehouse.database import embedded
embedded.start(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zokwezo-test-"))
    folder.chmod(0o755)
    yield folder / "pg"
    embedded.stop(folder / "pg")
    shutil.rmtree(folder, ignore_errors=True)


def _holder(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _until_held(holder: subprocess.Popen[str]) -> None:
    assert holder.stdout is not None
    assert any(line == "held\n" for line in holder.stdout), "the server did not start"


def _end(holder: subprocess.Popen[str]) -> None:
    holder.communicate("", timeout=30)
    assert holder.returncode == 0


def _is_up(data: Path) -> bool:
    return (data / "postmaster.pid").exists()


def test_processes_that_start_at_once_share_one_server(data: Path) -> None:
    holders = [_holder(data) for _ in range(3)]
    for holder in holders:
        _until_held(holder)
    _end(holders[0])
    assert _is_up(data), "two others hold it"
    _end(holders[1])
    holders[2].send_signal(signal.SIGKILL)
    holders[2].wait(30)
    assert _is_up(data), "who is killed cannot stop it"
    late = _holder(data)
    _until_held(late)
    _end(late)
    assert not _is_up(data), "the next to leave is the last: the killed one holds nothing"


def test_a_fork_holds_the_server_of_its_own(data: Path) -> None:
    embedded.start(data)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)
        os._exit(0)
    os.close(reading)
    assert not embedded.leave(data), "the fork still holds it"
    assert _is_up(data)
    os.close(writing)
    os.waitpid(child, 0)
    embedded.start(data)
    assert embedded.leave(data)


def test_what_was_written_is_there_after_a_stop(data: Path) -> None:
    for expected in (0, 1):
        socket = embedded.start(data)
        database.make_database(socket, "kept")
        address = f"postgresql+psycopg://postgres@/kept?host={socket}"
        with database.engine(address).begin() as connection:
            connection.execute(text("create table if not exists kept (id int)"))
            assert connection.scalar(text("select count(*) from kept")) == expected
            connection.execute(text("insert into kept values (1)"))
        assert embedded.stop(data)


def test_a_folder_with_a_long_name_gets_a_short_socket(data: Path) -> None:
    deep = data.parent / ("é" * 30) / ("long" * 20) / "pg"
    socket = embedded.start(deep)
    try:
        assert len(os.fsencode(socket)) < embedded.LONGEST_SOCKET
        assert socket.stat().st_mode & 0o077 == 0, "only its owner may enter"
    finally:
        embedded.stop(deep)


def test_the_data_are_closed_to_others_and_no_port_is_open(data: Path) -> None:
    socket = embedded.start(data)
    address = f"postgresql+psycopg://postgres@/postgres?host={socket}"
    with database.engine(address).connect() as connection:
        assert connection.scalar(text("show listen_addresses")) == ""
        assert connection.scalar(text("show log_min_error_statement")) == "panic"
    assert data.stat().st_mode & 0o077 == 0


def test_another_version_is_told_and_left_alone(data: Path) -> None:
    embedded.start(data)
    embedded.stop(data)
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(CallError, match="version 16"):
        embedded.start(data)


def test_one_server_serves_both_drivers_and_two_databases(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg2")
    monkeypatch.setenv("ZOKWEZO_VAR", str(data.parent))
    monkeypatch.delenv("ZOKWEZO_DATABASE_URL", raising=False)
    settings.cache_clear()
    try:
        ours, airflow = database.url(), database.start("airflow")
        assert ours.endswith(f"/zokwezo?host={data}")
        for address in (ours, airflow):
            for driver in ("psycopg", "psycopg2"):
                engine = create_engine(address.replace("+psycopg:", f"+{driver}:"))
                with engine.connect() as connection:
                    assert connection.scalar(text("select 1")) == 1
                engine.dispose()
        assert database.stop()
        assert not database.stop()
    finally:
        settings.cache_clear()


def test_what_the_server_refuses_stands_in_no_log(data: Path) -> None:
    """Neither the statement, nor a parameter, nor the sentence that quotes a cell or a row."""
    canary = "KOSSINGOU-CANARI"
    socket = embedded.start(data)
    engine = create_engine(f"postgresql+psycopg://{embedded.SUPERUSER}@/postgres?host={socket}")
    refused = [
        f"select date '{canary}'",
        f"insert into person values ('{canary}')",
        f"select '{canary}' from nowhere",
        f"do $$ begin raise exception '{canary}'; end $$",
    ]
    with engine.connect() as connection:
        connection.execute(text(f"create table person as select '{canary}'::text as name"))
        connection.execute(text("create unique index on person (name)"))
        connection.commit()
        for statement in refused:
            with pytest.raises(DBAPIError, match=canary):
                connection.execute(text(statement))
            connection.rollback()
        with pytest.raises(DBAPIError, match=canary):
            connection.execute(text("select cast(:cell as integer)"), {"cell": canary})
    engine.dispose()
    embedded.stop(data)
    said = (data / "server.log").read_text("utf-8")
    assert "database system is ready" in said, "the log was not kept: the measure is blind"
    assert canary not in said


def test_a_first_start_that_ended_after_initdb_leaves_no_open_server(data: Path) -> None:
    embedded.initialise(data.resolve(), embedded.system_user(data))
    main = data / "postgresql.conf"
    lines = main.read_text("utf-8").splitlines(keepends=True)
    main.write_text("".join(line for line in lines if not line.startswith("include")), "utf-8")
    socket = embedded.start(data)
    engine = create_engine(f"postgresql+psycopg://{embedded.SUPERUSER}@/postgres?host={socket}")
    with engine.connect() as connection:
        assert connection.scalar(text("show listen_addresses")) == ""
        assert connection.scalar(text("show unix_socket_permissions")) == "0700"
    engine.dispose()
    assert main.stat().st_mode & 0o077 == 0
