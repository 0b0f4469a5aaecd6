"""What a form writes among its records: letters and units, titles between rows, formulas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from odd_files import HEADER, faulty, judge, judge_april, people, person, write_workbook

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


@pytest.mark.parametrize(
    ("note", "is_told"),
    [
        ("* À ajouter : FICTIFE Awa, 12 ans, reçue le 28/04/2026", True),
        ("NB : FICTIFA Inventée est à retirer de la liste", True),
        ("Note : une victime oubliée en mars, FICTIFE Awa", True),
        ("NB : lire 13 ans au lieu de 31 pour la deuxième", True),
        ("NB : les fiches suivent par courrier", False),
        ("* Mineure non accompagnée", False),
    ],
)
def test_a_note_that_asks_for_a_change_of_the_list_is_told(
    tmp_path: Path, note: str, is_told: bool
) -> None:
    below = judge_april(tmp_path, [HEADER, *people(3), [], [note]])
    beside = judge(
        write_workbook(
            tmp_path / "MPFFPE_victimes_04_2026.xlsx", A=[HEADER, *people(3)], B=[["Notes"], [note]]
        )
    )
    for found in (below, beside):
        assert found.rows_accepted == 3
        assert ("file_note_asks" in {one.key for one in found.file_messages}) == is_told


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("12 | 003/UMIRR/2026 | 09/04/2026 | FICTIFX Inventée | F", "row_in_one_cell"),
        ("NB : voir;09/04/2026;FICTIFX Inventée;F;14", "row_in_one_cell"),
        ("- FICTIFX Inventée, 14 ans", "title_between_rows"),
    ],
)
def test_a_cell_alone_in_its_row_keeps_it_back_where_no_column_must_be_filled(
    tmp_path: Path, cell: str, rule: str
) -> None:
    header = ["N° d'ordre", "N° PV", "Date de plainte", "Nom et prénoms", "Sexe", "Age"]
    group = ["", "", "", "VICTIME", "VICTIME", "VICTIME"]
    rows = [[str(number), f"00{number}/UMIRR/2026", date(2026, 4, 9), "FICTIFA Inventée", "F", 14]
            for number in (1, 2)]  # fmt: skip
    path = write_workbook(tmp_path / "UMIRR_04_2026.xlsx", A=[group, header, *rows, [cell], *rows])
    assert faulty(judge(path, "umirr")) == {(rule, 5, None)}


@pytest.mark.parametrize(
    ("below", "is_kept_back"), [("Inventée", True), ("FICTIFB Inventée", False)]
)
def test_half_a_name_below_the_other_half_is_no_person_more(
    tmp_path: Path, below: str, *, is_kept_back: bool
) -> None:
    header = ["N° procès-verbal", "Date de visite", "Localité", "Nom du travailleur", "Sexe", "Âge",
              "Documents confisqués (O/N)", "Salaire retenu (O/N)",
              "Employeur mis en cause"]  # fmt: skip
    first = ["IT-001/2026", date(2026, 4, 9), "Bambari", "FICTIFA", "F", 20, "N", "N",
             "FICTIFE Inventé"]  # fmt: skip
    rows = [header, first, [None, None, None, below], [*first[:3], "FICTIFC Inventée", *first[4:]]]
    found = judge(write_workbook(tmp_path / "travail_04_2026.xlsx", A=rows), "travail")
    assert set(found.quarantined) == ({("A", 3)} if is_kept_back else set())


def test_a_row_that_goes_on_beyond_the_last_column_is_out_of_its_columns(tmp_path: Path) -> None:
    header = ["N° procès-verbal", "Date de visite", "Nom du travailleur", "Sexe", "Âge",
              "Nationalité", "Type d'infraction", "Employeur mis en cause", "Suite"]  # fmt: skip
    row = ["IT-001/2026", date(2026, 4, 9), "FICTIFA Inventée", "F", 20, "Cameroun",
           None, "FICTIFE Inventé", "sans suite"]  # fmt: skip
    rows = [header, row, [*row[:4], None, *row[4:]], row]
    found = judge(write_workbook(tmp_path / "travail_04_2026.xlsx", A=rows), "travail")
    assert set(found.quarantined) == {("A", 3)}


def test_a_line_that_is_parted_otherwise_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    lines = [";".join(map(str, line)) for line in [HEADER, *people(3)]]
    lines.append("\t".join(map(str, person(3))))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = judge(path)
    assert set(found.quarantined) == {("", 5)}
    assert "title_between_rows" not in {rule for rule, _, _ in faulty(found)}
