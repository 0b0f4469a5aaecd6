"""What is there to read in a cell, before anyone reads it."""

from __future__ import annotations

from warehouse.conform.clean.state import State
from warehouse.text import is_formula, is_formula_error, missing_kind, tidy


def first_look(raw: str) -> tuple[str, State]:
    """The tidied text of a cell and its state before anyone reads it.

    ``read`` means that there is something to read.
    """
    text = tidy(raw)
    if is_formula_error(text) or is_formula(text):
        return text, "unread"
    return text, "missing" if missing_kind(text) else "read"


def is_doubted(text: str) -> bool:
    """Whether a question mark stands in the text: "condamné ?" says that somebody has to ask."""
    return "?" in text
