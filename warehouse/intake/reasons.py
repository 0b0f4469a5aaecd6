"""What a steward says of what she decided: words that others read, and so nobody in them.

A ministry reads why its file or its row was sent back, an auditor why somebody was erased. What
looks like a person is refused at once, while she who wrote it can say it otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from warehouse.contracts.codelists import known_words
from warehouse.errors import CallError, message
from warehouse.settings import settings
from warehouse.text import fold, tidy
from warehouse.text.person_signs import signs_in

# Shorter words of a row are initials, numbers and articles.
SHORTEST: Final = 4


def require_nobody(written: str, beside: Iterable[str] = ()) -> None:
    """Refuse words that name, or seem to name, somebody.

    Args:
        written: what is to be kept.
        beside: cells of the row that it speaks of; no word of theirs is repeated but one that a
            code list knows.

    Raises:
        CallError: they do; the refusal does not say what it found.
    """
    registered = known_words(settings().sources / "codes")
    if any(signs_in(tidy(written), registered)) or _words(written, registered) & {
        word for cell in beside for word in _words(cell, registered)
    }:
        raise CallError(message("reason_names_somebody"))


def _words(written: str, known_words: Collection[str]) -> set[str]:
    words = {word for word in fold(written).split() if len(word) >= SHORTEST}
    # A year that a cell holds, too, points at nobody by itself.
    return {
        word for word in words - set(known_words) if not (word.isdigit() and len(word) == SHORTEST)
    }
