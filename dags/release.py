"""From conformed records to a published release: settle, link, load, publish.

Runs when an ingest has accepted something; many files at once are one release, because the run
first waits until no file is on its way. The DAG ``sweep`` announces the accepted files of an ingest
that failed on another one. Its tasks go before all others. Readers see the old release until the
last step ends.

**Triage.** A failure of `link` or `load` leaves the former release in place and is tried again by
itself, twice, then at the next half hour. Worry when the board shows accepted files that
no release holds for more than an hour: read the task's log, which names a step and a line of code,
never a person. Where approvers are named (`ZOKWEZO_RELEASE_APPROVERS`), `approve` waits for one of
them, under "Required Actions": what was loaded counts for readers once she says so. Declined, it is
asked about again when something newer came. The warning `releases to withdraw` of `load` wants a
steward the same day: a release that was published gives somebody's name
(`intake.release_to_withdraw`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
from airflow.sdk import Asset, BaseOperator, chain, dag, task
from airflow_address import base_path
from without_values import without_values

if TYPE_CHECKING:
    from airflow.sdk import Context
    from airflow.sdk.execution_time.context import OutletEventAccessors
    from airflow.sdk.types import RuntimeTaskInstanceProtocol as RuntimeTaskInstance

CONFORMED = Asset("conformed")
RELEASED = Asset("release")
LOADED = Asset("loaded")
# A file that cannot be judged must not hold back all the others for longer than this.
LONGEST_SETTLING = timedelta(minutes=5)
LOOK_SECONDS = 5
PUBLISH, DECLINE = "Publier", "Ne pas publier"


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
        if not status.release_is_due():
            raise AirflowSkipException(
                "the last release holds all that was accepted, or a human"
                " has declined to publish the rest"
            )


def approval() -> BaseOperator | None:
    """The task that waits for a named approver; None where nobody is named.

    What she is shown are counts: rows that each table gained, changed and lost.
    """
    from warehouse.errors import message
    from warehouse.settings import settings

    approvers = settings().approvers
    if not approvers:
        return None
    from airflow.providers.standard.operators.hitl import HITLOperator
    from airflow.sdk.execution_time.hitl import HITLUser

    return HITLOperator(
        task_id="approve",
        task_display_name="Approuver la publication",
        subject=message("stack.approve.subject").text(),
        body=message("stack.approve.body", desk=f"{base_path()}/guichet/a-faire/livraison").text()
        + "\n\n{% for table, rows in (ti.xcom_pull(task_ids='load') or {}).items() if rows %}"
        "- `{{ table }}` : {{ rows }}\n{% endfor %}",
        options=[PUBLISH, DECLINE],
        assigned_users=[HITLUser(id=one, name=one) for one in approvers],
        # She may take her time: the time of a step is not hers.
        execution_timeout=None,
        retries=2,
    )


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

    @task(multiple_outputs=False, task_display_name="Rapprocher les personnes")
    @without_values
    def link() -> dict[str, int]:
        """Mentions become persons in the identity register."""
        from warehouse import pipeline

        return pipeline.link()

    @task(outlets=[LOADED], multiple_outputs=False, task_display_name="Charger l'entrepôt")
    @without_values
    def load() -> dict[str, int]:
        """Persons and records stand in PostgreSQL, in one transaction."""
        from warehouse import pipeline

        return pipeline.load()

    @task(outlets=[RELEASED], multiple_outputs=False, task_display_name="Publier")
    @without_values
    def publish(ti: RuntimeTaskInstance, outlet_events: OutletEventAccessors) -> str:
        """The loaded state is an immutable release, and the current one.

        Where a human was asked, what she answered stands on the trail before anything is published.
        """
        from airflow.sdk.exceptions import AirflowSkipException

        from warehouse import pipeline, status
        from warehouse.settings import settings

        answer = ti.xcom_pull(task_ids="approve")
        if answer is None and settings().approvers:
            raise AirflowSkipException("this run began before approvers were named: the next asks")
        if answer is not None:
            is_approved = answer["chosen_options"] == [PUBLISH]
            who = answer.get("responded_by_user") or {}
            status.answer_release(is_approved, str(who.get("name") or who.get("id") or "airflow"))
            if not is_approved:
                raise AirflowSkipException("a human has declined to publish")
        number = pipeline.publish()
        outlet_events[RELEASED].extra = {"release": number}
        return number

    steps = [link(), load(), approval(), publish()]  # type: ignore[call-arg]  # from the context
    chain(
        SettleOperator(task_id="settle", task_display_name="Attendre les dépôts"),
        *[step for step in steps if step is not None],
    )


release()
