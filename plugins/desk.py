"""The desk inside Airflow: behind Airflow's sign-on, in its frame, and at an address of its own.

Airflow serves the apps of a plugin without asking who calls; the desk asks itself, at its one door,
and what an account may see is in its own table (``zokwezo desk give``). Every component imports
this file, and the API server alone is asked for a page: the desk is built at the first request.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.plugins_manager import AirflowPlugin
from airflow_address import base_path

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

PREFIX = "/guichet"
HELP = f"{PREFIX}/aide"


class DeskAtFirstRequest:
    """ASGI: the desk, built when it is first asked for; where it cannot be built, nobody enters."""

    def __init__(self) -> None:
        self.app: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the desk; a failure to build it is the server's 500, and no page."""
        if self.app is None:
            self.app = build()
        await self.app(scope, receive, send)


class DocsLeadToHelp:
    """ASGI middleware: Airflow's ``/docs``, drawn from the internet, leads to the desk's own help.

    It says no more than where the help is; there the desk's door asks who it is.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer this one address; pass on whatever else is asked."""
        answer = self.app
        if scope["type"] == "http" and scope["path"].rstrip("/") == f"{base_path()}/docs":
            from starlette.responses import RedirectResponse

            answer = RedirectResponse(f"{base_path()}{HELP}", status_code=303)
        await answer(scope, receive, send)


def build() -> Any:
    """The desk as Airflow's API server serves it."""
    from warehouse.desk.app import desk_app
    from warehouse.desk.installation import form_secret
    from warehouse.desk.surroundings import Surroundings

    return desk_app(
        Surroundings(
            sign_on=sign_on,
            sign_on_address=f"{base_path()}/auth/login?next={base_path()}{PREFIX}/",
            secret=form_secret(),
            wake=wake,
            run_link=run_link,
            failure_link=failure_link,
            approval_link=approval_link,
        )
    )


async def sign_on(request: Request) -> str | None:
    """The account that Airflow's auth manager knows the request by; it raises where there is none.

    Read as Airflow reads it: a bearer wins over the cookie, an expired or false token is nobody's.
    """
    from airflow.api_fastapi.core_api.security import bearer_scheme, get_user

    user = await get_user(request, None, await bearer_scheme(request))
    return user.get_name() or None


def wake(source_id: str) -> None:
    """Start a run of the source's ingest: something waits there that no file announced."""
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.utils.types import DagRunTriggeredByType

    trigger_dag(f"ingest_{source_id}", triggered_by=DagRunTriggeredByType.UI)


def run_link(source_id: str, judged_at: datetime) -> str | None:
    """The address of the run in which a file of the source had its verdict at that instant."""
    from urllib.parse import quote

    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import or_, select

    dag_id = f"ingest_{source_id}"
    with create_session() as session:
        run_id = session.scalar(
            select(DagRun.run_id)
            .where(DagRun.dag_id == dag_id, DagRun.start_date <= judged_at)
            .where(or_(DagRun.end_date.is_(None), DagRun.end_date >= judged_at))
            .order_by(DagRun.start_date.desc())
            .limit(1)
        )
    return f"{base_path()}/dags/{dag_id}/runs/{quote(run_id, safe='')}" if run_id else None


def failure_link(source_id: str, since: datetime) -> str | None:
    """The address of the last step that failed at files of a source since an instant.

    One that is tried again has failed, too, until it ends well.
    """
    from urllib.parse import quote

    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.state import TaskInstanceState
    from sqlalchemy import func, or_, select

    task, dag_id = TaskInstance, f"ingest_{source_id}"
    state, last = TaskInstanceState, func.coalesce(task.end_date, task.start_date)
    failed = task.state.in_((state.UP_FOR_RETRY, state.FAILED))
    tried_again = (task.try_number > 1) & task.state.in_(
        (state.SCHEDULED, state.QUEUED, state.RUNNING)
    )
    with create_session() as session:
        step = session.execute(
            select(task.run_id, task.task_id)
            .where(task.dag_id == dag_id, last >= since, or_(failed, tried_again))
            .order_by(last.desc())
            .limit(1)
        ).first()
    if step is None:
        return None
    return f"{base_path()}/dags/{dag_id}/runs/{quote(step.run_id, safe='')}/tasks/{step.task_id}"


def approval_link() -> str | None:
    """The address at which a release waits for one of the named approvers, while it does."""
    from urllib.parse import quote

    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.state import TaskInstanceState
    from sqlalchemy import select

    task = TaskInstance
    with create_session() as session:
        run_id = session.scalar(
            select(task.run_id)
            .where(task.dag_id == "release", task.task_id == "approve")
            .where(task.state == TaskInstanceState.AWAITING_INPUT)
            .order_by(task.start_date.desc())
            .limit(1)
        )
    if not run_id:
        return None
    return (
        f"{base_path()}/dags/release/runs/{quote(run_id, safe='')}/tasks/approve/required_actions"
    )


class DeskPlugin(AirflowPlugin):
    """What Airflow loads."""

    name = "desk"
    fastapi_apps: ClassVar = [{"app": DeskAtFirstRequest(), "url_prefix": PREFIX, "name": "desk"}]
    fastapi_root_middlewares: ClassVar = [
        {"middleware": DocsLeadToHelp, "args": [], "kwargs": {}, "name": "docs lead to help"}
    ]
    # The slash at its end: without it Airflow's own pages answer.
    external_views: ClassVar = [
        {
            "name": "Guichet",
            "href": f"{base_path()}{PREFIX}/",
            "destination": "nav",
            "url_route": "guichet",
            "nav_top_level": True,
        },
        # In Airflow's menu of documentation, beside its own links, which need the internet.
        {
            "name": "Aide du guichet",
            "href": f"{base_path()}{HELP}",
            "destination": "nav",
            "category": "docs",
            "url_route": "aide",
        },
    ]
