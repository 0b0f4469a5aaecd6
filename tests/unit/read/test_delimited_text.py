"""Delimited text: encodings, separators, quotes, and a place for every physical line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.read.delimited_text import read_characters, read_text
from warehouse.read.encoding import decode
from warehouse.read.sheet import Sheet

TEXT = "N° PV;Prénom(s)\r\n001/ESSAI/2026;Zoé Été\r\n"


def rows(sheet: Sheet) -> list[list[str]]:
    return [sheet.row(i + 1) for i in range(sheet.cells.num_rows)]


def keys(sheet: Sheet) -> list[str]:
    return [note.key for note in sheet.notes]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("cp1252"),
        TEXT.encode("mac_roman"),
        TEXT.replace("\r\n", "\r").encode("cp1252"),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r\r\n").encode(),
        TEXT.encode("cp1252") + b"\x1a",
    ],
    ids=[
        "utf-8",
        "utf-8-mark",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "windows",
        "mac",
        "mac-lines",
        "unix-lines",
        "doubled-lines",
        "dos-end",
    ],
)
def test_one_text_in_every_encoding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mai.txt"
    path.write_bytes(content)
    assert rows(read_text(path)) == [["N° PV", "Prénom(s)"], ["001/ESSAI/2026", "Zoé Été"]]


def test_lines_of_two_encodings_are_each_read_in_their_own() -> None:
    text, notes = decode("Zoé\nRené\n".encode() + "Prénom\n".encode("cp1252"))
    assert text == "Zoé\nRené\nPrénom\n"
    assert [note.key for note in notes] == ["landing.mixed_encoding"]


def test_nul_characters_are_taken_out_and_counted() -> None:
    text, notes = decode(b"Nom;Sexe\nES\x00SAI;F\n" * 20)
    assert "\x00" not in text
    assert notes[0].parameters == {"count": 20}


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        ("a;b, c;d\n1;2, 3;4\n", ["1", "2, 3", "4"]),
        ("a,b;c,d\n1,2;3,4\n5,6;7;8,9\n", ["1", "2;3", "4"]),
        ("a\tb\n1;1\t2;2\n", ["1;1", "2;2"]),
        ("a|b\n1|2\n", ["1", "2"]),
        ("sep=,\na;x,b\n1,2\n", ["a;x", "b"]),
        ("a\n1 2\n", ["1 2"]),
        ('a;b\n"1,1,1,1,1";2\n', ["1,1,1,1,1", "2"]),
    ],
    ids=["semicolon", "comma", "tab", "bar", "told", "one-column", "inside-quotes"],
)
def test_the_separator_is_the_one_that_lines_agree_on(content: str, cells: list[str]) -> None:
    assert read_characters(content).row(2) == cells


def test_a_blank_line_is_a_row_and_a_short_line_is_padded() -> None:
    sheet = read_characters("a;b;c\n\n1;2\n4;5;6;;;\n7;8;9\n")
    assert ["".join(row) for row in rows(sheet)] == ["abc", "", "12", "456", "789"]
    assert sheet.cells.num_columns == 3
    assert keys(sheet) == ["landing.short_lines"]
    assert sheet.notes[0].parameters == {"count": 1, "expected": 3, "row": 3}
    assert not sheet.unreadable


def test_a_line_with_too_many_cells_is_unreadable_not_shifted() -> None:
    sheet = read_characters("a;b;c\n1;2;3\n1;2;2;3\n4;5;6\n")
    assert {row: m.key for row, m in sheet.unreadable.items()} == {3: "landing.too_many_cells"}
    assert sheet.row(4) == ["4", "5", "6"]


def test_lines_all_wider_than_their_header_are_unreadable() -> None:
    sheet = read_characters("Titre\na,b,c\n" + "1,2,2,3\n" * 5)
    assert set(sheet.unreadable) == {3, 4, 5, 6, 7}


def test_a_record_cut_in_two_by_a_bare_line_break_is_told() -> None:
    sheet = read_characters("a;b;c;d;e\n1;2;3\n3;4;5\n1;2;3;4;5\n6;7\n\nTOTAL;1\n")
    assert {row: m.key for row, m in sheet.unreadable.items()} == {
        2: "landing.broken_line",
        3: "landing.broken_line",
    }
    assert sheet.row(5) == ["6", "7", "", "", ""]


def test_separators_without_cells_at_the_end_of_lines_are_nothing() -> None:
    sheet = read_characters("a;b;c\n" + "1;2;3;;\n" * 5)
    assert not sheet.unreadable
    assert sheet.cells.shape == (6, 3)


# Lines after the header a;b;c, the rows that are unreadable, and rows that are read.
QUOTES: list[tuple[str, str, set[int], dict[int, list[str]]]] = [
    ("quoted cells", '"1";"2";"3"', set(), {2: ["1", "2", "3"]}),
    ("a separator inside", '1;"2;2";3', set(), {2: ["1", "2;2", "3"]}),
    ("doubled quotes", '1;"dit ""X""";3', set(), {2: ["1", 'dit "X"', "3"]}),
    ("quotes within a cell", '1;E "X" F;3', set(), {2: ["1", 'E "X" F', "3"]}),
    ("a nickname first in a cell", '1;"X" ESSAI;3', set(), {2: ["1", '"X" ESSAI', "3"]}),
    ("a line break in a cell", '1;"2\n2";3', set(), {2: ["1", "2\n2", "3"], 3: ["", "", ""]}),
    ("a line break in the first cell", '"1\n1";2;3', set(), {2: ["1\n1", "2", "3"]}),
    ("a line break in the last cell", '1;2;"3\n3"', set(), {2: ["1", "2", "3\n3"]}),
    ("a long text", '1;"2\n\n2, 2\n2";3', set(), {2: ["1", "2\n\n2, 2\n2", "3"]}),
    ("never closed", '1;"2;3\n4;5;6', {2}, {3: ["4", "5", "6"]}),
    ("closed by another stray one", '1;"2;3\n4;5;6\n7;8";9', {2, 4}, {3: ["4", "5", "6"]}),
    ("closed on the next line", '1;2;"3\n4";5;6', {2, 3}, {}),
    ("closed at a quoted cell", '1;"2;3\n4;"5";6', {2}, {3: ["4", "5", "6"]}),
    ("a ditto mark in two cells", '";2;"\n1;";"\n4;5;6', {2, 3}, {4: ["4", "5", "6"]}),
    ("two records in the right width", '1;"2;3\n4;5";6\n7;8;9', {2, 3}, {4: ["7", "8", "9"]}),
]


@pytest.mark.parametrize(
    ("lines", "unreadable", "read"), [q[1:] for q in QUOTES], ids=[q[0] for q in QUOTES]
)
def test_a_stray_quote_costs_its_own_line(
    lines: str, unreadable: set[int], read: dict[int, list[str]]
) -> None:
    sheet = read_characters(f"a;b;c\n{lines}\n" + "x;y;z\n" * 5)
    assert set(sheet.unreadable) == unreadable
    assert {row: sheet.row(row) for row in read} == read
    assert rows(sheet)[-5:] == [["x", "y", "z"]] * 5


def test_a_quote_left_open_at_the_end_of_a_file_is_told() -> None:
    assert set(read_characters('a;b;c\n4;5;6\n1;2;"3').unreadable) == {3}


CELL = st.text(st.sampled_from("ab é;,\t\"\n\r'|0"), max_size=12)


def _tables(width: int) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(
    table=st.integers(1, 6).flatmap(_tables),
    separator=st.sampled_from(";,\t|"),
)
def test_every_physical_line_of_a_table_is_accounted_for(
    table: list[list[str]], separator: str
) -> None:
    made = io.StringIO()
    csv.writer(made, delimiter=separator, lineterminator="\n").writerows(table)
    text = made.getvalue().replace("\r\n", "\n").replace("\r", "\n")
    sheet = read_characters(text)
    assert sheet.cells.num_rows == text.removesuffix("\n").count("\n") + 1
    for row, first in sheet.continues.items():
        assert first < row
        assert not any(sheet.row(row)), "its cells stand in its record"
        assert row not in sheet.unreadable


WORD = st.text(st.sampled_from("abcé 0"), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(
    table=st.lists(st.lists(WORD, min_size=5, max_size=5), min_size=4, max_size=12),
    victim=st.integers(1, 3),
    column=st.integers(0, 4),
    place=st.integers(0, 8),
)
def test_one_stray_quote_never_takes_another_line(
    table: list[list[str]], victim: int, column: int, place: int
) -> None:
    spoiled = [list(row) for row in table]
    cell = spoiled[victim][column]
    spoiled[victim][column] = cell[:place] + '"' + cell[place:]
    sheet = read_characters("\n".join(";".join(row) for row in spoiled))
    assert set(sheet.unreadable) == {victim + 1}
    assert [r for i, r in enumerate(rows(sheet)) if i != victim] == [
        r for i, r in enumerate(table) if i != victim
    ]


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=300))
@example(text="a\n\x1f")
def test_any_text_is_read_line_by_line(text: str) -> None:
    decoded, _ = decode(text.encode())
    sheet = read_characters(decoded)
    assert sheet.cells.num_rows == decoded.removesuffix("\n").count("\n") + 1


def test_a_hundred_thousand_lines_keep_their_places() -> None:
    lines = [f"{i};{i};x" for i in range(100_000)]
    lines[50_000] = '50000;"50000;x'
    sheet = read_characters("\n".join(lines))
    assert set(sheet.unreadable) == {50_001}
    assert sheet.row(100_000) == ["99999", "99999", "x"]
