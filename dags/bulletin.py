"""The bulletin of a release: HTML and PDF, French and English, under `var/bulletins/<release>/`.

Beside them lies a draft of a mail with both PDFs (`.eml`): open it, address it, send it.

Follows each publication where `ZOKWEZO_BULLETIN` says so, and is skipped where not: what leaves the
building is decided by people. Its figures go through disclosure control and stay in
`indicator.figure`.

**Triage.** A failure leaves the release as it is. "What is published already tells it" means that a
cell cannot be protected against what was published before: tell who holds the policy, publish
nothing.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, dag, task
from without_values import without_values

RELEASED = Asset("release")


@dag(
    dag_id="bulletin",
    dag_display_name="Bulletin",
    schedule=[RELEASED],
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    tags=["release"],
    doc_md=__doc__,
    default_args={
        "owner": "zokwezo",
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=2),
    },
)
def bulletin() -> None:
    """Figures after disclosure control, and the pages made of them."""

    @task(multiple_outputs=False)
    @without_values
    def write() -> int:
        """The four files; how many there are."""
        from airflow.sdk.exceptions import AirflowSkipException

        from warehouse.indicators.bulletin.release_bulletin import make_bulletin
        from warehouse.settings import settings

        if not settings().bulletin:
            raise AirflowSkipException("ZOKWEZO_BULLETIN is not on: nobody has decided so")
        return len(make_bulletin())

    write()


bulletin()
