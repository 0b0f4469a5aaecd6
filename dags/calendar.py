"""What should have arrived, and has not: the calendar of expected exports, once a day.

Silence is data too: an export that is missing, late or empty shows on the board within a day.

**Triage.** It reads the ledger and the contracts only; when it fails twice, the database is out of
reach, and every other DAG says so as well.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from without_values import without_values


@dag(
    dag_id="calendar",
    dag_display_name="Calendrier des envois",
    schedule=CronTriggerTimetable("0 5 * * *", timezone="UTC", run_immediately=True),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["calendar"],
    doc_md=__doc__,
    default_args={
        "owner": "zokwezo",
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "execution_timeout": timedelta(minutes=10),
    },
)
def calendar() -> None:
    """Write the expected exports of each source and month, with their state."""

    @task
    @without_values
    def watch_calendar() -> dict[str, int]:
        """How many exports are in each state: arrived, late, missing, nil."""
        from warehouse import status

        return status.watch_calendar()

    watch_calendar()


calendar()
