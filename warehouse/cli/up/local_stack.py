"""``zokwezo up``: the whole house started, the samples taken to a release, the promises checked."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from sqlalchemy.exc import OperationalError

from warehouse import database
from warehouse.cli.up import configuration, metadata, ports, processes, samples, stack_report
from warehouse.cli.up.journey import Journey, journeys
from warehouse.contracts import load_contracts
from warehouse.desk.installation import open_to
from warehouse.errors import CallError, message
from warehouse.settings import settings

START_SECONDS = 300.0
LOOK_SECONDS = 1.0


@dataclass
class Outcome:
    """What became of the dropped files."""

    arrivals: samples.Arrivals
    files: dict[tuple[str, str], Journey] = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)
    released_at: datetime | None = None
    failed_tasks: dict[str, int] = field(default_factory=dict)


class Stopped(BaseException):
    """Somebody pressed Ctrl-C, closed the terminal or asked the process to end."""


def up(
    once: bool = False,
    samples_folder: Path | None = None,
    port: int | None = None,
    limit_seconds: float = 600.0,
    are_asked_for: bool = True,
) -> int:
    """Start PostgreSQL and Airflow, drop the samples, and see them to a published release.

    Without ``once`` it then stays until Ctrl-C. However it ends, no process is left.

    Args:
        once: end after the summary, on a port that happens to be free.
        samples_folder: holds ``<source>/<file>``; without it nothing is dropped.
        port: of Airflow's pages; by default 8080, or a free one with ``once``.
        limit_seconds: how long to wait for the release.
        are_asked_for: the samples were asked for by name; else they only go into a ``var/`` that
            never held anything else.

    Returns:
        0 if every promise held, else 1; 0 also when Ctrl-C ends a stay.

    Raises:
        CallError: the port is taken, this ``var/`` is up already, or a component cannot start.
    """
    console = Console(highlight=False)
    sources = set(load_contracts(settings().sources))
    held, is_staying = False, False
    try:
        # The lock before the port: who is up already is told where, and not of a port.
        with (
            _stoppable(),
            _only_one(port or (ports.free_port() if once else ports.DEFAULT)) as chosen,
            _started(console, chosen) as (components, address),
        ):
            if not once:
                stack_report.print_sign_on(console, components.home)
            held = True
            if samples_folder and not (
                are_asked_for or samples.is_theirs_alone(samples_folder, sources)
            ):
                console.print(stack_report.say("stack.samples_left_out"))
            elif samples_folder:
                held = _see_through(
                    console, components, address, samples_folder, sources, limit_seconds
                )
            stack_report.print_sign_on(console, components.home)
            if not once:
                console.print(stack_report.say("stack.staying"))
                is_staying = True
                _stay(console, components)
    except Stopped:
        return 0 if is_staying else 1
    return 0 if held else 1


@contextmanager
def _started(console: Console, port: int) -> Iterator[tuple[processes.Components, str]]:
    began = time.monotonic()
    with console.status(stack_report.say("stack.starting")):
        address = metadata.airflow_database()
        components = processes.Components(configuration.furnish(address, port))
    try:
        with console.status(stack_report.say("stack.starting")):
            _prepare(components.home)
            components.start()
            _wait_until_healthy(components)
        console.print(stack_report.say("stack.started", seconds=round(time.monotonic() - began, 1)))
        yield components, address
    finally:
        with console.status(stack_report.say("stack.ending")):
            components.end()


def _prepare(home: configuration.Home) -> None:
    # Airflow's tables are made by a process of its own; meanwhile ours are made here.
    faults: list[BaseException] = []

    def migrate() -> None:
        try:
            processes.migrate(home)
        except CallError as fault:
            faults.append(fault)

    other = threading.Thread(target=migrate, daemon=True)
    other.start()
    database.ensure_schema()
    open_to(configuration.STEWARD)
    other.join()
    if faults:
        raise faults[0]


def _wait_until_healthy(components: processes.Components) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_healthy(components.home):
        components.ensure_alive()
        if time.monotonic() > deadline:
            raise CallError(
                message(
                    "stack.not_healthy", seconds=round(START_SECONDS), log=str(components.home.logs)
                )
            )
        time.sleep(LOOK_SECONDS)


def _is_healthy(home: configuration.Home) -> bool:
    try:
        with urllib.request.urlopen(f"{home.address}/api/v2/monitor/health", timeout=2) as answer:
            parts = json.load(answer)
    except (OSError, ValueError):
        return False
    return all(
        (parts.get(part) or {}).get("status") == "healthy"
        for part in ("metadatabase", "scheduler", "triggerer", "dag_processor")
    )


def _see_through(
    console: Console,
    components: processes.Components,
    address: str,
    folder: Path,
    sources: set[str],
    limit_seconds: float,
) -> bool:
    from warehouse import status

    since = datetime.now(UTC).isoformat()
    outcome = Outcome(samples.drop(folder, settings().drop, sources))
    console.print(stack_report.say("stack.dropped", files=len(outcome.arrivals)))
    deadline = time.monotonic() + limit_seconds
    with stack_report.waiting(console) as show:
        while time.monotonic() < deadline:
            _keep_alive(console, components)
            try:
                outcome.progress = status.progress()
            except OperationalError:
                # PostgreSQL ended since: the next look starts it again, or says why it cannot.
                time.sleep(LOOK_SECONDS)
                continue
            show(outcome.progress)
            if outcome.progress["released_covers_all"] and not outcome.progress["in_flight"]:
                outcome.released_at = datetime.now(UTC)
                break
            time.sleep(LOOK_SECONDS)
    outcome.files = journeys()
    outcome.failed_tasks = metadata.failed_tasks(address, since)
    stack_report.print_files(console, outcome.arrivals, outcome.files, outcome.released_at)
    stack_report.print_summary(console, status.summary())
    return stack_report.print_promises(console, promises(outcome))


def promises(outcome: Outcome) -> dict[str, bool]:
    """Each promise that a run can show, by its message key, and whether it held."""
    dropped = [outcome.files.get(arrival) for arrival in outcome.arrivals]
    files = list(outcome.files.values())
    return {
        "stack.promise.answered": bool(files)
        and all(one is not None and one.is_answered for one in dropped)
        and all(one.is_answered for one in files),
        "stack.promise.conserved": all(one.is_conserved for one in files),
        "stack.promise.released": outcome.released_at is not None,
        "stack.promise.no_failure": not outcome.failed_tasks,
    }


def _stay(console: Console, components: processes.Components) -> None:
    while True:
        _keep_alive(console, components)
        time.sleep(LOOK_SECONDS)


def _keep_alive(console: Console, components: processes.Components) -> None:
    for name in components.ensure_alive():
        if name == processes.SERVER:
            log = str(database.server_log())
            console.print(stack_report.say("stack.server_restarted", log=log))
        else:
            console.print(stack_report.say("stack.restarted", component=name))


@contextmanager
def _only_one(port: int) -> Iterator[int]:
    folder = settings().var.resolve() / "airflow"
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "stack.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = os.pread(lock, 200, 0).decode("ascii", "replace").strip()
            raise CallError(
                message("stack.already_up", var=str(folder.parent), address=where or "…")
            ) from None
        # We hold the lock: whatever still carries our mark was left by a launcher that was killed.
        processes.end_marked(configuration.mark())
        ports.ensure_free(port)
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{ports.address_of(port)}\n".encode(), 0)
        try:
            yield port
        finally:
            processes.end_marked(configuration.mark())
    finally:
        os.close(lock)


@contextmanager
def _stoppable() -> Iterator[None]:
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        # Once is enough: a second Ctrl-C must not interrupt the ending.
        for each in wanted:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in wanted}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
