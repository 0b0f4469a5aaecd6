"""What spreadsheets do to columns: cells forced to be text, merged over rows, pressed in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from odd_files import BANNER, HEADER, Cells, judge, judge_april, people, person, write_workbook
from openpyxl import load_workbook

from warehouse.text import fold

# Great Expectations takes a third of a second a file.
pytestmark = pytest.mark.slow

NAME = "MPFFPE_victimes_04_2026"


def lines_of(rows: Cells, separator: str = ";") -> list[str]:
    return [
        separator.join(f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell) for cell in row)
        for row in rows
    ]


@pytest.mark.parametrize("forced", ['="{}"', "'{}", '"=""{}"""'], ids=["=", "'", "quoted"])
def test_a_cell_that_was_forced_to_be_text_says_what_is_in_it(tmp_path: Path, forced: str) -> None:
    rows = [
        person(n, A=forced.format(f"MPF-{n}"), C=forced.format(f"FICTIF{chr(65 + n)}"),
               N=forced.format("72345678"))
        for n in range(4)
    ]  # fmt: skip
    path = tmp_path / f"{NAME}.csv"
    path.write_text("\n".join([*lines_of([HEADER, *rows]), ""]), "utf-8")
    found = judge(path)
    assert (found.status, found.rows_accepted) == ("accepted", 4)
    persons = found.records["person_mention"].to_pylist()
    assert [one["family_name"] for one in persons] == ["FICTIFA", "FICTIFB", "FICTIFC", "FICTIFD"]
    assert {one["record_key"] for one in persons} == {f"MPF-{n}" for n in range(4)}
    assert {one["phones"][0] for one in persons} == {"+23672345678"}


def test_a_header_that_was_decoded_twice_is_read(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.csv"
    text = "\n".join([*lines_of([HEADER, *people(3)]), ""])
    path.write_bytes(text.encode("utf-8").decode("cp1252").encode("utf-8"))
    found = judge(path)
    assert [one.key for one in found.file_messages if one.key == "file_unknown_column"] == []
    persons = found.records["person_mention"].to_pylist()
    assert [one["given_names"] for one in persons] == ["Inventéa", "Inventéb", "Inventéc"]


def test_one_merged_cell_speaks_for_its_rows_and_one_name_for_one_person(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / f"{NAME}.xlsx", Feuil1=[*BANNER, HEADER, *people(6)])
    book = load_workbook(path)
    for cells in ("B5:B7", "J5:J10", "F5:F6", "C8:C9"):
        book["Feuil1"].merge_cells(cells)
    book.save(path)
    found = judge(path)
    persons = {one["row_number"]: one for one in found.records["person_mention"].to_pylist()}
    assert {persons[row]["seen_on"] for row in (5, 6, 7)} == {date(2026, 4, 1)}
    assert {tuple(one["exploitation_codes"]) for one in persons.values()} == {
        tuple(persons[5]["exploitation_codes"])
    }
    assert (persons[5]["age_min"], persons[6]["age_min"]) == (9, None), "an age is one person's"
    assert {row for _, row in found.quarantined} == {9}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_rows_pressed_into_one_cell_each_are_told_as_such(tmp_path: Path, separator: str) -> None:
    rows = [[line] for line in lines_of([HEADER, *people(4)], separator)]
    path = write_workbook(tmp_path / f"{NAME}.xlsx", Feuil1=rows)
    found = judge(path)
    assert found.status == "rejected"
    assert [one.key for one in found.file_messages] == ["file_one_column"]


def test_a_comma_within_a_cell_has_cut_some_of_them(tmp_path: Path) -> None:
    lines = lines_of([HEADER, person(0), person(1, L="soins, hébergement"), person(2)])
    path = write_workbook(tmp_path / f"{NAME}.xlsx", Feuil1=[line.split(",") for line in lines])
    assert [one.key for one in judge(path).file_messages] == ["file_one_column"]


@pytest.mark.parametrize(
    "label", ["TOTAL", "Total général", "Sous-total", "TOTAUX", "Total du mois"]
)
def test_a_sum_with_a_key_and_a_date_is_nobody(tmp_path: Path, label: str) -> None:
    first, _, rest = label.partition(" ")
    found = judge_april(tmp_path, [HEADER, *people(4), person(8, C=first, D=rest, F=4)])
    assert found.rows_accepted == 4
    assert 9 in {row for _, row in found.quarantined} | {one.row_number for one in found.set_aside}


@pytest.mark.parametrize(
    ("moved", "spelled"),
    [([2, 3], str), ([0, 1], str), ([4, 5], str), ([2, 3], lambda cell: fold(cell).upper())],
    ids=["names", "key", "sex and age", "names without accents"],
)
def test_a_header_again_in_another_order_is_no_repeated_one(
    tmp_path: Path, moved: list[int], spelled: Callable[[str], str]
) -> None:
    def turned(row: list[object]) -> list[object]:
        one, other = moved
        again = list(row)
        again[one], again[other] = row[other], row[one]
        return again

    header_again = [spelled(cell) for cell in HEADER]
    rows = [
        HEADER,
        *people(3),
        [],
        turned([*header_again]),
        *(turned(person(n)) for n in (4, 5, 6)),
    ]
    found = judge_april(tmp_path, rows)
    assert {row for _, row in found.quarantined} >= {10, 11, 12}
    assert {one["row_number"] for one in found.records["person_mention"].to_pylist()} == {5, 6, 7}
    again = judge_april(tmp_path, [HEADER, *people(3), [], HEADER, *people(6)[3:]])
    assert again.rows_accepted == 6


@pytest.mark.parametrize("unit", ["(mois)", "(en mois)", "[semaines]", "(jours)"])
def test_an_age_in_another_unit_is_not_read_as_years(tmp_path: Path, unit: str) -> None:
    header = [f"Age {unit}" if name == "Age" else name for name in HEADER]
    found = judge_april(tmp_path, [header, *people(4)])
    persons = found.records["person_mention"].to_pylist()
    assert {one["age_min"] for one in persons} == {None}
    assert "file_unknown_column" in [one.key for one in found.file_messages]


@pytest.mark.parametrize("name", ["Ren&eacute;e", "Ren&#233;e", "Ren%C3%A9e", "Ren\\u00e9e"])
def test_a_letter_written_as_its_code_is_a_letter_lost(tmp_path: Path, name: str) -> None:
    found = judge_april(tmp_path, [HEADER, *people(3), person(4, D=name), person(5, D="K & Cie")])
    assert {row for _, row in found.quarantined} >= {8}
    told = {fault.rule for fault in found.faults if fault.row_number == 8}
    # The semicolon of an entity and the bar of an escape part two persons elsewhere.
    assert told & {"letters_lost", "several_persons"}


def test_who_is_called_like_a_sum_is_somebody(tmp_path: Path) -> None:
    found = judge_april(tmp_path, [HEADER, person(0), person(5, C="TOTAL", D="Marie")])
    assert found.rows_accepted == 2
