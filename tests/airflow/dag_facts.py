"""Parse the real DAG folder in a process of its own and print, as JSON, what came of it.

Not a test: ``test_dags.py`` runs it. In a process of its own, because Airflow changes logging and
more for a whole process, and because only a fresh one shows what parsing imports.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HEAVY = {
    "alembic", "duckdb", "great_expectations", "openpyxl", "pandas", "psycopg",
    "python_calamine", "scipy", "splink", "sqlalchemy",
}  # fmt: skip


def facts(folder: str) -> dict[str, Any]:
    """The DAGs of ``folder``, the errors of its import, and the modules that importing it took."""
    import pendulum
    from airflow.dag_processing.dagbag import DagBag

    before = set(sys.modules)
    bag = DagBag(folder)
    taken = set(sys.modules) - before
    return {
        "import_errors": {Path(k).name: v for k, v in bag.import_errors.items()},
        "heavy": sorted(taken & HEAVY),
        "ours": sorted(m for m in taken if m.partition(".")[0] == "warehouse"),
        "dags": {
            dag_id: {
                "file": Path(dag.fileloc).stem,
                "tasks": [task.task_id for task in dag.topological_sort()],
                "display_names": [task.task_display_name for task in dag.topological_sort()],
                "assigned": [
                    user["id"]
                    for task in dag.tasks
                    for user in getattr(task, "assigned_users", None) or []
                ],
                "links": sorted(
                    {link.name for task in dag.tasks for link in task.operator_extra_links}
                ),
                "outlets": sorted(
                    {one.name for task in dag.tasks for one in task.outlets if hasattr(one, "uri")}
                ),
                "aliases": sorted(
                    {
                        one.name
                        for task in dag.tasks
                        for one in task.outlets
                        if not hasattr(one, "uri")
                    }
                ),
                "owners": sorted({task.owner for task in dag.tasks}),
                "retries": min(task.retries for task in dag.tasks),
                "tags": sorted(dag.tags),
                "doc": dag.doc_md or "",
                "max_active_runs": dag.max_active_runs,
                "paused_at_first": dag.is_paused_upon_creation,
                "catchup": dag.catchup,
                "priorities": [task.priority_weight for task in dag.tasks],
                "runs_on_a_sunday": _runs(dag, pendulum.datetime(2026, 3, 1, tz="UTC")),
                "heard": sorted(asset.name for asset in _assets(dag)),
                "watchers": sorted(
                    watcher.name for asset in _assets(dag) for watcher in asset.watchers
                ),
            }
            for dag_id, dag in bag.dags.items()
        },
    }


def _runs(dag: Any, day: datetime) -> int:
    """How many runs the clock alone starts within 24 hours."""
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import DataInterval, TimeRestriction

    timetable = DagSerialization.from_dict(DagSerialization.to_dict(dag)).timetable
    last, count = None, 0
    within = TimeRestriction(earliest=day, latest=day + timedelta(days=1, seconds=-1), catchup=True)
    while info := timetable.next_dagrun_info(last_automated_data_interval=last, restriction=within):
        last, count = DataInterval(*info.data_interval), count + 1
    return count


def _assets(dag: Any) -> list[Any]:
    condition = getattr(dag.timetable, "asset_condition", None)
    return list(getattr(condition, "objects", []))


if __name__ == "__main__":
    print(json.dumps(facts(sys.argv[1])))  # noqa: T201
