"""A name that stands in a column of something else, and a record beside another table's header."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from odd_files import HEADER, judge, judge_april, people, write_workbook

# Great Expectations takes a third of a second a file.
pytestmark = pytest.mark.slow

INSPECTION = ["N° procès-verbal", "Date de visite", "Secteur d'activité", "Localité",
              "Nom du travailleur", "Sexe", "Âge", "Nationalité", "Type d'infraction",
              "Documents confisqués (O/N)", "Salaire retenu (O/N)", "Employeur mis en cause",
              "Suite"]  # fmt: skip
PLACE, SEX, NATIONALITY, CONFISCATED = 3, 5, 7, 9


def visit(name: str, **cells: str) -> list[object]:
    row: list[object] = ["IT-001/2026", date(2026, 4, 9), "agriculture", "Bambari", name, "F", 20,
                         "", "", "N", "N", "FICTIFE Inventé", ""]  # fmt: skip
    for place, cell in cells.items():
        row[int(place.removeprefix("at_"))] = cell
    return row


@pytest.mark.parametrize(
    ("filler", "place", "is_kept_back"),
    [
        ("a\nb", SEX, True),
        ("NB : voir", CONFISCATED, True),
        ("NB : voir", NATIONALITY, True),
        ("voir", NATIONALITY, True),
        ("a\nb", PLACE, True),
        ("NB : voir", PLACE, True),
        ("FICTIFB", PLACE, False),
        ("FICTIFB", SEX, True),
        ("FICTIFB", NATIONALITY, False),
        ("FICTIFB Inventée", SEX, False),
    ],
)
def test_a_name_in_another_column_beside_what_is_hardly_one_keeps_its_row_back(
    tmp_path: Path, filler: str, place: int, is_kept_back: bool
) -> None:
    usual = visit("FICTIFA Inventée")
    odd = visit(filler, **{f"at_{place}": "FICTIFX Inventée"})
    path = write_workbook(tmp_path / "travail_04_2026.xlsx", A=[INSPECTION, usual, odd, usual])
    assert set(judge(path, "travail").quarantined) == ({("A", 3)} if is_kept_back else set())


def test_a_list_in_small_letters_beside_a_nationality_that_no_list_has_is_taken(
    tmp_path: Path,
) -> None:
    rows = [visit("fictifa inventée", **{f"at_{NATIONALITY}": "République Inventée"})] * 3
    path = write_workbook(tmp_path / "travail_04_2026.xlsx", A=[INSPECTION, *rows])
    assert judge(path, "travail").rows_accepted == 3


@pytest.mark.parametrize(
    ("number", "victim", "is_kept_back"),
    [
        ("FICTIFX Inventée", "-", True),
        ("FICTIFX Inventée", "néant", True),
        ("3", "-", False),
        ("FICTIFX Inventée", "FICTIFB Inventée", True),
    ],
)
def test_a_name_among_the_numbers_of_order_keeps_its_row_back(
    tmp_path: Path, number: str, victim: str, is_kept_back: bool
) -> None:
    upper = ["N° d'ordre", "N° PV", "Date de plainte", "VICTIME", "VICTIME", "VICTIME",
             "MIS EN CAUSE", "Suite donnée"]  # fmt: skip
    lower = ["", "", "", "Nom et prénoms", "Sexe", "Age", "Nom et prénoms", ""]
    day = date(2026, 4, 9)
    rows: list[list[object]] = [
        ["1", "001/UMIRR/2026", day, "FICTIFA Inventée", "F", 14, "FICTIFC Inventé", ""],
        [number, "002/UMIRR/2026", day, victim, "F", 15, "FICTIFD Inventé", ""],
    ]
    path = write_workbook(tmp_path / "UMIRR_04_2026.xlsx", Registre=[upper, lower, *rows])
    kept_back = set(judge(path, "umirr").quarantined)
    assert kept_back == ({("Registre", 4)} if is_kept_back else set())


def test_two_lists_of_which_one_has_its_header_beside_a_record_of_the_other_are_refused(
    tmp_path: Path,
) -> None:
    left, right = people(4), people(9)[4:]
    renamed = ["Code", "Le", *HEADER[2:10]]
    for rows in (
        [[*renamed, None], [*left[0], None, *HEADER], [*left[1], None, *right[1]]],
        [[*left[0], None, *HEADER], [*left[1], None, *right[1]], [*left[2], None, *right[2]]],
    ):
        found = judge_april(tmp_path, rows)
        assert found.status == "rejected"
        assert "file_tables_beside" in {one.key for one in found.file_messages}


def test_a_column_of_the_offices_own_beside_the_header_is_no_record(tmp_path: Path) -> None:
    own = ["Vu par", "Étape 1", "Étape 2", "Étape 3"]
    found = judge_april(tmp_path, [[*HEADER, *own], *people(3)])
    assert (found.status, found.rows_accepted) == ("accepted_with_warnings", 3)


@pytest.mark.parametrize(
    ("header", "cell", "status"),
    [
        ("Nom 2", "FICTIFX", "partly_accepted"),
        ("Complices", "FICTIFX Inventé", "held"),
        ("Vu par", "FICTIFX Inventé", "accepted_with_warnings"),
    ],
)
def test_a_person_in_a_column_that_nothing_reads_waits(
    tmp_path: Path, header: str, cell: str, status: str
) -> None:
    first, second, third = people(3)
    # A program writes a word of its own into what is empty.
    empty = "undefined" if header == "Nom 2" else None
    rows = [[*HEADER, header], [*first, empty], [*second, cell], [*third, empty]]
    found = judge_april(tmp_path, rows)
    assert {one.key for one in found.doubts} == (
        {"file_persons_in_column"} if status == "held" else set()
    )
    assert len(found.quarantined) == (status == "partly_accepted")
    assert found.rows_accepted == 3 - len(found.quarantined)


@pytest.mark.parametrize(
    ("header", "name", "told", "is_kept_back"),
    [
        ("Autre", "texte libre", "FICTIFX", True),
        ("Autre", "-", "FICTIFX Inventée", True),
        ("Autre", "FICTIFB", "Transférée", False),
        ("Autre", "FICTIFB", "FICTIFX Inventée", False),
        ("Nombre", "FICTIFB", "FICTIFX Inventée", True),
    ],
)
def test_a_name_that_changed_places_with_a_free_text_keeps_its_row_back(
    tmp_path: Path, header: str, name: str, told: str, is_kept_back: bool
) -> None:
    first, second, third = people(3)
    second[2] = name
    rows = [[*first, "texte libre"], [*second, told], [*third, "texte libre"]]
    found = judge_april(tmp_path, [[*HEADER, header], *rows])
    assert set(found.quarantined) == ({("Feuil1", 6)} if is_kept_back else set())
