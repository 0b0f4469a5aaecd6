"""A row kept back is put right here, taken as it is, or goes back; its file is read anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from odd_files import BANNER, HEADER, Cells, people, person, write_workbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from warehouse import database, intake, lake, pipeline, vault
from warehouse.checks.kept_rows import RowPlace
from warehouse.checks.quarantine import Said, decide_by_account
from warehouse.database import access
from warehouse.database.hash_chain import verify_chain
from warehouse.errors import CallError
from warehouse.intake.steward_actions import withdraw_submission
from warehouse.retention.erasure import erase
from warehouse.retention.erasure_plan import plan_erasure
from warehouse.settings import settings
from warehouse.vault.sealed_parquet import read_table

pytestmark = pytest.mark.slow

NAME = "MPFFPE_victimes_04_2026{}.xlsx"
NOW = datetime.now(UTC)
UNREAD, NAMELESS, TWO = 11, 12, 13
DATE = 1


def rows() -> Cells:
    """Six persons, one met on a day that cannot be read, one without a name, one who is two."""
    return [
        *people(6),
        person(7, B="au marché"),
        person(8, C=""),
        person(9, C="FICTIFX et FICTIFY", D="Jean et Marie"),
    ]


def drop(folder: Path, more: str, cells: Cells) -> str:
    (folder / "minfemme").mkdir(exist_ok=True, parents=True)
    path = folder / "minfemme" / NAME.format(more)
    write_workbook(path, Feuil1=[*BANNER, HEADER, *cells])
    (submission_id,) = pipeline.receive("minfemme", folder, stable_seconds=0)
    pipeline.examine(submission_id)
    return submission_id


def release() -> None:
    pipeline.link()
    pipeline.load()
    pipeline.publish()


def asked(sql: str, **told: Any) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(sql), told))


def kept_back(submission_id: str) -> dict[int, list[str]]:
    found = asked("select row_number, rules from intake.quarantined_row where submission_id = :s"
                  " order by 1", s=submission_id)  # fmt: skip
    return {row.row_number: sorted(set(row.rules)) for row in found}


def counting() -> list[str]:
    with database.engine().connect() as connection:
        found: list[str] = intake.current_submissions(connection)["submission_id"].to_pylist()
        return found


def ledger(submission_id: str) -> dict[str, Any]:
    with database.engine().connect() as connection:
        return dict(intake.submission(connection, submission_id))


def seen_on(submission_id: str, row: int) -> str:
    path = lake.conformed_path(
        settings().lake, "person_mention", "minfemme", "2026-04", submission_id
    )
    (one,) = [one for one in read_table(path).to_pylist() if one["row_number"] == row]
    return str(one["seen_on"])


def receipt(submission_id: str) -> str:
    ((path,),) = asked(
        "select path from intake.receipt where submission_id = :s and kind = 'json'",
        s=submission_id,
    )
    return (settings().receipts / path).read_text("utf-8")


def decide(submission_id: str, row: int, decision: Any, **said: Any) -> str | None:
    place = RowPlace(submission_id, "Feuil1", row)
    replay = decide_by_account(place, Said(decision, **said), datetime.now(UTC))
    if replay is not None:
        pipeline.examine(replay)
    return replay


def withdraw(submission_id: str) -> None:
    with database.engine().begin() as connection:
        withdraw_submission(connection, submission_id, NOW)


def corrected(submission_id: str, row: int, **cells: str) -> str:
    told = {int(name[1:]): value for name, value in cells.items()}
    found = decide(submission_id, row, "corrected", cells=told, document="PV 012/2026")
    assert found is not None
    return found


def test_a_row_put_right_becomes_a_person(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    assert kept_back(first) == {
        UNREAD: ["date_unread"], NAMELESS: ["value_missing"], TWO: ["several_persons"],
    }  # fmt: skip
    release()
    before = asked("select mention_id, person_id from identity.person_mention order by 1")
    earlier_receipt, earlier = receipt(first), ledger(first)
    replay = corrected(first, UNREAD, c1="03/04/2026")
    told = ledger(replay)
    assert (told["rows_read"], told["rows_accepted"], told["rows_quarantined"]) == (
        earlier["rows_read"], earlier["rows_accepted"] + 1, 2,
    )  # fmt: skip
    assert (told["supersedes"], told["replay_of"], told["period"]) == (first, first, "2026-04")
    assert counting() == [replay]
    assert (receipt(first), ledger(first)) == (earlier_receipt, earlier), "what was said stands"
    said = receipt(replay)
    assert "PV 012/2026" in said
    assert "03/04/2026" not in said, "a receipt holds no value of a cell"
    release()
    after = asked("select mention_id, person_id from identity.person_mention order by 1")
    assert len(after) == len(before) + 1
    assert set(map(tuple, before)) < set(map(tuple, after)), "nobody else changed"
    assert seen_on(replay, UNREAD) == "2026-04-03"
    assert pipeline.status.anything_new() is False


def test_who_said_what_and_from_what_stays(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    corrected(first, UNREAD, c1="03/04/2026")
    ((one,),) = asked("select to_jsonb(d) from intake.row_decision d")
    assert (one["by"], one["decision"], one["document"], one["columns"], one["rules"]) == (
        access.account(), "corrected", "PV 012/2026", ["Date d'accueil"], ["date_unread"],
    )  # fmt: skip
    assert "03/04" not in json.dumps(one)
    (path,) = lake.corrections_of(settings().lake, first)
    assert path.read_bytes().endswith(b"PARE")
    (cell,) = read_table(path).to_pylist()
    assert (cell["before"], cell["after"]) == ("au marché", "03/04/2026")
    trail = asked("select by, object from audit.access_log where action = 'decide_row'")
    assert [tuple(line) for line in trail] == [(access.account(), first)]
    for wrong in ("update intake.row_decision set by = 'x'", "delete from intake.row_decision"):
        with pytest.raises(DBAPIError, match="only ever grows"), database.engine().begin() as c:
            c.execute(text(wrong))
    with database.engine().connect() as connection:
        assert verify_chain(connection, []) == []


def test_a_row_is_taken_as_it_is_where_it_is_one_person(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    with pytest.raises(CallError):
        decide(first, TWO, "accepted", reason="vu")
    with pytest.raises(CallError):
        decide(first, UNREAD, "accepted", reason=" ")
    replay = decide(first, UNREAD, "accepted", reason="la date est au dossier papier, illisible")
    assert replay is not None
    assert set(kept_back(replay)) == {NAMELESS, TWO}
    assert "row_accepted" in receipt(replay)
    release()
    assert seen_on(replay, UNREAD) == "None"
    assert asked("select from identity.person_mention where row_number = :r", r=UNREAD)


def test_corrections_add_up_and_what_is_sent_back_is_as_it_was(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    second = corrected(first, UNREAD, c1="03/04/2026")
    third = corrected(second, NAMELESS, c2="FICTIFN")
    assert third != second
    assert set(kept_back(third)) == {TWO}
    assert decide(third, TWO, "sent_back", reason="deux personnes : une ligne chacune") is None
    assert counting() == [third]
    fourth = decide(first, UNREAD, "sent_back", reason="la pièce est d'un autre dossier")
    assert fourth is not None
    assert set(kept_back(fourth)) == {UNREAD, TWO}
    assert counting() == [fourth]
    one_person = corrected(fourth, TWO, c2="FICTIFX", c3="Jean")
    assert set(kept_back(one_person)) == {UNREAD}


def test_what_the_ministry_sends_later_goes_before_it(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    replay = corrected(first, UNREAD, c1="03/04/2026")
    later = drop(tmp_path, " RECTIFICATIF", [*people(6), person(7, B="05/04/2026"), person(8)])
    assert ledger(later)["supersedes"] == replay
    assert counting() == [later]
    with pytest.raises(CallError):
        corrected(first, NAMELESS, c2="FICTIFN")
    assert counting() == [later]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cells": {DATE: "03/04/2026"}, "document": ""},
        {"cells": {DATE: "03/04/2026"}, "document": "Ngbokoli"},
        {"cells": {}, "document": "PV 1"},
        {"cells": {DATE: "au marché"}, "document": "PV 1"},
        {"cells": {99: "x"}, "document": "PV 1"},
    ],
)
def test_a_correction_that_says_too_little_is_none(
    world: Path, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    first = drop(tmp_path, "", rows())
    with pytest.raises(CallError):
        decide(first, UNREAD, "corrected", **wrong)
    with pytest.raises(CallError):
        decide(first, 5, "sent_back", reason="elle n'est pas gardée à part")
    assert counting() == [first]
    assert asked("select from intake.row_decision") == []


def test_what_is_said_of_a_row_names_nobody(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    refused = [
        {"reason": "c'est la nommée Aline"},
        {"reason": "elle vient du marché"},
        {"cells": {DATE: "03/04/2026", 2: "FICTIFN"}, "document": "PV 12 fictifn"},
    ]
    for said in refused:
        decision = "corrected" if "cells" in said else "sent_back"
        with pytest.raises(CallError) as error:
            decide(first, UNREAD, decision, **said)
        assert [fault.key for fault in error.value.faults] == ["reason_names_somebody"], said
    assert asked("select from intake.row_decision") == []
    assert decide(first, UNREAD, "sent_back", reason="la date manque") is None


def test_nobody_is_struck_out_by_a_correction(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    blank = {f"c{n}": "" for n in range(len(HEADER)) if n != 13}
    replay = corrected(first, UNREAD, **blank)
    assert UNREAD in kept_back(replay)
    assert ledger(replay)["rows_accepted"] == ledger(first)["rows_accepted"]


def test_withdrawn_with_the_file_and_undone_by_itself(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    replay = corrected(first, UNREAD, c1="03/04/2026")
    withdraw(replay)
    assert counting() == [first]
    again = corrected(first, NAMELESS, c2="FICTIFN")
    assert counting() == [again]
    withdraw(first)
    assert counting() == []


def test_the_same_file_again_is_the_same_submission(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    replay = corrected(first, UNREAD, c1="03/04/2026")
    assert pipeline.receive("minfemme", tmp_path, stable_seconds=0) == []
    copy = tmp_path / "minfemme" / NAME.format(" copie")
    copy.write_bytes((tmp_path / "minfemme" / NAME.format("")).read_bytes())
    assert pipeline.receive("minfemme", tmp_path, stable_seconds=0) == []
    assert counting() == [replay]
    ((of,),) = asked("select duplicate_of from intake.submission where status = 'duplicate'")
    assert of == first


def test_a_person_who_came_by_a_correction_can_be_erased(world: Path, tmp_path: Path) -> None:
    first = drop(tmp_path, "", rows())
    corrected(first, UNREAD, c1="03/04/2026")
    release()
    ((person_id,),) = asked(
        "select person_id from identity.person_mention where row_number = :r", r=UNREAD
    )
    plan = plan_erasure(person_id)
    assert first in {one.submission_id for one in plan.files}, "where her row was kept back"
    (path,) = lake.corrections_of(settings().lake, first)
    bytes_before = path.read_bytes()
    erase(plan, "demande écrite")
    assert lake.corrections_of(settings().lake, first) == []
    path.write_bytes(bytes_before)
    with pytest.raises(vault.VaultError):
        read_table(path)
