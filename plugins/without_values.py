"""A wall around a step: what fails in it is told by kind and place, never in its own words.

The sentence of a database or of a reader may quote a cell (``Key (name)=(…) already exists``), and
Airflow writes the sentence of every failure into the task's log. Errors that we raise ourselves
hold no value and pass unchanged. A full disk has its own sentence.
"""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from airflow.sdk.exceptions import AirflowException

P = ParamSpec("P")
R = TypeVar("R")


class StepError(Exception):
    """A step failed; the sentence names the kind of failure and where, and quotes nothing."""


def redact_error(error: BaseException) -> str:
    """The kind of an error and the lines of code it passed, without its sentence."""
    passed = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    return f"{type(error).__name__} at {passed}"


def without_values(step: Callable[P, R]) -> Callable[P, R]:
    """Decorate a task: any failure that may quote a cell becomes a ``StepError``."""

    @functools.wraps(step)
    def walled(*args: P.args, **kwargs: P.kwargs) -> R:
        from warehouse.errors import ZokwezoError
        from warehouse.files.full_disk import full_disk, is_full_disk

        try:
            return step(*args, **kwargs)
        except (ZokwezoError, AirflowException, StepError):
            raise
        except Exception as error:
            failure = full_disk() if is_full_disk(error) else StepError(redact_error(error))
        # Outside the handler: the new failure must not carry the old one as its context.
        raise failure

    return walled
