"""What the scheduler imports once, so that each task it forks has it already.

Importing Great Expectations costs about ten seconds of processor; Splink, DuckDB and pandas a few
more. The LocalExecutor forks a task from the scheduler, so what the scheduler holds is free there.
It stands in ``plugins/`` because Airflow puts that folder on its path before it looks for a module
of this name, here as in a container, and ``.airflowignore`` keeps it from being read as a plugin.
Every other component imports nothing.
"""

from __future__ import annotations

import importlib
import sys

HEAVY = ("warehouse.checks.gx.preload", "warehouse.pipeline")

__all__: list[str] = []


def is_scheduler(arguments: list[str]) -> bool:
    """Whether a command line is the scheduler's: ``airflow scheduler …``."""
    return arguments[1:2] == ["scheduler"]


if is_scheduler(sys.argv):
    for name in HEAVY:
        importlib.import_module(name)
