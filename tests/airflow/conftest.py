"""A home for Airflow that is not the developer's, the facts of its DAG folder, a running stack."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from dag_parsing import parsed
from running_stack import House, marked
from sqlalchemy import text

from warehouse import database
from warehouse.cli.up.processes import COMPONENTS
from warehouse.database import embedded
from warehouse.settings import PROJECT

FAB = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"


@pytest.fixture(scope="session")
def airflow_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that only parses: an empty home, our dags and plugins."""
    home = tmp_path_factory.mktemp("airflow")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW_", "ZOKWEZO_"))}
    return kept | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        "ZOKWEZO_VAR": str(home / "var"),
    }


# A process of Airflow costs five seconds of processor before its first word.
COMMANDS = """
import sys
from airflow.__main__ import main
for command in ("db migrate", "dags reserialize"):
    sys.argv = ["airflow", *command.split()]
    main()
"""
TEMPLATE = "template_airflow"


@pytest.fixture(scope="session")
def airflow_database(
    airflow_environment: dict[str, str], postgresql_server: str
) -> Callable[[str], dict[str, str]]:
    """Makes a database of Airflow's own, tables and DAGs in it; the settings that name it."""
    address = f"postgresql+psycopg://{embedded.SUPERUSER}@/{{}}?host={postgresql_server}"

    def named(name: str) -> dict[str, str]:
        own = address.format(name)
        return {
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": own.replace("+psycopg:", "+psycopg2:"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": own,
        }

    def make(name: str) -> dict[str, str]:
        with database.engine(address.format("postgres")).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"create database {name} template {TEMPLATE}"))
        return named(name)

    database.make_database(Path(postgresql_server), TEMPLATE)
    # With the sign-on of a server come tables of its own, of which no other one takes notice.
    migrated = airflow_environment | named(TEMPLATE) | {"AIRFLOW__CORE__AUTH_MANAGER": FAB}
    subprocess.run([sys.executable, "-c", COMMANDS], check=True, capture_output=True, env=migrated)
    return make


@pytest.fixture(scope="session")
def dag_facts(airflow_environment: dict[str, str]) -> dict[str, Any]:
    """What came of parsing the real ``dags/``."""
    return parsed(airflow_environment)


@pytest.fixture(scope="session")
def stack() -> Iterator[House]:
    """One stack for all modules; what it was dropped and told adds up.

    Who needs it otherwise set has it killed and started again, its data as they were.
    """
    # Not under pytest's own folder: that one is closed to the server's system user.
    var = Path(tempfile.mkdtemp(prefix="zokwezo-stack-"))
    var.chmod(0o755)
    try:
        running = House(var)
        try:
            yield running
            everything = marked(var)
            running.launcher.send_signal(signal.SIGTERM)
            running.launcher.wait(60)
        finally:
            running.kill()
        assert len(everything) > len(COMPONENTS)
        outlived = {pid for pid in everything if psutil.pid_exists(pid)} | marked(var)
        assert outlived == set(), "a process of the stack outlived it"
    finally:
        embedded.stop(var / "pg")
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="module")
def house(stack: House) -> House:
    """The stack as it is where nobody set anything."""
    stack.stand()
    return stack


@pytest.fixture
def plugins_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """``plugins/`` importable as Airflow makes it, Airflow used as a mere library."""
    monkeypatch.setenv("_AIRFLOW__AS_LIBRARY", "1")
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    monkeypatch.syspath_prepend(PROJECT / "plugins")
    yield PROJECT / "plugins"
