"""Lines with quotes: a quoted field may hold separators and line breaks, but never other records.

A stray quote is the oldest way to lose rows without a word: a lenient reader takes everything up to
the next quote into one cell. Here a record over several lines is believed only if it closes as the
format says, and if its lines do not look like whole records themselves.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import Message, message

# The longest motive of a judgment is some tens of lines; a record of more is a quote gone astray.
_MOST_LINES = 200
# With two columns, or one, the lines of an honest paragraph look like records.
_TELLING_WIDTH = 3
_PAIR = re.compile('"[^"]*"')


@dataclass(slots=True)
class QuotedLines:
    """A text with quotes, read."""

    # per physical line its cells; none for a line that goes on from another
    cells: pa.ListArray = field(default_factory=lambda: pa.array([], pa.list_(pa.string())))
    unreadable: dict[int, Message] = field(default_factory=dict)  # physical line -> why
    # physical line -> first line of its record
    continues: dict[int, int] = field(default_factory=dict)


def read_quoted(lines: Sequence[str], separator: str) -> QuotedLines:
    """Split every line, joining those that one quoted field holds together."""
    table = pa.array(lines, pa.string())
    has_quote = pc.match_substring(table, '"').to_pylist()
    is_whole = pc.match_substring_regex(table, _whole_record(separator)).to_pylist()
    plain = [i for i, quote in enumerate(has_quote) if not quote]
    whole = [i for i, quote in enumerate(has_quote) if quote and is_whole[i]]
    rest = [i for i, quote in enumerate(has_quote) if quote and not is_whole[i]]

    split = pc.split_pattern(table.take(pa.array(plain, pa.int64())), separator)
    read = list(csv.reader((lines[i] for i in whole), delimiter=separator))
    width = _usual_width(pc.list_value_length(split).to_pylist(), lines, plain, read)

    quoted = QuotedLines()
    for place, i in enumerate(whole):
        # Two ditto marks, each alone in its cell, are a pair around all the cells between them.
        if _is_full(lines[i], separator, width) and any(
            cell.startswith(separator) and cell.endswith(separator) for cell in read[place]
        ):
            quoted.unreadable[i + 1] = message("landing.unclosed_quote", row=i + 1)
            read[place] = lines[i].split(separator)
    one_by_one = _read_rest(lines, rest, has_quote, separator, width, quoted)
    order = {line: place for place, line in enumerate([*plain, *whole, *one_by_one])}
    cells = pa.concat_arrays(
        [split.cast(_LISTS), pa.array(read, _LISTS), pa.array(one_by_one.values(), _LISTS)]
    )
    empty = len(cells)
    cells = pa.concat_arrays([cells, pa.array([[]], _LISTS)])
    joined = quoted.continues
    places = [empty if i + 1 in joined else order[i] for i in range(len(lines))]
    quoted.cells = cells.take(pa.array(places, pa.int64()))
    return quoted


_LISTS = pa.list_(pa.string())


def _whole_record(separator: str) -> str:
    """A line that is one well-formed record by itself, as RE2 reads it."""
    bare = f'[^"{separator}]*'
    quoted = '"(?:[^"]|"")*"'
    one = f"(?:{quoted}|{bare})"
    return f"^{one}(?:[{separator}]{one})*$"


def _usual_width(
    plain_widths: list[int], lines: Sequence[str], plain: list[int], read: list[list[str]]
) -> int:
    counts = Counter(
        width for width, i in zip(plain_widths, plain, strict=True) if lines[i].strip()
    )
    counts.update(len(record) for record in read)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _read_rest(
    lines: Sequence[str],
    rest: list[int],
    has_quote: Sequence[bool],
    separator: str,
    width: int,
    quoted: QuotedLines,
) -> dict[int, list[str]]:
    """The lines that are no whole record by themselves: joined, taken literally, or reported."""
    records: dict[int, list[str]] = {}
    for i in rest:
        if i + 1 in quoted.continues:
            continue
        literal = lines[i].split(separator)
        record, last = _join(lines, i, has_quote, separator, width)
        if record is None:
            # Quotes in pairs inside one cell, around a nickname, are a way to write; an odd one, or
            # a pair around a separator, may mean anything.
            if lines[i].count('"') % 2 or any(separator in q for q in _PAIR.findall(lines[i])):
                quoted.unreadable[i + 1] = message("landing.unclosed_quote", row=i + 1)
            record = literal
        else:
            quoted.continues.update({j + 1: i + 1 for j in range(i + 1, last + 1)})
        records[i] = record
    return {i: records[i] for i in rest if i in records}


def _join(
    lines: Sequence[str], first: int, has_quote: Sequence[bool], separator: str, width: int
) -> tuple[list[str] | None, int]:
    """The record that begins on a line, with its last line; None where none can be believed."""
    full = [_is_full(lines[first], separator, width)]
    for last in range(first + 1, min(first + _MOST_LINES, len(lines))):
        full.append(_is_full(lines[last], separator, width))
        if len(full) > 2 and full[-2]:
            return None, first
        if not has_quote[last]:
            continue
        record = _parse("\n".join(lines[first : last + 1]), separator)
        if record == _MALFORMED:
            return None, first
        if record is not None:
            swallowed = full[0] and full[-1]
            fits = not width or len(record) == width
            return (record, last) if fits and not swallowed else (None, first)
    return None, first


def _is_full(line: str, separator: str, width: int) -> bool:
    return width >= _TELLING_WIDTH and line.count(separator) + 1 == width


_MALFORMED = [""]


def _parse(text: str, separator: str) -> list[str] | None:
    """One record; None while a quote is open; ``_MALFORMED`` where text follows a closed quote."""
    try:
        records = list(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error as fault:
        return None if "end of data" in str(fault) else _MALFORMED
    return records[0] if len(records) == 1 else _MALFORMED
