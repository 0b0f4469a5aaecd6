"""The button "Reçu" of a task that examined files: to the page of the desk that shows its receipts.

Airflow keeps the address in XCom once the task has ended: it holds an id and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperatorLink
from airflow_address import base_path

if TYPE_CHECKING:
    from airflow.models.taskinstancekey import TaskInstanceKey
    from airflow.sdk import BaseOperator


class ReceiptLink(BaseOperatorLink):
    """To the receipt of the one file that was examined, or to the list where there were several."""

    name = "Reçu"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        """The address at the desk; ``ti_key`` is the running task, which knows its input."""
        running: Any = ti_key
        ids = running.xcom_pull(task_ids="receive") or []
        one = f"/{ids[0]}" if len(ids) == 1 else ""
        return f"{base_path()}/guichet/depots{one}"
