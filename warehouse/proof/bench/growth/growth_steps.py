"""A load with its steps measured, without a copy of it."""

from __future__ import annotations

from contextlib import ExitStack
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

from warehouse.proof.bench.meter import Meter, processor_seconds

# Where the seconds of a load go: function of a module -> the step it is.
STEPS = {
    "load_tables.Touching": "touched",
    "changed_scope.Touching.found": "touched",
    "load_tables.everything": "read",
    "load_tables.join_cases": "join",
    "load_tables.shape": "shape",
    "load_tables.require": "suites",
    "load_tables._merge": "merge",
    "load_tables.Naming": "names",
    "named_decisions.Naming.within": "names",
    "load_tables.split_named": "names",
    "load_tables.remembered": "names",
    "load_tables.note_all": "note",
    "load_tables.remember_arrivals": "arrivals",
}
TOLD = (*dict.fromkeys(STEPS.values()), "rest")
# On a shared machine seconds say how busy it was; processor seconds, of the server too, do not.
CPU = "all, processor"


def load(meter: Meter, *, anew: bool = False) -> dict[str, Any]:
    """Load, each step measured: ``seconds`` by step, and how many rows ``changed``."""
    from warehouse import pipeline

    with ExitStack() as measured:
        for where, step in STEPS.items():
            function = f"warehouse.load.{where}"
            measured.enter_context(patch(function, meter.around(step, resolve_name(function))))
        spent = processor_seconds()
        with meter.step("all"):
            changed = pipeline.load(anew=anew)
        spent = processor_seconds() - spent
    seconds = {step: meter.seconds.get(step, 0.0) for step in TOLD}
    seconds["rest"] = meter.seconds["all"] - sum(seconds.values())
    seconds |= {"all": meter.seconds["all"], CPU: spent}
    return {"seconds": seconds, "changed": sum(changed.values())}
