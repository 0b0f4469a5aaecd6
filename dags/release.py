"""From conformed records to a published release: settle, link, load, publish.

Runs when an ingest has accepted something; many files at once are one release, because the run
first waits until no file is on its way. Every quarter of an hour it also looks by itself, for the
accepted files of an ingest that failed on another one. Readers see the old release until the last
step ends.

**Triage.** A failure of `link` or `load` leaves the former release in place and is tried again by
itself, twice, then at the next quarter of an hour. Worry when the board shows accepted files that
no release holds for more than an hour: read the task's log, which names a step and a line of code,
never a person. The warning `releases to withdraw` of `load` wants a steward the same day: a release
that was published gives somebody's name (`intake.release_to_withdraw`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag, task
from without_values import without_values

if TYPE_CHECKING:
    from airflow.sdk import DagRun

CONFORMED = Asset("conformed")
RELEASED = Asset("release")
# A file that cannot be judged must not hold back all the others for longer than this.
LONGEST_SETTLING = timedelta(minutes=5)
# A worker slot is held this long at most; starting a process for each look would cost more.
LOOK_SECONDS = 20


@dag(
    dag_id="release",
    dag_display_name="Publication",
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("*/15 * * * *", timezone="UTC", run_immediately=False),
        assets=[CONFORMED],
    ),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["release"],
    doc_md=__doc__,
    default_args={
        "owner": "zokwezo",
        "retries": 2,
        "retry_delay": timedelta(seconds=5),
        "execution_timeout": timedelta(hours=6),
    },
)
def release() -> None:
    """Settle, then link, load and publish; skipped when nothing is new."""

    @task.sensor(mode="reschedule", poke_interval=5, timeout=3600)
    @without_values
    def settle(dag_run: DagRun) -> bool:
        """Whether no file is on its way any more; skips the release when nothing is new."""
        import time

        from airflow.sdk.exceptions import AirflowSkipException

        from warehouse import status

        started = dag_run.start_date or datetime.now(UTC)
        look_until = time.monotonic() + LOOK_SECONDS
        while status.progress()["in_flight"]:
            if datetime.now(UTC) - started > LONGEST_SETTLING:
                break
            if time.monotonic() > look_until:
                return False
            time.sleep(1)
        if not status.anything_new():
            raise AirflowSkipException("the last release holds all that was accepted")
        return True

    @task
    @without_values
    def link() -> dict[str, int]:
        """Mentions become persons in the identity register."""
        from warehouse import pipeline

        return pipeline.link()

    @task
    @without_values
    def load() -> dict[str, int]:
        """Persons and records stand in PostgreSQL, in one transaction."""
        from warehouse import pipeline

        return pipeline.load()

    @task(outlets=[RELEASED])
    @without_values
    def publish() -> str:
        """The loaded state is an immutable release, and the current one."""
        from warehouse import pipeline

        return pipeline.publish()

    settle() >> link() >> load() >> publish()


release()
