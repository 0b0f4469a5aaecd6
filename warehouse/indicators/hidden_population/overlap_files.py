"""An overlap table as people keep it, as a file, to capture histories.

Any separator, encoding or workbook that the warehouse reads; a mark for "on it" in any of the
usual words; a count under any of the usual names. What could be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from warehouse.errors import CallError, message
from warehouse.indicators.hidden_population.capture_histories import (
    MOST_LISTS,
    CaptureHistories,
    Counts,
)
from warehouse.indicators.hidden_population.overlap_rows import read_header_and_rows
from warehouse.text import lower_plain

COUNT_HEADERS = frozenset(
    {"count", "counts", "n", "nb", "nombre", "number", "freq", "frequency", "frequence"}
    | {"effectif", "effectifs", "personnes", "persons"}
)
COUNT_WORDS = COUNT_HEADERS - {"n"} | frozenset(
    {"total", "people", "individus", "individuals", "victimes", "victims", "cas", "cases", "obs"}
    | {"observed"}
)
"""In a longer header, where none is one of the above."""
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
    ("\u2713", ""),
    ("present", "absent"),
    ("si", "no"),
    *((yes, no) for yes in ("1", "x", "oui", "yes", "\u2713") for no in ("-", ".")),
)
"""How a table says that a person is on a list, and that she is not; one way for each column."""
UNKNOWN = frozenset({"", "0", "na", "nan", "?", "-", "."})
"""What may stand beside the history on no list: it is what is asked for."""
MOST_PERSONS = 10**10
"""More than there are people."""
Seen = dict[int, tuple[int, int]]
"""History -> the row it stands in, and how many persons have it."""
_WORD = re.compile("[a-z]+")
_EXACT = re.compile(r"\+?(\d+)(?:[.,]0{1,2})?")
_POWER = re.compile(r"\+?(\d+(?:\.\d+)?)e\+?(\d{1,2})")
_THOUSANDS = re.compile(r"\+?\d{1,3}(?:[ ']\d{3})+")
_IN_TWO_WAYS = re.compile(r"\+?\d{1,3}(?:[.,]\d{3})+")


def read_capture_histories(table: Path) -> CaptureHistories:
    """A column for each list, which marks who is on it, and a column of counts.

    Raises:
        CallError: the file is no such table; the first fault by row, never a value.
    """
    lists, groups = _read(table, None)
    seen = groups[""]
    return CaptureHistories(lists, _counts(seen, lists), tuple(seen))


def read_histories_by_group(table: Path, by: str) -> dict[str, CaptureHistories]:
    """A table for each group that the column ``by`` names; a blank is ``unknown``.

    Raises:
        CallError: the file is no such table, or has no such column.
    """
    lists, groups = _read(table, by)
    return {
        group or "unknown": CaptureHistories(lists, _counts(seen, lists), tuple(seen))
        for group, seen in sorted(groups.items())
    }


def _counts(seen: Seen, lists: Sequence[str]) -> Counts:
    counts = np.zeros(2 ** len(lists) - 1)
    for mask, (_, count) in seen.items():
        counts[mask - 1] = count
    return counts


def _read(table: Path, by: str | None) -> tuple[tuple[str, ...], dict[str, Seen]]:
    """The lists, and of each group the histories with row and count."""
    header, body = read_header_and_rows(table)
    group_of = [""] * len(body)
    if by is not None:
        headers = [lower_plain(name) for name in header]
        if headers.count(lower_plain(by)) != 1:
            raise CallError(message("estimate.no_group_column", file=table.name))
        place = headers.index(lower_plain(by))
        group_of = [row.pop(place) for _, row in body]
        header = [name for i, name in enumerate(header) if i != place]
    where = _count_column(header, [row for _, row in body], table.name)
    lists = tuple(name for i, name in enumerate(header) if i != where)
    if len(lists) > MOST_LISTS:
        raise CallError(message("estimate.many_lists", count=len(lists), most=MOST_LISTS))
    bits = [[cell for i, cell in enumerate(row) if i != where] for _, row in body]
    marked = _read_marks([number for number, _ in body], bits)
    groups: defaultdict[str, Seen] = defaultdict(dict)
    if by is None:
        groups[""] = {}
    for (number, row), mask, group in zip(body, marked, group_of, strict=True):
        if not mask:
            if lower_plain(row[where]) not in UNKNOWN:
                raise CallError(message("estimate.on_no_list", row=number))
            continue
        count = _read_count(number, row[where])
        if mask in (seen := groups[group]):
            raise CallError(message("estimate.repeated", row=number, first=seen[mask][0]))
        seen[mask] = (number, count)
    if sum(count for seen in groups.values() for _, count in seen.values()) > MOST_PERSONS:
        raise CallError(message("estimate.many_persons", most=MOST_PERSONS))
    return lists, groups


def _count_column(header: Sequence[str], rows: Sequence[Sequence[str]], file: str) -> int:
    """Where the counts stand; of several names that could be it, the first in English or French.

    Where no header is such a name, the column that has one among its words and holds no marks.
    """
    named = [i for i, name in enumerate(header) if lower_plain(name).strip(" .:") in COUNT_HEADERS]
    if not named:
        marks = {word for way in MARKS for word in way}
        named = [
            i
            for i, name in enumerate(header)
            if COUNT_WORDS & set(_WORD.findall(lower_plain(name)))
            and not {lower_plain(row[i]) for row in rows} <= marks
        ]
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
