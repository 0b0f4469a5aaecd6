"""An overlap table as people keep it, as a file, to capture histories.

Any separator, encoding or workbook that the warehouse reads; a mark for "on it" in any of the
usual words; a count under any of the usual names. What could be read in two ways is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from warehouse.errors import CallError, SubmissionError, message
from warehouse.indicators.hidden_population.capture_histories import (
    MOST_LISTS,
    CaptureHistories,
)
from warehouse.read.delimited_text import sniff_separator
from warehouse.read.dropped_file import read_file
from warehouse.read.encoding import decode
from warehouse.read.file_type import WORKBOOKS, sniff
from warehouse.text import lower_plain

COUNT_HEADERS = frozenset(
    {"count", "counts", "n", "nb", "nombre", "number", "freq", "frequency", "frequence"}
    | {"effectif", "effectifs", "personnes", "persons"}
)
MARKS = (
    ("1", "0"),
    ("1.0", "0.0"),
    ("1,0", "0,0"),
    ("true", "false"),
    ("vrai", "faux"),
    ("yes", "no"),
    ("oui", "non"),
    ("t", "f"),
    ("y", "n"),
    ("o", "n"),
    ("+", "-"),
    ("x", ""),
)
"""How a table says that a person is on a list, and that she is not; one way for each column."""
UNKNOWN = frozenset({"", "0", "na", "nan", "?", "-", "."})
"""What may stand beside the history on no list: it is what is asked for."""
MOST_PERSONS = 10**10
"""More than there are people."""
_EXACT = re.compile(r"\+?(\d+)(?:[.,]0{1,2})?")
_POWER = re.compile(r"\+?(\d+(?:\.\d+)?)e\+?(\d{1,2})")
_THOUSANDS = re.compile(r"\+?\d{1,3}(?:[ ']\d{3})+")
_IN_TWO_WAYS = re.compile(r"\+?\d{1,3}(?:[.,]\d{3})+")

Rows = list[tuple[int, list[str]]]


def read_capture_histories(table: Path) -> CaptureHistories:
    """A column for each list, which marks who is on it, and a column of counts.

    Raises:
        CallError: the file is no such table; the first fault by row, never a value.
    """
    rows = _numbered_rows(table)
    if not rows:
        raise CallError(message("estimate.empty", file=table.name))
    header, body = _without_empty_columns(rows)
    where = _count_column(header, table.name)
    lists = tuple(name for i, name in enumerate(header) if i != where)
    if len(lists) > MOST_LISTS:
        raise CallError(message("estimate.many_lists", count=len(lists), most=MOST_LISTS))
    bits = [[cell for i, cell in enumerate(row) if i != where] for _, row in body]
    marked = _read_marks([number for number, _ in body], bits)
    counts = np.zeros(2 ** len(lists) - 1)
    seen: dict[int, int] = {}
    for (number, row), mask in zip(body, marked, strict=True):
        if not mask:
            if lower_plain(row[where]) not in UNKNOWN:
                raise CallError(message("estimate.on_no_list", row=number))
            continue
        count = _read_count(number, row[where])
        if mask in seen:
            raise CallError(message("estimate.repeated", row=number, first=seen[mask]))
        seen[mask] = number
        counts[mask - 1] = count
    if counts.sum() > MOST_PERSONS:
        raise CallError(message("estimate.many_persons", most=MOST_PERSONS))
    return CaptureHistories(lists, counts, tuple(seen))


def _numbered_rows(table: Path) -> Rows:
    """The rows that hold anything, with their numbers."""
    if not table.is_file():
        raise CallError(message("estimate.no_file", file=table.name))
    try:
        kind = sniff(table)
        if kind == "empty":
            return []
        if kind in WORKBOOKS:
            sheets = [sheet.cells for sheet in read_file(table, kind) if sheet.cells.num_rows]
            columns = [column.to_pylist() for column in sheets[0].columns] if sheets else []
            rows = [list(row) for row in zip(*columns, strict=True)]
        elif kind == "text":
            lines = decode(table.read_bytes())[0].split("\n")
            separator = sniff_separator(lines)
            if lines[0].lower().startswith("sep="):
                lines[0] = ""
            rows = list(csv.reader(lines, delimiter=separator))
        else:
            raise CallError(message("estimate.not_csv", file=table.name))
    except (OSError, csv.Error, SubmissionError):
        raise CallError(message("estimate.not_csv", file=table.name)) from None
    numbered = ((n, [cell.strip() for cell in row]) for n, row in enumerate(rows, 1))
    return [(n, row) for n, row in numbered if any(row)]


def _without_empty_columns(rows: Rows) -> tuple[list[str], Rows]:
    """Header and rows without columns of nothing, and without one that only numbers the rows."""
    header = rows[0][1]
    body = rows[1:]
    for number, row in body:
        if len(row) != len(header):
            raise CallError(message("estimate.width", row=number, expected=len(header)))
    numbers = [str(n) for n in range(1, len(body) + 1)]
    kept = []
    for i, name in enumerate(header):
        cells = [row[i] for _, row in body]
        if name or (any(cells) and not (i == 0 and cells == numbers)):
            kept.append(i)
    return [header[i] for i in kept], [(n, [row[i] for i in kept]) for n, row in body]


def _count_column(header: Sequence[str], file: str) -> int:
    """Where the counts stand; of several names that could be it, the first in English or French."""
    named = [i for i, name in enumerate(header) if lower_plain(name).strip(" .:") in COUNT_HEADERS]
    plain = [i for i in named if lower_plain(header[i]) in ("count", "effectif")]
    where = plain if len(named) > 1 else named
    lists = [name for i, name in enumerate(header) if i not in where]
    if len(where) != 1 or not lists or "" in lists or len(set(lists)) < len(lists):
        raise CallError(message("estimate.header", file=file))
    return where[0]


def _read_marks(numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> list[int]:
    """The mask of each row."""
    plain = [[lower_plain(cell) for cell in row] for row in rows]
    columns = list(zip(*plain, strict=True))
    # A blank is "not on it" where no column has a word for that; else somebody forgot a cell.
    words_for_no = {no for _, no in MARKS} - {""}
    blanks = not any(words_for_no & set(column) for column in columns)
    readings = [_best_marks(column, blanks=blanks) for column in columns]
    masks = []
    for number, row in zip(numbers, plain, strict=True):
        mask = 0
        for i, (cell, (yes, noes)) in enumerate(zip(row, readings, strict=True)):
            if cell != yes and cell not in noes:
                raise CallError(message("estimate.not_bits", row=number))
            mask |= (cell == yes) << i
        masks.append(mask)
    return masks


def _best_marks(column: Sequence[str], *, blanks: bool) -> tuple[str, frozenset[str]]:
    """The way to mark that explains most cells of a column."""
    ways = [(yes, frozenset({no, ""}) if blanks else frozenset({no})) for yes, no in MARKS]
    return max(ways, key=lambda way: sum(cell == way[0] or cell in way[1] for cell in column))


def _read_count(number: int, cell: str) -> int:
    text = lower_plain(cell)
    if _THOUSANDS.fullmatch(text):
        text = text.replace(" ", "").replace("'", "")
    if exact := _EXACT.fullmatch(text):
        return int(exact[1])
    if power := _POWER.fullmatch(text):
        whole = Decimal(power[1]).scaleb(int(power[2]))
        if whole == whole.to_integral_value():
            return int(whole)
    if text.startswith("-") and len(text) > 1:
        raise CallError(message("estimate.negative", row=number))
    if _IN_TWO_WAYS.fullmatch(text):
        raise CallError(message("estimate.two_ways", row=number))
    raise CallError(message("estimate.not_whole", row=number))
