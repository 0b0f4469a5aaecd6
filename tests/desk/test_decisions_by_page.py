"""A decision kept out is opened on the trail, what was found marked, and let through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from decision_kept_out import STREET, keep_out
from desk_client import browser, give, send
from sqlalchemy import text

from warehouse import database, pipeline

pytestmark = pytest.mark.slow


@pytest.fixture
def kept_out(world: Path, tmp_path: Path) -> str:
    give("gestionnaire", "steward")
    return keep_out(tmp_path)


def _rows(query: str) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.execute(text(query)))


def test_it_is_marked_on_the_trail_and_cleared(kept_out: str) -> None:
    client = browser("gestionnaire")
    address = f"/decisions/{kept_out}"
    assert address in client.get("/a-faire?sorte=named_decision").text
    assert STREET not in client.get(address).text
    opened = send(client, f"{address}/ouvrir")
    assert f"<mark>{STREET}</mark> &lt;est&gt; un lieu" in opened.text
    read = "select by, object from audit.access_log where purpose = 'anonymisation'"
    assert _rows(read) == [("gestionnaire", kept_out)]
    refused = send(client, f"{address}/lever", raison=f"la rue {STREET}")
    assert refused.status_code == 409
    assert STREET not in refused.text
    assert send(client, f"{address}/lever", raison="nom de rue").status_code == 303
    assert _rows("select by from identity.decision_clearing") == [("gestionnaire",)]
    assert _rows("select record_id from intake.decision_to_anonymise") == [(kept_out,)]
    assert address not in client.get("/a-faire").text, "what she has done waits for her no more"
    pipeline.link()
    pipeline.load()
    assert _rows("select from intake.decision_to_anonymise") == []
    assert client.get(address).status_code == 404


def test_whoever_has_not_read_it_cannot_clear_it(kept_out: str) -> None:
    give("autre", "steward")
    send(browser("autre"), f"/decisions/{kept_out}/ouvrir")
    unread = send(browser("gestionnaire"), f"/decisions/{kept_out}/lever", raison="nom de rue")
    assert unread.status_code == 409
    assert "ouverte" in unread.text
    assert _rows("select from identity.decision_clearing") == []


def test_nobody_else_sees_that_it_is_there(kept_out: str) -> None:
    give("ministere", "focal_point", sources=["dspj"])
    give("juge", "judge_victims")
    for account in ("ministere", "juge", None):
        answer = browser(account).get(f"/decisions/{kept_out}")
        assert answer.status_code in {302, 303, 401, 403, 404}
        assert STREET not in answer.text
    assert _rows("select from audit.access_log where purpose = 'anonymisation'") == []
