"""The signs that say "as in the row above": sorting the list makes them say something else."""

from __future__ import annotations

import re

from warehouse.text import tidy

# In small letters alone are `do` and `id` signs: `DO` is a family's name.
_DITTO = re.compile(
    r"[-–—.,\s]*(\"|''|,,|〃|↓+|\(\"\))[-–—.,\s]*|[-–—]+\s*//\s*[-–—]+"
    r"|(?i:idem|dito|ditto)\.?|do|d°|id\.?"
)
_LONGEST = 8


def is_ditto(raw: str) -> bool:
    """Whether a cell only repeats the one above it."""
    text = tidy(raw)
    return 0 < len(text) <= _LONGEST and _DITTO.fullmatch(text) is not None
