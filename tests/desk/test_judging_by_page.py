"""Pairs on a page: masked, the score after, undone, and each queue for who has its right."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from desk_client import browser, give, send
from sqlalchemy import text

from warehouse import database, lake
from warehouse.contracts.conformed_schema import schema
from warehouse.linkage.review.tasks import link_id_of
from warehouse.settings import settings

pytestmark = pytest.mark.slow

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
PEOPLE = {
    "v1": ("victim", "umirr", "INVENTÉE", "Mahoua"),
    "v2": ("victim", "minfemme", "INVENTÉE", "Mahouah"),
    "v3": ("victim", "minfemme", "FICTIVE", "Béatrice"),
    "s1": ("suspect", "umirr", "GABARIT", "Firmin"),
    "s2": ("suspect", "dspj", "GABARIT", "Fermin"),
}


def mention(record_id: str) -> dict[str, Any]:
    role, source, family, given_names = PEOPLE[record_id]
    return {
        "record_id": record_id, "row_key": record_id, "submission_id": f"S-{source}",
        "source_id": source, "period": "2026-04", "file_name": "avril.xlsx", "sheet": "",
        "row_number": 2, "role": role, "family_name": family, "given_names": given_names,
        "name_raw": family, "sex": "F", "birth_date_min": date(2001, 3, 4),
        "birth_date_max": date(2001, 3, 4), "birth_precision": "day",
        "seen_on": date(2026, 4, 3), "is_unnamed": False,
    }  # fmt: skip


def ask(left: str, right: str) -> str:
    one, two = sorted((left, right))
    with database.engine().begin() as connection:
        connection.execute(
            text(
                "insert into identity.link_to_judge (link_id, left_mention_id, right_mention_id,"
                " left_person_id, right_person_id, probability, reasons, state, created_at)"
                " values (:id, :one, :two, :p1, :p2, 0.8314, '{between_thresholds}', 'open', :at)"
            ),
            {"id": link_id_of(one, two), "one": one, "two": two, "p1": f"P-{one}",
             "p2": f"P-{two}", "at": NOW},
        )  # fmt: skip
    return link_id_of(one, two)


@pytest.fixture
def vault(world: Path) -> Path:
    """Five mentions in the lake and in the register, and nobody asked yet."""
    for source in sorted({one[1] for one in PEOPLE.values()}):
        mine = [mention(one) for one, said in PEOPLE.items() if said[1] == source]
        lake.keep_conformed(
            settings().lake,
            {"person_mention": pa.Table.from_pylist(mine, schema("person_mention"))},
            source_id=source, period="2026-04", submission_id=f"S-{source}",
        )  # fmt: skip
    with database.engine().begin() as connection:
        for one, (role, source, *_) in PEOPLE.items():
            connection.execute(
                text(
                    "insert into identity.person (person_id, created_at, status)"
                    " values (:p, :at, 'active')"
                ),
                {"p": f"P-{one}", "at": NOW},
            )
            connection.execute(
                text(
                    "insert into identity.person_mention (mention_id, person_id, role, source_id,"
                    " period, file_name, sheet, row_number, submission_id, record_id)"
                    " values (:m, :p, :role, :source, '2026-04', 'avril.xlsx', '', 2, :sub, :m)"
                ),
                {"m": one, "p": f"P-{one}", "role": role, "source": source, "sub": f"S-{source}"},
            )
    return world


def trail(action: str) -> list[tuple[str, str]]:
    with database.engine().connect() as connection:
        asked = 'select "by", object from audit.access_log where action = :a order by at, object'
        return [tuple(row) for row in connection.execute(text(asked), {"a": action})]


def judgements() -> list[Any]:
    with database.engine().connect() as connection:
        asked = (
            'select decision, reason, "by", link_id, withdrawn_at from identity.judgement'
            " order by at"
        )
        return list(connection.execute(text(asked)))


def rows_of(page: str) -> str:
    return page.split("<tbody>")[1].split("</tbody>")[0]


def test_a_pair_is_masked_and_its_score_comes_after(vault: Path) -> None:
    give("juge", "judge_victims")
    link_id = ask("v1", "v2")
    client = browser("juge")
    here = client.get("/paires/victimes").headers["location"]
    assert here == f"/paires/victimes/{link_id}"
    page = client.get(here).text
    assert "INVENTÉE" not in page
    assert "Mahoua" not in page
    assert "<mark>h</mark>" in rows_of(page)
    assert "83" not in re.sub(r'value="\w+"', "", page), "the score is hidden"
    assert {("juge", "v1"), ("juge", "v2")} <= set(trail("read"))
    said = send(client, f"{here}/juger", token_from=here, jugement="same:same_names")
    assert said.headers["location"] == "/paires/victimes"
    after = client.get("/paires/victimes").text
    assert "83 %" in after
    assert [tuple(row[:4]) for row in judgements()] == [("same", "same_names", "juge", link_id)]


def test_what_is_opened_is_on_the_trail_and_open_to_her_alone(vault: Path) -> None:
    for account in ("juge", "autre"):
        give(account, "judge_victims")
    here = f"/paires/victimes/{ask('v1', 'v2')}"
    client, other = browser("juge"), browser("autre")
    said = send(client, f"{here}/ouvrir", token_from=here, champ="names")
    assert said.headers["location"] == here
    assert trail("open_masked") == [("juge", here.rpartition("/")[2])]
    assert "INVENTÉE Mahoua" in re.sub(r"<[^>]+>", "", rows_of(client.get(here).text))
    assert "INVENTÉE" not in other.get(here).text
    assert "INVENT" not in str(trail("open_masked")), "no name on the trail"
    wrong = send(client, f"{here}/ouvrir", token_from=here, champ="' or 1=1")
    assert wrong.status_code == 400


def test_a_judgement_is_taken_back_by_who_gave_it(vault: Path) -> None:
    give("juge", "judge_victims")
    give("autre", "judge_victims")
    here = f"/paires/victimes/{ask('v1', 'v2')}"
    client = browser("juge")
    send(client, f"{here}/juger", token_from=here, jugement="different:other_names")
    found = re.search(r'name="jugement" value="(J-\w+)"', client.get("/paires/victimes").text)
    assert found
    of_another = send(
        browser("autre"), "/paires/victimes/annuler", token_from="/paires/victimes",
        jugement=found[1],
    )  # fmt: skip
    assert of_another.status_code == 409
    back = send(
        client, "/paires/victimes/annuler", token_from="/paires/victimes", jugement=found[1]
    )
    assert back.headers["location"] == here
    assert judgements()[0].withdrawn_at is not None


def test_victims_and_accused_are_judged_by_who_may(vault: Path) -> None:
    give("victimes", "judge_victims")
    give("accuses", "judge_suspects")
    give("les.deux", "judge_victims", "judge_suspects")
    give("gestionnaire", "steward")
    victims, accused, mixed = ask("v1", "v2"), ask("s1", "s2"), ask("v3", "s1")
    assert browser("victimes").get(f"/paires/victimes/{victims}").status_code == 200
    assert browser("accuses").get(f"/paires/mis-en-cause/{accused}").status_code == 200
    for account, path in (
        ("victimes", f"mis-en-cause/{accused}"),
        ("victimes", f"victimes/{accused}"),
        ("victimes", f"victimes/{mixed}"),
        ("accuses", f"victimes/{victims}"),
        ("accuses", f"mis-en-cause/{victims}"),
        ("accuses", f"mis-en-cause/{mixed}"),
        ("les.deux", f"mis-en-cause/{victims}"),
    ):
        assert browser(account).get(f"/paires/{path}").status_code == 404, (account, path)
    assert browser("les.deux").get(f"/paires/victimes/{mixed}").status_code == 200
    assert browser("gestionnaire").get("/paires/victimes").status_code == 403
    other = send(
        browser("victimes"), f"/paires/victimes/{accused}/juger",
        token_from="/paires/victimes", jugement="same:all_agrees",
    )  # fmt: skip
    assert other.status_code == 404
    assert judgements() == []


@pytest.mark.parametrize("said", ["", "same", "same:other_names", "perhaps:all_agrees"])
def test_what_is_no_answer_is_not_written(vault: Path, said: str) -> None:
    give("juge", "judge_victims")
    here = f"/paires/victimes/{ask('v1', 'v2')}"
    answer = send(browser("juge"), f"{here}/juger", token_from=here, jugement=said)
    assert answer.status_code == 400
    assert judgements() == []


def test_a_queue_that_is_still_computed_is_not_called_empty(vault: Path) -> None:
    give("juge", "judge_victims")
    empty = browser("juge").get("/paires/victimes").text
    assert "Rien à juger pour l&#39;instant" in empty or "Rien à juger pour l'instant" in empty
    from desk_client import judged

    judged("umirr", "mai.xlsx", "accepted", "2026-05")
    waits = browser("juge").get("/paires/victimes").text
    assert "attendent le prochain appariement" in waits


def test_no_address_of_the_judging_holds_a_name(vault: Path) -> None:
    give("juge", "judge_victims")
    here = f"/paires/victimes/{ask('v1', 'v2')}"
    client = browser("juge")
    send(client, f"{here}/ouvrir", token_from=here, champ="names")
    links = re.findall(r'(?:href|action)="([^"]+)"', client.get(here).text)
    assert len(links) > 5
    for name in ("INVENT", "Mahou"):
        assert not [one for one in links if name.lower() in one.lower()]
