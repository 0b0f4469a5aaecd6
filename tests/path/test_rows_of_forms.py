"""What a form writes among its records: letters and units, titles between rows, formulas."""

from __future__ import annotations

from pathlib import Path

import pytest
from odd_files import HEADER, faulty, judge, judge_april, people, person

# Great Expectations takes a third of a second a file.
pytestmark = pytest.mark.slow

LETTERS = [chr(65 + number) for number in range(15)]
UNITS = ["(code)", "(jj/mm/aaaa)", "(texte)", "(texte)", "(F/M)", "(ans)", *["(texte)"] * 9]


@pytest.mark.parametrize("row", [LETTERS, UNITS], ids=["letters", "units"])
def test_what_stands_below_a_header_and_is_of_its_columns_is_no_record(
    tmp_path: Path, row: list[object]
) -> None:
    found = judge_april(tmp_path, [HEADER, row, *people(3)])
    assert (found.status, found.rows_accepted) == ("accepted", 3)
    among = judge_april(tmp_path, [HEADER, *people(2), row, *people(4)[2:]])
    assert set(among.quarantined) == {("Feuil1", 7)}


@pytest.mark.parametrize(
    "cells",
    [
        dict.fromkeys("ABEFGHIJKLMNO") | {"C": "(FICTIFA)", "D": "(Élise)"},
        {"C": "A", "D": "B"},
    ],
)
def test_a_person_below_the_header_is_one_however_her_name_is_written(
    tmp_path: Path, cells: dict[str, object]
) -> None:
    found = judge_april(tmp_path, [HEADER, person(0, **cells), *people(4)[1:]])
    assert found.rows_accepted + len(found.quarantined) == 4


@pytest.mark.parametrize("title", ["FILLES", "Centre de Bambari", "II. Rapatriées"])
def test_a_title_between_rows_is_told_as_one_and_by_nothing_else(
    tmp_path: Path, title: str
) -> None:
    found = judge_april(tmp_path, [HEADER, [title], *people(2), [None, title], *people(4)[2:]])
    assert found.rows_accepted == 4
    assert faulty(found) == {
        ("title_between_rows", 5, None), ("title_between_rows", 8, None),
    }  # fmt: skip


def test_a_name_alone_in_its_row_is_no_title(tmp_path: Path) -> None:
    alone = person(1, **dict.fromkeys("ABDEFGHIJKLMNO"))
    found = judge_april(tmp_path, [HEADER, person(0), alone, *people(4)[2:]])
    assert set(found.quarantined) == {("Feuil1", 6)}
    assert "title_between_rows" not in {rule for rule, _, _ in faulty(found)}


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        ("=CONCATENER(B2,C2)", True), ("=B2", True), ("=$B$2&C2", True), ("=Feuil2!A1", True),
        ("=UPPER (B2)", True), ("=FICTIFA", False), ("FICTIFA", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("column", "place"), [("C", "Nom"), ("I", "Sous-préfecture d'accueil")])
def test_a_formula_in_place_of_its_result_is_told_and_is_nobodys_name(
    tmp_path: Path, cell: str, is_told: bool, column: str, place: str
) -> None:
    lines = [HEADER, person(0, **{column: cell}), *people(3)[1:]]
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    path.write_text("\n".join(";".join(map(str, line)) for line in lines), "utf-8")
    found = judge(path)
    assert (("formula_as_text", 2, place) in faulty(found)) == is_told
    assert found.rows_accepted == (2 if is_told and column == "C" else 3)


def test_the_line_that_tells_the_separator_is_not_short_of_cells(tmp_path: Path) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    rows = "\n".join(";".join(map(str, line)) for line in [HEADER, *people(3)])
    path.write_text(f"sep=;\n{rows}\n", "utf-8")
    assert (judge(path).status, judge(path).file_messages) == ("accepted", ())
