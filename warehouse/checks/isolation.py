"""One file examined in a process of its own: a file must not be able to stop the country.

A workbook of five kilobytes with a number in its last cell aborts whoever reads it, and was read
again at every later run. So a file is read and checked in a child of this process, under limits of
memory, time and output; a child that dies is a verdict like any other, and the next file is taken.

The child is forked, not started: Great Expectations costs ten seconds to import and is loaded once,
before. It hands its result back through a pipe, so that no cell touches the disk, and leaves
without closing anything that it inherited (the parent's connection to PostgreSQL among it).
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import pickle
import resource
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Literal, NoReturn

import psutil
import structlog

from warehouse.checks.decided_rows import NOTHING_DECIDED, DecidedRows
from warehouse.checks.examine import examine
from warehouse.checks.examined_file import Examined, Rulebook
from warehouse.checks.rulebook import program_digest
from warehouse.checks.wrong_source import refused
from warehouse.errors import ConservationError, message
from warehouse.intake.submissions import Submission
from warehouse.settings import Settings

Cause = Literal["memory", "time", "output", "crashed", "failed"]

# Looked at so often, a child that fills memory overshoots its limit by what it takes meanwhile.
_LOOK_SECONDS = 0.02
_CHUNK = 1 << 20

# What a file becomes is decided by these; another version of them may read what this one could not.
_READING = ("read", "conform", "checks", "contracts", "text")
_LIBRARIES = ("openpyxl", "pandas", "pyarrow", "python-calamine")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading and checking one file may take."""

    memory_bytes: int  # beyond what the process holds before it begins
    seconds: float  # from the beginning to the end
    output_bytes: int  # of the result that is handed back


def limits_of(chosen: Settings) -> Limits:
    """The limits that the settings name."""
    return Limits(chosen.read_memory, chosen.read_seconds, chosen.read_output)


class ChildDiedError(Exception):
    """The child gave no result; ``cause`` says how it ended, ``where`` the module that failed."""

    def __init__(self, cause: Cause, where: str = "") -> None:
        super().__init__(cause)
        self.cause: Cause = cause
        self.where = where


def examine_isolated(
    arrival: Submission,
    original: Path,
    rulebook: Rulebook,
    limits: Limits,
    *,
    attempt: int = 1,
    decided: DecidedRows = NOTHING_DECIDED,
) -> Examined:
    """Examine one file in a process of its own; what ends that process refuses the file.

    Args:
        arrival: what the ledger knows of the file.
        original: its bytes.
        rulebook: what it is judged by.
        attempt: which try this is; kept with the verdict (``intake.unreadable``).
        decided: what stewards decided on rows of it that were kept back.

    Raises:
        ConservationError: rows do not add up: a fault of ours, and nobody's verdict.
    """
    # In the parent, once: a child would load it for each file. By name, for it costs ten seconds.
    import_module("warehouse.checks.gx.preload")
    try:
        return in_child(lambda: examine(arrival, original, rulebook, decided), limits)
    except ChildDiedError as died:
        log.error(
            "a file ended its reader",
            submission_id=arrival.submission_id,
            cause=died.cause,
            where=died.where,
        )
        reason = message(
            f"file_cannot_be_read_{died.cause}", version=reading_version(), attempt=attempt
        )
        return refused(arrival, (reason,))


def in_child(work: Callable[[], Examined], limits: Limits) -> Examined:
    """What ``work`` gives, from a forked process under ``limits``.

    Raises:
        ChildDiedError: it was ended by a limit, died, or failed.
        ConservationError: ``work`` raised it.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_leave(work, writing, limits)
    os.close(writing)
    try:
        sent = _collect(child, reading, limits)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not sent:
        raise ChildDiedError("crashed")
    try:
        outcome, value = pickle.loads(sent)
    except (EOFError, pickle.UnpicklingError):
        raise ChildDiedError("crashed") from None
    if outcome == "conservation":
        raise ConservationError(*value)
    if outcome != "examined":
        raise ChildDiedError("memory" if outcome == "memory" else "failed", str(value))
    examined: Examined = value
    return examined


def _work_and_leave(work: Callable[[], Examined], writing: int, limits: Limits) -> NoReturn:
    """In the child: work, hand the result back, and leave without a word and without cleaning."""
    # What was inherited is never collected here: a connection of DuckDB that collection ends
    # in a child, whose threads are not there, ends the child (seen: every file of a second month).
    gc.freeze()
    try:
        _limit_self(limits)
        try:
            sent = pickle.dumps(("examined", work()), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            sent = pickle.dumps(("memory", ""))
        except ConservationError as broken:
            sent = pickle.dumps(("conservation", broken.faults))
        except Exception as error:
            # Its module and line only: an exception's words may quote a cell.
            sent = pickle.dumps(("failed", _where(error)))
        view = memoryview(sent)
        while view:
            view = view[os.write(writing, view[:_CHUNK]) :]
    finally:
        os._exit(0)


def _limit_self(limits: Limits) -> None:
    """A backstop for what is taken in one go, before the parent can look; and of seconds."""
    own = psutil.Process().memory_info()
    # Address space is reserved far beyond what is used: the backstop leaves twice the limit.
    most = own.vms + 2 * limits.memory_bytes
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # A library that aborts writes pages of addresses there; the verdict says what a person needs.
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, signal.SIG_DFL)


def _where(error: BaseException) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return type(error).__name__
    name = Path(frame.tb_frame.f_code.co_filename).name
    return f"{type(error).__name__} {name}:{frame.tb_lineno}"


def _collect(child: int, reading: int, limits: Limits) -> bytes:
    """What the child writes until it ends.

    Raises:
        ChildDiedError: it took more than it may.
    """
    until = time.monotonic() + limits.seconds
    process = psutil.Process(child)
    before = process.memory_info().rss
    chunks: list[bytes] = []
    taken = 0
    while True:
        ready, _, _ = select.select([reading], [], [], _LOOK_SECONDS)
        if ready:
            chunk = os.read(reading, _CHUNK)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
            taken += len(chunk)
            if taken > limits.output_bytes:
                raise ChildDiedError("output")
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.memory_info().rss - before > limits.memory_bytes:
                raise ChildDiedError("memory")
        if time.monotonic() > until:
            raise ChildDiedError("time")


@cache
def reading_version() -> str:
    """A short digest of what reads and checks files: another one may try again, once."""
    return program_digest(_READING, _LIBRARIES)[:12]
