"""What a file says of its months: several in its name, title or rows, or none and an empty list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from odd_files import BANNER, HEADER, Cells, judge, judge_april, people, person, write_workbook

# Great Expectations takes a third of a second a file.
pytestmark = pytest.mark.slow

NAMED = "MPFFPE_victimes_04_2026.xlsx"


def of_march(first: int, count: int) -> list[list[object]]:
    return [person(number, B=date(2026, 3, 1 + number)) for number in range(first, first + count)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("MPFFPE_victimes.xlsx", "Mois : mars et avril 2026"),
        ("MPFFPE_victimes.xlsx", "De mars à avril 2026"),
        ("MPFFPE_victimes.xlsx", "Mois : février-avril 2026"),
        ("MPFFPE_victimes.xlsx", "Situation du deuxième trimestre 2026"),
        ("MPFFPE_victimes_mars_avril_2026.xlsx", ""),
        ("MPFFPE_victimes_03-2026_04-2026.xlsx", ""),
        ("MPFFPE_victimes_T2_2026.xlsx", ""),
    ],
)
def test_a_file_that_says_several_months_waits_for_one_row_of_another(
    tmp_path: Path, name: str, title: str
) -> None:
    late, alone = (
        judge(write_workbook(tmp_path / name, A=[[title], HEADER, *rows]))
        for rows in ([*people(8), *of_march(8, 1)], people(8))
    )
    (doubt,) = late.doubts
    assert (doubt.key, doubt.parameters["months"]) == ("file_covers_months", "2026-03, 2026-04")
    assert (alone.doubts, alone.period) == ((), "2026-04")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (NAMED, "Mois : avril 2026"),
        (NAMED, "Rapport mensuel du plan annuel 2026, avril 2026"),
        (NAMED, "Fait à Bangui, le 3 mai 2026"),
        ("MPFFPE_victimes_04_2026 (2).xlsx", "Mois : avril 2026"),
    ],
)
def test_a_late_registration_in_a_file_of_one_month_holds_nobody_back(
    tmp_path: Path, name: str, title: str
) -> None:
    rows = [*people(8), *of_march(8, 1)]
    found = judge(write_workbook(tmp_path / name, A=[[title], HEADER, *rows]))
    assert (found.doubts, found.period, found.rows_accepted) == ((), "2026-04", 9)


def test_a_month_between_the_rows_is_no_person_and_says_of_which_month_they_are(
    tmp_path: Path,
) -> None:
    parted = [["MARS 2026"], *of_march(8, 2), ["Mois d'avril 2026"], *people(8)]
    found = judge_april(tmp_path, [HEADER, *parted])
    assert (len(found.quarantined), found.rows_accepted) == (0, 10)
    assert [one.parameters["months"] for one in found.doubts] == ["2026-03, 2026-04"]
    alone = judge_april(tmp_path, [HEADER, ["AVRIL 2026"], *people(8), ["MAI 2026"]])
    assert (alone.doubts, alone.rows_accepted) == ((), 8)


@pytest.mark.parametrize("row", [person(1, **dict.fromkeys("ABEFGHIJKLMNO")), ["Avril"]])
def test_a_month_that_may_be_a_name_is_kept_back(tmp_path: Path, row: list[object]) -> None:
    found = judge_april(tmp_path, [HEADER, person(0), row, *people(4)[2:]])
    assert set(found.quarantined) == {("Feuil1", 6)}


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        ([HEADER], True),
        ([HEADER, [], ["Fait à Bangui, le 02/05/2026"], ["Le Chef"]], True),
        ([["N°", *HEADER], [1], [2], [3]], True),
        ([HEADER, ["NEANT"]], False),
        ([HEADER, ["Rien à signaler ce mois"]], False),
        ([HEADER, ["TOTAL", 0]], False),
        ([["Total : 0"], HEADER], False),
        ([HEADER, person(0)], False),
    ],
)
def test_an_empty_list_that_nobody_calls_empty_is_told(
    tmp_path: Path, rows: Cells, is_told: bool
) -> None:
    found = judge_april(tmp_path, rows)
    assert ("file_nil_unsaid" in {one.key for one in found.file_messages}) == is_told
    if is_told:
        assert (found.is_nil, found.status) == (True, "accepted_with_warnings")


def test_an_empty_list_is_called_empty_by_its_files_name_or_by_another_sheet(
    tmp_path: Path,
) -> None:
    by_name = write_workbook(tmp_path / "MPFFPE_neant_04_2026.xlsx", A=[*BANNER, HEADER])
    by_sheet = write_workbook(tmp_path / NAMED, A=[*BANNER, HEADER], B=[["NEANT"]])
    for found in (judge(by_name), judge(by_sheet)):
        assert found.is_nil
        assert "file_nil_unsaid" not in {one.key for one in found.file_messages}


def of_2025(count: int) -> list[list[object]]:
    return [person(number, B=date(2025, 4, 1 + number)) for number in range(count)]


@pytest.mark.parametrize(
    ("name", "title", "rows", "told"),
    [
        ("MPFFPE_victimes_03_2026.xlsx", "", people(8), ("2026-03", "2026-04")),
        ("MPFFPE_victimes.xlsx", "Mois : mars 2026", people(8), ("2026-03", "2026-04")),
        (NAMED, "", of_2025(8), ("2026-04", "2025-04")),
        ("MPFFPE_victimes_03_2026.xlsx", "Mois : avril 2026", people(8), None),
        ("MPFFPE_victimes.xlsx", "", people(8), None),
    ],
    ids=["name", "title", "year of the dates", "two against the name", "nothing said"],
)
def test_a_file_of_another_month_than_it_says_waits_with_both_named(
    tmp_path: Path, name: str, title: str, rows: Cells, told: tuple[str, str] | None
) -> None:
    found = judge(write_workbook(tmp_path / name, A=[[title], HEADER, *rows]))
    assert [(one.parameters["named"], one.parameters["period"]) for one in found.doubts] == (
        [told] if told else []
    )
