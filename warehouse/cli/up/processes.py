"""The parts of Airflow as child processes: started together, watched, and ended to the last one.

They share one process group; each task that the executor forks leaves it for a group of its own,
so the end is also called for by the mark that all of them carry in their environment.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from warehouse.cli.up.configuration import MARK, Home, environment, mark
from warehouse.errors import CallError, message

log = structlog.get_logger(__name__)

# The logs' own web servers are left out: all parts share one disk, and they would open two ports.
COMPONENTS = {
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "api-server": ("api-server",),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
GRACE_SECONDS = 15.0


@dataclass
class Components:
    """The running parts of one Airflow."""

    home: Home
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        """Start every component, all in one process group."""
        for name, arguments in COMPONENTS.items():
            leader = next(iter(self.running.values()), None)
            self.running[name] = _spawn(
                self.home, name, arguments, group=leader.pid if leader else 0
            )
        log.info("airflow components started", count=len(self.running))

    def ensure_alive(self) -> None:
        """Check that no component has ended.

        Raises:
            CallError: one has ended by itself, with its exit code and the file that says why.
        """
        ended = {name: p.poll() for name, p in self.running.items() if p.poll() is not None}
        if ended:
            raise CallError(
                *(
                    message(
                        "stack.component_ended",
                        component=name,
                        code=code if code is not None else 0,
                        log=str(log_of(self.home, name)),
                    )
                    for name, code in ended.items()
                )
            )

    def end(self) -> None:
        """End every component and every task they forked; nothing is left when this returns."""
        if not self.running:
            return
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()
        end_marked(mark())
        log.info("airflow components ended")


def migrate(home: Home) -> None:
    """Make or upgrade Airflow's own tables.

    Raises:
        CallError: the upgrade failed; the sentence names the log.
    """
    process = _spawn(home, "db-migrate", ("db", "migrate"), group=0)
    try:
        code = process.wait()
    except BaseException:
        process.kill()
        raise
    if code:
        raise CallError(
            message(
                "stack.component_ended",
                component="airflow db migrate",
                code=code,
                log=str(log_of(home, "db-migrate")),
            )
        )


def end_marked(wanted: str) -> int:
    """End every process that carries the mark ``wanted``, ours excepted; how many there were.

    A killed launcher leaves its children behind; the next one finds them by this mark.
    """
    import psutil

    left = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == wanted:
                left.append(process)
                process.terminate()
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    _, stubborn = psutil.wait_procs(left, timeout=3)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=3)
    return len(left)


def log_of(home: Home, component: str) -> Path:
    """The file that holds a component's own output."""
    return home.logs / f"{component}.log"


def _spawn(
    home: Home, name: str, arguments: tuple[str, ...], group: int
) -> subprocess.Popen[bytes]:
    airflow = Path(sys.executable).with_name("airflow")
    if not airflow.exists():
        raise CallError(message("stack.no_airflow"))
    with log_of(home, name).open("wb") as output:
        return subprocess.Popen(
            [str(airflow), *arguments],
            cwd=home.folder,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=group,
        )
