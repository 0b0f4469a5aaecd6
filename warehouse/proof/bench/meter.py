"""What named steps of a bench cost: seconds, and memory at its peak."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil

from warehouse.settings import settings


class Meter:
    """Seconds and peak resident memory of named steps, in the order they ran."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.megabytes: dict[str, float] = {}
        self._process = psutil.Process()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what runs inside; a step that runs twice adds its seconds up."""
        peak = [self._process.memory_info().rss]
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.01):
                peak[0] = max(peak[0], self._process.memory_info().rss)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            ended.set()
            watcher.join()
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
            self.megabytes[name] = max(self.megabytes.get(name, 0.0), peak[0] / 2**20)

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, measured as a step whenever it is called."""

        def call(*args: Any, **kwargs: Any) -> Any:
            with self.step(name):
                return function(*args, **kwargs)

        return call


def processor_seconds() -> float:
    """Processor seconds so far of this process and of the embedded server.

    On a shared machine seconds by the clock say how busy it was; these do not.
    """
    processes = [psutil.Process()]
    lock = settings().var / "pg" / "postmaster.pid"
    if lock.exists():
        server = psutil.Process(int(lock.read_text().split()[0]))
        processes += [server, *server.children(recursive=True)]
    times = []
    for one in processes:
        # A connection may be closed meanwhile.
        with suppress(psutil.NoSuchProcess):
            times.append(one.cpu_times())
    # A connection that was closed has left what it took to the server, as that of a child.
    ended = sum(one.children_user + one.children_system for one in times[1:])
    return float(sum(one.user + one.system for one in times) + ended)
