"""A header that asks, as an online form writes it: which column's name it holds, and of whom.

``Quel est le nom de la victime ?`` is ``Nom`` where the list is of victims. A word that may make it
another question, ``Quel est le nom du tuteur ?``, leaves it to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from warehouse.read.header_spelling import loose

ASKED: Final = 0.6
"""The weight of a name within a question."""

_FEWEST_WORDS: Final = 3
_QUESTION = re.compile(r".*\S\s*\?\s*(?:\([^()]*\)|\*)*\s*", re.DOTALL)
# What a question says beside the name of a column, and changes nothing in what it asks.
_SAID: Final = frozenset({
    "quel", "quelle", "est", "sont", "etait", "il", "elle", "t", "on", "vous", "avez", "avoir",
    "son", "sa", "se", "leur", "ce", "cette", "cet", "c", "s", "qu", "que", "qui", "quand", "ou",
    "comment", "combien", "dan", "par", "pour", "sur", "lor", "y", "ete", "etre", "fut", "eu",
    "personne", "svp", "veuillez", "indiquer", "preciser", "ecrire", "saisir", "subi", "subie",
    "concerne", "concernee", "exact", "exacte",
})  # fmt: skip


@lru_cache(maxsize=1 << 12)
def is_question(text: str) -> bool:
    """Whether a cell is a question of several words."""
    return _QUESTION.fullmatch(text) is not None and len(loose(text).split()) >= _FEWEST_WORDS


def asks_for(text: str, name: str, whom: Collection[str]) -> int:
    """How many words of a question are a column's name; 0 where another word may change it.

    Args:
        name: one spelling of the column's name.
        whom: words for who the column is of.
    """
    words, asked = {*loose(text).split()}, {*loose(name).split()}
    return len(asked) if asked <= words and words - asked <= _SAID.union(whom) else 0
