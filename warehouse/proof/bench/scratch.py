"""A bench that fills a warehouse: in a process and a folder of its own, and on no real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def scratch(var: str | Path, **more: str) -> dict[str, str]:
    """What a process of its own is started with: never the warehouse that the settings name.

    Args:
        var: the folder that goes with the bench.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ZOKWEZO_")}
    return {**ours, "ZOKWEZO_VAR": str(var), **more}


def measure_apart(module: str, *arguments: object, var: str | Path, **more: str) -> dict[str, Any]:
    """What a bench measures in a process of its own: one bench's memory is not another's.

    Args:
        module: run as ``python -m``; it writes what it measured as one line of JSON, an object.
        var: the folder that goes with the bench.

    Raises:
        subprocess.CalledProcessError: it failed; its own words stand on the error stream.
    """
    finished = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        env=scratch(var, **more),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    # Log lines stand around it.
    line = next(line for line in finished.stdout.splitlines() if line.startswith("{"))
    measured: dict[str, Any] = json.loads(line)
    return measured
