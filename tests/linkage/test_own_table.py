"""A stranger's table is linked as it is, and what was understood of it is told."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.cli import main
from warehouse.errors import CallError
from warehouse.linkage.mention_files import link_file
from warehouse.linkage.own_table import Meanings, OwnTable, numbered, read_own_table, understood

ROWS = (("7", "FICTIVE", "Zoungalé", "03/02/2004", "F"), ("8", "IMAGINAIRE", "Jules", "1981", "H"))
WRITINGS = [
    pytest.param("N°;Nom;Prénoms;Date de naissance;Sexe", ";", "cp1252", id="excel-in-french"),
    pytest.param("id,last name,first name,dob,gender", ",", "utf-8-sig", id="english-with-a-mark"),
    pytest.param("Identifiant\tNOM\tPRENOM(S)\tNé le\tsexe", "\t", "utf-16", id="unicode-text"),
]


def written(path: Path, header: str, separator: str, encoding: str) -> Path:
    lines = [header, *(separator.join(row) for row in ROWS)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize(("header", "separator", "encoding"), WRITINGS)
def test_whatever_a_table_is_written_in_the_same_is_read(
    header: str, separator: str, encoding: str, tmp_path: Path
) -> None:
    own = read_own_table(written(tmp_path / "t.csv", header, separator, encoding))
    assert own.mentions.to_pydict() == {
        "mention_id": ["7", "8"],
        "family_name": ["FICTIVE", "IMAGINAIRE"],
        "given_names": ["Zoungalé", "Jules"],
        "birth_date_min": ["2004-02-03", "1981-01-01"],
        "birth_date_max": ["2004-02-03", "1981-12-31"],
        "sex": ["F", "M"],
    }
    (note,) = own.notes
    assert note.key == "linkage_columns_taken"


def test_a_standard_table_stays_as_it_is_and_nothing_is_told() -> None:
    table = pa.table({"mention_id": ["1"], "family_name": ["FICTIVE"], "birth_date_min": ["1990"]})
    assert understood(table) == OwnTable(table, ())


@pytest.mark.parametrize(
    ("columns", "standard"),
    [
        pytest.param(["id", "Nom"], "full_name", id="alone-the-whole-name"),
        pytest.param(["id", "Nom", "Prénom"], "family_name", id="beside-given-names-the-family-s"),
    ],
)
def test_a_name_is_the_whole_or_the_family_s(columns: list[str], standard: str) -> None:
    own = understood(pa.table({name: ["x"] for name in columns}))
    assert own.mentions.column_names[1] == standard


def test_of_two_headers_for_one_thing_neither_is_chosen() -> None:
    own = understood(pa.table({"id": ["1"], "surname": ["a"], "last name": ["b"]}))
    assert own.mentions.column_names == ["mention_id", "surname", "last name"]


def test_a_column_that_is_compared_keeps_its_name() -> None:
    own = understood(pa.table({"id": ["1"], "village": ["Bimbo"]}), Meanings(["village"]))
    assert own.mentions.column_names == ["mention_id", "village"]


def test_births_that_are_none_are_counted_and_no_value_is_told() -> None:
    dob = ["13/x/1990", "", "12.5.1991"]
    own = understood(pa.table({"id": ["1", "2", "3"], "dob": dob}))
    assert own.mentions["birth_date_min"].to_pylist() == [None, None, "1991-05-12"]
    told = [note for note in own.notes if note.key == "linkage_births_unread"]
    assert len(told) == 1 and "1 date" in told[0].text("fr") and "1990" not in told[0].text("fr")


@pytest.mark.parametrize(
    ("written", "believed"),
    [
        pytest.param("13/45/1990", ("1990-01-01", "1990-12-31"), id="day-first"),
        pytest.param("1949-00-13", ("1949-01-01", "1949-12-31"), id="month-nought"),
        pytest.param("1990.02.30", ("1990-01-01", "1990-12-31"), id="thirtieth-of-february"),
        pytest.param("1462-03-19", ("1462-03-19", "1462-03-19"), id="another-century"),
        pytest.param("19/3/1462", ("1462-03-19", "1462-03-19"), id="another-century-day-first"),
    ],
)
def test_of_a_birth_that_no_calendar_has_the_year_is_believed(
    written: str, believed: tuple[str, str]
) -> None:
    own = understood(pa.table({"id": ["1", "2"], "dob": [written, "12.5.1991"]}))
    bounds = own.mentions.select(["birth_date_min", "birth_date_max"]).to_pylist()
    assert [tuple(one.values()) for one in bounds] == [believed, ("1991-05-12", "1991-05-12")]
    (told,) = [note for note in own.notes if note.key == "linkage_births_mistyped"]
    assert "1 date" in told.text("en") and written not in told.text("en")


@pytest.mark.parametrize("content", [None, b"PAR1 is what Parquet begins with"])
def test_what_is_no_table_is_told(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CallError, match=r"t\.parquet"):
        read_own_table(path)


IN_OTHER_TONGUES = [
    pytest.param("Id;Nome;Sobrenome;Data de nascimento;Sexo", id="portuguese"),
    pytest.param("ID;NACHNAME;VORNAME;GEBURTSDATUM;GESCHLECHT", id="german-in-capitals"),
    pytest.param("id;Apellidos;Nombre;Fecha de nacimiento;Sexo", id="spanish"),
    pytest.param("MENTION_ID;FAMILY_NAME;GIVEN_NAMES;BIRTH;SEX", id="the-standard-in-capitals"),
]


@pytest.mark.parametrize("header", IN_OTHER_TONGUES)
def test_headers_are_read_in_the_languages_of_their_owners(header: str, tmp_path: Path) -> None:
    own = read_own_table(written(tmp_path / "t.csv", header, ";", "utf-8"))
    assert {*own.mentions.column_names} == {
        *("mention_id", "family_name", "given_names", "sex", "birth_date_min", "birth_date_max")
    }


BORN = [
    pytest.param({"by": ["1949"], "bm": ["7"], "bd": ["22"]}, ("1949-07-22",) * 2, id="initials"),
    pytest.param(
        {"dob_year": [1949.0], "dob_mon": [7.0], "dob_day": [None]},
        ("1949-07-01", "1949-07-31"),
        id="numbers-without-a-day",
    ),
    pytest.param({"birth_year": [1949]}, ("1949-01-01", "1949-12-31"), id="a-year-alone"),
    pytest.param(
        {"year_of_birth": ["1949"], "day_of_birth": ["22"]},
        ("1949-01-01", "1949-12-31"),
        id="a-day-without-its-month",
    ),
    pytest.param(
        {"Âge": ["12 ans"], "date du PV": ["10/02/2026"]},
        ("2013-02-11", "2014-02-10"),
        id="an-age-on-a-day",
    ),
    pytest.param(
        {"age": [12], "seen": ["2026"]}, ("2013-01-02", "2014-12-31"), id="an-age-in-a-year"
    ),
]


@pytest.mark.parametrize(("columns", "born"), BORN)
def test_a_birth_is_read_from_what_it_is_written_in(
    columns: dict[str, list[object]], born: tuple[str, str]
) -> None:
    own = understood(pa.table({"id": ["1"], "name": ["FICTIVE Jules"], **columns}))
    assert {"by", "dob_year", "birth_year", "age"}.isdisjoint(own.mentions.column_names)
    bounds = own.mentions.select(["birth_date_min", "birth_date_max"]).to_pylist()
    assert [tuple(one.values()) for one in bounds] == [born]


def test_a_birth_says_more_than_a_year_and_a_year_more_than_an_age() -> None:
    columns = {
        "id": ["1", "2", "3", "4"],
        "dob": ["4/5/1990", "", "", None],
        "yob": ["1991", "1992", "", ""],
        "age": ["30", "31", "32", ""],
        "seen": ["2020", "2020", "2020-06-01", "2020"],
    }
    mentions = understood(pa.table(columns)).mentions
    assert {"dob", "yob", "age"}.isdisjoint(mentions.column_names)
    bounds = mentions.select(["birth_date_min", "birth_date_max"]).to_pylist()
    assert [tuple(one.values()) for one in bounds] == [
        ("1990-05-04", "1990-05-04"),
        ("1992-01-01", "1992-12-31"),
        ("1987-06-02", "1988-06-01"),
        (None, None),
    ]


def test_beside_both_bounds_of_a_birth_nothing_is_made_of_an_age() -> None:
    columns = {"id": ["1"], "birth_date_min": ["1990"], "age": ["30"], "seen": ["2020"]}
    assert "age" in understood(pa.table(columns)).mentions.column_names


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        pytest.param(
            ["12/25/1990", "1/2/1990", "1990-03-04"],
            ["1990-12-25", "1990-01-02", "1990-03-04"],
            id="one-hand-wrote-month-first",
        ),
        pytest.param(
            ["12/25/1990", "1/2/1990", "25/12/1990"],
            ["1990-01-01", "1990-02-01", "1990-12-25"],
            id="as-many-say-day-first",
        ),
    ],
)
def test_dates_are_month_first_where_more_of_them_can_be_nothing_else(
    dates: list[str], read: list[str]
) -> None:
    own = understood(pa.table({"id": ["1", "2", "3"], "dob": dates}))
    assert own.mentions["birth_date_min"].to_pylist() == read
    assert ("linkage_births_month_first" in {n.key for n in own.notes}) == (read[0] == "1990-12-25")


def test_second_names_go_behind_the_first() -> None:
    table = pa.table(
        {"id": [1], "fname_c1": ["Jules"], "fname_c2": ["Zo"], "lname_c1": ["FICTIVE"]}
    )
    own = understood(table)
    assert own.mentions["given_names"].to_pylist() == ["Jules Zo"]


def test_what_the_owner_says_of_a_column_is_what_it_is() -> None:
    table = pa.table({"voter_id": ["7"], "name": ["a"], "area": ["Bimbo"], "party": ["x"]})
    told = Meanings(meant={"voter_id": "mention_id", "area": "place"}, left_out=["party"])
    assert understood(table, told).mentions.to_pydict() == {
        "mention_id": ["7"],
        "full_name": ["a"],
        "place": ["Bimbo"],
    }


@pytest.mark.parametrize(
    ("told", "key"),
    [
        pytest.param(Meanings(left_out=["party"]), "linkage_told_absent", id="no-such-column"),
        pytest.param(Meanings(meant={"name": "nom"}), "linkage_told_unknown", id="no-such-meaning"),
    ],
)
def test_what_is_told_of_columns_has_to_be_so(told: Meanings, key: str) -> None:
    with pytest.raises(CallError) as refused:
        understood(pa.table({"id": ["1"], "name": ["a"]}), told)
    assert [fault.key for fault in refused.value.faults] == [key]


def test_numbers_of_rows_are_the_ids_where_there_are_no_others() -> None:
    rows = {"": ["1", "2"], "name": ["a", "b"]}
    assert understood(pa.table(rows)).mentions.column_names == ["mention_id", "full_name"]
    own = numbered(understood(pa.table({"name": ["a", "b"]})))
    assert own.mentions["mention_id"].to_pylist() == ["1", "2"]
    assert [note.key for note in own.notes][-1] == "linkage_rows_numbered"


def test_a_workbook_of_one_sheet_is_read_from_its_first_filled_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ((), ("N°", "Nom", "Prénoms", "Date de naissance", "Sexe"), *ROWS):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    own = read_own_table(tmp_path / "t.xlsx")
    assert own.mentions["mention_id"].to_pylist() == ["7", "8"]
    assert own.mentions["birth_date_max"].to_pylist() == ["2004-02-03", "1981-12-31"]
    book.create_sheet("Feuil2").append(("x",))
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(CallError, match="2 sheets"):
        read_own_table(tmp_path / "t.xlsx")


def test_lines_with_more_cells_than_the_header_refuse_the_file_by_their_number(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,name\n1,FICTIVE\n2,FICTIVE, Jules\n", "utf-8")
    with pytest.raises(CallError) as refused:
        read_own_table(path)
    (fault,) = refused.value.faults
    assert fault.key == "linkage_file_ragged" and "line 3" in fault.text("en")
    assert "FICTIVE" not in str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        pytest.param(";TOTAL;;;", True, id="where-a-name-stands"),
        pytest.param("Total général;;;;", True, id="where-an-id-stands"),
        pytest.param(";Sous-total des victimes;;;", True, id="of-a-part"),
        pytest.param("9;Fictive;Total Marie;;", False, id="within-a-name"),
        pytest.param("9;Totalin;Fictive;;", False, id="the-beginning-of-a-name"),
        pytest.param("9;Fictive;Jules;;", False, id="somebody"),
    ],
)
def test_a_row_that_counts_the_others_stays_and_is_told(
    row: str, is_told: bool, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"id;Nom;Prénoms;Né le;Sexe\n7;FICTIVE;Zoungalé;1990;F\n{row}\n", "utf-8")
    own = read_own_table(path)
    assert len(own.mentions) == 2
    rows = [one.parameters for one in own.notes if one.key == "linkage_totals"]
    assert rows == ([{"count": 1, "row": 2}] if is_told else [])


def test_the_verb_links_a_table_of_an_office_and_says_how_it_was_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = written(tmp_path / "t.csv", "N°;Nom;Prénoms;Date de naissance;Sexe", ";", "cp1252")
    out = tmp_path / "linked.csv"
    monkeypatch.setattr(sys, "argv", ["zokwezo", "link", str(table), "--out", str(out)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 0
    assert "Nom = family_name" in told and "2 mentions, 2 personnes" in told
    assert "FICTIVE" not in told
    assert out.read_text("utf-8").count("\n") == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "is_said"),
    [
        pytest.param({"nom": ["FICTIVE Jules"] * 2}, True, id="names-alone"),
        pytest.param({"nom": ["FICTIVE Jules"] * 2, "ville": ["Bria"] * 2}, False, id="and-a-town"),
    ],
)
def test_few_names_and_nothing_else_are_said_to_be_little(
    columns: dict[str, list[str]], is_said: bool, tmp_path: Path
) -> None:
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    done = link_file(tmp_path / "t.parquet", tmp_path / "linked.csv")
    assert ("linkage_few_names" in {note.key for note in done.notes}) == is_said


@pytest.mark.slow
def test_mentions_that_take_the_place_of_known_ones_are_told(tmp_path: Path) -> None:
    table, known = tmp_path / "t.parquet", tmp_path / "known.duckdb"
    told = []
    for ids in (["1", "2"], ["2", "3"]):
        pq.write_table(pa.table({"id": ids, "nom": ["FICTIVE Jules", "MAGINE Awa"]}), table)
        done = link_file(table, tmp_path / "linked.csv", cache=known)
        told.append(
            [note.text("en") for note in done.notes if note.key == "linkage_known_replaced"]
        )
    assert told[0] == [] and len(told[1]) == 1 and told[1][0].startswith("1 mention ")
