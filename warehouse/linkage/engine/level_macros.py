"""How alike two mentions are, as SQL: ``levels.sql``, for all who compare words as it does."""

from __future__ import annotations

from importlib import resources


def macros() -> str:
    """The SQL that defines the macros which the comparisons ask."""
    return resources.files("warehouse.linkage.engine").joinpath("levels.sql").read_text("utf-8")
