"""Rows, sheets and titles that say another count than the list has; names that lost a letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
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

pytestmark = pytest.mark.slow


def kept_back(result: Examined) -> set[int]:
    return {row for _, row in result.quarantined}


@pytest.mark.parametrize(
    ("name", "is_void"),
    [
        ("ANNULE", True), ("Annulée", True), ("Doublon !", True), ("VIDE", True),
        ("Erreur de saisie", True), ("à supprimer", True), ("DÉJÀ ENREGISTRÉE", True),
        ("FICTIFX (annulé)", True), ("FICTIFX - annulée", True), ("DOUBLON FICTIFX", True),
        ("Exemple", True), ("FICTIFX (mineure)", False), ("FICTIFX-ZARA", False),
        ("Rose-Exemple", False), ("MODÈLE", False),
        ("ANNULA", False), ("Vidal", False), ("Dublin", False),
    ],
)  # fmt: skip
def test_a_name_that_says_that_its_row_is_none_is_nobody(
    tmp_path: Path, name: str, is_void: bool
) -> None:
    result = judge_april(tmp_path, [HEADER, *people(3), person(5, C=name, D="")])
    assert kept_back(result) == ({8} if is_void else set())
    # The reader of names may know such a word first, and say so of the cell.
    heard = {"row_void", "ditto_mark", "family_name_unread"} if is_void else set()
    assert {rule for rule, _, _ in faulty(result)} <= heard


@pytest.mark.parametrize(
    ("cells", "is_kept_back"),
    [
        ({"A": "ANNULÉ"}, True), ({"M": "doublon"}, True), ({"E": "annulée"}, True),
        ({"A": "Exemple"}, True), ({"F": "vide"}, False), ({"E": "1F, 2G"}, True),
        ({"F": "10, 12 et 14"}, True), ({"F": "14 ans et 12 ans"}, True),
        ({"F": "14,5"}, False), ({"F": "14 ans et 6 mois"}, False), ({"F": "7 à 12 ans"}, False),
        ({"E": "F/M"}, False),
    ],
)  # fmt: skip
def test_a_row_is_void_or_of_several_whichever_cell_says_so(
    tmp_path: Path, cells: dict[str, object], is_kept_back: bool
) -> None:
    result = judge_april(tmp_path, [HEADER, *people(3), person(5, **cells)])
    assert kept_back(result) == ({8} if is_kept_back else set())


@pytest.mark.parametrize(
    ("remark", "is_void"),
    [
        ("ANNULÉ", True), ("doublon de la ligne 3", True), ("Cas annulé", True),
        ("Ne pas compter", True), ("déjà déclarée en mars", True), ("Doublon (voir n° 4)", True),
        ("annulé en appel", False), ("Erreur sur l'âge corrigée", False), ("RAS", False),
        ("la première plainte est annulée", False), ("vue deux fois", False),
    ],
)  # fmt: skip
def test_a_remark_that_cancels_a_row_keeps_it_back(
    tmp_path: Path, remark: str, is_void: bool
) -> None:
    rows = [[*HEADER, "Observations"], *[[*one, ""] for one in people(3)], [*person(5), remark]]
    assert kept_back(judge_april(tmp_path, rows)) == ({8} if is_void else set())


def test_a_remark_is_heard_in_a_column_that_is_not_kept(tmp_path: Path) -> None:
    header = ["N° PV", "Brigade", "Date du PV", "Qualité", "NOM et Prénoms", "Sexe",
              "Né(e) le / vers", "Nationalité", "Localité", "Forme", "Observations"]  # fmt: skip
    row = ["001/GN/2026", "", date(2026, 4, 9), "Victime", "FICTIFA Inventée", "F", "2001"]
    rows = [header, *[[*row, "", "", "", ""]] * 3, [*row, "", "", "", "Annulé"]]
    path = write_workbook(tmp_path / "gendarmerie_04_2026.xlsx", Feuil1=rows)
    assert kept_back(judge(path, "gendarmerie")) == {5}


@pytest.mark.parametrize(
    ("header", "count", "is_kept_back"),
    [
        ("Nombre de victimes", 5, True), ("Effectif", "3", True), ("Nbre de cas", "2,0", True),
        ("Nombre de victimes", 1, False), ("Nombre d'enfants", 4, False),
        ("Nombre de personnes dans le ménage", 6, False),
    ],
)  # fmt: skip
def test_a_row_that_stands_for_several_persons_is_kept_back(
    tmp_path: Path, header: str, count: object, is_kept_back: bool
) -> None:
    rows = [[*HEADER, header], *[[*one, 1] for one in people(3)], [*person(5), count]]
    assert kept_back(judge_april(tmp_path, rows)) == ({8} if is_kept_back else set())


def test_the_count_of_a_case_beside_each_of_its_rows_is_theirs(tmp_path: Path) -> None:
    header = ["N° PV", "Brigade", "Date du PV", "Qualité", "NOM et Prénoms", "Sexe",
              "Né(e) le / vers", "Nationalité", "Localité", "Forme", "Effectif"]  # fmt: skip
    rest = ["", date(2026, 4, 9), "Victime", "FICTIFA Inventée", "F", "2001", "", "", ""]
    rows = [header, *[["001/GN/2026", *rest, 2]] * 2, ["002/GN/2026", *rest, 2]]
    path = write_workbook(tmp_path / "gendarmerie_04_2026.xlsx", Feuil1=rows)
    assert kept_back(judge(path, "gendarmerie")) == {4}


@pytest.mark.parametrize(
    ("again", "remark", "waits"),
    [(6, {}, True), (3, {}, True), (2, {}, False), (6, {"M": "complété"}, True)],
)
def test_a_copy_of_a_sheet_beside_it_waits(
    tmp_path: Path, again: int, remark: dict[str, object], waits: bool
) -> None:
    path = tmp_path / "MPFFPE_victimes_04_2026.xlsx"
    more = [*(person(number, **remark) for number in range(again)), person(9)]
    sheets = {"Avril": [*BANNER, HEADER, *people(6)], "Avril (2)": [*BANNER, HEADER, *more]}
    doubts = judge(write_workbook(path, **sheets)).doubts
    assert [one.key for one in doubts] == (["file_sheet_twice"] if waits else [])


@pytest.mark.parametrize(
    ("title", "waits"),
    [
        ("Nombre de victimes : 9", True),
        ("Total des victimes reçues au mois d'avril 2026 : 9", True),
        ("Effectif total : 7", True),
        ("Nombre de victimes : 6", False),
        ("Nombre de victimes : 4", False),
        ("Total des victimes du mois d'avril 2026", False),
        ("Nombre de pages : 9", False),
    ],
)
def test_a_workbook_with_fewer_rows_than_its_title_tells_waits(
    tmp_path: Path, title: str, waits: bool
) -> None:
    doubts = judge_april(tmp_path, [[title], HEADER, *people(6)]).doubts
    assert [one.key for one in doubts] == (["file_list_cut"] if waits else [])


def test_a_title_that_counts_all_sheets_does_not_wait(tmp_path: Path) -> None:
    first = [["Nombre de victimes : 6"], HEADER, *people(6)[:3]]
    path = tmp_path / "MPFFPE_victimes_04_2026.xlsx"
    path = write_workbook(path, Feuil1=first, Feuil2=[HEADER, *people(6)[3:]])
    assert judge(path).doubts == ()


def text_file(folder: Path, given: str, encoding: str, errors: str = "strict") -> Examined:
    lines = [HEADER, *[person(number, D=given) for number in range(4)]]
    shown = (
        ";".join(f"{c:%d/%m/%Y}" if isinstance(c, date) else str(c) for c in row) for row in lines
    )
    path = folder / "MPFFPE_victimes_04_2026.csv"
    path.write_bytes("\r\n".join(shown).encode(encoding, errors))
    return judge(path)


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "mac_roman", "utf-8"])
@pytest.mark.parametrize("given", ["Élodie", "Hélène", "François", "Zoé"])
def test_an_accent_is_the_same_from_any_office_machine(
    tmp_path: Path, given: str, encoding: str
) -> None:
    result = text_file(tmp_path, given, encoding)
    mentions = result.records["person_mention"]
    assert set(mentions["given_names"].to_pylist()) == {given}
    assert [one.key for one in result.file_messages] == []


@pytest.mark.parametrize("given", ["Élodie", "Hélène", "Zoé"])
def test_a_name_that_lost_its_accent_keeps_its_row_back(tmp_path: Path, given: str) -> None:
    result = text_file(tmp_path, given, "ascii", "replace")
    assert {rule for rule, _, _ in faulty(result)} >= {"letters_lost"}
    assert result.status == "rejected", "no name of the file is whole"


def test_a_clerk_who_doubts_a_name_has_lost_no_letter(tmp_path: Path) -> None:
    result = judge_april(tmp_path, [HEADER, *people(3), person(5, D="Awa?"), person(6, D="Awa ?")])
    assert kept_back(result) == set()


@pytest.mark.parametrize("cell", [date(2026, 4, 9), 3, "#REF!"])
def test_a_family_name_that_is_none_is_no_better_than_a_blank_one(
    tmp_path: Path, cell: object
) -> None:
    result = judge_april(tmp_path, [HEADER, *people(3), person(5, C=cell)])
    assert kept_back(result) == {8}
