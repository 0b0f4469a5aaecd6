"""A stranger's table is linked as it is, and what was understood of it is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pytest

from warehouse.cli import main
from warehouse.errors import CallError
from warehouse.linkage.own_table import OwnTable, read_own_table, understood

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
    own = understood(pa.table({"id": ["1"], "village": ["Bimbo"]}), ["village"])
    assert own.mentions.column_names == ["mention_id", "village"]


def test_births_that_are_none_are_counted_and_no_value_is_told() -> None:
    own = understood(pa.table({"id": ["1", "2", "3"], "dob": ["13/45/1990", "", "12.5.1991"]}))
    assert own.mentions["birth_date_min"].to_pylist() == [None, None, "1991-05-12"]
    told = [note for note in own.notes if note.key == "linkage_births_unread"]
    assert len(told) == 1 and "1 date" in told[0].text("fr") and "1990" not in told[0].text("fr")


@pytest.mark.parametrize("content", [None, b"PAR1 is what Parquet begins with"])
def test_what_is_no_table_is_told(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CallError, match=r"t\.parquet"):
        read_own_table(path)


@pytest.mark.slow
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
