"""A held replacement is let through and another sent back, by the account that signed on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk_client import Woken, browser, give, judged, send
from sqlalchemy import text

from warehouse import database, intake, pipeline
from warehouse.desk.source_work import work
from warehouse.settings import settings

pytestmark = pytest.mark.slow


def one(submission_id: str) -> dict[str, object]:
    with database.engine().connect() as connection:
        return dict(intake.submission(connection, submission_id))


def trail() -> list[tuple[str, str, str]]:
    with database.engine().connect() as connection:
        asked = "select by, action, object from audit.access_log where purpose = 'hold'"
        return [tuple(row) for row in connection.execute(text(asked))]


@pytest.mark.parametrize("decision", ["release", "reject"])
def test_the_decision_is_hers_and_the_source_is_woken(world: Path, decision: str) -> None:
    give("gestionnaire", "steward")
    held, woken = judged("umirr", "avril bis.xlsx", "held"), Woken()
    client = browser("gestionnaire", wake=woken.append)
    assert "Laisser passer" in client.get(f"/depots/{held}").text
    said = send(client, f"/depots/{held}/decision", decision=decision, raison="vu avec l'unité")
    assert (said.status_code, said.headers["location"]) == (303, f"/depots/{held}")
    row = one(held)
    assert (row["hold_decision"], row["hold_decided_by"], row["hold_reason"]) == (
        decision, "gestionnaire", "vu avec l'unité",
    )  # fmt: skip
    assert woken == ["umirr"]
    assert trail() == [("gestionnaire", decision, held)]
    shown = client.get(f"/depots/{held}").text
    assert "vu avec l&#39;unité" in shown
    assert "Laisser passer" not in shown
    with database.engine().connect() as connection:
        assert intake.unjudged(connection, "umirr") == [held], "the next run gives its verdict"
    again = send(client, f"/depots/{held}/decision", decision=decision, raison="encore")
    assert again.status_code == 409


def test_a_decision_without_a_reason_or_of_no_kind_is_none(world: Path) -> None:
    give("gestionnaire", "steward")
    held = judged("umirr", "avril bis.xlsx", "held")
    client = browser("gestionnaire")
    blank = send(client, f"/depots/{held}/decision", decision="release", raison="  ")
    named = send(
        client, f"/depots/{held}/decision", decision="release", raison="vu par Mme Fictive"
    )
    other = send(client, f"/depots/{held}/decision", decision="delete", raison="vu")
    assert (blank.status_code, named.status_code, other.status_code) == (409, 409, 400)
    assert "Fictive" not in named.text
    assert "il manque la raison" in blank.text
    assert one(held)["hold_decision"] is None


def test_a_focal_point_does_not_decide_on_her_own_file(world: Path) -> None:
    give("unite", "focal_point", sources=["umirr"])
    held = judged("umirr", "avril bis.xlsx", "held")
    said = send(browser("unite"), f"/depots/{held}/decision", decision="release", raison="moi")
    assert said.status_code == 403
    assert one(held)["hold_decision"] is None
    assert "Laisser passer" not in browser("unite").get(f"/depots/{held}").text


def test_what_cannot_be_woken_waits_for_the_sweep(world: Path) -> None:
    def fails(source_id: str) -> None:
        raise RuntimeError(source_id)

    give("gestionnaire", "steward")
    held = judged("umirr", "avril bis.xlsx", "held")
    client = browser("gestionnaire", wake=fails)
    said = send(client, f"/depots/{held}/decision", decision="release", raison="vu")
    assert said.status_code == 303
    assert one(held)["hold_decision"] == "release"


def test_what_was_let_through_is_examined_and_counts(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_STABLE_SECONDS", "0")
    settings.cache_clear()
    give("gestionnaire", "steward")
    drop = settings().drop / "minfemme"
    sample = sorted((Path(__file__).parents[2] / "samples/drops/minfemme").glob("*.xls*"))[0]
    drop.mkdir(parents=True)
    (drop / sample.name).write_bytes(sample.read_bytes())
    work("minfemme")
    with database.engine().begin() as connection:
        (first,) = intake.current_submissions(connection)["submission_id"].to_pylist()
        connection.execute(
            text("update intake.submission set status = 'held' where submission_id = :s"),
            {"s": first},
        )
    client = browser("gestionnaire", wake=work)
    said = send(client, f"/depots/{first}/decision", decision="release", raison="vu")
    assert said.status_code == 303
    assert one(first)["status"] in ("accepted", "accepted_with_warnings", "partly_accepted")
    assert datetime.now(UTC) > one(first)["hold_decided_at"]
    assert pipeline.receive("minfemme", stable_seconds=0) == []
