"""The words that the code lists know: no part of anybody's name by themselves."""

from __future__ import annotations

from warehouse.contracts.codelists.code_list import CodeLists
from warehouse.text import fold


def words_of(codes: CodeLists) -> frozenset[str]:
    """The folded words of every label: places, courts, statutes, offices and the law's own."""
    labels = (one.label("fr") for name in codes.lists for one in codes.rows(name))
    return frozenset(word for label in labels for word in fold(label).split())
