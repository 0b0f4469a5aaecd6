"""From conformed records to a published release: settle, link, load, publish.

Runs when an ingest has accepted something; many files at once are one release, because the run
first waits until no file is on its way. The DAG ``sweep`` announces the accepted files of an ingest
that failed on another one. Its tasks go before all others. Readers see the old release until the
last step ends.

**Triage.** A failure of `link` or `load` leaves the former release in place and is tried again by
itself, twice, then at the next half hour. Worry when the board shows accepted files that
no release holds for more than an hour: read the task's log, which names a step and a line of code,
never a person. The warning `releases to withdraw` of `load` wants a steward the same day: a release
that was published gives somebody's name (`intake.release_to_withdraw`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
from airflow.sdk import Asset, BaseOperator, dag, task
from without_values import without_values

if TYPE_CHECKING:
    from airflow.sdk import Context

CONFORMED = Asset("conformed")
RELEASED = Asset("release")
# A file that cannot be judged must not hold back all the others for longer than this.
LONGEST_SETTLING = timedelta(minutes=5)
LOOK_SECONDS = 5


class SettleOperator(BaseOperator):
    """Wait until no file is on its way; skip the release when nothing is new.

    Between two looks it is deferred: no worker is held while ministries upload.
    """

    def execute(self, context: Context) -> None:
        """The first look."""
        self._look(context)

    def look_again(self, context: Context, event: object = None) -> None:
        """The look after a wait; ``event`` is the time, which says nothing."""
        self._look(context)

    @without_values
    def _look(self, context: Context) -> None:
        from airflow.sdk.exceptions import AirflowSkipException

        from warehouse import status

        started = context["dag_run"].start_date or datetime.now(UTC)
        is_patient = datetime.now(UTC) - started < LONGEST_SETTLING
        if is_patient and status.progress()["in_flight"]:
            self.defer(
                trigger=TimeDeltaTrigger(timedelta(seconds=LOOK_SECONDS)), method_name="look_again"
            )
        if not status.anything_new():
            raise AirflowSkipException("the last release holds all that was accepted")


@dag(
    dag_id="release",
    dag_display_name="Publication",
    schedule=[CONFORMED],
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["release"],
    doc_md=__doc__,
    default_args={
        "owner": "zokwezo",
        "retries": 4,
        # A bulk of files waits for the release, never the release for a bulk of files.
        "priority_weight": 1000,
        "weight_rule": "absolute",
        "retry_delay": timedelta(seconds=5),
        "retry_exponential_backoff": 2.0,
        "execution_timeout": timedelta(hours=6),
    },
)
def release() -> None:
    """Settle, then link, load and publish; skipped when nothing is new."""

    @task(multiple_outputs=False)
    @without_values
    def link() -> dict[str, int]:
        """Mentions become persons in the identity register."""
        from warehouse import pipeline

        return pipeline.link()

    @task(multiple_outputs=False)
    @without_values
    def load() -> dict[str, int]:
        """Persons and records stand in PostgreSQL, in one transaction."""
        from warehouse import pipeline

        return pipeline.load()

    @task(outlets=[RELEASED], multiple_outputs=False)
    @without_values
    def publish() -> str:
        """The loaded state is an immutable release, and the current one."""
        from warehouse import pipeline

        return pipeline.publish()

    SettleOperator(task_id="settle") >> link() >> load() >> publish()


release()
