"""One DAG per contract: receive what was dropped, then examine it to its receipt.

Owner, title and triage notes come from ``sources/``; nothing here knows a source by name. Only
submission ids pass between the two tasks. A file that lands starts a run within seconds, and the
DAG ``sweep`` announces what an event missed: both list the folder and ask the ledger, so a file is
neither lost nor taken twice, whatever was killed. A verdict is an event: ``conformed`` starts a
release, ``rejected`` does not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import Asset, AssetAlias, AssetWatcher, dag, task
from drop_trigger import DropFolderTrigger
from receipt_link import ReceiptLink
from without_values import StepError, redact_error, without_values

from warehouse.contracts import load_contracts
from warehouse.settings import settings

if TYPE_CHECKING:
    from airflow.sdk.execution_time.context import OutletEventAccessors

    from warehouse.contracts import Contract

CONFORMED = Asset("conformed")
REJECTED = Asset("rejected")
ACCEPTED = {"accepted", "accepted_with_warnings", "partly_accepted"}


def ingest_dag(contract: Contract) -> None:
    """Make the DAG of one contract."""
    source_id = contract.source_id
    watcher = AssetWatcher(
        name=f"{source_id}_dropped",
        trigger=DropFolderTrigger(
            folder=str(settings().drop.resolve() / source_id),
            stable_seconds=settings().stable_seconds,
            unfinished_seconds=settings().unfinished_seconds,
        ),
    )
    dropped = Asset(f"drop_{source_id}", watchers=[watcher])
    # What stands of a register, a partition a month: which month is missing is Airflow's to show.
    register = Asset(f"register_{source_id}")
    # A verdict announces what it is, and only that: an outlet would be announced by every success.
    # A name for each source: Airflow writes once what an alias came to mean, and of two sources
    # that ended at one moment under one name the second was failed (asset_alias_asset_pkey).
    verdicts = AssetAlias(f"verdicts_{source_id}")

    @dag(
        dag_id=f"ingest_{source_id}",
        dag_display_name=contract.title_fr,
        schedule=[dropped],
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
            # After 5, 10, 20 and 40 seconds: a part of Airflow that is started again is back by
            # then, and a file does not wait for the sweep.
            "retries": 4,
            "retry_delay": timedelta(seconds=5),
            "retry_exponential_backoff": 2.0,
            "execution_timeout": timedelta(hours=1),
        },
    )
    def ingest() -> None:
        @task(multiple_outputs=False, task_display_name="Recevoir les dépôts")
        @without_values
        def receive() -> list[str]:
            """Keep the bytes of what was dropped; the submissions that still lack a verdict."""
            from airflow.sdk.exceptions import AirflowSkipException

            from warehouse import pipeline

            waiting = pipeline.receive(source_id)
            if not waiting:
                raise AirflowSkipException("nothing waits for a verdict")
            return waiting

        @task(
            outlets=[verdicts, register],
            multiple_outputs=False,
            task_display_name="Examiner et répondre",
        )
        @without_values
        def examine(
            submission_ids: list[str], outlet_events: OutletEventAccessors
        ) -> dict[str, int]:
            """Read, conform, check and answer each submission; how many had which status.

            One bad file does not hold up the others: all are tried, then the task fails.
            """
            from collections import Counter

            import structlog

            from warehouse import pipeline, status

            log = structlog.get_logger(__name__)
            statuses: Counter[str] = Counter()
            for submission_id in submission_ids:
                try:
                    verdict = pipeline.examine(submission_id)
                except Exception as error:
                    log.error("not examined", submission_id=submission_id, why=redact_error(error))
                    verdict = "failed"
                statuses[verdict] += 1
            if failed := statuses["failed"]:
                raise StepError(f"{failed} of {len(submission_ids)} submissions not examined")
            examined = status.examined(submission_ids)
            outlet_events[register].extra = {"submissions": examined}
            if months := sorted({one["month"] for one in examined if one["month"]}):
                outlet_events[register].add_partitions(months)
            if ACCEPTED & set(statuses):
                outlet_events[verdicts].add(CONFORMED)
            if refused := statuses["rejected"]:
                outlet_events[verdicts].add(
                    REJECTED, extra={"source_id": source_id, "files": refused}
                )
            return dict(statuses)

        answered = examine(receive())  # type: ignore[call-arg]  # events come from the context
        answered.operator.operator_extra_links = (ReceiptLink(),)

    ingest()


for each in load_contracts(settings().sources).values():
    ingest_dag(each)
