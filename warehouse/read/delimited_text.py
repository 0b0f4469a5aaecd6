"""Delimited text to cells: every physical line is a row, goes on from one, or is unreadable.

The lines without a quote, nearly all of them, are split in columns at once; only lines with quotes
are looked at one by one (``quoted_text``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from math import log2
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import Message, message
from warehouse.read.encoding import decode
from warehouse.read.quoted_text import read_quoted
from warehouse.read.sheet import CONTROL, Sheet, table_of

_Widths: TypeAlias = npt.NDArray[np.int64]

SEPARATORS: Final = (";", ",", "\t", "|")
# Fifty lines: the header is looked for in the first fifty rows too.
_SNIFFED_LINES = 50
# Beyond this many columns a line is not part of a table; the widest export has twenty.
_WIDEST = 1000
# A title over the table has a cell or two; a header has nearly all of its columns.
_ALIKE = 0.6
# In narrower tables any two short lines make a whole one.
_FEWEST = 5
_TOLD = re.compile(r"sep=([;,\t|])", re.IGNORECASE)
_ONE_FIELD = re.compile(r'"(?:[^"]|"")*"')
_QUOTED = re.compile(r'"[^"\n]*"')


def read_text(path: Path) -> Sheet:
    """A text export as one sheet without a name; row ``i + 1`` is physical line ``i + 1``.

    A short line is padded with blanks and counted in the notes; blank cells beyond the table's
    width are dropped; a line with filled cells beyond it is unreadable: its values would be read
    under the wrong headers. A quote that is not closed costs its own line and no other.
    """
    content, notes = decode(path.read_bytes())
    return read_characters(content, notes)


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether every line is one quoted field that holds a whole row: Excel saves some files so.

    A table of one column has no separators within its quotes.
    """
    filled_lines = [line.strip() for line in lines if line.strip()]
    return (
        len(filled_lines) > 1
        and all(_ONE_FIELD.fullmatch(line) for line in filled_lines)
        and any(all(line.count(mark) > 1 for line in filled_lines) for mark in SEPARATORS)
    )


def _unwrapped(line: str) -> str:
    return line.strip()[1:-1].replace('""', '"')


def read_characters(content: str, notes: Sequence[Message] = ()) -> Sheet:
    r"""Like ``read_text``, for characters with line ends ``\n``."""
    # A last line of nothing but control characters is a line: the end goes before they do.
    content = content.removesuffix("\n")
    if CONTROL.search(content):
        content = CONTROL.sub("", content)
    lines = content.split("\n")
    if is_wrapped(lines):
        lines = [_unwrapped(line) for line in lines]
        content = "\n".join(lines)
        notes = (*notes, message("landing.lines_in_quotes"))
    separator = sniff_separator(lines)
    if '"' in content:
        quoted = read_quoted(lines, separator)
        split, unreadable, continues = quoted.cells, dict(quoted.unreadable), quoted.continues
    else:
        split, unreadable, continues = split_plain(lines, separator), {}, {}
    widths = pc.list_value_length(split).to_numpy(zero_copy_only=False).astype(np.int64)
    is_blank = np.fromiter((not line.strip() for line in lines), bool, len(lines))
    continued = np.zeros(len(lines), bool)
    continued[[row - 1 for row in continues]] = True
    width = _table_width(widths[~is_blank & ~continued])
    columns = _columns(split, widths, min(max(int(widths.max()), 1), _WIDEST))
    for row, came in _overflowing(columns, widths, width).items():
        fault = message("landing.too_many_cells", row=row, expected=width, came=came)
        unreadable.setdefault(row, fault)
    columns = [_as_typed(column) for column in columns]
    short = np.flatnonzero((widths < width) & ~is_blank & ~continued) + 1
    if _TOLD.fullmatch(lines[0].strip()):  # it says how lines are cut, and is none of them
        short = short[short > 1]
    for row in _broken_in_two(widths, short, width):
        unreadable.setdefault(row, message("landing.broken_line", row=row))
    short = np.array([row for row in short.tolist() if row not in unreadable], dtype=np.int64)
    return Sheet(
        name="",
        cells=table_of(columns[:width]),
        unreadable=unreadable,
        continues=continues,
        notes=(*notes, *_line_notes(short, width, continues)),
    )


def sniff_separator(lines: Sequence[str]) -> str:
    """The separator that cuts most of the first lines alike; ``sep=;`` on the first line decides.

    A file without any separator has one column: then ``;``, which it does not hold. What the first
    line says is not believed of a file that does not hold it below.
    """
    filled = islice((line for line in lines if line.strip()), _SNIFFED_LINES)
    if declared := _TOLD.match(lines[0]):
        filled = islice(filled, 1, None)
        if any(declared[1] in line for line in lines[1:]):
            return declared[1]
    sample = [_QUOTED.sub("", line) for line in filled]

    def agreement(separator: str) -> float:
        counts = Counter(count for line in sample if (count := line.count(separator)))
        return max((times * log2(1 + count) for count, times in counts.items()), default=0.0)

    best = max(SEPARATORS, key=agreement)
    return best if agreement(best) else ";"


def split_plain(lines: Sequence[str], separator: str) -> pa.ListArray:
    """Lines without quotes as lists of cells."""
    return pc.split_pattern(pa.array(lines, pa.string()), separator)


def _table_width(widths: _Widths) -> int:
    """The width of the first line that is about as wide as most: the header, or a row like it.

    Where most lines are wider than their header, a separator stands in a cell of each, and all
    values after it would be read under the wrong name: the header decides.
    """
    if not len(widths):
        return 1
    usual = int(np.argmax(np.bincount(np.minimum(widths, _WIDEST))))
    like_it = widths[widths >= max(2, _ALIKE * usual)]
    return int(min(like_it[0], _WIDEST)) if len(like_it) else usual


def _columns(split: pa.ListArray, widths: _Widths, width: int) -> list[pa.Array]:
    """Column ``j`` of every line, blank where the line is shorter."""
    flat = split.flatten()
    starts = np.concatenate(([0], np.cumsum(widths)))[:-1]
    columns = []
    for j in range(width):
        has = widths > j
        places = pa.array(starts + j, pa.int64(), mask=~has)
        columns.append(pc.fill_null(flat.take(places), ""))
    return columns


def _as_typed(column: pa.Array) -> pa.Array:
    """A column without what forces Excel to leave a cell alone: ``="0123"``, ``'0123``."""
    for pattern in (r'^="([^"]*)"$', r"^'([^']+)$"):
        if pc.any(pc.match_substring_regex(column, pattern)).as_py():
            column = pc.replace_substring_regex(column, pattern, r"\1")
    return column


def _overflowing(columns: Sequence[pa.Array], widths: _Widths, width: int) -> Mapping[int, int]:
    """Physical row -> cells that came, for rows with something filled beyond the usual width."""
    rows: dict[int, int] = {}
    for row in np.flatnonzero(widths > len(columns)):
        rows[int(row) + 1] = int(widths[row])
    for j in range(len(columns) - 1, width - 1, -1):
        beyond = pc.greater(pc.binary_length(pc.utf8_trim_whitespace(columns[j])), 0)
        for row in np.flatnonzero(beyond.to_numpy(zero_copy_only=False)):
            rows.setdefault(int(row) + 1, j + 1)
    return rows


def _broken_in_two(widths: _Widths, short: _Widths, width: int) -> list[int]:
    """Physical rows of records that a bare line break cut in two: two short lines make one.

    Programs that leave out blank cells at the end of lines make many short ones, and some pairs
    fit by chance: where short lines are common, none is taken for a piece.
    """
    if width < _FEWEST or len(short) > max(4, len(widths) // 10):
        return []
    rows = set(short.tolist())
    pieces: list[int] = []
    for row in sorted(rows):
        fits = row + 1 in rows and widths[row - 1] + widths[row] - 1 == width
        if fits and row not in pieces:
            pieces += [row, row + 1]
    return pieces


def _line_notes(short: _Widths, width: int, continues: Mapping[int, int]) -> list[Message]:
    notes = []
    if len(short):
        count, row = len(short), int(short[0])
        notes.append(message("landing.short_lines", count=count, expected=width, row=row))
    if continues:
        count, row = len(set(continues.values())), min(continues.values())
        notes.append(message("landing.joined_lines", count=count, row=row))
    return notes
