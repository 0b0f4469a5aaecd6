"""A file must not be able to stop the country: what ends its reader is a verdict like any other."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from warehouse.checks.examined_file import Examined
from warehouse.checks.isolation import ChildDiedError, Limits, in_child
from warehouse.errors import ConservationError, message

MEGABYTE = 1 << 20
LIMITS = Limits(memory_bytes=200 * MEGABYTE, seconds=20, output_bytes=50 * MEGABYTE)
EXAMINED = Examined("accepted", "2026-04", "rows", rows_read=3)


def killed() -> Examined:
    os.kill(os.getpid(), signal.SIGKILL)
    return EXAMINED


def aborted() -> Examined:
    os.abort()


def greedy() -> Examined:
    held = []
    while True:
        held.append(bytearray(b"x" * MEGABYTE))


def greedy_at_once() -> Examined:
    bytearray(50_000 * MEGABYTE)
    return EXAMINED


def slow() -> Examined:
    time.sleep(60)
    return EXAMINED


def mistaken() -> Examined:
    raise KeyError("OUANZOROU Marie")


ENDS: dict[str, tuple[Callable[[], Examined], str]] = {
    "it is killed": (killed, "crashed"),
    "a library aborts": (aborted, "crashed"),
    "it fills memory": (greedy, "memory"),
    "it asks for far too much at once": (greedy_at_once, "memory"),
    "it raises what nobody foresaw": (mistaken, "failed"),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_ends_the_child_is_told_by_its_cause(case: str) -> None:
    work, cause = ENDS[case]
    with pytest.raises(ChildDiedError) as died:
        in_child(work, LIMITS)
    assert died.value.cause == cause
    assert "OUANZOROU" not in str(died.value) + died.value.where, "no cell in what is told"


def test_a_child_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(ChildDiedError) as died:
        in_child(slow, Limits(200 * MEGABYTE, 0.3, MEGABYTE))
    assert died.value.cause == "time"
    assert time.monotonic() - began < 30, "it was not waited for"


def test_a_result_that_is_too_large_is_not_taken() -> None:
    def large() -> Any:
        return "x" * (2 * MEGABYTE)

    with pytest.raises(ChildDiedError) as died:
        in_child(large, Limits(200 * MEGABYTE, 20, MEGABYTE))
    assert died.value.cause == "output"


def test_what_the_child_gives_comes_back_as_it_is() -> None:
    assert in_child(lambda: EXAMINED, LIMITS) == EXAMINED


def test_rows_that_do_not_add_up_are_a_fault_of_ours_and_no_verdict() -> None:
    def broken() -> Examined:
        raise ConservationError(message("file_no_table"))

    with pytest.raises(ConservationError):
        in_child(broken, LIMITS)


def test_no_child_is_left_behind() -> None:
    before = set(psutil.Process().children())
    for work, _ in ENDS.values():
        with pytest.raises(ChildDiedError):
            in_child(work, LIMITS)
    assert set(psutil.Process().children()) <= before
