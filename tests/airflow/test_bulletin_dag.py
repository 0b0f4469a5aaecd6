"""The DAG of the bulletin, run by Airflow itself: four pages and a mail, or skipped undecided."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse import pipeline
from warehouse.settings import PROJECT, settings

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

# As the scheduler would: the DAG of the folder, its task in a run of its own. The folders are last:
# a DAG there is named like a module of Python's own.
RUN = """
import sys
sys.path += sys.argv[1:]
from bulletin import bulletin
run = bulletin().test()
(task,) = run.get_task_instances()
print("told", run.state.value, task.state)
"""


def run_dag(environment: dict[str, str]) -> str:
    finished = subprocess.run(
        [sys.executable, "-c", RUN, str(PROJECT / "dags"), str(PROJECT / "plugins")],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    return next(line for line in finished.stdout.splitlines() if line.startswith("told"))


def test_a_release_that_is_approved_has_its_bulletin_once_somebody_decided_so(
    world: Path, airflow_environment: dict[str, str], tmp_path: Path
) -> None:
    # One register of the samples is enough for a release with victims.
    shutil.copytree(PROJECT / "samples" / "drops" / "umirr", tmp_path / "drops" / "umirr")
    pipeline.run(tmp_path / "drops")
    ours = {k: v for k, v in os.environ.items() if k.startswith("ZOKWEZO_")}
    environment = airflow_environment | ours
    migrated = [sys.executable, "-m", "airflow", "db", "migrate"]
    subprocess.run(migrated, check=True, capture_output=True, env=environment)
    folder = settings().var / "bulletins"
    assert run_dag(environment) == "told success skipped"
    assert not folder.exists()
    assert run_dag(environment | {"ZOKWEZO_BULLETIN": "true"}) == "told success success"
    written = sorted(one.suffix for one in folder.rglob("*") if one.is_file())
    assert written == [".eml", ".html", ".html", ".pdf", ".pdf"]
