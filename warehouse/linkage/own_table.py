"""A stranger's table of persons, as ``zokwezo link`` takes it: his headers, his dates, his bytes.

A spreadsheet in French writes semicolons, Windows its own letters, and nobody calls a column
``birth_date_min``. What a header is taken for is told; what is not understood is refused by
``standardise``, never guessed and never left out in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq
import yaml

from warehouse.conform.clean.codes import read_sex
from warehouse.conform.clean.dates import read_date
from warehouse.errors import CallError, Message, message
from warehouse.linkage.engine.mention_columns import PRIVATE, STANDARD
from warehouse.read.delimited_text import sniff_separator
from warehouse.read.encoding import decode
from warehouse.text import fold

_SNIFFED: Final = 50
_BIRTH: Final = "birth"
_NAME_ALONE: Final = "name_alone"


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table as the linkage knows tables."""

    # the columns that were understood under their standard names, the others as they came
    mentions: pa.Table
    notes: tuple[Message, ...]  # what was taken for what, and how many dates could not be read


def read_own_table(path: Path, compare: Sequence[str] = ()) -> OwnTable:
    """Read a Parquet or CSV file, every cell of the latter as text.

    Args:
        path: CSV in UTF-8, UTF-16 or an eight-bit code, its columns parted by comma, semicolon,
            tabulator or bar.
        compare: columns that are compared as they are, whatever they are called.

    Raises:
        CallError: the file is not there, or not a table.
    """
    if not path.is_file():
        raise CallError(message("linkage_file_absent", file=path.name))
    try:
        table = pq.ParquetFile(path).read() if path.suffix == ".parquet" else _text_table(path)
    except (OSError, pa.ArrowException):
        raise CallError(
            message("linkage_file_unreadable", file=path.name, suffix=path.suffix)
        ) from None
    return understood(table, compare)


def understood(table: pa.Table, compare: Sequence[str] = ()) -> OwnTable:
    """A table with its columns under standard names; those that have them already stay.

    Args:
        table: one row per mention.
        compare: columns that stay as they are.

    Returns:
        The table, ``birth`` made ``birth_date_min`` and ``birth_date_max``, and what is to be told.
    """
    taken = {name: name for name in table.column_names if name in {*STANDARD, *PRIVATE, *compare}}
    meant = {
        name: standard
        for name in table.column_names
        if name not in taken and (standard := _standard_headers().get(_plain(name)))
    }
    has_given = "given_names" in {*taken, *meant.values()}
    for name, standard in meant.items():
        if standard == _NAME_ALONE:
            meant[name] = "family_name" if has_given else "full_name"
    # Two headers for one thing are for the owner of the table to sort out.
    meant = {
        name: standard
        for name, standard in meant.items()
        if standard not in taken and [*meant.values()].count(standard) == 1
    }
    if not meant:
        return OwnTable(table, ())
    columns: dict[str, pa.ChunkedArray] = {}
    notes = [message("linkage_columns_taken", columns=_listed(meant))]
    for name in table.column_names:
        standard = meant.get(name, name)
        if standard == _BIRTH:
            unread, columns["birth_date_min"], columns["birth_date_max"] = _births(table[name])
            if unread:
                notes.append(message("linkage_births_unread", column=name, count=unread))
        elif standard == "sex" and name in meant:
            columns[standard] = _sexes(table[name])
        else:
            columns[standard] = table[name]
    return OwnTable(pa.table(columns), tuple(notes))


def _text_table(path: Path) -> pa.Table:
    content, _ = decode(path.read_bytes())
    lines = content.split("\n", _SNIFFED)[:_SNIFFED]
    separator = sniff_separator(lines)
    first = csv.read_csv(
        pa.BufferReader((lines[0] + "\n").encode()),
        parse_options=csv.ParseOptions(delimiter=separator),
    )
    # Every cell is text: "NA" is a name, and 0012 is not 12.
    return csv.read_csv(
        pa.BufferReader(content.encode()),
        parse_options=csv.ParseOptions(delimiter=separator, newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(first.column_names, pa.string()), strings_can_be_null=False
        ),
    )


@cache
def _standard_headers() -> dict[str, str]:
    """Header, folded -> standard column."""
    page = resources.files(__package__).joinpath("own_headers.yml").read_text("utf-8")
    return {
        _plain(header): standard
        for standard, headers in yaml.safe_load(page).items()
        for header in headers
    }


def _plain(header: str) -> str:
    return fold(header).replace(" ", "_")


def _listed(meant: dict[str, str]) -> str:
    return ", ".join(f"{name} = {standard}" for name, standard in meant.items())


def _births(column: pa.ChunkedArray) -> tuple[int, pa.ChunkedArray, pa.ChunkedArray]:
    """How many cells are no date, and the first and last possible day of each."""
    texts = column.cast(pa.string())
    coded = texts.combine_chunks().dictionary_encode()
    dates = [read_date(text or "") for text in coded.dictionary.to_pylist()]
    unread = [one.state == "unread" for one in dates]
    count = pc.sum(pa.array(unread, pa.bool_()).take(coded.indices)).as_py() or 0
    bounds = (
        pa.array([one and one.isoformat() for one in days], pa.string()).take(coded.indices)
        for days in ([one.earliest for one in dates], [one.latest for one in dates])
    )
    least, most = (pa.chunked_array([one]) for one in bounds)
    return count, least, most


def _sexes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    codes = [read_sex(text or "").code for text in coded.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(codes, pa.string()).take(coded.indices)])
