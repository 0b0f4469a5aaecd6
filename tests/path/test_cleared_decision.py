"""A decision kept out for nothing is let through once: of this text, with these persons in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from exports import first_in_custody
from sqlalchemy import text
from typer.testing import CliRunner

from warehouse import database, pipeline, status
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.query.kept_out_decisions import marked_texts

pytestmark = pytest.mark.slow


def _rows(query: str) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(query)))


def _reasons(book: Path, words: str) -> None:
    opened = openpyxl.load_workbook(book)
    sheet = opened.active
    (place,) = [cell.column for cell in sheet[1] if cell.value == "Motifs"]
    sheet.cell(3, place).value = words
    opened.save(book)


def _call(*words: str) -> Any:
    return CliRunner().invoke(app, ["decisions", *words])


def _listed(*words: str) -> list[dict[str, Any]]:
    return json.loads(_call("list", "--json", *words).output)


def _open(record_id: str, out: Path) -> None:
    opened = _call("open", record_id, "--out", str(out))
    assert (opened.exit_code, opened.output.strip()) == (0, str(out))


def test_it_is_cleared_once_and_kept_out_again_where_something_is_new(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("jurisprudence/*_04.xlsx", into=tmp_path / "one")
    (book,) = (folder / "jurisprudence").iterdir()
    (register,) = (drop("dspj/*_GAV_04*", into=tmp_path / "two") / "dspj").iterdir()
    family, given = first_in_custody(register)
    street = f"{given.title()} {family.title()}"
    _reasons(book, f"Attendu que la rue {street} est un lieu de passage.")
    assert pipeline.run(folder)["decisions_named"] == 1

    shown = _call("list")
    assert street not in shown.output
    assert "reasons" in shown.output
    (one,) = _listed()
    assert street not in json.dumps(one)
    with database.engine().connect() as connection:
        (marked,) = marked_texts(connection, one["record_id"])
    assert "".join(part.text for part in marked.parts).startswith("Attendu que la rue ")
    assert [part.text for part in marked.parts if part.is_found] == [street]

    unread = _call("clear", one["record_id"], "--reason", "nom de rue")
    assert isinstance(unread.exception, CallError)
    assert [fault.key for fault in unread.exception.faults] == ["decisions.unread"]
    _open(one["record_id"], tmp_path / "texte.txt")
    assert f"rue ⟦{street}⟧ est un lieu" in (tmp_path / "texte.txt").read_text("utf-8")
    assert (tmp_path / "texte.txt").stat().st_mode & 0o077 == 0
    for reason in (" ", f"une rue porte le nom de {street}"):
        refused = _call("clear", one["record_id"], "--reason", reason)
        assert isinstance(refused.exception, CallError)
    assert isinstance(_call("clear", "R-none", "--reason", "vu").exception, CallError)
    assert not status.anything_new()
    assert _call("clear", one["record_id"], "--reason", "nom de rue").exit_code == 0
    assert status.anything_new()
    ((by, at, reason),) = _rows("select by, at, reason from identity.decision_clearing")
    assert (bool(by), bool(at), reason) == (True, True, "nom de rue")
    trail = "select by, object from audit.access_log where action = 'clear_decision'"
    assert _rows(trail) == [(by, one["record_id"])]
    assert [row["reason"] for row in _listed("--cleared")] == ["nom de rue"]
    assert CliRunner().invoke(app, ["verify"]).exit_code == 0

    published = "select from case_law.decision where reasons like '%lieu de passage%'"
    for anew in (False, True):
        pipeline.link()
        pipeline.load(anew=anew)
        standing = "select known_to = 'infinity' from history.case_law_decision"
        assert _rows(f"{standing} where reasons like '%lieu de passage%'") == [(True,)]
        assert len(_rows(published)) == 1
        assert _listed() == []

    # Somebody of that name becomes known: it goes, from the history too.
    assert pipeline.run(tmp_path / "two")["decisions_named"] == 1
    (again,) = _listed()
    assert again["registered"] > 0
    assert _rows("select from history.case_law_decision where reasons like '%lieu de%'") == []
    # A namesake: cleared with her in it, it is published.
    _open(again["record_id"], tmp_path / "texte.txt")
    assert _call("clear", again["record_id"], "--reason", "homonyme").exit_code == 0
    for anew in (False, True):
        pipeline.link()
        pipeline.load(anew=anew)
        assert _listed() == []
        assert len(_rows(published)) == 1

    # Other words about her are looked at as if nobody had cleared anything.
    _reasons(book, f"Attendu que {street} a reconnu les faits.")
    assert pipeline.run(folder)["decisions_named"] == 1


def test_what_was_cleared_cannot_be_changed_unseen(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("jurisprudence/*_04.xlsx", into=tmp_path / "one")
    (book,) = (folder / "jurisprudence").iterdir()
    _reasons(book, "Attendu que la rue Fictive Zolikomba est un lieu de passage.")
    pipeline.run(folder)
    (one,) = _listed()
    _open(one["record_id"], tmp_path / "texte.txt")
    assert _call("clear", one["record_id"], "--reason", "nom de rue").exit_code == 0
    with database.engine().begin() as connection:
        connection.execute(text("alter table identity.decision_clearing disable trigger user"))
        connection.execute(text("update identity.decision_clearing set by = 'another'"))
        connection.execute(text("alter table identity.decision_clearing enable trigger user"))
    assert CliRunner().invoke(app, ["verify"]).exit_code == 1
