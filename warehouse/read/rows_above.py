"""What stands above a header: a banner, or records that a clerk sorted there with their header."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from warehouse.read.named_rows import FIRST_NAME, NameColumns, named_rows
from warehouse.read.row_words import COLUMN_MARK, GROUP_TITLE
from warehouse.read.sheet import Sheet
from warehouse.text import fold

# Above its header a row is a record where it holds so much of what a row below holds: a clerk who
# sorts a list with its header in the selection puts records there. A banner holds a label or two.
_AS_FULL: Final = 0.4
_MIXED: Final = re.compile(r"\W*[A-ZÀ-Þ]{3,}[A-ZÀ-Þ'’ -]*(?: [A-ZÀ-Þ][a-zà-ÿ'’-]+){1,3}\W*")
# A banner in two or three blocks may have its words where names stand, and no figure beside them.
_FEWEST_BESIDE_A_NAME: Final = 3


def first_record(
    sheet: Sheet,
    mapped: list[int],
    counts: npt.NDArray[np.int_],
    header: tuple[int, int],
    broad: int,
    persons: Collection[NameColumns],
) -> int:
    """The place of the first row above the header that is a record; that of the header if none is.

    The numbers or letters of a form's columns are as full, and hold one sign each.

    Args:
        counts: how many of them each row fills.
        header: the places of its first row and of the first row below it.
        broad: how many of them no banner fills.
        persons: the columns of each person's name.
    """
    start, end = header
    below = counts[end:]
    usual = float(np.median(below[below > 0])) if (below > 0).any() else 0.0
    is_full = counts[:start] >= max(broad, _AS_FULL * usual)
    in_parts = [columns for columns in persons if len(columns) > 1]
    is_named = named_rows(sheet, in_parts)[:start]
    is_beside = named_rows(sheet, persons)[:start] & (counts[:start] >= _FEWEST_BESIDE_A_NAME)
    is_written = _touching_name(sheet, persons, start) & (counts[:start] > 1)
    for place in np.flatnonzero(is_full | is_named | is_beside | is_written).tolist():
        row = sheet.row(place + 1)
        texts = [text for column in mapped if (text := row[column].strip())]
        has_figure = any(sign.isdigit() for text in texts for sign in text)
        if all(COLUMN_MARK.fullmatch(text) for text in texts):
            continue
        parts = [text for columns in in_parts for one in columns if (text := row[one].strip())]
        worded = texts if is_full[place] else parts
        is_person = is_written[place] or any(
            _is_one_word_name(row, columns) for columns in in_parts
        )
        if has_figure or is_person or (worded and not _are_groups(worded)):
            # A list was sorted there: a name alone in its column above it is of that list, too,
            # and so are the poorer rows that touch it, whatever columns the header gives them.
            listed = [columns for columns in persons if columns[0] >= FIRST_NAME]
            first = int(np.flatnonzero([*named_rows(sheet, listed)[:place], True])[0])
            poor = np.flatnonzero(counts[:first] < _FEWEST_BESIDE_A_NAME)
            return int(poor[-1]) + 1 if len(poor) else 0
    return start


def _touching_name(
    sheet: Sheet, persons: Collection[NameColumns], start: int
) -> npt.NDArray[np.bool_]:
    """Which row touches the header and has a name in capitals and small letters in its column.

    The blocks of a banner are written in one way, and stand further up.
    """
    is_touching = np.zeros(start, dtype=bool)
    if start:
        row = sheet.row(start)
        is_touching[-1] = any(
            columns[0] >= FIRST_NAME and _MIXED.fullmatch(row[columns[0]]) is not None
            for columns in persons
            if len(columns) == 1
        )
    return is_touching


def _are_groups(texts: list[str]) -> bool:
    """Whether words without a figure are names over several columns each: few, and repeated."""
    return 2 * len({text.lower() for text in texts}) <= len(texts)


def _is_one_word_name(row: Sequence[str], columns: NameColumns) -> bool:
    """Whether all parts of a name are one word that stands nowhere else in its row.

    The title of a group stands over the other columns of the group, too, or says what it groups.
    """
    words = {row[column].strip().lower() for column in columns}
    if len(words) > 1 or "" in words or GROUP_TITLE.match(fold(row[columns[0]])):
        return False
    others = {text.strip().lower() for place, text in enumerate(row) if place not in columns}
    return not words & others
