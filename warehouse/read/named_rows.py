"""Rows that name a person where a list has its names, whatever else they hold."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from warehouse.read.sheet import Sheet

# The columns of one person's name: one for the whole of it, or one for each of its parts.
NameColumns: TypeAlias = tuple[int, ...]

# The first two columns of what is no list hold words too: a title, a code and what it means.
FIRST_NAME: Final = 2
# Words that each begin with a capital, as a name's do; a name in one column has two or more.
_PART = r"^\W*\p{Lu}[\p{L}.'’-]+(\s+\p{Lu}[\p{L}.'’-]*){0,4}\W*$"
_WHOLE = r"^\W*\p{Lu}[\p{L}.'’-]*(\s+\p{Lu}[\p{L}.'’-]*){1,4}\W*$"


def named_rows(sheet: Sheet, persons: Collection[NameColumns]) -> npt.NDArray[np.bool_]:
    """Which rows bear the whole name of one of these persons, or all its parts."""
    is_named = np.zeros(sheet.cells.num_rows, dtype=bool)
    for columns in persons:
        if columns[-1] < sheet.cells.num_columns:
            pattern = _PART if len(columns) > 1 else _WHOLE
            parts = [pc.match_substring_regex(sheet.cells[index], pattern) for index in columns]
            is_named |= np.all([part.to_numpy() for part in parts], axis=0)
    return is_named
