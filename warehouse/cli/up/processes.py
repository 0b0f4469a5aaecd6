"""The parts of Airflow as child processes: started together, watched, and ended to the last one.

The PostgreSQL that they stand on is watched with them: it is named where it is what ended.

Each has a process group of its own, so that what a part that was killed leaves behind is found;
each task that the executor forks leaves it for another, so the end is also called for by the mark
that all of them carry in their environment.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import structlog

from warehouse import database
from warehouse.cli.up.configuration import MARK, Home, environment, mark
from warehouse.errors import CallError, Message, message

log = structlog.get_logger(__name__)

# The logs' own web servers are left out: all parts share one disk, and they would open two ports.
COMPONENTS = {
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "api-server": ("api-server",),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
SERVER = "PostgreSQL"
GRACE_SECONDS = 15.0
# What ends three times in a row has a cause that a fourth start does not mend; what ran an hour
# since was well.
RESTARTS = 3
WELL_SECONDS = 3600.0
PAUSE_SECONDS = 5.0
FORMER_LOGS = 5


@dataclass
class Restarts:
    """When each part was started again, in seconds of the steady clock."""

    times: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str) -> None:
        """A part is started again now."""
        self.times.setdefault(name, []).append(time.monotonic())

    def are_used_up(self, name: str) -> bool:
        """Whether a part was started again ``RESTARTS`` times within ``WELL_SECONDS``."""
        recent = [at for at in self.times.get(name, []) if time.monotonic() - at < WELL_SECONDS]
        return len(recent) >= RESTARTS


@dataclass
class Components:
    """The running parts of one Airflow."""

    home: Home
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    restarts: Restarts = field(default_factory=Restarts)

    def start(self) -> None:
        """Start every component, each in a process group of its own."""
        for name, arguments in COMPONENTS.items():
            self.running[name] = _spawn(self.home, name, arguments)
        log.info("airflow components started", count=len(self.running))

    def ensure_alive(self) -> list[str]:
        """Start again, after a pause, whatever has ended, PostgreSQL first; the names of those.

        A part that ended while PostgreSQL was away ended because of it, which counts against the
        server alone.

        Raises:
            CallError: one has ended by itself too often, with its exit code and the file that says
                why.
        """
        again = [] if database.is_running() else [self._start_server()]
        ended = {name: p.returncode for name, p in self.running.items() if p.poll() is not None}
        if not again and (worn_out := [name for name in ended if self.restarts.are_used_up(name)]):
            raise CallError(*(self._ended(name, ended[name]) for name in worn_out))
        for name, code in ended.items():
            log.warning("airflow component ended, is started again", component=name, code=code)
            if not again:
                self.restarts.note(name)
            end_left_behind(self.running[name].pid, mark())
            time.sleep(PAUSE_SECONDS)
            self.running[name] = _spawn(self.home, name, COMPONENTS[name])
        return [*again, *ended]

    def _start_server(self) -> str:
        """Start the embedded PostgreSQL, whose former end is in its own log; its name."""
        if self.restarts.are_used_up(SERVER):
            raise CallError(message("stack.server_ended", log=str(database.server_log())))
        log.warning("postgresql ended, is started again")
        self.restarts.note(SERVER)
        time.sleep(PAUSE_SECONDS)
        database.start()
        return SERVER

    def _ended(self, name: str, code: int) -> Message:
        return message(
            "stack.component_ended", component=name, code=code, log=str(log_of(self.home, name))
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
    process = _spawn(home, "db-migrate", ("db", "migrate"))
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
    left = _marked(wanted)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(left, timeout=3)
    _kill(stubborn)
    return len(left)


def end_left_behind(leader: int, wanted: str) -> int:
    """Kill what is left of the process group of a part that has ended; how many there were.

    The workers of a killed scheduler outlive it and hold the connections that they were forked
    with: a transaction that it had begun kept its locks, and the next scheduler queued no task.

    Args:
        leader: the id of the process that has ended.
        wanted: the mark of this stack, should the id be somebody else's by now.
    """
    left = []
    for process in _marked(wanted):
        with suppress(ProcessLookupError):
            if os.getpgid(process.pid) == leader:
                left.append(process)
    _kill(left)
    return len(left)


def _marked(wanted: str) -> list[psutil.Process]:
    """Every process that carries the mark ``wanted``, ours excepted."""
    marked = []
    for process in psutil.process_iter():
        with suppress(psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            if process.pid != os.getpid() and process.environ().get(MARK) == wanted:
                marked.append(process)
    return marked


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=3)


def log_of(home: Home, component: str) -> Path:
    """The file that holds a component's own output."""
    return home.logs / f"{component}.log"


def keep_former(path: Path) -> None:
    """Move a log aside: ``x.log`` is ``x.log.1``, that was before it ``x.log.2``; the last goes."""
    for number in range(FORMER_LOGS, 0, -1):
        former = path.with_name(f"{path.name}.{number - 1}") if number > 1 else path
        if former.exists():
            former.replace(path.with_name(f"{path.name}.{number}"))


def _spawn(home: Home, name: str, arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    airflow = Path(sys.executable).with_name("airflow")
    if not airflow.exists():
        raise CallError(message("stack.no_airflow"))
    keep_former(log_of(home, name))
    with log_of(home, name).open("wb") as output:
        return subprocess.Popen(
            [str(airflow), *arguments],
            cwd=home.folder,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
