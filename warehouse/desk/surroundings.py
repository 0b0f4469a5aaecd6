"""What the desk is given by whoever serves it: who signed on, and what is beyond its walls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

SignOn = Callable[[Request], Awaitable[str | None]]
"""The account that signed on; None, or any failure, is nobody."""


def no_run(source_id: str, at: datetime) -> str | None:
    """Nowhere: alone, no DAG runs."""
    return None


def no_approval() -> str | None:
    """Nowhere: nobody is asked."""
    return None


def nobody_told(source_id: str) -> None:
    """Nobody: where a folder is watched, a file that lands there announces itself."""


@dataclass(frozen=True)
class Surroundings:
    """Airflow's API server, or the desk alone."""

    sign_on: SignOn  # says whose request it is
    # where somebody signs on, from the root of the host; empty: told elsewhere
    sign_on_address: str
    secret: bytes  # signs the tokens of forms; the same in every process that serves the desk
    wake: Callable[[str], None]  # has a source looked at again, once something waits there
    # is told that a file was put into the drop folder of a source
    dropped: Callable[[str], None] = nobody_told
    # the address of the run that judged a file of a source at an instant, if any
    run_link: Callable[[str, datetime], str | None] = no_run
    # the address of the step, with its log, that failed at files of a source since an instant, if
    # one did and has not ended well
    failure_link: Callable[[str, datetime], str | None] = no_run
    # the address where a named approver is being asked about a release, if one is
    approval_link: Callable[[], str | None] = no_approval
