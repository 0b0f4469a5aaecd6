"""A register's own people say who has its mails; another's are not theirs to read or to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_client import browser, give, send

from warehouse import database
from warehouse.desk.notices.addressees import addressees_of

pytestmark = pytest.mark.slow


def named() -> dict[str, tuple[str, ...]]:
    with database.engine().connect() as connection:
        return addressees_of(connection)


def change(account: str, act: str, address: str, source_id: str = "umirr") -> int:
    answer = send(
        browser(account), "/destinataires", token_from="/destinataires",
        registre=source_id, adresse=address, acte=act,
    )  # fmt: skip
    return int(answer.status_code)


def test_she_names_and_takes_away_the_addresses_of_her_registers(world: Path) -> None:
    give("unite", "focal_point", sources=["umirr"])
    give("femme", "focal_point", sources=["minfemme"])
    give("gestionnaire", "steward")
    assert "statistiques@umirr.exemple" in browser("unite").get("/destinataires").text
    assert change("unite", "ajouter", "chef@umirr.exemple") == 303
    shown = browser("unite").get("/destinataires").text
    assert "chef@umirr.exemple" in shown and "statistiques@umirr.exemple" not in shown
    assert "minfemme" not in shown
    assert "chef@umirr.exemple" not in browser("femme").get("/destinataires").text
    assert "chef@umirr.exemple" in browser("gestionnaire").get("/destinataires").text
    assert change("femme", "ajouter", "autre@femme.exemple") == 404
    assert change("femme", "retirer", "chef@umirr.exemple") == 404
    assert named() == {"umirr": ("chef@umirr.exemple",)}
    assert change("unite", "ajouter", "chef@umirr.exemple>, <x@y.z") == 409
    assert change("unite", "autre", "x@umirr.exemple") == 400
    assert change("gestionnaire", "retirer", "chef@umirr.exemple") == 303
    assert named() == {}
    assert browser(None).get("/destinataires").status_code in (303, 401)
    give("juge", "judge_victims")
    assert browser("juge").get("/destinataires").status_code == 403
