"""A run that failed for good tells the owner of its contract, or the steward, without a value.

It listens to runs and not to tasks: the scheduler ends every run, also one whose task was killed
and could say nothing itself, so there is one alert per failed run, whatever the cause. The alert is
a mail in the Maildir ``var/outbox``, from which the house's own relay sends it: no password of a
mail server is needed here, and without a relay nothing is lost.
"""

from __future__ import annotations

import mailbox
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING

import structlog
from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun

    from warehouse.contracts import Contract

INGEST = "ingest_"

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
        mail = steward_alert(dag_run) if contract is None else alert(contract, dag_run.run_id)
        post(mail)
        log.error("run failed", dag_id=dag_run.dag_id, run_id=dag_run.run_id, told=mail["To"])


def told_already(dag_run: DagRun) -> bool:
    """Whether nothing failed but reminders of late exports, which have written their own mail."""
    failed = {task.task_id for task in dag_run.get_task_instances(state=["failed"])}
    return dag_run.dag_id == "calendar" and failed == {"remind"}


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


def alert(contract: Contract, run_id: str) -> EmailMessage:
    """The mail to the owner: which export, that nothing is lost, and what happens next."""
    from warehouse.errors import message

    mail = EmailMessage()
    mail["To"] = contract.owner.contact
    mail["Subject"] = message("stack.alert.subject", title=contract.title_fr).text()
    mail.set_content(
        message("stack.alert.body", title=contract.title_fr, run_id=run_id).text() + "\n"
    )
    return mail


def steward_alert(dag_run: DagRun) -> EmailMessage:
    """The mail to the steward: which run of no ministry's failed, and where to read why."""
    from warehouse.errors import message
    from warehouse.settings import settings

    mail = EmailMessage()
    mail["To"] = settings().steward
    mail["Subject"] = message("stack.alert.steward_subject", dag_id=dag_run.dag_id).text()
    told = message("stack.alert.steward_body", dag_id=dag_run.dag_id, run_id=dag_run.run_id)
    mail.set_content(told.text() + "\n")
    return mail


def reminder(contract: Contract, periods: Sequence[str]) -> EmailMessage:
    """The mail to the owner of an export that is due and has not come."""
    from warehouse.errors import message

    told = {"title": contract.title_fr, "periods": ", ".join(periods)}
    mail = EmailMessage()
    mail["To"] = contract.owner.contact
    mail["Subject"] = message("stack.late.subject", **told).text()
    mail.set_content(message("stack.late.body", **told).text() + "\n")
    return mail


def post(mail: EmailMessage) -> None:
    """Put a mail in the outbox."""
    from warehouse.settings import settings

    outbox = settings().var / "outbox"
    outbox.parent.mkdir(parents=True, exist_ok=True)
    mailbox.Maildir(outbox, create=True).add(mail)


class OwnerAlertsPlugin(AirflowPlugin):
    """What Airflow loads."""

    name = "owner_alerts"
    listeners = (OwnerAlerts(),)
