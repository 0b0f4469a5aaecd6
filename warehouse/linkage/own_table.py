"""A stranger's table of persons, as ``zokwezo link`` takes it: his headers, his dates, his bytes.

A spreadsheet in French writes semicolons, Windows its own letters, and nobody calls a column
``birth_date_min``. What a header is taken for is told; what is not understood is refused by
``standardise``, never guessed and never left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from warehouse.conform.clean.codes import read_sex
from warehouse.errors import CallError, Message, message
from warehouse.linkage.engine.mention_columns import NAMES, PRIVATE, STANDARD
from warehouse.linkage.own_births import Births, births_by_age, in_one, read_days
from warehouse.linkage.own_file import read_own_file
from warehouse.text import fold

_BIRTH_PARTS: Final = ("birth_year", "birth_month", "birth_day")
_SECOND_NAMES: Final = {
    "second_given_name": "given_names",
    "second_family_name": "family_name",
}
_MADE: Final = ("birth", *_BIRTH_PARTS, "age", *_SECOND_NAMES)
"""What a standard column is made of."""

_INITIALS: Final = dict(zip(("by", "bm", "bd"), _BIRTH_PARTS, strict=True))
"""Read as parts of a birth where all three stand together: alone they are words."""

_TOTAL: Final = (
    r"(?i)^\W*((sous|sub|grand)[ -]?)?(total|totaux|totals)"
    + r"( ((des|de|du|of)\b|g[eé]n[eé]ra).*)?\W*$"
)
"""A cell that counts the rows above it; *Total Fictive* is somebody's name."""

_ROW_NUMBERS: Final = ("", "unnamed_0", "rownames")
"""The header that pandas and R give to the numbers of rows."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the owner of a table says of its columns, by header."""

    compare: Sequence[str] = ()  # compared as they are, whatever they are called
    meant: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    left_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table as the linkage knows tables."""

    # the columns that were understood under their standard names, the others as they came
    mentions: pa.Table
    notes: tuple[Message, ...]  # what was taken for what, and how many dates could not be read


def read_own_table(path: Path, meanings: Meanings = Meanings()) -> OwnTable:
    """Read a file (``own_file``) and understand its columns.

    Raises:
        CallError: the file is not a table, or what is told of its columns is not so.
    """
    own = understood(read_own_file(path), meanings)
    return replace(own, notes=(*own.notes, *_totals(own.mentions)))


def _totals(mentions: pa.Table) -> list[Message]:
    """What is told of rows that count others: where a name or an id stands, they say ``Total``.

    They stay, for what a stranger's table holds is his; but a total is nobody.
    """
    labels = [mentions[c] for c in ("mention_id", *NAMES) if c in mentions.column_names]
    is_total = pa.array([False] * len(mentions), pa.bool_())
    for column in labels:
        if pa.types.is_string(column.type):
            says_so = pc.match_substring_regex(column.combine_chunks(), _TOTAL)
            is_total = pc.or_(is_total, pc.fill_null(says_so, False))
    rows = pc.indices_nonzero(is_total).to_pylist()
    return [message("linkage_totals", count=len(rows), row=rows[0] + 1)] if rows else []


def numbered(own: OwnTable) -> OwnTable:
    """The table with its rows numbered from 1, if nothing in it identifies them."""
    mentions = own.mentions
    if "mention_id" in mentions.column_names or not mentions.num_rows:
        return own
    numbers = pa.array(range(1, len(mentions) + 1), pa.int64()).cast(pa.string())
    return OwnTable(
        mentions.add_column(0, "mention_id", numbers),
        (*own.notes, message("linkage_rows_numbered")),
    )


def understood(table: pa.Table, meanings: Meanings = Meanings()) -> OwnTable:
    """A table with its columns under standard names; those that have them already stay.

    Args:
        table: one row per mention.
        meanings: what its owner says of the columns.

    Returns:
        The table, what births are written in made ``birth_date_min`` and ``birth_date_max``, and
        what is to be meanings.

    Raises:
        CallError: two headers are the same, or what is told is of a column that is not there, or
            takes it for nothing known.
    """
    _check_told(table, meanings)
    table = table.drop_columns(list(meanings.left_out))
    standard = {*STANDARD, *PRIVATE, *meanings.compare} - {*meanings.meant}
    taken = {name for name in table.column_names if name in standard}
    meant = _meant(table.column_names, taken, meanings)
    if not meant:
        return OwnTable(table, ())
    columns: dict[str, pa.ChunkedArray] = {}
    notes = [message("linkage_columns_taken", columns=_listed(meant))]
    for name in table.column_names:
        column, meaning = table[name], meant.get(name, name)
        if meaning in _MADE and name in meant:
            continue
        if meaning == "seen_on" and name in meant:
            columns[meaning], _, of_days = read_days(column, name)
            notes += of_days
        elif meaning == "sex" and name in meant:
            columns[meaning] = _sexes(column)
        else:
            columns[meaning] = column
    headers = {meaning: name for name, meaning in ({n: n for n in taken} | meant).items()}
    for part, whole in _SECOND_NAMES.items():
        if part in headers:
            columns[whole] = _behind(columns[whole], table[headers[part]])
    births, of_births = _births(table, headers)
    # A table without a column would be one without rows.
    return OwnTable(pa.table(columns | births), (*notes, *of_births))


def _check_told(table: pa.Table, meanings: Meanings) -> None:
    headers = table.column_names
    if twice := sorted({name for name in headers if headers.count(name) > 1}):
        # A title above the headers leaves cells of the first row blank.
        raise CallError(
            message("linkage_headers_blank", columns=headers.count(""))
            if "" in twice
            else message("linkage_column_twice", columns=", ".join(twice))
        )
    absent = [n for n in (*meanings.meant, *meanings.left_out) if n not in table.column_names]
    if absent:
        raise CallError(message("linkage_told_absent", columns=", ".join(absent)))
    possible = (*STANDARD, *_MADE)
    if wrong := [meaning for meaning in meanings.meant.values() if meaning not in possible]:
        raise CallError(
            message("linkage_told_unknown", columns=", ".join(wrong), known=", ".join(possible))
        )


def _meant(headers: Sequence[str], taken: set[str], meanings: Meanings) -> dict[str, str]:
    """Header -> what it is taken for, of those that are not taken as they are."""
    headings = dict(_standard_headers())
    if {*_INITIALS} <= {_plain(name) for name in headers}:
        headings |= _INITIALS
    meant = dict(meanings.meant) | {
        name: headings[_plain(name)]
        for name in headers
        if name not in taken and name not in meanings.meant and _plain(name) in headings
    }
    there = {*taken, *meant.values()}
    for name, meaning in meant.items():
        if meaning == "name_alone":
            meant[name] = (
                "family_name"
                if "given_names" in there
                else "given_names"
                if "family_name" in there
                else "full_name"
            )
    # Two headers for one thing are for the owner of the table to sort out.
    meant = {
        name: meaning
        for name, meaning in meant.items()
        if meaning not in taken and [*meant.values()].count(meaning) == 1
    }
    there = {*taken, *meant.values()}
    if "mention_id" not in there:
        numbers = [name for name in headers if _plain(name) in _ROW_NUMBERS]
        meant |= dict.fromkeys(numbers[:1], "mention_id")
    return {n: m for n, m in meant.items() if not _lacks(m, there)}


def _lacks(meaning: str, there: set[str]) -> bool:
    """Whether it is nothing without a column that the table lacks, or beside one that says more."""
    if meaning in _SECOND_NAMES:
        return _SECOND_NAMES[meaning] not in there
    if "birth_date_min" in there:
        return meaning in ("birth", *_BIRTH_PARTS, "age")
    if meaning in _BIRTH_PARTS:
        return "birth_year" not in there
    return meaning == "age" and "seen_on" not in there


def _births(
    table: pa.Table, headers: Mapping[str, str]
) -> tuple[dict[str, pa.Array], list[Message]]:
    """Both bounds of the births by what they are made of, and what is to be told of it.

    A day says more than a year, and a year more than an age: each is asked where no other is told.
    """

    def days(meaning: str) -> Births:
        return read_days(table[headers[meaning]], headers[meaning])

    def parts() -> Births:
        numbers = [_number(table[headers[p]]) if p in headers else None for p in _BIRTH_PARTS]
        return read_days(pa.chunked_array([in_one(*numbers)]), headers["birth_year"])

    def aged() -> Births:
        first, last, _ = days("seen_on")
        return births_by_age(table[headers["age"]], (first, last), headers["age"])

    ways = {"birth": lambda: days("birth"), "birth_year": parts, "age": aged}
    least = most = pa.nulls(len(table), pa.string())
    notes: list[Message] = []
    made = [way for meaning, way in ways.items() if meaning in headers]
    for way in made:
        first, last, of_way = way()
        is_born = pc.or_(pc.is_valid(least), pc.is_valid(most))
        least, most = pc.if_else(is_born, least, first), pc.if_else(is_born, most, last)
        notes += of_way
    return ({"birth_date_min": least, "birth_date_max": most} if made else {}), notes


def _number(column: pa.ChunkedArray) -> pa.Array:
    """Whole numbers as text, null where nothing stands."""
    text = pc.utf8_trim_whitespace(column.cast(pa.string())).combine_chunks()
    text = pc.replace_substring_regex(text, r"\.0*$", "")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _behind(names: pa.ChunkedArray, more: pa.ChunkedArray) -> pa.ChunkedArray:
    """Names with further ones behind them."""
    texts = (pc.fill_null(column.cast(pa.string()), "") for column in (names, more))
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*texts, " "))


@cache
def _standard_headers() -> dict[str, str]:
    """Header, folded -> standard column, or what one is made of."""
    page = resources.files(__package__).joinpath("own_headers.yml").read_text("utf-8")
    return {
        _plain(header): standard
        for standard, headers in yaml.safe_load(page).items()
        for header in (*headers, standard)
    }


def _plain(header: str) -> str:
    return fold(header).replace(" ", "_")


def _listed(meant: dict[str, str]) -> str:
    return ", ".join(f"{name} = {standard}" for name, standard in meant.items())


def _sexes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    coded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    codes = [read_sex(text or "").code for text in coded.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(codes, pa.string()).take(coded.indices)])
