"""The desk alone: the address opens it once, and nothing else does."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk_client import HOST, Woken
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from warehouse import database
from warehouse.cli import app as verbs
from warehouse.desk.alone import desk_alone
from warehouse.desk.installation import form_secret, open_to
from warehouse.desk.visitor import Visitor, accounts, give_account, take_account, visitor_of
from warehouse.errors import CallError

pytestmark = pytest.mark.slow


def test_the_key_opens_the_desk_and_leaves_the_address(world: Path) -> None:
    with database.engine().begin() as connection:
        give_account(
            connection, Visitor("moi", frozenset({"steward"})), [], by="t", at=datetime.now(UTC)
        )
    client = TestClient(
        desk_alone("moi", "the-key", Woken().append), base_url=HOST, follow_redirects=False
    )
    assert client.get("/tableau").status_code == 401
    assert client.get("/tableau?cle=another").status_code == 401
    opened = client.get("/tableau?cle=the-key")
    assert (opened.status_code, opened.headers["location"]) == (303, "/tableau")
    assert client.get("/tableau").status_code == 200


def test_the_secret_of_forms_is_made_once_and_is_closed(world: Path) -> None:
    assert form_secret() == form_secret()
    assert len(form_secret()) == 32
    kept = world / "desk" / "formulaires.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]


def test_what_an_account_may_do_is_said_and_taken_back_on_the_trail(world: Path) -> None:
    invoke = CliRunner().invoke
    said = invoke(verbs, ["desk", "give", "p.focal", "--right", "focal_point", "--source", "umirr"])
    assert said.exit_code == 0, said.output
    with database.engine().connect() as connection:
        assert visitor_of(connection, "p.focal").sources == {"umirr"}
        assert [one.account for one in accounts(connection)] == ["p.focal"]
    assert "p.focal" in invoke(verbs, ["desk", "accounts"]).output
    assert invoke(verbs, ["desk", "take", "p.focal"]).exit_code == 0
    assert invoke(verbs, ["desk", "take", "p.focal"]).exit_code == 1
    with database.engine().connect() as connection:
        assert visitor_of(connection, "p.focal").rights == frozenset()
        trail = connection.exec_driver_sql(
            "select action from audit.access_log where purpose = 'desk' order by at"
        )
        assert list(trail.scalars()) == ["give_account", "take_account"]
        assert not take_account(connection, "p.focal", by="t")


def test_what_was_taken_from_who_started_it_does_not_come_back(world: Path) -> None:
    def rights(account: str) -> frozenset[str]:
        with database.engine().connect() as connection:
            return visitor_of(connection, account).rights

    open_to("moi")
    assert rights("moi") == {"steward", "judge_victims", "judge_suspects"}
    with database.engine().begin() as connection:
        take_account(connection, "moi", by="une gestionnaire")
    open_to("moi")
    assert rights("moi") == frozenset()
    open_to("une autre")
    assert "steward" in rights("une autre")


@pytest.mark.parametrize(
    "wrong",
    [
        Visitor("x", frozenset({"root"})),
        Visitor("x", frozenset({"focal_point"})),
        Visitor("x", frozenset({"focal_point"}), frozenset({"nowhere"})),
        Visitor("x", frozenset({"focal_point"}), frozenset({"umirr", "minfemme"})),
    ],
    ids=["unknown_right", "no_source", "unknown_source", "of_two_ministries"],
)
def test_what_cannot_be_given_is_refused(world: Path, wrong: Visitor) -> None:
    with database.engine().begin() as connection, pytest.raises(CallError):
        give_account(connection, wrong, ["umirr", "minfemme"], by="t", at=datetime.now(UTC))
