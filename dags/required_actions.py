"""What waits for people at the desk, counted where Airflow counts it: under "Required Actions".

A DAG for the pairs to judge and one for the releases to withdraw. While any wait, a task of it
stands open with their count in its subject and the way to the desk in its body, and holds no slot,
no worker and no triggerer. The work is done at the desk alone: whoever answers here has it counted
anew, and the clock has so every ten minutes. As long as the count is the one that is shown, the
task stays; when it is another, this run ends and the next shows that; when nothing is left, the
next is skipped, and nothing stands there.

Off unless `ZOKWEZO_REQUIRED_ACTIONS` says so: without it nothing starts a run.

**Triage.** It decides nothing and no other DAG waits for it. When it fails, the database is out of
reach, and every other DAG says so as well; the next load, or the next morning, counts anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag
from airflow.sdk.exceptions import TaskAwaitingInput
from airflow_address import base_path
from without_values import without_values

from warehouse.settings import settings

if TYPE_CHECKING:
    from airflow.sdk import Context

LOADED = Asset("loaded")
RECOUNT = timedelta(minutes=10)
AGAIN = "Compter de nouveau"
# What waits, as ``status.left_to_people`` names it -> its title, and where the desk has it.
KINDS = {
    "pairs": ("Paires à juger", "/guichet/paires"),
    "withdrawals": ("Livraisons à retirer", "/guichet/a-faire?sorte=release"),
}


class CountedWorkOperator(HITLOperator):
    """Stand open while something of one kind waits for people; skipped where nothing does."""

    def __init__(self, *, kind: str, **given: Any) -> None:
        super().__init__(
            options=[AGAIN], defaults=[AGAIN], response_timeout=RECOUNT,
            # Of the request alone: how long people need is not the time of a step.
            execution_timeout=None,
            **given,
        )  # fmt: skip
        self.kind = kind

    @without_values
    def execute(self, context: Context) -> int:
        """Count, and stand with the count; a try after the first gives it to the next run."""
        from airflow.sdk.exceptions import AirflowSkipException

        from warehouse.errors import message

        count = self._count()
        if not count:
            raise AirflowSkipException("nothing waits")
        if context["ti"].try_number > 1:
            # Of a task that is tried again Airflow keeps the subject, and with it the old count.
            return count
        self.subject = message(f"stack.asked.{self.kind}", count=count).text()
        return self._stand(context, count)

    @without_values
    def count_again(self, context: Context, shown: int, event: object = None) -> int:
        """Stay while the count is the one ``shown``; else end, and tell the next run.

        ``event`` is what was answered, or that nobody did: it says nothing beside the count.
        """
        count = self._count()
        return self._stand(context, shown) if count == shown else count

    def _stand(self, context: Context, shown: int) -> NoReturn:
        try:
            # Again: Airflow forgets the answer, and leaves the subject as it was.
            super().execute(context)
        except TaskAwaitingInput as waiting:
            waiting.method_name, waiting.kwargs = "count_again", {"shown": shown}
            raise
        raise AssertionError("a task that asks waits")

    def _count(self) -> int:
        from warehouse import status

        return status.left_to_people()[self.kind]


def required_action(kind: str, title: str, path: str) -> None:
    """Make the DAG of one kind of work."""
    from warehouse.errors import message

    dag_id = f"asked_{kind}"
    counted = Asset(dag_id)

    @dag(
        dag_id=dag_id,
        dag_display_name=title,
        # Each morning too: what a run that failed left uncounted, and what stood before the
        # setting was.
        schedule=AssetOrTimeSchedule(
            timetable=CronTriggerTimetable(
                "15 6 * * *", timezone="Africa/Bangui", run_immediately=True
            ),
            assets=LOADED | counted,
        )
        if settings().required_actions
        else None,
        catchup=False,
        max_active_runs=1,
        is_paused_upon_creation=False,
        tags=["required_actions"],
        doc_md=__doc__,
        default_args={"owner": "zokwezo", "retries": 2, "retry_delay": timedelta(minutes=1)},
    )
    def asked() -> None:
        CountedWorkOperator(
            task_id="wait",
            task_display_name=title,
            kind=kind,
            subject=title,
            body=message("stack.asked.body", desk=f"{base_path()}{path}").text(),
            # Announced by a run that ended because the count is another, not by one that skips.
            outlets=[counted],
        )

    asked()


for each, (its_title, its_path) in KINDS.items():
    required_action(each, its_title, its_path)
