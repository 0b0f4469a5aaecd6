"""The path in a process of its own, which kills itself without a word at a given moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Where the process dies: a function of a module, before it begins or after it ended.
MOMENTS = (
    "after warehouse.intake.landing_zone.keep as warehouse.intake.receiving.keep",
    "after warehouse.lake.keep_conformed",
    "before warehouse.receipts.receipt_writing.answer",
    "before warehouse.intake.record_verdict",
    "after warehouse.intake.record_verdict",
    "before warehouse.linkage.persons._write_persons",
    "after warehouse.linkage.persons.link_persons as warehouse.pipeline.link_persons",
    "after warehouse.load.load_tables.load as warehouse.pipeline.load_tables",
    "before warehouse.load.load_tables._write_cases",
    "after warehouse.lake.write_parquet as warehouse.release.release_files.write_parquet",
    "before warehouse.release.pointer.point as warehouse.release.publish.point",
    "after warehouse.release.pointer.point as warehouse.release.publish.point",
    "after warehouse.release.publish",
)


def run_and_die(var: str, url: str, folder: str, moment: str) -> None:
    """Take ``folder`` to a release; killed at ``moment``, or at none."""
    os.environ["ZOKWEZO_VAR"], os.environ["ZOKWEZO_DATABASE_URL"] = var, url
    import structlog

    from warehouse import pipeline
    from warehouse.settings import settings

    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    settings.cache_clear()
    if moment:
        _arm(moment)
    pipeline.run(Path(folder))


def _arm(moment: str) -> None:
    import importlib

    when, _, told = moment.partition(" ")
    name = told.rpartition(" as ")[2]
    module_name, _, attribute = name.rpartition(".")
    module = importlib.import_module(module_name)
    setattr(module, attribute, _dying(getattr(module, attribute), when))


def _dying(call: Callable[..., Any], when: str) -> Callable[..., Any]:
    def die(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            call(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return die
