"""A home for Airflow that is not the developer's, and the facts of the real DAG folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dag_parsing import parsed

from warehouse.settings import PROJECT


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


@pytest.fixture(scope="session")
def dag_facts(airflow_environment: dict[str, str]) -> dict[str, Any]:
    """What came of parsing the real ``dags/``."""
    return parsed(airflow_environment)


@pytest.fixture
def plugins_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """``plugins/`` importable as Airflow makes it, Airflow used as a mere library."""
    monkeypatch.setenv("_AIRFLOW__AS_LIBRARY", "1")
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    monkeypatch.syspath_prepend(PROJECT / "plugins")
    yield PROJECT / "plugins"
