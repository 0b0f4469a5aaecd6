"""A run that failed for good tells the addressees of its source, or the steward, without a value.

It listens to runs and not to tasks: the scheduler ends every run, also one whose task was killed
and could say nothing itself, so there is one alert per failed run, whatever the cause. The alert is
queued as a file, and the DAG ``sweep`` sends what waits, one mail for one cause; when that one
fails, what waits is sent at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun

    from warehouse.contracts import Contract

INGEST = "ingest_"
# The DAG that sends what waits.
SWEEP = "sweep"

log = structlog.get_logger(__name__)


class OwnerAlerts:
    """Hears of every run that ends."""

    @hookimpl
    def on_dag_run_success(self, dag_run: DagRun, msg: str) -> None:
        """Note on the run of an ingest what became of its files: a refusal is green to Airflow."""
        contract = contract_of(dag_run.dag_id)
        if contract is not None and dag_run.start_date is not None:
            note = verdict_note(contract.source_id, dag_run.start_date)
            if note:
                dag_run.note = note

    @hookimpl
    def on_dag_run_failed(self, dag_run: DagRun, msg: str) -> None:
        """Log the failure; write to the owner of the contract, or else to the steward.

        ``msg`` is left unread: it is not ours, and may quote what it should not.
        """
        contract = contract_of(dag_run.dag_id)
        if contract is None and told_already(dag_run):
            return
        queue_failure(dag_run, contract)
        log.error("run failed", dag_id=dag_run.dag_id, run_id=dag_run.run_id)
        if dag_run.dag_id == SWEEP:
            send_now()


def told_already(dag_run: DagRun) -> bool:
    """Whether nothing failed but reminders of late exports, which have written their own mail."""
    return dag_run.dag_id == "calendar" and failed_tasks(dag_run) == {"remind"}


def verdict_note(source_id: str, since: datetime) -> str:
    """What became of the files judged since an instant, in French: status, reason, receipt."""
    from warehouse import status
    from warehouse.errors import message

    lines = [
        message(
            "stack.note",
            submission_id=one["submission_id"],
            status=message(f"stack.status.{one['status']}").text(),
            reason=f" {one['reason']}" if one["reason"] else "",
            receipt=one["receipt"],
        ).text()
        for one in status.verdicts_since(source_id, since)
    ]
    # Airflow keeps a thousand characters.
    return "\n".join(lines)[:1000]


def contract_of(dag_id: str) -> Contract | None:
    """The contract that an ingest DAG was made from; none for the other DAGs."""
    from warehouse.contracts import load_contracts
    from warehouse.settings import settings

    if not dag_id.startswith(INGEST):
        return None
    return load_contracts(settings().sources).get(dag_id.removeprefix(INGEST))


def queue_failure(dag_run: DagRun, contract: Contract | None) -> None:
    """Queue the alert of a run: which, at which step, and whose it is."""
    from warehouse.desk.notices.notice_queue import Notice, queue_notice

    what_failed = {"run_id": dag_run.run_id, "steps": failed_steps(dag_run)}
    kind = "run_failed" if contract is None else "ingest_failed"
    if contract is not None:
        what_failed["title"] = contract.title_fr
    queue_notice(
        Notice(
            kind=kind,
            queued_at=datetime.now(UTC),
            line=f"notice.{kind}.line",
            parameters=what_failed,
            about=dag_run.dag_id,
            source_id=contract.source_id if contract else "",
        )
    )


def failed_steps(dag_run: DagRun) -> str:
    """The tasks that failed, by name; nothing of what they said."""
    return ", ".join(sorted(failed_tasks(dag_run))) or "?"


def failed_tasks(dag_run: DagRun) -> set[str]:
    """The tasks of a run that failed; none of a run that stands in no session.

    Asked in the session that the run is in: one of ours would commit, and with it the scheduler's
    locks on its runs, which ends the scheduler itself ("UNEXPECTED COMMIT").
    """
    from sqlalchemy.orm import object_session

    session = object_session(dag_run)
    if session is None:
        return set()
    with session.no_autoflush:
        tasks = dag_run.get_task_instances(state=["failed"], session=session)
        return {task.task_id for task in tasks}


def send_now() -> None:
    """Send what waits without waiting for the sweep; what cannot be sent waits on."""
    from mail_delivery import desk_address, send

    from warehouse.desk.notices.due_notices import send_waiting

    try:
        send_waiting(send, desk_address())
    except OSError as error:
        log.error("mails not sent", kind=type(error).__name__)


class OwnerAlertsPlugin(AirflowPlugin):
    """What Airflow loads."""

    name = "owner_alerts"
    listeners = (OwnerAlerts(),)
