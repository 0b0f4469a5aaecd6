"""Great Expectations, imported once and without Spark."""

from __future__ import annotations

import importlib
import sys


def load_great_expectations() -> None:
    """Import Great Expectations, unless that is done; to be called before any import from it.

    Where pyspark is installed, Great Expectations imports it for a backend that is not used here.
    That costs a second of processor in each process, and pyspark's own check of its extras ends,
    without a word, a process started by ``python -c``. So pyspark is out of sight meanwhile.
    """
    if "great_expectations" in sys.modules:
        return
    hidden = {n: sys.modules.pop(n) for n in list(sys.modules) if n.split(".")[0] == "pyspark"}
    sys.modules["pyspark"] = None  # type: ignore[assignment]  # what Python reads as not installed
    try:
        importlib.import_module("great_expectations")
    finally:
        del sys.modules["pyspark"]
        sys.modules.update(hidden)
