"""A DAG that is paused or unpaused on its page is read again at once, not within half a minute.

Airflow starts and ends the watcher of a drop folder where it reads the DAG's file. So a file that
came while its DAG was paused is announced seconds after the switch, and a pause ends the watcher
before it could announce to nobody. Unpaused by ``airflow dags unpause``, which passes no page, the
file is read at its turn.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from airflow.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The page's switch and the list's: ``PATCH /api/v2/dags/{dag_id}`` and ``PATCH /api/v2/dags``.
SWITCH = "/api/v2/dags"

log = structlog.get_logger(__name__)


class ReadAgainOnSwitch:
    """Around Airflow's pages: asks for the reading once the answer to a switch was given."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on unchanged."""
        if not is_switch(scope):
            await self.app(scope, receive, send)
            return
        status = 0

        async def noting(told: Message) -> None:
            nonlocal status
            if told["type"] == "http.response.start":
                status = told["status"]
            await send(told)

        await self.app(scope, receive, noting)
        if status == 200:
            try:
                await asyncio.to_thread(read_again)
            except Exception as error:
                # The switch itself stands: the file is read at its turn.
                log.warning("dag files not read again at once", why=type(error).__name__)


def is_switch(scope: Scope) -> bool:
    """Whether a request may pause or unpause a DAG: a PATCH of one, or of many."""
    path = str(scope.get("path", ""))
    steps = path.removeprefix(SWITCH).strip("/").split("/")
    return (
        scope["type"] == "http"
        and scope["method"] == "PATCH"
        and (path == SWITCH or path.startswith(f"{SWITCH}/"))
        and len(steps) == 1
    )


def read_again() -> None:
    """Put the files of the DAGs that watch a folder before all others; once is enough."""
    from airflow.models.dag import DagModel
    from airflow.models.dagbag import DagPriorityParsingRequest
    from airflow.utils.session import create_session
    from sqlalchemy import select
    from sqlalchemy.exc import IntegrityError

    wanted = (
        select(DagModel.bundle_name, DagModel.relative_fileloc)
        .where(DagModel.dag_id.like("ingest\\_%", escape="\\"))
        .distinct()
    )
    with create_session() as session:
        files = session.execute(wanted).all()
    for file in files:
        # One request a file: a second is refused, and the first has not been served yet.
        with suppress(IntegrityError), create_session() as session:
            session.add(DagPriorityParsingRequest(*file))


class UnpauseReadingPlugin(AirflowPlugin):
    """What Airflow loads."""

    name = "unpause_reading"
    fastapi_root_middlewares = (
        {"name": "read again on switch", "middleware": ReadAgainOnSwitch, "args": [], "kwargs": {}},
    )
