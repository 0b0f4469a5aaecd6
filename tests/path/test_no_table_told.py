"""What stands where a table is due: questions of an online form, messages, a picture of a list."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from odd_files import BANNER, HEADER, Cells, judge, judge_april, people, person, write_workbook

from warehouse.read.header_questions import asks_for

pytestmark = pytest.mark.slow

NAME = "MPFFPE_victimes_04_2026"
ASKED = [
    "Quel est le code du dossier ?", "Quelle est la date d'accueil de la victime ?",
    "Quel est le nom de la victime ?", "Quel est son prénom ?", "Quel est le sexe de la victime ?",
    "Quel âge a-t-elle ?", "Quelle est sa nationalité ?", "Quelle est sa préfecture d'origine ?",
    "Dans quelle sous-préfecture d'accueil ?", "Quel est le type d'exploitation subi ?",
    "Mineur accompagné (O/N) ?", "Quels services fournis ?", "Référé par ?",
    "Quel est le téléphone du tuteur ?", "Consentement ?",
]  # fmt: skip
CHAT = [
    "{} Point focal: Bonjour, voici la liste d'avril",
    "{} Point focal: 1. FICTIFA Aline, F, 12 ans, Bossangoa",
    "2. FICTIFB Odette, F, 14 ans, Bria",
]


def keys(path: Path) -> list[str]:
    return [one.key for one in judge(path).file_messages]


def picture() -> io.BytesIO:
    """One black dot."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ))  # fmt: skip


def pictured(folder: Path, rows: Cells, at: str, *, is_box: bool = False) -> Path:
    """A workbook of April with a picture, or a box of words, over a cell."""
    path = folder / f"{NAME}.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Feuil1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if is_box:
            sheet.insert_textbox(at, "FICTIFY Oubliée, 12 ans")
        else:
            sheet.insert_image(at, "liste.png", {"image_data": picture()})
    return path


def test_questions_that_hold_a_column_s_name_are_its_header(tmp_path: Path) -> None:
    plain = judge_april(tmp_path, [HEADER, *people(4)])
    asked = judge_april(tmp_path, [ASKED, *people(4)])
    read, told = (
        one.records["person_mention"].drop_columns(["record_id", "row_key"])
        for one in (asked, plain)
    )
    assert read.num_rows == 4
    assert read == told


@pytest.mark.parametrize(
    ("question", "name", "words"),
    [
        ("Quel est le nom de la victime ?", "Nom", 1),
        ("Quelle est la date d'accueil ?", "Date d'accueil", 2),
        ("Quel est le nom du tuteur ?", "Nom", 0),
        ("Quel est le nom de l'agent qui remplit ?", "Nom", 0),
        ("Quel est l'âge de la mère ?", "Age", 0),
        ("Quelle est la date de naissance ?", "Date", 0),
        ("Quel est l'âge (en mois) ?", "Age", 0),
    ],
)
def test_a_question_with_another_word_in_it_asks_for_something_else(
    question: str, name: str, words: int
) -> None:
    assert asks_for(question, name, {"victime"}) == words


def test_the_name_of_somebody_else_in_a_question_is_nobody_counted(tmp_path: Path) -> None:
    asked = ["Quel est le nom du tuteur ?" if "nom de" in one else one for one in ASKED]
    found = judge_april(tmp_path, [asked, *people(4)])
    assert found.status == "rejected"
    twice = [*ASKED, "Quel est le nom de cette personne ?"]
    found = judge_april(tmp_path, [twice, *([*row, "FICTIFZ"] for row in people(4))])
    assert found.status == "rejected"


def test_questions_that_nobody_can_tell_apart_are_told_as_such(tmp_path: Path) -> None:
    asked = [f"Qu'avez-vous noté à l'étape {number} du parcours ?" for number in range(15)]
    path = write_workbook(tmp_path / f"{NAME}.xlsx", Feuil1=[asked, *people(4)])
    assert keys(path) == ["file_of_questions"]


@pytest.mark.parametrize(
    "stamp",
    ["[02/04/2026, 09:13]", "02/04/2026, 09:13 -", "02/04/2026 à 9:13 -", "[4/2/26, 9:13:05 AM]"],
)
def test_messages_copied_from_a_telephone_are_told_as_such(tmp_path: Path, stamp: str) -> None:
    lines = [line.format(stamp) for line in CHAT]
    text = tmp_path / f"{NAME}.txt"
    text.write_text("\n".join(lines), "utf-8")
    pasted = write_workbook(tmp_path / f"{NAME}.xlsx", Feuil1=[[line] for line in lines])
    assert keys(text) == keys(pasted) == ["file_is_chat"]


@pytest.mark.parametrize(
    ("above", "refusals"), [(60, ["file_header_low"]), (20, [])], ids=["too low", "low"]
)
def test_a_header_further_down_than_it_is_looked_for_is_told(
    tmp_path: Path, above: int, refusals: list[str]
) -> None:
    found = judge_april(tmp_path, [*[["Ministère inventé"]] * above, HEADER, *people(3)])
    assert [one.key for one in found.file_messages] == refusals


def test_a_remark_with_a_day_and_an_hour_in_a_list_is_no_message(tmp_path: Path) -> None:
    rows = [person(0, L="02/04/2026, 09:13 - Agent: hébergement"), *people(3)[1:]]
    assert judge_april(tmp_path, [HEADER, *rows]).rows_accepted == 3


@pytest.mark.parametrize(
    ("rows", "at", "told"),
    [
        ([], "A1", ["landing.picture_alone"]),
        ([["Ministère inventé"], ["Victimes d'avril"]], "A4", ["file_no_table_but_picture"]),
        ([*BANNER, HEADER], "B6", ["file_nil_but_picture"]),
        ([*BANNER, HEADER], "A1", ["file_nil_unsaid"]),
        ([*BANNER, HEADER, ["NEANT"]], "H9", ["landing.pictures"]),
        ([*BANNER, HEADER, *people(3)], "B9", ["landing.pictures"]),
        ([*BANNER, HEADER, *people(3)], "A1", []),
    ],
    ids=["alone", "under a title", "for the rows", "a logo", "a stamp", "below a list", "no more"],
)
def test_a_picture_is_told_where_it_may_show_persons(
    tmp_path: Path, rows: Sequence[Sequence[object]], at: str, told: list[str]
) -> None:
    assert keys(pictured(tmp_path, rows, at)) == told


def test_words_in_a_box_below_an_empty_list_are_no_nil_report(tmp_path: Path) -> None:
    found = judge(pictured(tmp_path, [*BANNER, HEADER], "B6", is_box=True))
    assert (found.status, found.is_nil) == ("rejected", False)
