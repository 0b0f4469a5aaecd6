"""A row kept back is opened, put right with a document, and its file read again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from desk_client import browser, give, send
from kept_back_rows import WRONG, partly_taken
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.desk.source_work import work
from warehouse.settings import settings

pytestmark = pytest.mark.slow


@pytest.fixture
def kept(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("ZOKWEZO_STABLE_SECONDS", "0")
    settings.cache_clear()
    give("gestionnaire", "steward")
    return partly_taken(tmp_path)


def rows(sql: str, **told: Any) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(sql), told))


def test_it_is_opened_on_the_trail_corrected_and_becomes_a_person(kept: tuple[str, str]) -> None:
    submission_id, key = kept
    client = browser("gestionnaire", wake=work)
    address = f"/depots/{submission_id}/lignes/{key}"
    assert address in client.get(f"/depots/{submission_id}").text
    closed = client.get(address).text
    assert WRONG not in closed
    assert "FICTIF" not in closed
    assert rows("select from audit.access_log where purpose = 'quarantine'") == []
    opened = send(client, f"{address}/ouvrir").text
    assert WRONG in opened
    ((by, action),) = rows("select by, action from audit.access_log where purpose = 'quarantine'")
    assert (by, action) == ("gestionnaire", "read")
    fields = dict(re.findall(r'name="(c\d+)" value="([^"]*)"', opened))
    assert fields["c1"] == WRONG
    fields |= {"c1": "08/04/2026"}
    without = send(client, f"{address}/decision", decision="corriger", piece="vu", **fields)
    assert without.status_code == 409
    said = send(client, f"{address}/decision", decision="corriger", piece="PV 012/2026", **fields)
    assert said.status_code == 303
    replay = said.headers["location"].rpartition("/")[2]
    ((status, accepted, by),) = rows(
        "select s.status, s.rows_accepted, d.by from intake.submission s"
        " join intake.row_decision d on d.submission_id = s.replay_of where s.submission_id = :s",
        s=replay,
    )
    assert (status, accepted, by) == ("accepted_with_warnings", 7, "gestionnaire")
    for step in (pipeline.link, pipeline.load, pipeline.publish):
        step()
    assert len(rows("select from identity.person_mention")) == 7
    shown = client.get(f"/depots/{replay}").text
    assert "PV 012/2026" in shown
    assert "08/04/2026" not in shown, "no page but the opened row shows a cell"


def test_it_is_sent_back_and_waits_for_its_ministry(kept: tuple[str, str]) -> None:
    submission_id, key = kept
    client = browser("gestionnaire")
    assert "Lignes gardées à part (1)" in client.get("/a-faire").text
    path = f"/depots/{submission_id}/lignes/{key}/decision"
    assert send(client, path, decision="renvoyer", raison=" ").status_code == 409
    assert send(client, path, decision="detruire", raison="x").status_code == 400
    assert send(client, path, decision="renvoyer", raison="date à relire").status_code == 303
    told = client.get("/a-faire").text
    assert "Lignes gardées à part" not in told
    assert "Lignes renvoyées" in told
    give("femme", "focal_point", sources=["minfemme"])
    assert "date à relire" in browser("femme").get(f"/depots/{submission_id}").text


def test_it_is_a_stewards_alone(kept: tuple[str, str]) -> None:
    submission_id, key = kept
    give("femme", "focal_point", sources=["minfemme"])
    give("juge", "judge_victims")
    path = f"/depots/{submission_id}/lignes/{key}"
    for account in ("femme", "juge"):
        client = browser(account)
        assert client.get(path).status_code == 403
        start = "/tableau" if account == "femme" else "/paires/victimes"
        assert send(client, f"{path}/ouvrir", token_from=start).status_code == 403
        said = send(client, f"{path}/decision", token_from=start, decision="prendre", raison="x")
        assert said.status_code == 403
    assert rows("select from intake.row_decision") == []
    nowhere = browser("gestionnaire").get(f"/depots/{submission_id}/lignes/{'0' * 16}")
    assert nowhere.status_code == 404
