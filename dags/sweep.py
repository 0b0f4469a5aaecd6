"""What an event missed: every half hour, one look at the drop, at the ledger, at what waits.

A file that lands is announced within seconds by the watcher of its folder. This run announces it
again if it still waits then: it came while its DAG was paused, or its run failed for good. It also
announces accepted files that no release holds. Nothing waits: nothing is announced, no other run
starts. Then it looks for what stands still for too long, and sends the mails that wait: one for one
cause, so that no two of a cause come within half an hour.

**Triage.** A red `send_mails` is a relay that refused, or a wrong `ZOKWEZO_MAIL_CONNECTION`: what
was not sent waits in `var/notices` for the next half hour. When another task fails three
times, the database or the disk is out of reach, and every other DAG says so as well.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import Asset, AssetAlias, CronTriggerTimetable, dag, task
from without_values import without_values

if TYPE_CHECKING:
    from airflow.sdk.execution_time.context import OutletEventAccessors

SWEPT = AssetAlias("swept")


@dag(
    dag_id="sweep",
    dag_display_name="Ronde des dépôts",
    schedule=CronTriggerTimetable("*/30 * * * *", timezone="Africa/Bangui", run_immediately=False),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["sweep"],
    doc_md=__doc__,
    default_args={
        "owner": "zokwezo",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "execution_timeout": timedelta(minutes=10),
    },
)
def sweep() -> None:
    """Announce what waits: to the ingest of its source, or to the release."""

    @task(outlets=[SWEPT], multiple_outputs=False, task_display_name="Annoncer ce qui attend")
    @without_values
    def announce_waiting(outlet_events: OutletEventAccessors) -> list[str]:
        """The sources for which something waits."""
        import structlog

        from warehouse import status

        waiting = status.waiting_sources()
        # Their names stand in the ledger; a log bears none.
        if unclaimed := len(status.unclaimed_files()):
            structlog.get_logger(__name__).warning("files of nobody in the drop", files=unclaimed)
        for source_id in waiting:
            outlet_events[SWEPT].add(Asset(f"drop_{source_id}"))
        if status.release_is_due():
            outlet_events[SWEPT].add(Asset("conformed"))
        return waiting

    @task(multiple_outputs=False, task_display_name="Repérer ce qui n'avance pas")
    @without_values
    def watch_stuck() -> int:
        """Queue a notice of what stands still for too long; how many things."""
        from warehouse.desk.notices import due_notices

        return due_notices.queue_stuck()

    # An alert goes also where the database, of which it may tell, cannot be asked what is stuck.
    @task(
        multiple_outputs=False, trigger_rule="all_done", task_display_name="Envoyer les courriels"
    )
    @without_values
    def send_mails() -> int:
        """Send what waits; how many mails."""
        from mail_delivery import desk_address, send

        from warehouse.desk.notices import due_notices

        return due_notices.send_waiting(send, desk_address())

    announce_waiting()  # type: ignore[call-arg]  # Airflow gives it from the context
    watch_stuck() >> send_mails()


sweep()
