"""One overlap table, kept in the ways people keep tables: read alike, or refused in one line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from warehouse.errors import CallError
from warehouse.indicators.hidden_population.capture_histories import CaptureHistories
from warehouse.indicators.hidden_population.overlap_files import (
    read_capture_histories,
    read_histories_by_group,
)

Table = list[list[str]]
PLAIN: Table = [
    ["A", "B", "C", "count"],
    ["1", "0", "0", "1200"],
    ["0", "1", "0", "40"],
    ["0", "0", "1", "20"],
    ["1", "1", "0", "6"],
    ["1", "0", "1", "0"],
    ["0", "1", "1", "3"],
]
HEADER = PLAIN[0]
NUMBERED: Table = [[str(i), *row] for i, row in enumerate(PLAIN[1:], 1)]


def marked(yes: str, no: str) -> Table:
    return [HEADER, *([yes if c == "1" else no for c in row[:3]] + row[3:] for row in PLAIN[1:])]


def counted(change: Callable[[str], str]) -> Table:
    return [HEADER, *([*row[:3], change(row[3])] for row in PLAIN[1:])]


def headed(*header: str) -> Table:
    return [list(header), *PLAIN[1:]]


def written(rows: Table, separator: str = ",", encoding: str = "utf-8", end: str = "\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


ALIKE: dict[str, bytes] = {
    "as published": written(PLAIN),
    "rows in another order": written([HEADER, *reversed(PLAIN[1:])]),
    "the count first": written([[row[3], *row[:3]] for row in PLAIN]),
    "the count in the middle": written([[row[0], row[3], *row[1:3]] for row in PLAIN]),
    **{
        f"count as {name}": written(headed("A", "B", "C", name))
        for name in (
            "Count", "COUNT", "n", "N", "freq", "Freq", "Fréquence", "effectif", "Nombre", "Total",
            "Nombre de victimes", "nb_personnes", "Effectif observé", "N persons", "Cas", "Victims",
        )
    },
    **{
        f"marks {yes} and {no or 'blank'}": written(marked(yes, no))
        for yes, no in (
            ("TRUE", "FALSE"), ("true", "false"), ("yes", "no"), ("Yes", "No"), ("Oui", "Non"),
            ("VRAI", "FAUX"), ("Y", "N"), ("T", "F"), ("x", ""), ("X", ""), ("1", ""),
            ("1.0", "0.0"), ("+", "-"), (" 1", "0 "), ("Présent", "Absent"), ("Sí", "No"),
            ("✓", ""), ("x", "-"), ("1", "."), ("Oui", "–"),
        )
    },
    "each column marked in its own way": written(
        [
            HEADER,
            *(
                ["TRUE" if r[0] == "1" else "FALSE", "oui" if r[1] == "1" else "non", r[2], r[3]]
                for r in PLAIN[1:]
            ),
        ]
    ),
    "semicolons": written(PLAIN, ";"),
    "tabs": written(PLAIN, "\t"),
    "bars": written(PLAIN, "|"),
    "semicolons and decimal commas": written(counted(lambda n: f"{n},0"), ";"),
    "semicolons and thousands": written(counted(lambda n: n.replace("1200", "1 200")), ";"),
    "thousands with a narrow space": written(counted(lambda n: n.replace("1200", "1\u202f200"))),
    "floats": written(counted(lambda n: f"{n}.0")),
    "powers of ten": written(counted(lambda n: n.replace("1200", "1.2e+03"))),
    "a mark of bytes": written(PLAIN, ",", "utf-8-sig"),
    "UTF-16": written(PLAIN, "\t", "utf-16"),
    "Windows ends of lines": written(PLAIN, ";", "cp1252", "\r\n"),
    "blank rows": written([PLAIN[0], [], *PLAIN[1:3], ["", "", "", ""], *PLAIN[3:]]),
    "an empty column": written([[*row, ""] for row in PLAIN]),
    "rows numbered as R does": written([["", *HEADER], *NUMBERED]),
    "rows numbered without a header for it": written([HEADER, *NUMBERED]),
    "as R writes a table": written(PLAIN, " ").replace(b"A", b'"A"'),
    "columns set with spaces": "\n".join("   ".join(row) for row in PLAIN).encode(),
    "a title above": b"Recoupements, 2013\n\n" + written(PLAIN, ";"),
    "a remark above": b"# 2013\n" + written(PLAIN),
    "a list of a word for counts": written(headed("A", "B", "C", "Total des cas")),
    "quotes": written(PLAIN).replace(b"A", b'"A"').replace(b"1200", b'"1200"'),
    "what Excel says of separators": b"sep=;\r\n" + written(PLAIN, ";"),
    "the unknown as nought": written([*PLAIN, ["0", "0", "0", "0"]]),
    "the unknown as NA": written([PLAIN[0], ["0", "0", "0", "NA"], *PLAIN[1:]]),
    "histories of nobody left out": written([row for row in PLAIN if row[3] != "0"]),
    "all histories of nobody": written([*PLAIN, ["1", "1", "1", "0"]]),
}  # fmt: skip


def read(folder: Path, content: bytes) -> CaptureHistories:
    file = folder / "table.csv"
    file.write_bytes(content)
    return read_capture_histories(file)


@pytest.mark.parametrize("content", ALIKE.values(), ids=ALIKE.keys())
def test_one_table_reads_alike_however_it_is_kept(tmp_path: Path, content: bytes) -> None:
    table = read(tmp_path, content)
    assert table.lists == ("A", "B", "C")
    assert table.counts.tolist() == [1200, 40, 6, 20, 0, 3, 0]


def test_a_workbook_reads_as_its_first_sheet_that_holds_anything(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in PLAIN:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "table.xlsx")
    table = read_capture_histories(tmp_path / "table.xlsx")
    assert table.counts.tolist() == [1200, 40, 6, 20, 0, 3, 0]


def test_a_list_may_be_named_like_a_count(tmp_path: Path) -> None:
    assert read(tmp_path, written(headed("N", "B", "C", "count"))).lists == ("N", "B", "C")


def test_a_list_named_in_french_is_read_from_a_windows_file(tmp_path: Path) -> None:
    rows = headed("Préfecture", "B", "C", "effectif")
    assert read(tmp_path, written(rows, ";", "cp1252")).lists[0] == "Préfecture"


REFUSED: dict[str, tuple[bytes, str]] = {
    "thousands or decimals": (written(counted(lambda n: n.replace("1200", "1,200"))), "two_ways"),
    "points for thousands": (written(counted(lambda n: n.replace("1200", "1.200"))), "two_ways"),
    "fractions with commas": (written(counted(lambda n: f"{n},5"), ";"), "not_whole"),
    "a minus of typesetters": (written(counted(lambda n: f"\u2212{n}")), "negative"),
    "not a number": (written(counted(lambda n: "nan")), "not_whole"),
    "hidden cells": (written(counted(lambda n: "<5")), "not_whole"),
    "two words for yes in a column": (written([*marked("yes", "no"), [*"111", "2"]]), "not_bits"),
    "a forgotten mark": (written([*PLAIN, ["1", "", "1", "2"]]), "not_bits"),
    "a line of totals": (written([*PLAIN, ["Total", "", "", "1269"]]), "not_bits"),
    "the same history in other words": (written([*PLAIN, ["1", "0", "0", "2"]]), "repeated"),
    "the unknown given": (written([*PLAIN, ["0", "0", "0", "900"]]), "on_no_list"),
    "one row for each person": (b"A,B,C\n1,0,0\n1,0,0\n0,1,1\n", "header"),
    "histories in one column": (b"history,count\n100,40\n010,30\n", "not_bits"),
    "two columns of counts": (written(headed("A", "B", "n", "freq")), "header"),
    "two headers with a word for counts": (
        written([[*row, row[3]] for row in headed("A", "B", "C", "Total")]),
        "header",
    ),
    "a column of years": (
        written([["year", *HEADER], *(["2013", *r] for r in PLAIN[1:])]),
        "not_bits",
    ),
    "the header again": (written([*PLAIN[:3], *PLAIN]), "not_bits"),
    "a title and nothing": (b"Recoupements\n", "header"),
    "a list without a name": (written(headed("A", "", "C", "count")), "header"),
    "more than there are people": (written(counted(lambda n: f"{n}e12")), "many_persons"),
    "bytes": (bytes(range(256)) * 40, "not_csv"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "not_csv"),
    "a broken workbook": (b"PK\x03\x04" + bytes(64), "not_csv"),
    "spaces": (b"  \n \n", "empty"),
    "prose": (b"Il n'y a pas de table ici.\n", "header"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_could_be_read_in_two_ways_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(CallError) as refused:
        read(tmp_path, content)
    assert refused.value.faults[0].key == f"estimate.{reason}"
    assert len(refused.value.text("fr").splitlines()) == 1


def test_a_column_of_groups_makes_a_table_of_each(tmp_path: Path) -> None:
    rows = [["Sexe", *HEADER], *(["F", *row] for row in PLAIN[1:])]
    rows += [["M", "1", "0", "0", "7"], ["", "1", "1", "0", "2"], ["M", "0", "0", "0", "NA"]]
    (tmp_path / "table.csv").write_bytes(written(rows))
    tables = read_histories_by_group(tmp_path / "table.csv", "sexe")
    assert {one: table.counts.tolist() for one, table in tables.items()} == {
        "F": [1200, 40, 6, 20, 0, 3, 0],
        "M": [7, 0, 0, 0, 0, 0, 0],
        "unknown": [0, 0, 2, 0, 0, 0, 0],
    }
    assert {table.lists for table in tables.values()} == {("A", "B", "C")}


@pytest.mark.parametrize(
    ("rows", "by", "reason"),
    [
        ([["sex", *HEADER], ["F", *PLAIN[1]]], "age", "no_group_column"),
        ([["sex", "Sex", *HEADER], ["F", "F", *PLAIN[1]]], "sex", "no_group_column"),
        ([["sex", *HEADER], ["F", *PLAIN[1]], ["F", *PLAIN[1]]], "sex", "repeated"),
    ],
    ids=["no such column", "twice", "a history twice in a group"],
)
def test_a_column_of_groups_that_cannot_be_read(
    tmp_path: Path, rows: Table, by: str, reason: str
) -> None:
    (tmp_path / "table.csv").write_bytes(written(rows))
    with pytest.raises(CallError) as refused:
        read_histories_by_group(tmp_path / "table.csv", by)
    assert refused.value.faults[0].key == f"estimate.{reason}"
