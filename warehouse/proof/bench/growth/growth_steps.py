"""A load with its steps measured, without a copy of it."""

from __future__ import annotations

from contextlib import ExitStack
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

import psutil

from warehouse.proof.bench.meter import Meter
from warehouse.settings import settings

# Where the seconds of a load go: function of a module -> the step it is.
STEPS = {
    "load.Touching": "touched",
    "touched.Touching.found": "touched",
    "load.everything": "read",
    "load.join_cases": "join",
    "load.shape": "shape",
    "load.require": "suites",
    "load._merge": "merge",
    "load.Naming": "names",
    "naming.Naming.within": "names",
    "load.split_named": "names",
    "load.remembered": "names",
    "load.note_all": "note",
    "load.remember_arrivals": "arrivals",
}
TOLD = (*dict.fromkeys(STEPS.values()), "rest")
# On a shared machine seconds say how busy it was; processor seconds, of the server too, do not.
CPU = "all, processor"


def load(meter: Meter, *, anew: bool = False) -> dict[str, Any]:
    """Load, each step measured: ``seconds`` by step, and how many rows ``changed``."""
    from warehouse import pipeline

    with ExitStack() as measured:
        for where, step in STEPS.items():
            function = f"warehouse.{where}"
            measured.enter_context(patch(function, meter.around(step, resolve_name(function))))
        spent = _processor()
        with meter.step("all"):
            changed = pipeline.load(anew=anew)
        spent = _processor() - spent
    seconds = {step: meter.seconds.get(step, 0.0) for step in TOLD}
    seconds["rest"] = meter.seconds["all"] - sum(seconds.values())
    seconds |= {"all": meter.seconds["all"], CPU: spent}
    return {"seconds": seconds, "changed": sum(changed.values())}


def _processor() -> float:
    """Processor seconds of this process and of the embedded server."""
    processes = [psutil.Process()]
    lock = settings().var / "pg" / "postmaster.pid"
    if lock.exists():
        server = psutil.Process(int(lock.read_text().split()[0]))
        processes += [server, *server.children(recursive=True)]
    return float(sum(one.cpu_times().user + one.cpu_times().system for one in processes))
