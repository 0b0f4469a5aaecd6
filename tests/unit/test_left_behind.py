"""What a part of the stack that was killed leaves behind is ended, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from warehouse.cli.up.configuration import MARK
from warehouse.cli.up.processes import end_left_behind

OURS = "var-of-this-test"
# A part and the worker that it forked: both wait for ever.
PART = "import os, time; child = os.fork(); child and print(child, flush=True); time.sleep(600)"


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    parts: list[subprocess.Popen[str]] = []
    yield parts
    for part in parts:
        for pid in (part.pid, worker_of(part)):
            if psutil.pid_exists(pid):
                os.kill(pid, signal.SIGKILL)
        part.wait()


WORKERS: dict[int, int] = {}


def worker_of(part: subprocess.Popen[str]) -> int:
    return WORKERS[part.pid]


def start(started: list[subprocess.Popen[str]], mark: str) -> subprocess.Popen[str]:
    part = subprocess.Popen([sys.executable, "-c", PART], stdout=subprocess.PIPE, text=True,
                            env=os.environ | {MARK: mark}, process_group=0)  # fmt: skip
    assert part.stdout is not None
    WORKERS[part.pid] = int(part.stdout.readline())
    started.append(part)
    return part


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_the_worker_of_a_killed_part_is_ended_and_that_of_another_is_not(
    started: list[subprocess.Popen[str]],
) -> None:
    killed, other = start(started, OURS), start(started, OURS)
    killed.kill()
    killed.wait()
    assert is_alive(worker_of(killed)), "it outlives the part that forked it"
    assert end_left_behind(killed.pid, OURS) == 1
    assert not is_alive(worker_of(killed))
    assert is_alive(other.pid) and is_alive(worker_of(other))


def test_whoever_bears_another_mark_is_left_alone(started: list[subprocess.Popen[str]]) -> None:
    killed = start(started, "of-another-stack")
    killed.kill()
    killed.wait()
    assert end_left_behind(killed.pid, OURS) == 0
    assert is_alive(worker_of(killed))
