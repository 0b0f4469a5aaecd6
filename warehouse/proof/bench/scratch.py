"""The environment of a bench that fills a warehouse: a folder of its own, and no real server."""

from __future__ import annotations

import os
from pathlib import Path


def scratch(var: str | Path, **more: str) -> dict[str, str]:
    """What a process of its own is started with: never the warehouse that the settings name.

    Args:
        var: the folder that goes with the bench.
        more: further variables.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ZOKWEZO_")}
    return {**ours, "ZOKWEZO_VAR": str(var), **more}
