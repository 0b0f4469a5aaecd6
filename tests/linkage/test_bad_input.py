"""A table that cannot be linked: exit code 2, one line for each fault, and nothing is written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from warehouse.cli import main

_PROTECTED = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")
"""An OLE container that holds what Excel writes for a password."""

BAD = [
    pytest.param("mention_id,nmo\n1,KOYT\n", [], "nmo", id="an-unknown-column"),
    pytest.param(
        "family_name\nKOYT\n", ["--known", "known.duckdb"], "mention_id", id="no-mention-id"
    ),
    pytest.param("mention_id,job\n1,KOYT\n", ["--column", "job"], "area=place", id="no-meaning"),
    pytest.param("mention_id,sex\n1,F\n2,M\n", [], "--compare", id="nothing-to-compare"),
    pytest.param("mention_id,family_name\n7,KOYT\n7,KOYT\n", [], "mention_id", id="the-same-id"),
    pytest.param(
        "mention_id,family_name,birth_date_min\n1,KOYT,tomorrow\n",
        [],
        "birth_date_min",
        id="no-date",
    ),
    pytest.param("mention_id,family_name\n", [], "aucune ligne", id="no-rows"),
    pytest.param("id,nom,nom\n1,KOYT,KOYT\n", [], "deux fois : nom", id="one-header-twice"),
    pytest.param(
        "Registre,,\nid,nom,prenom\n1,KOYT,Anne\n", [], "2 cellules", id="a-title-above-the-headers"
    ),
    pytest.param("", [], "persons.csv", id="an-empty-file"),
    pytest.param("mention_id,family_name\n1,KOYT\n", ["--compare", "job"], "job", id="not-there"),
    pytest.param("mention_id,family_name\n1,KOYT\n", ["--memory", "much"], "2GB", id="no-size"),
]


@pytest.mark.parametrize(("text", "options", "told"), BAD)
def test_what_cannot_be_linked_is_told_in_a_line_and_nothing_is_written(
    text: str,
    options: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table, out = tmp_path / "persons.csv", tmp_path / "linked.csv"
    table.write_text(text, "utf-8")
    monkeypatch.setattr(sys, "argv", ["zokwezo", "link", str(table), "--out", str(out), *options])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert not out.exists()
    assert "Traceback" not in said
    assert "KOYT" not in said and "tomorrow" not in said
    assert len([line for line in said.splitlines() if line.strip()]) == 1
    assert told in said


def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "linked.csv"
    monkeypatch.setattr(
        sys, "argv", ["zokwezo", "link", str(tmp_path / "gone.parquet"), "--out", str(out)]
    )
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "gone.parquet" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("folder", None, "folder est un dossier", id="a-folder"),
        pytest.param("locked.xlsx", _PROTECTED, "mot de passe", id="a-protected-workbook"),
        pytest.param("cut.xlsx", b"PK\x03\x04cut", "cut.xlsx ne se lit pas", id="a-cut-workbook"),
    ],
)
def test_a_file_that_is_no_table_is_told_as_what_it_is(
    name: str,
    content: bytes | None,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, out = tmp_path / name, tmp_path / "linked.csv"
    path.mkdir() if content is None else path.write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["zokwezo", "link", str(path), "--out", str(out)])
    with pytest.raises(SystemExit) as left:
        main()
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert told in said
    assert "conserv" not in said and "dépos" not in said, "nothing was received"
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "told"),
    [
        pytest.param("absent/linked.csv", "absent", id="no-such-folder"),
        pytest.param("linked.xlsx", ".xlsx", id="a-workbook"),
    ],
)
def test_where_nothing_can_be_written_is_told_before_the_work(
    out: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The table is not there: who looked at it first would say so.
    path = tmp_path / "persons.csv"
    monkeypatch.setattr(sys, "argv", ["zokwezo", "link", str(path), "--out", str(tmp_path / out)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert told in said and "persons.csv" not in said
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("between", [";", "\t", ","])
def test_whatever_parts_the_columns_what_was_linked_is_told(
    between: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [
        ("mention_id", "family_name", "given_names", "birth_date_min", "birth_date_max"),
        ("1", "FICTIVE", "Euphrasie Zoungalé", "2004-02-22", "2004-02-22"),
        ("2", "FICTIVE", "Euphrasie Zoungale", "2004-02-22", "2004-02-22"),
        ("3", "IMAGINAIRE", "Jules", "1981-06-03", "1981-06-03"),
    ]
    table, out = tmp_path / "persons.csv", tmp_path / "linked.csv"
    table.write_text("".join(between.join(row) + "\n" for row in rows), "utf-8")
    monkeypatch.setattr(sys, "argv", ["zokwezo", "link", str(table), "--out", str(out)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "3 mentions, 2 personnes, dont 1" in capsys.readouterr().err
    assert out.read_text("utf-8").count("\n") == 4
