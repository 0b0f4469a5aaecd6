"""What should have arrived, and has not: the calendar of expected exports, once a day.

Silence is data too: an export that is missing, late or empty shows on the board within a day. Each
source that is late is a failed task of this run, by its name. Those whom a source named are
reminded by mail before its day, on it, and three and seven days after, and only while the month is
owed; the DAG `sweep` sends what waits.

**Triage.** A red `remind` names a source that has not sent: call its owner; the run is green again
by itself when the export came. When `watch_calendar` fails, the database is out of reach, and every
other DAG says so as well.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from without_values import without_values


@dag(
    dag_id="calendar",
    dag_display_name="Calendrier des envois",
    schedule=CronTriggerTimetable("0 6 * * *", timezone="Africa/Bangui", run_immediately=True),
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
    """Write the expected exports of each source and month, and name who is late."""

    @task(multiple_outputs=False, task_display_name="Comparer au calendrier")
    @without_values
    def watch_calendar() -> list[dict[str, object]]:
        """Each source that is late: its id and the months."""
        from warehouse import status

        return status.late_sources()

    @task(multiple_outputs=False, task_display_name="Préparer les rappels")
    @without_values
    def queue_reminders() -> int:
        """Queue the reminders of today: before the day, on it, after three and seven days."""
        from warehouse.desk.notices import due_notices

        return due_notices.queue_reminders()

    @task(
        map_index_template="{{ late['source_id'] }}", task_display_name="Nommer qui est en retard"
    )
    @without_values
    def remind(late: dict[str, list[str]]) -> None:
        """Fail: the source that owes a month is named in the run."""
        from airflow.sdk.exceptions import AirflowFailException

        from warehouse.contracts import load_contracts
        from warehouse.errors import message
        from warehouse.settings import settings

        contract = load_contracts(settings().sources)[str(late["source_id"])]
        raise AirflowFailException(
            message(
                "stack.late.task", title=contract.title_fr, periods=", ".join(late["periods"])
            ).text()
        )

    late = watch_calendar()
    late >> queue_reminders()
    remind.expand(late=late)


calendar()
