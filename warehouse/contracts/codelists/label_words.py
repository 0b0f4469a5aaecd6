"""The words that the code lists know: no part of anybody's name by themselves."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from warehouse.contracts.codelists.code_list import CodeLists
from warehouse.contracts.codelists.codelist_files import load_codelists
from warehouse.text import fold


def words_of(codes: CodeLists) -> frozenset[str]:
    """The folded words of every label, and the initials of registers, services and courts."""
    labels = [one.label("fr") for name in codes.lists for one in codes.rows(name)]
    initials = [one.code for name in ("register", "unit", "court") for one in codes.rows(name)]
    return frozenset(word for written in labels + initials for word in fold(written).split())


@cache
def known_words(folder: Path) -> frozenset[str]:
    """Those of the code lists in a folder: no part of a name by themselves."""
    return words_of(load_codelists(folder))
