"""What a bench does many times over, on all processors that it may use."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def in_processes(
    work: Callable[[Asked], Answer], asked: Sequence[Asked], worth_a_process: int
) -> Iterator[Answer]:
    """The answers, in the order of what was asked.

    Args:
        work: a function of a module, which a process of its own can import.
        asked: what each call is given.
        worth_a_process: fewer than that take less time than a process needs to begin.
    """
    processes = min(len(os.sched_getaffinity(0)), len(asked) // worth_a_process)
    if processes < 2:
        yield from map(work, asked)
        return
    # Not forked: whoever tells how far it is runs a thread.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(work, asked, chunksize=2)
