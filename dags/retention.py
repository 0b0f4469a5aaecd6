"""Once a week: what outlived its class is shown, and what was shown a week ago is removed.

The classes and their days stand in `warehouse/retention/classes.yml`; `zokwezo retention` shows
what is due now. Nothing is removed that did not stand on the audit trail for a week. Persons are
never erased by a schedule: how many identities outlived theirs (`person_classes.yml`) is shown, and
a week later a steward erases them (`zokwezo erase --due`).

**Triage.** To keep something longer, pause this DAG before the week is over, and correct the days
of its class. It fails when the database or the disk is out of reach; it goes on the next week.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from without_values import without_values


@dag(
    dag_id="retention",
    dag_display_name="Durées de conservation",
    schedule=CronTriggerTimetable("45 4 * * 1", timezone="Africa/Bangui", run_immediately=False),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["retention"],
    doc_md=__doc__,
    default_args={
        "owner": "zokwezo",
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=1),
    },
)
def retention() -> None:
    """What was shown a week ago goes; then what is due now is shown."""

    @task
    @without_values
    def remove_due() -> dict[str, int]:
        """How much of each class was removed."""
        from datetime import UTC, datetime

        from warehouse.retention import due

        return due.remove_due(datetime.now(UTC))

    @task
    @without_values
    def show_due() -> dict[str, int]:
        """How much of each class is due, and will be removed next week."""
        from datetime import UTC, datetime

        from warehouse.retention import due

        return due.show_due(datetime.now(UTC))

    @task
    @without_values
    def show_persons_due() -> dict[str, int]:
        """How many persons' identities outlived their class; a steward erases them."""
        from datetime import UTC, datetime

        from warehouse.retention import due_persons

        return due_persons.show_persons_due(datetime.now(UTC))

    remove_due() >> show_due() >> show_persons_due()


retention()
