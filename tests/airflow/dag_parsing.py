"""The real ``dags/`` parsed in a process of its own, with the environment that it is given."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from warehouse.settings import PROJECT

HERE = Path(__file__).parent


def parsed(environment: dict[str, str]) -> dict[str, Any]:
    """What ``dag_facts.py`` says of them."""
    finished = subprocess.run(
        [sys.executable, str(HERE / "dag_facts.py"), str(PROJECT / "dags")],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    facts: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return facts
