"""The signs that say "as in the row above": sorting the list makes them say something else."""

from __future__ import annotations

import re

from warehouse.text import tidy

_DITTO = re.compile(r"[-–—.,\s]*(\"|''|,,|〃|\(\"\))[-–—.,\s]*|(idem|dito|ditto)\.?", re.IGNORECASE)
_LONGEST = 8


def is_ditto(raw: str) -> bool:
    """Whether a cell only repeats the one above it."""
    text = tidy(raw)
    return 0 < len(text) <= _LONGEST and _DITTO.fullmatch(text) is not None
