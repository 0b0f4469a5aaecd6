"""One DAG per contract: receive what was dropped, then examine it to its receipt.

Owner, title and triage notes come from ``sources/``; nothing here knows a source by name. Only
submission ids pass between the two tasks. A file that lands starts a run within seconds, and a
sweep every ten minutes takes what an event missed: both list the folder and ask the ledger, so a
file is neither lost nor taken twice, whatever was killed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable, dag, task
from drop_trigger import DropFolderTrigger
from without_values import StepError, told_safely, without_values

from warehouse.contracts import load_contracts
from warehouse.settings import settings

if TYPE_CHECKING:
    from warehouse.contracts import Contract

CONFORMED = Asset("conformed")
ACCEPTED = {"accepted", "accepted_with_warnings", "partly_accepted"}


def ingest_dag(contract: Contract, sweep_minute: int) -> None:
    """Make the DAG of one contract; its sweep runs at ``sweep_minute`` of every ten."""
    source_id = contract.source_id
    watcher = AssetWatcher(
        name=f"{source_id}_dropped",
        trigger=DropFolderTrigger(
            folder=str(settings().drop.resolve() / source_id),
            stable_seconds=settings().stable_seconds,
        ),
    )
    dropped = Asset(f"drop_{source_id}", watchers=[watcher])

    @dag(
        dag_id=f"ingest_{source_id}",
        dag_display_name=contract.title_fr,
        schedule=AssetOrTimeSchedule(
            timetable=CronTriggerTimetable(
                f"{sweep_minute}-59/10 * * * *", timezone="UTC", run_immediately=False
            ),
            assets=[dropped],
        ),
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=["ingest", contract.owner.agency],
        doc_md=(
            f"# {contract.title_fr}\n\n"
            f"**Attendu** le {contract.cadence.due_day} du mois suivant. "
            f"**Contact** : {contract.owner.contact}\n\n"
            f"## Triage\n\n{contract.triage}"
        ),
        default_args={
            "owner": contract.owner.agency,
            "retries": 2,
            "retry_delay": timedelta(seconds=5),
            "execution_timeout": timedelta(hours=1),
        },
    )
    def ingest() -> None:
        @task
        @without_values
        def receive() -> list[str]:
            """Keep the bytes of what was dropped; the submissions that still lack a verdict."""
            from airflow.sdk.exceptions import AirflowSkipException

            from warehouse import pipeline

            waiting = pipeline.receive(source_id)
            if not waiting:
                raise AirflowSkipException("nothing waits for a verdict")
            return waiting

        @task(outlets=[CONFORMED])
        @without_values
        def examine(submission_ids: list[str]) -> dict[str, int]:
            """Read, conform, check and answer each submission; how many had which status.

            One bad file does not hold up the others: all are tried, then the task fails.
            """
            from collections import Counter

            import structlog
            from airflow.sdk.exceptions import AirflowSkipException

            from warehouse import pipeline

            log = structlog.get_logger(__name__)
            statuses: Counter[str] = Counter()
            for submission_id in submission_ids:
                try:
                    status = pipeline.examine(submission_id)
                except Exception as error:
                    log.error("not examined", submission_id=submission_id, why=told_safely(error))
                    status = "failed"
                statuses[status] += 1
            if failed := statuses["failed"]:
                raise StepError(f"{failed} of {len(submission_ids)} submissions not examined")
            if not ACCEPTED & set(statuses):
                # Skipped, not succeeded: a success would announce new data to the release.
                raise AirflowSkipException("examined; nothing was accepted")
            return dict(statuses)

        examine(receive())

    ingest()


for position, each in enumerate(load_contracts(settings().sources).values()):
    # Spread over the ten minutes: the sweeps of all sources at once would crowd out real work.
    ingest_dag(each, sweep_minute=position % 10)
