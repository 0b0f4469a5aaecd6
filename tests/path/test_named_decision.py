"""A decision that names a known person is published nowhere, and lost nowhere."""

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

from warehouse import database, lake, pipeline, release
from warehouse.cli import app
from warehouse.database.tables import case_law
from warehouse.errors import CallError
from warehouse.load.decisions import WRITTEN
from warehouse.query import audited
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow

CODED = {
    *("decision_id", "court_code", "decided_on", "article_codes", "exploitation_codes"),
    *("means_codes", "case_id", "record_id", "period", "search"),
}


def _rows(query: str) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(query)))


def _write(path: Path, column: str, row: int, words: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    (place,) = [cell.column for cell in sheet[1] if cell.value == column]
    sheet.cell(row, place).value = words
    book.save(path)


def _all_that_analysts_read() -> str:
    """Every text of the analysts' schemas and their history, and of the current release."""
    schemas = "('case_law', 'warehouse', 'plan', 'history', 'intake')"
    tables = _rows(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace"
        f" where n.nspname in {schemas} and c.relkind in ('r', 'v')"
    )
    assert len(tables) > 40
    told = [repr(_rows(f"select t::text from {name} t")) for (name,) in tables]
    current = release.current(settings().releases)
    assert current is not None
    folder = settings().releases / str(current.number)
    told += [repr(read_table(path).to_pylist()) for path in folder.glob("*.parquet")]
    return "\n".join(told).casefold()


def test_every_text_of_a_decision_is_searched_for_names() -> None:
    assert {column.name for column in case_law.decision.columns} == {*WRITTEN, *CODED}


def test_a_decision_that_names_a_known_person_goes_until_it_is_anonymised(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("jurisprudence/*_04.xlsx", into=tmp_path / "one")
    (book,) = (folder / "jurisprudence").iterdir()
    (register,) = (drop("dspj/*_GAV_04*", into=tmp_path / "two") / "dspj").iterdir()
    family, given = first_in_custody(register)
    _write(book, "Motifs", 3, f"Attendu que {given.lower()}\n{family.title()} a reconnu les faits.")

    # Nobody knows the person yet: the decision is a decision like the others.
    pipeline.run(folder)
    (before,) = _rows("select count(*) n, count(*) filter (where reasons like '%reconnu%') told"
                      " from case_law.decision")  # fmt: skip
    assert before == (6, 1)
    assert family.casefold() in _all_that_analysts_read()

    told = pipeline.run(tmp_path / "two")
    assert (told["decisions"], told["decisions_named"]) == (5, 1)
    assert family.casefold() not in _all_that_analysts_read()
    (listed,) = _rows("select * from intake.decision_to_anonymise")
    assert listed.row_number == 3 and listed.text_columns == ["reasons"]
    whom = [
        row.mention_id
        for row in _rows("select n.mention_id from identity.named_decision n"
                         " join identity.person_mention using (mention_id)"
                         f" where n.record_id = '{listed.record_id}'")
    ]  # fmt: skip
    assert len(whom) == len(_rows("select * from identity.named_decision")) > 0
    # Each record of a decision is published or listed, and none is both.
    records = lake.read_conformed(
        settings().lake, {("jurisprudence", "2026-04", listed.submission_id)}, ["decision"]
    )["decision"]["record_id"].to_pylist()
    published = [row.record_id for row in _rows("select record_id from case_law.decision")]
    assert sorted(records) == sorted([*published, listed.record_id])

    shown = CliRunner().invoke(
        app,
        ["sql", "--role", "steward", "--format", "json",
         "select * from intake.decision_to_anonymise"],
    )  # fmt: skip
    assert shown.exit_code == 0 and book.name in shown.output
    for part in (family, given, *whom):
        assert part.casefold() not in shown.output.casefold()

    # The release of before gave the name too, and is not left to anybody's memory.
    assert told["releases_to_withdraw"] == 1
    (row,) = _rows("select * from intake.release_to_withdraw")
    assert (row.release_number, row.decision_id) == (1, listed.decision_id)
    assert row.text_columns == ["reasons"]
    assert family.casefold() in _released(1)
    _withdrawn_for_good(1)
    assert "reconnu" not in "".join(map(repr, _rows("select * from intake.release_to_withdraw")))

    # Run again, nothing changes; the ministry anonymises, and it is back.
    with database.engine().begin() as connection:
        connection.execute(text("update intake.step_done set done_at = now()"))
    assert pipeline.load()["identity.named_decision"] == 0
    _write(book, "Motifs", 3, "Attendu que le prévenu a reconnu les faits.")
    told = pipeline.run(folder)
    assert (told["decisions"], told["decisions_named"]) == (6, 0)
    assert _rows("select * from identity.named_decision") == []
    assert _rows("select * from intake.decision_to_anonymise") == []
    assert _rows("select * from intake.release_to_withdraw") == []
    assert [(one.number, bool(one.withdrawn)) for one in release.listed(settings().releases)] == [
        (1, True),
        (2, False),
        (3, False),
    ]


def _released(number: int) -> str:
    folder = settings().releases / str(number)
    return "".join(
        repr(read_table(path).to_pylist()) for path in folder.glob("*.parquet")
    ).casefold()


def _withdrawn_for_good(number: int) -> None:
    """By the verb: the bytes are gone, the trail says who and why, and the number leads nowhere."""
    done = CliRunner().invoke(app, ["release", "withdraw", str(number), "--reason", "NAMED_PERSON"])
    assert done.exit_code == 0, done.exception
    assert list((settings().releases / str(number)).glob("*.parquet")) == []
    assert _rows("select * from intake.release_to_withdraw") == []
    (line,) = _rows("select object, purpose from audit.access_log where action = 'withdraw'")
    assert tuple(line) == ("release 1", "NAMED_PERSON")
    shown = CliRunner().invoke(app, ["release", "list", "--json"])
    assert [bool(one["withdrawn"]) for one in json.loads(shown.output)] == [True, False]
    assert CliRunner().invoke(app, ["release", "verify", str(number)]).exit_code == 0
    for words in (["rollback", "1"], ["rebuild", "1", "--out", str(settings().var / "again")]):
        refused = CliRunner().invoke(app, ["release", *words])
        assert isinstance(refused.exception, CallError)
        assert "NAMED_PERSON" in str(refused.exception)
    assert not (settings().var / "again").exists()
    # What changed since is read from the history, which has forgotten the name.
    assert audited.changes_between(1, 2)["rows"]


def _resent(book: Path, folder: Path, words: str) -> dict[str, Any]:
    _write(book, "Motifs", 3, words)
    return pipeline.run(folder)


def test_a_name_that_no_guard_saw_is_nowhere_once_the_court_took_it_out(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("jurisprudence/*_04.xlsx", into=tmp_path / "one")
    (book,) = (folder / "jurisprudence").iterdir()
    # In small letters, and registered by nobody: it is published, twice.
    named = _resent(book, folder, "Attendu que zoliko fictivette a reconnu les faits, le 3 mai.")
    assert named["decisions_named"] == 0
    _resent(book, folder, "Attendu que zoliko fictivette a reconnu ses torts, le 3 mai.")
    assert "zoliko" in _all_that_analysts_read()
    assert _rows("select * from intake.decision_anonymised") == []
    (before,) = _rows("select now() as at")

    told = _resent(book, folder, "Attendu que Z. F. a reconnu ses torts, le 3 mai.")
    assert "zoliko" not in _all_that_analysts_read()
    asked = f"select d::text from case_law.decision_as_known('{before.at.isoformat()}') d"
    assert "zoliko" not in repr(_rows(asked)).casefold()
    assert "zoliko" not in repr(audited.changes_between(1, 3)["rows"])
    # Where it had been is told, and stays told until it is withdrawn.
    assert told["releases_to_withdraw"] == 2
    pipeline.load(anew=True)
    listed = _rows("select release_number, text_columns from intake.release_to_withdraw order by 1")
    assert [tuple(row) for row in listed] == [(1, ["reasons"]), (2, ["reasons"])]
    for number in (1, 2):
        done = CliRunner().invoke(
            app, ["release", "withdraw", str(number), "--reason", "NAMED_PERSON"]
        )
        assert done.exit_code == 0, done.exception
        assert "zoliko" not in _released(number)
    pipeline.load(anew=True)
    assert _rows("select * from intake.release_to_withdraw") == []


def test_a_slip_of_the_pen_stays_in_the_history_until_its_release_is_withdrawn(
    world: Path, tmp_path: Path, drop: Callable[..., Path]
) -> None:
    folder = drop("jurisprudence/*_04.xlsx", into=tmp_path / "one")
    (book,) = (folder / "jurisprudence").iterdir()
    _resent(book, folder, "Attendu que les faitz sont établis.")
    told = _resent(book, folder, "Attendu que les faits sont établis.")
    assert told["releases_to_withdraw"] == 0
    of_before = "select from history.case_law_decision where reasons like '%faitz%'"
    assert _rows(of_before)
    done = CliRunner().invoke(app, ["release", "withdraw", "1", "--reason", "DAMAGED"])
    assert done.exit_code == 0 and _rows(of_before)
    _resent(book, folder, "Attendu que les faits sont constants.")
    done = CliRunner().invoke(app, ["release", "withdraw", "2", "--reason", "NAMED_PERSON"])
    assert done.exit_code == 0 and not _rows(of_before)
