"""What a spreadsheet, a Macintosh or a hand made of a cell: read rightly, or told by its cause."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
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
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from warehouse.read.own_sheets import AUTHOR

# Great Expectations takes a third of a second a file, and there are many.
pytestmark = pytest.mark.slow

CUSTODY = "N° PV;Unité;Date GAV;Nom;Prénom(s);Sexe;Date de naissance;N° de pièce;Téléphone"
NAME = "MPFFPE_victimes_04_2026.xlsx"


def custody(folder: Path, **cells: str) -> set[tuple[str, int, str | None]]:
    """The faults of a custody of one person with these cells, by the start of its header."""
    row = {
        "N° PV": "009/DSPJ/2026", "Unité": "OCRB", "Date GAV": "11/04/2026", "Nom": "FICTIFX",
        "Prénom(s)": "Inventé", "Sexe": "Masculin", "Date de naissance": "20/10/1994",
        "N° de pièce": "A123456", "Téléphone": "72000000",
    } | {key.replace("_", " "): cell for key, cell in cells.items()}  # fmt: skip
    path = folder / "DSPJ_GAV_042026.csv"
    path.write_text(f"{CUSTODY}\n{';'.join(row.values())}\n", "utf-8")
    return faulty(judge(path, "dspj"))


@pytest.mark.parametrize("column", ["Téléphone", "N° de pièce", "N° PV"])
@pytest.mark.parametrize("cell", ["2,36707E+11", "2.36E+11", "1,23457e+11"])
def test_a_number_that_a_spreadsheet_shortened_is_told_by_that_cause(
    tmp_path: Path, column: str, cell: str
) -> None:
    assert ("number_in_scientific", 2, column) in custody(tmp_path, **{column: cell})


@pytest.mark.parametrize("column", ["Téléphone", "N° de pièce", "N° PV"])
@pytest.mark.parametrize("cell", ["2026-04-15", "15-avr-26"])
def test_a_number_that_became_a_date_is_told_by_that_cause(
    tmp_path: Path, column: str, cell: str
) -> None:
    found = custody(tmp_path, **{column: cell})
    assert {one for one in found if one[2] == column} == {("number_became_date", 2, column)}


@pytest.mark.parametrize("cell", ["'+23672000000", "72 00 00 00", "'00012345"])
def test_a_number_kept_as_text_has_no_cause(tmp_path: Path, cell: str) -> None:
    rules = {rule for rule, _, _ in custody(tmp_path, Téléphone=cell)}
    assert not rules & {"number_in_scientific", "number_became_date", "ditto_mark"}


def test_a_key_in_scientific_notation_is_no_key(tmp_path: Path) -> None:
    found = judge_april(tmp_path, [HEADER, *people(3), person(3, A="1,2E+11")])
    assert ("number_in_scientific", 8, "Code dossier") in faulty(found)
    assert None in found.records["person_mention"]["record_key"].to_pylist()


@pytest.mark.parametrize(
    "mark",
    [
        '"',
        "''",
        '-"-',
        "〃",
        "idem",
        "Idem.",
        "ditto",
        "do",
        "d°",
        "-//-",
        "↓",
        "voir ligne 5",
        "cf. n° 12",
        "même que ci-dessus",
        "La même",
        "idem ligne 3",
        "susnommée",
        "déjà cité",
    ],
)
def test_a_ditto_mark_is_told_and_is_nobodys_name(tmp_path: Path, mark: str) -> None:
    found = judge_april(tmp_path, [HEADER, *people(3), person(3, C=mark, H=mark)])
    assert faulty(found) >= {("ditto_mark", 8, "Nom"), ("ditto_mark", 8, "Préfecture d'origine")}
    assert not faulty(found) & {("value_missing", 8, "Nom"), ("family_name_unread", 8, "Nom")}
    assert found.rows_accepted == 3
    rules = {fault.rule for fault in found.faults if fault.severity == "quarantine"}
    assert rules == {"ditto_mark"}


@pytest.mark.parametrize("mark", ["\\N", "(null)", "NULL"])
def test_the_mark_of_a_database_for_nothing_is_nothing(tmp_path: Path, mark: str) -> None:
    found = judge_april(tmp_path, [HEADER, *people(3), person(3, C=mark, G=mark, N=mark)])
    assert faulty(found) == {("value_missing", 8, "Nom")}


@pytest.mark.parametrize("is_general", [True, False])
def test_the_days_of_a_macintosh_are_of_their_month(tmp_path: Path, is_general: bool) -> None:
    with xlsxwriter.Workbook(tmp_path / NAME, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        look = None if is_general else book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate([*BANNER, HEADER, *people(5)]):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_number(number, column, (cell - date(1904, 1, 1)).days, look)
                else:
                    sheet.write(number, column, cell)
    found = judge(tmp_path / NAME)
    assert (found.status, found.period, found.rows_accepted) == ("accepted", "2026-04", 5)
    days = found.records["person_mention"]["seen_on"].to_pylist()
    assert days == [row[1] for row in people(5)]


def test_days_of_1904_pasted_into_another_workbook_are_still_doubted(tmp_path: Path) -> None:
    wrong = date(2026, 4, 9) - timedelta(days=1462)
    found = judge_april(tmp_path, [HEADER, *people(9), person(9, B=wrong)])
    assert ("date_of_1904", 14, "Date d'accueil") in faulty(found)


def test_a_far_cell_of_a_sheet_that_says_it_is_small_is_named(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / NAME, Feuil1=[*BANNER, HEADER, *people(3)])
    with zipfile.ZipFile(path) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(path, "w") as spoiled:
        for name, content in parts.items():
            content = content.replace(b'<dimension ref="A1:O7"', b'<dimension ref="A1"')
            spoiled.writestr(name, content.replace(b"</sheetData>", far))
    assert [one.key for one in judge(path).file_messages] == ["landing.far_cell"]


def test_rows_struck_through_and_comments_are_told_in_a_line_each(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / NAME, Feuil1=[*BANNER, HEADER, *people(5)])
    book = load_workbook(path)
    sheet = book.active
    for row in (6, 8):
        sheet.cell(row, 3).font = Font(strike=True)
    sheet.cell(7, 4).comment = Comment("née en 2011", "agent")
    sheet.cell(9, 4).comment = Comment("à corriger", AUTHOR)
    sheet.cell(4, 4).comment = Comment("comme sur la carte", "agent")
    book.save(path)
    found = judge(path)
    assert found.rows_accepted == 5
    assert [(one.key, one.parameters["count"], one.parameters["row"]) for one in found.file_messages
    ] == [("file_struck_rows", 2, 6), ("file_comments", 1, 7)]  # fmt: skip


def of_march(number: int) -> list[object]:
    return person(number, B=date(2026, 3, 1) + timedelta(days=number))


@pytest.mark.parametrize("state", ["veryHidden", "hidden", "visible"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_sheet_of_last_month_makes_the_file_wait_under_its_own_month(
    tmp_path: Path, state: str, is_first: bool
) -> None:
    march = [["Mois : mars 2026"], HEADER, *(of_march(number) for number in range(6))]
    april = [*BANNER, HEADER, *people(6)]
    sheets = {"Mars": march, "Avril": april} if is_first else {"Avril": april, "Mars": march}
    path = write_workbook(tmp_path / NAME, **sheets)
    book = load_workbook(path)
    book.active = book.sheetnames.index("Avril")
    book["Mars"].sheet_state = state
    book.save(path)
    found = judge(path)
    assert found.period == "2026-04"
    assert [one.parameters["months"] for one in found.doubts] == ["2026-03, 2026-04"]


def test_a_short_sheet_whose_title_is_of_another_month_makes_the_file_wait(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / NAME,
        Avril=[*BANNER, HEADER, *people(6)],
        Mars=[["Mois : mars 2026"], HEADER, of_march(1)],
    )
    assert [one.parameters["months"] for one in judge(path).doubts] == ["2026-03, 2026-04"]


@pytest.mark.parametrize("by", [1, 2])
@pytest.mark.parametrize("start", [0, 3])
def test_rows_pasted_off_their_columns_are_kept_back(tmp_path: Path, by: int, start: int) -> None:
    rows = [[None] * by + row if number >= start else row for number, row in enumerate(people(9))]
    found = judge_april(tmp_path, [HEADER, *rows])
    shifted = {fault.row_number for fault in found.faults if fault.rule == "row_out_of_columns"}
    assert shifted == set(range(5 + start, 14))
    assert not shifted & set(found.records.get("person_mention", {"row_number": []})["row_number"])


@pytest.mark.parametrize(
    ("moved", "rule", "told"),
    [
        (lambda row: [None, *row], "right", {"count": 1, "column": "Date d'accueil"}),
        (lambda row: [None, None, *row], "right", {"count": 2, "column": "Date d'accueil"}),
        (lambda row: row[1:], "left", {"count": 1, "column": "Date d'accueil"}),
        (lambda row: [*row[:4], None, *row[4:]], "right", {"count": 1, "column": "Sexe"}),
        (lambda row: [*row[:2], *row[3:]], "left", {"count": 1, "column": "Sexe"}),
    ],
    ids=["right", "two to the right", "left", "right from the sex on", "left, a cell cut out"],
)
def test_a_pasted_shift_is_one_fault_with_its_cause(
    tmp_path: Path,
    moved: Callable[[list[object]], list[object]],
    rule: str,
    told: dict[str, object],
) -> None:
    rows = [moved(row) if number > 4 else row for number, row in enumerate(people(8))]
    result = judge_april(tmp_path, [HEADER, *rows])
    assert {row for _, row in result.quarantined} == {10, 11, 12}
    faults = [fault for fault in result.faults if fault.row_number > 9]
    assert [fault.row_number for fault in faults] == [10, 11, 12]
    for fault in faults:
        assert fault.message.key == f"rule_row_shifted_{rule}"
        assert fault.message.parameters == told


def test_a_row_with_two_cells_that_cannot_be_read_is_still_taken(tmp_path: Path) -> None:
    found = judge_april(tmp_path, [HEADER, *people(8), person(8, E="?!", F="jeune")])
    assert found.rows_accepted == 9


def test_one_turned_sheet_beside_others_is_refused_too(tmp_path: Path) -> None:
    turned = [list(row) for row in zip(HEADER, *people(9), strict=True)]
    path = write_workbook(tmp_path / NAME, A=[*BANNER, HEADER, *people(3)], B=turned)
    assert [one.key for one in judge(path).file_messages] == ["file_transposed"]


@pytest.mark.parametrize("age", [", 12 ans", " 14", " (8 mois)", " (14)"])
def test_an_age_behind_a_name_is_told(tmp_path: Path, age: str) -> None:
    plain = {"FICTIFX", "1. FICTIFX", "FICTIFX II", "FICTIFX (F)"}
    rows = [
        person(0, C=f"FICTIFX{age}"),
        *(person(n, C=one) for n, one in enumerate(sorted(plain), 1)),
    ]
    found = judge_april(tmp_path, [HEADER, *rows])
    assert {one for one in faulty(found) if one[0] == "age_in_name"} == {("age_in_name", 5, "Nom")}


@pytest.mark.parametrize(("count", "is_told"), [(2, True), (4, False)])
def test_parts_of_a_name_in_each_other_s_column_are_told(
    tmp_path: Path, count: int, is_told: bool
) -> None:
    """Where capitals say in most rows which part is the family's."""
    rows = [
        person(n, C="Inventée", D="FICTIFX") if n < count else person(n, D="Inventée")
        for n in range(6)
    ]
    found = judge_april(tmp_path, [HEADER, *rows])
    told = {row for rule, row, _ in faulty(found) if rule == "name_parts_swapped"}
    assert told == ({5, 6} if is_told else set())
    assert found.rows_accepted == 6


def test_words_in_a_text_box_and_a_part_struck_through_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / NAME, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        struck = book.add_format({"font_strikeout": True})
        for number, row in enumerate([*BANNER, HEADER, *people(5)]):
            sheet.write_row(number, 0, row)
        sheet.write_rich_string("C6", struck, "ANCIEN", " FICTIFX")
        sheet.insert_textbox("C20", "FICTIFY Oubliée, 12 ans")
        sheet.insert_textbox("H20", "")
    told = [
        (said.key, said.parameters["count"], said.parameters["row"])
        for said in judge(tmp_path / NAME).file_messages
    ]
    assert told == [("landing.text_boxes", 1, 20), ("file_struck_rows", 1, 6)]


CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:calculation-settings><table:null-date table:date-value="{since}"/>
</table:calculation-settings><table:table table:name="F">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
 manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


def open_document(folder: Path, since: date, rows: list[list[object]]) -> Path:
    """An ``.ods`` of April; a cell of text that begins with a bracket stands as it is."""

    def cell(value: object) -> str:
        if isinstance(value, date):
            days = (value - since).days
            kind = f'office:value-type="float" office:value="{days}"'
            return f"<table:table-cell {kind}><text:p>{days}</text:p></table:table-cell>"
        if isinstance(value, str) and value.startswith("<"):
            return value
        kind = 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{value or ''}</text:p></table:table-cell>"

    path = folder / "MPFFPE_victimes_04_2026.ods"
    written_rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
    )
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        written.writestr("content.xml", CONTENT.format(since=since, rows=written_rows))
        written.writestr("META-INF/manifest.xml", MANIFEST)
    return path


@pytest.mark.parametrize("since", [date(1904, 1, 1), date(1899, 12, 30)])
def test_the_days_of_an_open_document_count_from_the_day_that_it_says(
    tmp_path: Path, since: date
) -> None:
    found = judge(open_document(tmp_path, since, [*BANNER, HEADER, *people(5)]))
    assert (found.status, found.period, found.rows_accepted) == ("accepted", "2026-04", 5)
    days = found.records["person_mention"]["seen_on"].to_pylist()
    assert days == [row[1] for row in people(5)]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('<table:table-cell table:formula="of:=1+1"/>', "landing.uncalculated"),
        (
            '<table:table-cell table:formula="of:=A1" office:value-type="string"'
            ' calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>',
            "landing.error_cells",
        ),
    ],
    ids=["never calculated", "an error"],
)
def test_a_formula_of_an_open_document_without_a_value_is_told_at_its_cell(
    tmp_path: Path, cell: str, told: str
) -> None:
    rows = [person(0, C=cell), person(1, F=cell), *people(4)[2:]]
    found = judge(open_document(tmp_path, date(1899, 12, 30), [*BANNER, HEADER, *rows]))
    assert {("family_name_unread", 5, "Nom"), ("age_unread", 6, "Age")} == faulty(found)
    assert [one.key for one in found.file_messages] == [told]


@pytest.mark.parametrize("cell", ["hébergement soins médicaux", "hebergement soins_medicaux"])
def test_answers_of_a_form_in_one_column_are_read_without_their_boxes(
    tmp_path: Path, cell: str
) -> None:
    found = judge_april(tmp_path, [HEADER, *(person(number, L=cell) for number in range(3))])
    assert found.records["assistance"]["service_codes"].to_pylist() == [["SHELTER", "HEALTH"]] * 3
    assert found.faults == ()
