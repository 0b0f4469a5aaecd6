"""The DAG of the bulletin, run by Airflow itself: four pages and a mail, or skipped undecided."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse import pipeline
from warehouse.settings import PROJECT

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

# As the scheduler would: the DAG of the folder, its task in a run of its own; undecided, then
# decided. The folders are last: a DAG there is named like a module of Python's own.
RUN = """
import os, sys
sys.path += sys.argv[1:]
from bulletin import bulletin
from warehouse.settings import settings
folder = settings().var / "bulletins"
for decided in ("false", "true"):
    os.environ["ZOKWEZO_BULLETIN"] = decided
    settings.cache_clear()
    run = bulletin().test()
    (task,) = run.get_task_instances()
    written = sorted(one.suffix for one in folder.rglob("*") if one.is_file())
    print("told", run.state.value, task.state, folder.exists(), *written)
"""


def run_dag(environment: dict[str, str]) -> list[str]:
    finished = subprocess.run(
        [sys.executable, "-c", RUN, str(PROJECT / "dags"), str(PROJECT / "plugins")],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    return [line for line in finished.stdout.splitlines() if line.startswith("told")]


def test_a_release_that_is_approved_has_its_bulletin_once_somebody_decided_so(
    world: Path,
    airflow_environment: dict[str, str],
    airflow_database: Callable[[str], dict[str, str]],
    tmp_path: Path,
) -> None:
    # One register of the samples is enough for a release with victims.
    shutil.copytree(PROJECT / "samples" / "drops" / "umirr", tmp_path / "drops" / "umirr")
    pipeline.run(tmp_path / "drops")
    ours = {k: v for k, v in os.environ.items() if k.startswith("ZOKWEZO_")}
    environment = airflow_environment | ours | airflow_database("bulletin_airflow")
    assert run_dag(environment) == [
        "told success skipped False",
        "told success success True .eml .html .html .pdf .pdf",
    ]
