"""A run that failed for good tells the owner of its contract, and the log, without a value.

It listens to runs and not to tasks: the scheduler ends every run, also one whose task was killed
and could say nothing itself, so there is one alert per failed run, whatever the cause. The alert is
a mail in the Maildir ``var/outbox``, from which the house's own relay sends it: no password of a
mail server is needed here, and without a relay nothing is lost.
"""

from __future__ import annotations

import mailbox
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
    def on_dag_run_failed(self, dag_run: DagRun, msg: str) -> None:
        """Log the failure; if the run was an ingest, write to the owner of its contract.

        ``msg`` is left unread: it is not ours, and may quote what it should not.
        """
        contract = contract_of(dag_run.dag_id)
        if contract is not None:
            post(alert(contract, dag_run.run_id))
        log.error(
            "run failed",
            dag_id=dag_run.dag_id,
            run_id=dag_run.run_id,
            told=contract.owner.contact if contract else None,
        )


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
