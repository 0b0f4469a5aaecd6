"""A row that looks like a record is a record, in quarantine, or the file is refused or held."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from odd_files import (
    BANNER,
    HEADER,
    faulty,
    judge,
    judge_april,
    people,
    person,
    write_workbook,
)

from warehouse.checks.examine import Examined


@pytest.mark.parametrize("above", [1, 7, 12])
def test_persons_above_their_header_are_taken(tmp_path: Path, above: int) -> None:
    rows = people(12)
    found = judge_april(tmp_path, [*rows[:above], HEADER, *rows[above:]])
    assert (found.rows_accepted, found.period) == (12, "2026-04")


def test_persons_above_their_header_in_a_text_file_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    lines = [*people(3), HEADER, *people(6)[3:]]
    path.write_text("\n".join(";".join(map(str, line)) for line in lines), "utf-8")
    assert judge(path).rows_accepted == 6


def test_a_banner_and_the_numbers_of_columns_are_no_persons(tmp_path: Path) -> None:
    marks = [f"({number})" for number in range(1, 16)]
    found = judge_april(tmp_path, [marks, HEADER, *people(3)])
    assert found.rows_accepted == 3
    assert [(one.row_number, one.reason) for one in found.set_aside if one.reason == "banner"] == [
        (1, "banner"), (2, "banner"), (4, "banner"),
    ]  # fmt: skip


def test_persons_on_a_sheet_that_lost_its_header_are_kept_back(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "MPFFPE_victimes_04_2026.xlsx",
        Centre=[*BANNER, HEADER, *people(3)],
        Ouest=[*BANNER, *people(5)],
        Bilan=[["Préfecture", "F", "H", "Total"], ["Ouham", 3, 2, 5], ["Lobaye", 1, 0, 1]],
        Notes=[["Les fiches de mars suivront."]],
    )
    found = judge(path)
    assert (found.status, found.rows_accepted) == ("partly_accepted", 3)
    assert set(found.quarantined) == {("Ouest", row) for row in range(4, 9)}
    assert found.kept_back is not None
    assert found.kept_back.num_rows == 5


@pytest.mark.parametrize("blank", ["ABEFGHIJKLMNO", "ABDEFGHIJKLMNO", "FGHIJKLMNOAB"])
@pytest.mark.parametrize("place", [1, 4])
def test_a_person_of_whom_little_is_told_is_kept_back_with_those_of_her_lost_header(
    tmp_path: Path, blank: str, place: int
) -> None:
    rows = people(5)
    rows[place] = person(place, **dict.fromkeys(blank))
    found = judge(
        write_workbook(
            tmp_path / "MPFFPE_victimes_04_2026.xlsx",
            Centre=[*BANNER, HEADER, *people(3)],
            Ouest=[*BANNER, *rows],
        )
    )
    # A name alone below the table may be who signed it.
    is_alone_below = place == 4 and len(blank) == 14
    assert {row for _, row in found.quarantined} == set(range(4, 8 if is_alone_below else 9))


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2026, 3, 4), "date_swapped"),
        (date(2016, 4, 9), "date_far_from_month"),
        (date(2025, 4, 9), "date_far_from_month"),
        (date(2026, 4, 9) - timedelta(days=1462), "date_of_1904"),
        (date(2026, 3, 20), "date_outside_month"),
    ],
)
def test_a_date_that_cannot_be_of_the_month_is_told_at_its_cell(
    tmp_path: Path, day: date, rule: str
) -> None:
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, B=day)])
    assert faulty(found) == {(rule, 14, "Date d'accueil")}
    assert len(found.quarantined) == (rule != "date_outside_month")


@pytest.mark.parametrize("family", [None, "?", "-", "Inconnu"])
def test_a_family_name_missing_beside_a_given_name_is_told(
    tmp_path: Path, family: str | None
) -> None:
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, C=family)])
    assert faulty(found) == {("value_missing", 14, "Nom")}
    assert found.rows_accepted == 9


def test_a_given_name_that_cannot_be_read_is_told_at_its_own_cell(tmp_path: Path) -> None:
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, D="#REF!")])
    assert ("given_names_unread", 14, "Prénom") in faulty(found)
    assert "Nom" not in {column for _, _, column in faulty(found)}


@pytest.mark.parametrize(
    ("family", "given", "column"),
    [
        ("FICTIFX\nFICTIFY", "Inventé", "Nom"),
        ("FICTIFX et FICTIFY", "Inventé", "Nom"),
        ("FICTIFX / FICTIFY", "Inventé", "Nom"),
        ("FICTIFX + 2 enfants", "Inventé", "Nom"),
        ("FICTIFX", "Inventé et Imaginé", "Prénom"),
        ("FICTIFX", "Inventé\nImaginé", "Prénom"),
        ("FICTIFX", "Inventé avec son bébé", "Prénom"),
    ],
)
def test_a_cell_that_names_two_victims_keeps_its_row_back(
    tmp_path: Path, family: str, given: str, column: str
) -> None:
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, C=family, D=given)])
    assert faulty(found) == {("several_persons", 14, column)}
    assert found.rows_accepted == 9


@pytest.mark.parametrize("family", ["FICTIFX\népouse FICTIFY", "FICTIFX\n(dite Inventée)"])
def test_a_married_name_or_an_alias_on_a_line_of_its_own_is_no_second_person(
    tmp_path: Path, family: str
) -> None:
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, C=family)])
    assert (found.rows_accepted, faulty(found)) == (10, set())


def test_of_several_accused_in_a_cell_the_first_is_taken_and_the_others_are_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "DSPJ_GAV_042026.csv"
    path.write_text(
        "N° PV;Unité;Date GAV;Nom;Prénom(s);Alias;Sexe;Date de naissance\n"
        "009/DSPJ/2026;OCRB;11/04/2026;FICTIFX et consorts;Inventé;;Masculin;20/10/1994\n",
        "utf-8",
    )
    found = judge(path, "dspj")
    assert ("several_persons", 2, "Nom") in faulty(found)
    assert found.rows_accepted == 1


@pytest.mark.parametrize("cells", [{"C": "FICTIFX"}, {"D": "Inventé", "I": "Bossangoa"}])
def test_the_second_line_of_a_person_is_never_one_more_victim(
    tmp_path: Path, cells: dict[str, object]
) -> None:
    rest: list[object] = [cells.get(letter) for letter in "ABCDEFGHIJKLMNO"]
    found = judge_april(tmp_path, [HEADER, *people(5), rest, *people(9)[5:]])
    assert found.rows_accepted == 9
    assert set(found.quarantined) == {("Feuil1", 10)}


@pytest.mark.parametrize(
    ("birth", "rules"),
    [
        ("15/06/2028", {"seen_before_birth"}),
        ("15/06/2026", {"seen_before_birth"}),
        ("15/06/26", {"seen_before_birth"}),
        ("2027", {"seen_before_birth"}),
        ("15/06/1908", {"birth_long_ago"}),
        ("31/02/1995", {"birth_unread"}),
        ("15/06/28", set()),
        ("15/06/25", set()),
        ("1994", set()),
    ],
)
def test_a_birth_that_cannot_be_is_told_at_its_own_cell(
    tmp_path: Path, birth: str, rules: set[str]
) -> None:
    found = _judge_custody(tmp_path, "11/04/2026", birth)
    assert {one for one in faulty(found) if one[2] in ("Date GAV", "Date de naissance")} == {
        (rule, 2, "Date de naissance") for rule in rules
    }
    assert found.rows_accepted == 1 + (rules <= {"birth_unread"})
    if birth == "15/06/28":
        assert found.records["person_mention"]["birth_date_min"].to_pylist()[0] == date(1928, 6, 15)


def test_a_birth_after_the_month_is_told_where_no_day_of_the_event_is(tmp_path: Path) -> None:
    found = _judge_custody(tmp_path, "", "15/06/2028")
    assert ("birth_after_event", 2, "Date de naissance") in faulty(found)


def _judge_custody(folder: Path, day: str, birth: str) -> Examined:
    path = folder / "DSPJ_GAV_042026.csv"
    path.write_text(
        "N° PV;Unité;Date GAV;Nom;Prénom(s);Alias;Sexe;Date de naissance\n"
        f"009/DSPJ/2026;OCRB;{day};FICTIFX;Inventé;;Masculin;{birth}\n"
        "010/DSPJ/2026;OCRB;12/04/2026;FICTIFY;Imaginé;;Masculin;20/10/1994\n",
        "utf-8",
    )
    return judge(path, "dspj")


def test_formulas_never_calculated_are_told_at_their_cells(tmp_path: Path) -> None:
    formulas = person(
        9, C='=UPPER("fictifx")', F="=YEAR(TODAY())-2009", N='=CONCATENATE("7000","0000")'
    )
    found = judge_april(tmp_path, [HEADER, *people(9), formulas])
    assert faulty(found) == {
        ("family_name_unread", 14, "Nom"),
        ("age_unread", 14, "Age"),
        ("phones_unread", 14, "Téléphone du tuteur"),
    }
    assert [one.key for one in found.file_messages] == ["landing.uncalculated"]


def test_a_sheet_of_formulas_never_calculated_is_no_nil_report(tmp_path: Path) -> None:
    rows = [[f"=Autre!{letter}{row}" for letter in "ABCDEFGHIJKLMNO"] for row in range(5, 9)]
    found = judge_april(tmp_path, [HEADER, *rows])
    assert not found.is_nil
    assert found.rows_accepted == 0


def test_a_formula_that_came_out_empty_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([*BANNER, HEADER, *people(3)]):
            sheet.write_row(number, 0, row)
        sheet.write_formula("N5", '=IF(A5="","","")', None, "EMPTIED")
        sheet.write_formula("F6", "=5+6", None, 11)
    with zipfile.ZipFile(path) as written:  # as Excel stores a text that came out empty
        parts = {name: written.read(name) for name in written.namelist()}
    with zipfile.ZipFile(path, "w") as emptied:
        for name, content in parts.items():
            emptied.writestr(name, content.replace(b"EMPTIED", b""))
    found = judge(path)
    assert (found.status, faulty(found), found.file_messages) == ("accepted", set(), ())


@pytest.mark.parametrize("is_named", [True, False], ids=["header twice", "no header"])
@pytest.mark.parametrize("gap", [0, 1, 3])
def test_a_second_list_beside_the_first_keeps_its_rows_back(
    tmp_path: Path, gap: int, is_named: bool
) -> None:
    more = people(9)[6:]
    rows = [[*row, *[None] * gap, *extra] for row, extra in zip(people(6)[:3], more, strict=True)]
    header = [*HEADER, *[None] * gap, *HEADER] if is_named else HEADER
    found = judge_april(tmp_path, [header, *rows, *people(6)[3:]])
    assert set(found.quarantined) == {("Feuil1", row) for row in (5, 6, 7)}
    assert {fault.rule for fault in found.faults} == {"record_beside"}
    assert found.rows_accepted == 3


@pytest.mark.parametrize(
    "told",
    [
        [["Sexe", "Nombre"], ["F", 7], ["M", 3], ["Total", 10]],
        [["Préfecture", "F", "H", "Total"], ["Ouham", 3, 2, 5], ["Lobaye", 1, 0, 1]],
        [["Remarque"], ["à revoir"], ["vu le 03/05/2026"]],
    ],
    ids=["sums", "a summary", "remarks"],
)
def test_a_summary_beside_the_list_is_no_person(tmp_path: Path, told: list[list[object]]) -> None:
    rows = [HEADER, *people(5)]
    beside = [[*row, None, *more] for row, more in zip(rows, told, strict=False)]
    found = judge_april(tmp_path, [*beside, *rows[len(told) :]])
    assert (found.rows_accepted, found.quarantined) == (5, {})


@pytest.mark.parametrize(
    "cells",
    [
        {"C": "centrafricaine", "G": "FICTIFX"},
        {"C": "F", "E": "FICTIFX"},
        {"C": "Bossangoa", "I": "FICTIFX"},
        {"C": "travail forcé", "J": "FICTIFX"},
        {"C": None, "D": None, "F": "FICTIFX Inventée"},
        {"C": "O", "O": "FICTIFX"},
    ],
)
def test_a_name_that_changed_places_with_another_cell_keeps_its_row_back(
    tmp_path: Path, cells: dict[str, object]
) -> None:
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, **cells)])
    assert set(found.quarantined) == {("Feuil1", 14)}


@pytest.mark.parametrize(
    "cells", [{"C": "OUHAM"}, {"G": "tongolaise"}, {"C": "CONGO", "J": "vente"}]
)
def test_a_name_that_is_also_a_place_is_a_name(tmp_path: Path, cells: dict[str, object]) -> None:
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, **cells)])
    assert (found.rows_accepted, found.quarantined) == (10, {})


def test_a_turned_list_above_another_refuses_the_file_by_that_name(tmp_path: Path) -> None:
    turned = [list(row) for row in zip(HEADER, *people(3), strict=True)]
    found = judge_april(tmp_path, [*turned, [], ["HOMMES"], HEADER, *people(6)[3:]])
    assert found.status == "rejected"
    assert [said.key for said in found.file_messages] == ["file_transposed"]


def test_a_list_that_lost_its_column_of_roles_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "GN_TEP_04-2026.csv"
    path.write_text(
        "N° PV;Brigade;Date du PV;NOM et Prénoms;Sexe\n"
        "009/GN/2026;Bria;11/04/2026;FICTIFX Inventé;F\n",
        "utf-8",
    )
    found = judge(path, "gendarmerie")
    assert found.status == "rejected"
    assert any("Qualité" in said.text() for said in found.file_messages)


@pytest.mark.parametrize("order", [[*range(14, -1, -1)], [0, 3, 2, *range(4, 15), 1]])
def test_rows_below_a_second_header_in_another_order_are_kept_back(
    tmp_path: Path, order: list[int]
) -> None:
    below = [[row[place] for place in order] for row in (HEADER, *people(9)[6:])]
    found = judge_april(tmp_path, [HEADER, *people(6), [], *below])
    assert set(found.quarantined) == {("Feuil1", row) for row in range(12, 16)}
    assert found.rows_accepted == 6


@pytest.mark.parametrize("place", [0, 6, 14])
def test_two_columns_of_the_name_of_persons_refuse_the_file(tmp_path: Path, place: int) -> None:
    header = [*HEADER]
    header[place] = "Nom"
    found = judge_april(tmp_path, [header, *people(5)])
    assert found.status == "rejected"
    assert "file_column_twice" in {said.key for said in found.file_messages}


def test_two_tables_beside_one_another_whose_columns_mix_refuse_the_file(tmp_path: Path) -> None:
    rows = [[*row, *more] for row, more in zip(people(3), people(6)[3:], strict=True)]
    header = [*HEADER, *HEADER]
    header[2] = "Colonne3"
    found = judge_april(tmp_path, [header, *rows])
    assert found.status == "rejected"
    assert "file_tables_beside" in {said.key for said in found.file_messages}


def test_a_name_after_a_word_of_notes_is_a_person(tmp_path: Path) -> None:
    last = person(5, A="NB : voir", **dict.fromkeys("BDEFGHIJKLMNO"))
    found = judge_april(tmp_path, [HEADER, *people(5), [], last])
    assert set(found.quarantined) == {("Feuil1", 11)}


def test_a_column_that_comes_twice_and_is_blank_once_is_read(tmp_path: Path) -> None:
    rows = [[*row, ""] for row in people(5)]
    assert judge_april(tmp_path, [[*HEADER, "Nom"], *rows]).rows_accepted == 5


def test_who_is_known_by_an_alias_alone_is_an_accused(tmp_path: Path) -> None:
    path = tmp_path / "GN_TEP_04-2026.csv"
    path.write_text(
        "N° PV;Brigade;Date du PV;Qualité;NOM et Prénoms;Sexe\n"
        "009/GN/2026;Bria;11/04/2026;Mis en cause;alias Imaginaire;M\n"
        "010/GN/2026;Bria;11/04/2026;Mis en cause;« Inventé »;M\n"
        "011/GN/2026;Bria;11/04/2026;Mis en cause;X;M\n",
        "utf-8",
    )
    found = judge(path, "gendarmerie")
    assert found.records["person_mention"]["alias"].to_pylist() == ["Imaginaire", "Inventé"]


@pytest.mark.parametrize("name", ["MPF-2026-0035", "094/X/26", "A12345"])
def test_the_number_of_something_is_nobody_s_name(tmp_path: Path, name: str) -> None:
    found = judge_april(tmp_path, [HEADER, *people(5), person(5, C=name, D=None)])
    assert ("family_name_unread", 10, "Nom") in faulty(found)
