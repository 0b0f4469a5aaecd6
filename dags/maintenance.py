"""Once a week: Airflow forgets the runs and the logs that are older than three months.

The ledger, the receipts, the releases and every byte received are not Airflow's: they stay.

**Triage.** Nothing depends on it. It fails when Airflow's own database is out of reach.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from without_values import StepError, without_values

KEPT = timedelta(days=90)


@dag(
    dag_id="maintenance",
    dag_display_name="Entretien",
    schedule=CronTriggerTimetable("30 4 * * 0", timezone="Africa/Bangui", run_immediately=False),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["maintenance"],
    doc_md=__doc__,
    default_args={
        "owner": "zokwezo",
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=1),
    },
)
def maintenance() -> None:
    """Airflow's own tables and logs, kept small."""

    @task
    @without_values
    def clean_database() -> None:
        """``airflow db clean``: no row of a run that is older than ``KEPT``."""
        import os
        import subprocess
        import sys
        from datetime import UTC, datetime
        from pathlib import Path

        # A task is kept from Airflow's database: its supervisor names one that nobody can reach,
        # under the option's name of today and of old. The command is not a task.
        opened = {
            name: value
            for name, value in os.environ.items()
            if not name.endswith(("__SQL_ALCHEMY_CONN", "__SQL_ALCHEMY_CONN_ASYNC"))
            and not name.startswith("_AIRFLOW")
        }
        command = [str(Path(sys.executable).with_name("airflow")), "db", "clean", "--yes"]
        command += ["--skip-archive", "--error-on-cleanup-failure"]
        command += ["--clean-before-timestamp", (datetime.now(UTC) - KEPT).isoformat()]
        done = subprocess.run(
            command, env=opened, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if done.returncode:
            raise StepError(f"airflow db clean ended with {done.returncode}")

    @task
    @without_values
    def rotate_logs() -> int:
        """Remove the logs of tasks that are older than ``KEPT``; how many."""
        import time
        from pathlib import Path

        from airflow.configuration import conf

        oldest = time.time() - KEPT.total_seconds()
        old = [
            one
            for one in Path(conf.get("logging", "base_log_folder")).rglob("*.log*")
            if one.is_file() and one.stat().st_mtime < oldest
        ]
        for one in old:
            one.unlink(missing_ok=True)
        return len(old)

    clean_database() >> rotate_logs()


maintenance()
