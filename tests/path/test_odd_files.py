"""A row that looks like a record is a record, in quarantine, or the file is refused or held."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from odd_files import (
    BANNER,
    HEADER,
    Cells,
    faulty,
    judge,
    judge_april,
    people,
    person,
    write_workbook,
)

from warehouse.checks.examine import Examined

# Great Expectations takes a third of a second a file, and there are many.
pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        (person(1, **dict.fromkeys("BEFGHIJKLMNO")), "record"),
        (["", "", "FICTIFA", "Élise"], "record"),
        (["", "", "FICTIFA", "FICTIFA"], "record"),
        (["PRÉNOMMÉE", "", "Fictifa", "FICTIFA", "", "", "centrafricaine"], "record"),
        (["RÉPUBLIQUE INVENTÉE", "", "Identité", "Identité"], "banner"),
        (["", "", "DE LA VICTIME", "DE LA VICTIME"], "banner"),
        (["", "", "Bloc Un", "Bloc Un", "Bloc Un", "Bloc Deux", "Bloc Deux"], "banner"),
        (["RÉPUBLIQUE INVENTÉE", "", "MINISTERE DE RIEN", "", "Unité et Travail"], "banner"),
    ],
    ids=[
        "a key and a name",
        "a name",
        "a name of one word",
        "one word and a nationality",
        "a group of columns",
        "a group that says whose",
        "groups",
        "three blocks",
    ],
)
def test_a_row_above_its_header_that_names_a_person_is_a_record(
    tmp_path: Path, above: list[object], kind: str
) -> None:
    result = judge_april(tmp_path, [above, HEADER, *people(4)])
    aside = {one.row_number: one.reason for one in result.set_aside}
    assert aside.get(4, "record") == kind
    assert result.rows_accepted + len(result.quarantined) == 4 + (kind == "record")


def test_a_name_alone_above_a_list_that_was_sorted_over_its_header_is_a_record(
    tmp_path: Path,
) -> None:
    alone = ["", "", "FICTIFX", "Inventée"]
    path = tmp_path / "MPFFPE_victimes_04_2026.xlsx"
    write_workbook(path, Feuil1=[["Unité inventée"], alone, [], *people(3), HEADER, *people(6)[3:]])
    result = judge(path)
    assert result.rows_accepted + len(result.quarantined) == 7


def test_a_workbook_is_read_by_its_bytes_whatever_it_is_called(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "MPFFPE_victimes_04_2026.xlsx", Feuil1=[HEADER, *people(3)])
    assert judge(path.rename(path.with_suffix(".xls"))).rows_accepted == 3


@pytest.mark.parametrize("nothing", ["ND", "N.D.", "NC", "X", "inconnu", ""])
@pytest.mark.parametrize("place", [5, 9], ids=["sex", "confiscated"])
def test_a_name_in_another_column_beside_a_name_that_is_none_keeps_its_row_back(
    tmp_path: Path, nothing: str, place: int
) -> None:
    header = ["N° procès-verbal", "Date de visite", "Secteur d'activité", "Localité",
              "Nom du travailleur", "Sexe", "Âge", "Nationalité", "Type d'infraction",
              "Documents confisqués (O/N)", "Salaire retenu (O/N)", "Employeur mis en cause",
              "Suite"]  # fmt: skip
    row: list[object] = ["IT-001/2026", date(2026, 4, 9), "agriculture", "Bambari",
                         "FICTIFA Inventée", "F", 20, "", "", "N", "N", "", ""]  # fmt: skip
    odd = [*row]
    odd[4], odd[place] = nothing, "FICTIFX Inventée"
    path = write_workbook(tmp_path / "travail_04_2026.xlsx", Feuil1=[header, row, odd, row])
    result = judge(path, "travail")
    assert set(result.quarantined) == {("Feuil1", 3)}


@pytest.mark.parametrize(
    ("nationality", "place", "rules"),
    [
        ("FICTIFX Inventée", "", {"name_misplaced"}),
        ("république inventée", "", set()),
        ("", "Quartier Inventé", set()),
    ],
)
def test_a_name_in_the_column_of_nationalities_beside_a_blank_one_keeps_its_row_back(
    tmp_path: Path, nationality: str, place: str, rules: set[str]
) -> None:
    header = ["N° PV", "Brigade", "Date du PV", "Qualité", "NOM et Prénoms", "Sexe",
              "Né(e) le / vers", "Nationalité", "Localité", "Forme"]  # fmt: skip
    row = ["001/GN/2026", "", date(2026, 4, 9), "Victime", "FICTIFA Inventée", "F", "2001"]
    rows = [header, *[row] * 3, [*row[:4], "", *row[5:], nationality, place]]
    path = write_workbook(tmp_path / "Gendarmerie 04-2026.xlsx", Légion=[["Légion"], [], *rows])
    result = judge(path, "gendarmerie")
    assert set(result.quarantined.get(("Légion", 7), ())) == rules


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
    # Who signs stands behind a blank row; a name that touches the table is somebody.
    assert {row for _, row in found.quarantined} == set(range(4, 9))


@pytest.mark.parametrize(
    ("rows", "persons"),
    [
        ([person(1, **dict.fromkeys("ABEFGHIJKLMNO"))], [4]),
        (
            [[], person(1, **dict.fromkeys("BEFGHIJKLMNO")), [None, None, "FICTIFA", "Élise"]],
            [5, 6],
        ),
        ([["Code", "Libellé", "Sens"], ["SE", "Service Externe", "envoyé ailleurs"]], []),
        ([[None, None, "Le Chef de Service"], [None, None, "Bangui, le 2 mai 2026"]], []),
    ],
    ids=["one name", "two of whom little is told", "what codes mean", "who signed"],
)
def test_a_sheet_without_a_header_that_names_persons_in_their_columns_has_its_rows_kept_back(
    tmp_path: Path, rows: Cells, persons: list[int]
) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.xlsx"
    result = judge(write_workbook(path, Centre=[HEADER, *people(3)], Ouest=[*BANNER, *rows]))
    assert sorted(result.quarantined) == [("Ouest", row) for row in persons]


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
        ("3 enfants non identifiés", "", "Nom"),
        ("deux filles", "", "Nom"),
        ("plusieurs mineures", "", "Nom"),
        ("les frères FICTIFX", "", "Nom"),
        ("FICTIFX Awa FICTIFY Luc", "", "Nom"),
        ("FICTIFX Awa (FICTIFY Luc)", "", "Nom"),
        ("Famille FICTIFX", "", "Nom"),
        ("FICTIFX (et son frère)", "Inventé", "Nom"),
        ("FICTIFX", "Inventé (x3)", "Prénom"),
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


def dated(*days: str) -> list[list[object]]:
    return [person(number, B=day) for number, day in enumerate(days)]


@pytest.mark.parametrize(
    ("days", "is_refused"),
    [
        (("04/13/2026", "04/28/2026", "04/05/2026"), True),
        (("04/13/2026", "13/04/2026", "04/28/2026"), False),
        (("04/13/2026", "05/04/2026", "06/04/2026"), False),
        (("13/04/2026", "05/04/2026", "06/04/2026"), False),
    ],
    ids=["all", "both ways", "a slip", "none"],
)
def test_a_column_of_american_dates_refuses_the_file_in_one_sentence(
    tmp_path: Path, days: tuple[str, ...], *, is_refused: bool
) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    lines = [";".join(str(cell or "") for cell in row) for row in [HEADER, *dated(*days)]]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = judge(path)
    assert ("file_dates_american" in {one.key for one in found.file_messages}) is is_refused
    assert (found.status == "rejected") is is_refused
    assert not is_refused or HEADER[1] not in {fault.column for fault in found.faults}


@pytest.mark.parametrize(("sex", "waits"), [("1", True), ("2.0", True), ("F", False)])
def test_a_sex_in_figures_waits_for_who_says_which_is_which(
    tmp_path: Path, sex: str, *, waits: bool
) -> None:
    found = judge_april(tmp_path, [HEADER, *people(2), person(3, E=sex)])
    assert ([one.key for one in found.doubts] == ["file_sex_in_figures"]) is waits


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


def test_formulas_are_told_where_a_program_left_out_which_cells_they_are(tmp_path: Path) -> None:
    rows = [person(0, F="=1+8"), person(1, C='=UPPER("fictifx")'), *people(4)[2:]]
    path = tmp_path / "MPFFPE_victimes_04_2026.xlsx"
    write_workbook(path, Feuil1=[*BANNER, HEADER, *rows])
    with zipfile.ZipFile(path) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    with zipfile.ZipFile(path, "w") as bare:
        for name, content in parts.items():
            bare.writestr(name, re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", content))
    found = judge(path)
    assert faulty(found) == {("age_unread", 5, "Age"), ("family_name_unread", 6, "Nom")}


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


def test_a_name_one_column_off_in_a_second_list_keeps_its_row_back(tmp_path: Path) -> None:
    header = ["N° PV", "Brigade", "Date du PV", "Qualité", "NOM et Prénoms", "Sexe",
              "Né(e) le / vers", "Nationalité", "Localité", "Forme"]  # fmt: skip
    row = ["001/GN/2026", "", date(2026, 4, 9), "Victime", "FICTIFA Inventée", "F", "2001"]
    off = [*row, "", "", "", *["", "", "", "", "", "FICTIFX Inventée"]]
    path = tmp_path / "gendarmerie_04_2026.xlsx"
    write_workbook(path, Feuil1=[[*header, *header], row, off, row])
    assert set(judge(path, "gendarmerie").quarantined) == {("Feuil1", 3)}


@pytest.mark.parametrize(("gap", "is_kept_back"), [(0, True), (2, True), (9, False)])
def test_a_name_alone_where_a_record_beside_would_have_it_keeps_its_row_back(
    tmp_path: Path, gap: int, is_kept_back: bool
) -> None:
    beside = [*[None] * (gap + 2), "FICTIFX", "FICTIFX"]
    result = judge_april(tmp_path, [HEADER, [*person(0), *beside], *people(4)[1:]])
    assert set(result.quarantined) == ({("Feuil1", 5)} if is_kept_back else set())
    checked = judge_april(tmp_path, [HEADER, [*person(0), "Vu", "Awa"], *people(4)[1:]])
    assert set(checked.quarantined) == set()


def test_a_second_list_beside_records_above_their_header_keeps_its_rows_back(
    tmp_path: Path,
) -> None:
    above = [person(0), [*person(1), None, *person(5)]]
    for below in ([], people(3)[2:]):
        result = judge_april(tmp_path, [*above, HEADER, *below])
        assert set(result.quarantined) == {("Feuil1", 5)}
        assert result.rows_accepted == 1 + len(below)


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


@pytest.mark.parametrize("header", ["", "?", "Colonne13", "Localité", "Unnamed: 12"])
def test_a_column_of_accused_that_lost_its_header_refuses_the_file(
    tmp_path: Path, header: str
) -> None:
    found = judge_visits(tmp_path, header)
    assert found.status == "rejected"
    assert "file_names_unheaded" in {said.key for said in found.file_messages}


def test_a_column_of_accused_above_a_header_that_the_file_ends_in_refuses_it(
    tmp_path: Path,
) -> None:
    found = judge_visits(tmp_path, "Employeur mis en cause", is_upside_down=True)
    assert len(found.records["person_mention"]) == 10
    judge_visits(tmp_path, "", is_upside_down=True)
    path = tmp_path / "travail_visites_04_2026.csv"
    path.write_text(path.read_text("utf-8").rstrip("\n").rstrip(";"), "utf-8")
    found = judge(path, "travail")
    assert found.status == "rejected"
    assert "file_names_unheaded" in {said.key for said in found.file_messages}


@pytest.mark.parametrize("header", ["", "Colonne3"])
def test_a_second_column_of_names_does_not_stand_for_the_first_that_lost_its_header(
    tmp_path: Path, header: str
) -> None:
    names = [*HEADER, "Nom_2", "Prénom_2"]
    names[2:4] = [header, header]
    rows = [[*row, *(["FICTIFZ", "Autre"] if number == 1 else ["", ""])]
            for number, row in enumerate(people(5))]  # fmt: skip
    found = judge_april(tmp_path, [names, *rows])
    assert found.status == "rejected"
    assert found.file_messages[0].key == "file_names_unheaded"


def test_names_under_an_office_s_own_header_make_the_file_wait_where_theirs_is_missing(
    tmp_path: Path,
) -> None:
    found = judge_visits(tmp_path, "Patron")
    assert [said.key for said in found.doubts] == ["file_names_elsewhere"]


def test_a_column_of_remarks_stands_for_nobody_where_one_of_names_is_missing(
    tmp_path: Path,
) -> None:
    found = judge_visits(tmp_path, "Remarque", "visite sans incident")
    assert (found.status, found.doubts) == ("accepted_with_warnings", ())


def judge_visits(
    folder: Path, header: str, cell: str = "FICTIFP Imaginé", *, is_upside_down: bool = False
) -> Examined:
    """Visits of workplaces, the column of who is accused under ``header``."""
    path = folder / "travail_visites_04_2026.csv"
    names = (
        "N° procès-verbal;Date de visite;Établissement;Secteur d'activité;Localité;"
        f"Nom du travailleur;Sexe;Âge;Nationalité;{header}"
    )
    rows = [
        f"{number:03}/IT/2026;{number + 1:02}/04/2026;Atelier inventé;Agriculture;Bambari;"
        f"FICTIF{chr(65 + number)} Inventé;F;19;centrafricaine;{cell}"
        for number in range(5)
    ]
    lines = [*rows, names] if is_upside_down else [names, *rows]
    path.write_text("\n".join(lines), "utf-8")
    return judge(path, "travail")


@pytest.mark.parametrize("key", ["FICTIFX Inventée", "Fictifx Inventée Marie"])
def test_a_name_among_the_numbers_of_files_keeps_its_row_back(tmp_path: Path, key: str) -> None:
    found = judge_april(tmp_path, [HEADER, *people(5), person(5, A=key, C="Total", D=None)])
    assert set(found.quarantined) == {("Feuil1", 10)}


@pytest.mark.parametrize(
    ("order", "place"),
    [([4, 3, 2, 1, 0, *range(14, 4, -1)], 8), ([0, 1, 2, 5, 4, 3, 6, 8, 7, *range(9, 15)], 0)],
    ids=["all of them", "a few"],
)
def test_all_rows_above_a_header_of_other_columns_are_kept_back(
    tmp_path: Path, order: list[int], place: int
) -> None:
    below = [[row[place] for place in order] for row in (HEADER, *people(12)[8:])]
    poor = person(8, **dict.fromkeys("BEFGHIJKLMNO"))
    above = people(8)
    above.insert(place, poor)
    found = judge_april(tmp_path, [*above, *below])
    assert {("Feuil1", row) for row in range(4, 13)} <= set(found.quarantined)
    assert found.rows_accepted == 4


@pytest.mark.parametrize(
    "more", [["FICTIFX Inventée", "M", "-", "O"], ["O", "Fictifx Y", "F", "x"]]
)
def test_a_name_and_more_beyond_the_columns_keeps_its_row_back(
    tmp_path: Path, more: list[object]
) -> None:
    rows = [HEADER, [*person(0), *more], *people(4)[1:]]
    assert set(judge_april(tmp_path, rows).quarantined) == {("Feuil1", 5)}


@pytest.mark.parametrize("family", ["* FICTIFX", "Note : FICTIFX", "NB FICTIFX"])
@pytest.mark.parametrize("given", ["Note : Inventée", "* Inventée", "Inventée"])
@pytest.mark.parametrize("is_last", [True, False])
def test_a_name_behind_the_mark_of_a_note_is_a_person(
    tmp_path: Path, family: str, given: str, is_last: bool
) -> None:
    alone = person(5, C=family, D=given, **dict.fromkeys("ABEFGHIJKLMNO"))
    rows = people(5)
    rows.insert(5 if is_last else 2, alone)
    found = judge_april(tmp_path, [HEADER, *rows])
    assert set(found.quarantined) == {("Feuil1", 10 if is_last else 7)}


@pytest.mark.parametrize("alone", ["* FICTIFX Inventée", "NB : FICTIFX Inventée"])
def test_a_marked_name_alone_in_its_row_is_a_person(tmp_path: Path, alone: str) -> None:
    row = person(5, C=alone, **dict.fromkeys("ABDEFGHIJKLMNO"))
    found = judge_april(tmp_path, [HEADER, *people(2), row, *people(4)[2:]])
    assert set(found.quarantined) == {("Feuil1", 7)}


@pytest.mark.parametrize(
    "note", [["Source : Gendarmerie"], ["NB : les fiches suivent"], ["(*) chiffre provisoire"],
             ["Légende :", "O = oui"], ["Note :", "les âges sont déclarés"]]
)  # fmt: skip
def test_a_note_below_the_table_is_still_a_note(tmp_path: Path, note: list[object]) -> None:
    found = judge_april(tmp_path, [HEADER, *people(5), [], note])
    assert (found.rows_accepted, found.quarantined) == (5, {})


def lines_of(rows: list[list[object]], separator: str = ";") -> list[str]:
    return [
        separator.join(f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell) for cell in row)
        for row in [HEADER, *rows]
    ]


@pytest.mark.parametrize("title", ["Total;15", "Total : 15", "TOTAL GENERAL;15;"])
@pytest.mark.parametrize("count", [1, 8, 14])
def test_a_text_file_with_fewer_rows_than_its_title_tells_waits(
    tmp_path: Path, title: str, count: int
) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    path.write_text("\n".join([title, *lines_of(people(count)), ""]), "utf-8")
    assert [said.key for said in judge(path).doubts] == ["file_list_cut"]


@pytest.mark.parametrize("title", ["Total;8", "Ouham;3;2;5\nTotal;4;2;15", "Mois : avril 2026"])
def test_a_text_file_with_the_rows_of_its_title_does_not_wait(tmp_path: Path, title: str) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    path.write_text("\n".join([title, *lines_of(people(8)), ""]), "utf-8")
    found = judge(path)
    assert (found.doubts, found.rows_accepted) == ((), 8)


@pytest.mark.parametrize("said", [";", ",", "\t", "|"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_what_a_file_says_of_its_separator_is_not_believed_where_it_is_wrong(
    tmp_path: Path, said: str, separator: str
) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.csv"
    path.write_text("\n".join([f"sep={said}", *lines_of(people(4), separator)]), "utf-8")
    assert judge(path).rows_accepted == 4


@pytest.mark.parametrize("look", ["{}", "({})", "[{}]", "{}."])
@pytest.mark.parametrize("gap", [[], [[]]])
def test_the_numbers_of_columns_below_a_header_are_no_person(
    tmp_path: Path, look: str, gap: list[list[object]]
) -> None:
    marks: list[object] = [look.format(number) for number in range(1, 16)]
    found = judge_april(tmp_path, [HEADER, *gap, marks, *people(3)])
    assert (found.rows_accepted, found.quarantined) == (3, {})


def test_names_over_several_columns_are_no_person(tmp_path: Path) -> None:
    groups: list[object] = [*["Victime"] * 7, *["Lieu"] * 2, *["Autre"] * 6]
    title: list[object] = ["REGISTRE", *[None] * 14]
    found = judge_april(tmp_path, [title, groups, HEADER, *people(5)])
    assert (found.rows_accepted, found.quarantined) == (5, {})


def test_a_title_printed_again_on_each_page_is_no_person(tmp_path: Path) -> None:
    rows = people(8)
    page = [*BANNER, HEADER]
    found = judge_april(tmp_path, [HEADER, *rows[:3], [], *page, *rows[3:6], *page, *rows[6:]])
    assert (found.rows_accepted, found.quarantined) == (8, {})


def test_two_names_alone_beside_a_row_keep_it_back(tmp_path: Path) -> None:
    beside: list[object] = [None, "FICTIFX Inventée", None, "FICTIFY Imaginé"]
    rows = [HEADER, [*person(0), *beside], *people(4)[1:]]
    assert set(judge_april(tmp_path, rows).quarantined) == {("Feuil1", 5)}


def test_who_checked_a_row_stands_beside_it_and_is_no_second_person(tmp_path: Path) -> None:
    rows = [HEADER, *[[*row, None, "Contrôleuse Inventée"] for row in people(3)]]
    assert judge_april(tmp_path, rows).rows_accepted == 3


@pytest.mark.parametrize("group", ["Identité/", "a/b/", "groupe / "])
def test_a_column_whose_name_holds_a_bar_is_read_behind_the_groups_of_a_form(
    tmp_path: Path, group: str
) -> None:
    path = tmp_path / "GN_TEP_04-2026.csv"
    names = ["N° PV", "Date du PV", "Qualité", "NOM et Prénoms", "Né(e) le / vers"]
    path.write_text(
        ";".join(group + name for name in names)
        + "\n009/GN/2026;11/04/2026;Victime;FICTIFX Inventée;15/06/1999\n",
        "utf-8",
    )
    births = judge(path, "gendarmerie").records["person_mention"]["birth_date_min"]
    assert births.to_pylist() == [date(1999, 6, 15)]


@pytest.mark.parametrize("cell", ["#REF!", "12345", "FICTIFH\ufffd"])
def test_an_accused_whose_name_cannot_be_read_keeps_his_row_back(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "UMIRR_registre_04_2026.csv"
    path.write_text(
        "N° d'ordre;N° PV;Date de plainte;VICTIME;;MIS EN CAUSE;;FAITS\n"
        ";;;Nom et prénoms;Sexe;Nom et prénoms;Sexe;Date des faits\n"
        f"1;004/X/26;11/04/2026;FICTIFG Inventée;F;{cell};M;02/04/2026\n"
        "2;005/X/26;11/04/2026;FICTIFJ Inventée;F;FICTIFK Imaginé;M;02/04/2026\n"
        "3;006/X/26;11/04/2026;FICTIFL Inventée;F;?;;02/04/2026\n",
        "utf-8",
    )
    found = judge(path, "umirr")
    assert found.quarantined == {("", 3): ("name_unread",)}
    assert [fault.rule for fault in found.faults] == ["name_unread"]
