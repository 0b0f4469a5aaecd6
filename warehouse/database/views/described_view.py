"""The SQL of a view that explains itself, French on the first line and English on the second."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]
"""What a view says: ``""`` for the whole, else by column; French, English."""


def described_view(view: str, query: str, words: Words) -> str:
    """The statements that drop a view, make it and comment on it and on each of its columns."""
    named = {
        f"column {view}.{column}" if column else f"view {view}": both
        for column, both in words.items()
    }
    comments = [f"comment on {what} is\n{_literal(both)};" for what, both in named.items()]
    made = f"drop view if exists {view} cascade;\n\ncreate view {view} as\n{query};"
    return "\n\n".join([made, *comments]) + "\n"


def _literal(words: tuple[str, str]) -> str:
    return "'" + "\n".join(words).replace("'", "''") + "'"
