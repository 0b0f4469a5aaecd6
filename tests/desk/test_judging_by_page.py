"""Pairs on a page: masked, the score after, undone, and each queue for who has its right."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from desk_client import HERE, browser, give, judged, send, token
from sqlalchemy import text
from vault_of_pairs import ask, fill

from warehouse import database
from warehouse.intake import ledger
from warehouse.linkage.review.asking import is_planted
from warehouse.linkage.review.reviewers import reviewer_report

pytestmark = pytest.mark.slow

PEOPLE = {
    "v1": ("victim", "umirr", "INVENTÉE", "Mahoua"),
    "v2": ("victim", "minfemme", "INVENTÉE", "Mahouah"),
    "v3": ("victim", "minfemme", "FICTIVE", "Béatrice"),
    "s1": ("suspect", "umirr", "GABARIT", "Firmin"),
    "s2": ("suspect", "dspj", "GABARIT", "Fermin"),
}


@pytest.fixture
def vault(world: Path) -> Path:
    """Five mentions in the lake and in the register, and nobody asked yet."""
    fill(PEOPLE)
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
    assert "83" not in re.sub(r'(?:value|href|src|action)="[^"]*"', "", page), "the score is hidden"
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


def test_one_judgement_that_is_sent_twice_at_once_is_written_once(vault: Path) -> None:
    """A double click, and two windows: whichever comes second is told, and nothing fails."""
    give("juge", "judge_victims")
    here = f"/paires/victimes/{ask('v1', 'v2')}"
    clients = [browser("juge") for _ in range(4)]
    tokens = [token(client, here) for client in clients]

    def judge_it(at: int) -> int:
        fields = {"jeton": tokens[at], "jugement": "same:all_agrees"}
        return clients[at].post(f"{here}/juger", data=fields, headers=HERE).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = sorted(pool.map(judge_it, range(len(clients))))
    assert answers[0] == 303
    assert set(answers[1:]) <= {404, 409}
    assert len(judgements()) == 1


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


def test_how_far_two_agree_is_told_in_counts(vault: Path) -> None:
    give("juge", "judge_victims")
    give("autre", "judge_victims")
    assert "Aucune paire" in browser("juge").get("/paires/accord").text
    ask("v1", "v2")
    with database.engine().begin() as connection:
        for n, (by, decision) in enumerate((("juge", "same"), ("autre", "different"))):
            connection.execute(
                text(
                    "insert into identity.judgement (judgement_id, left_mention_id,"
                    ' right_mention_id, decision, "by", at)'
                    " values (:id, 'v1', 'v2', :decision, :by, now())"
                ),
                {"id": f"J-{n}", "decision": decision, "by": by},
            )
    page = browser("juge").get("/paires/accord").text
    assert "autre, juge" in page
    assert '<td class="n">1</td><td class="n">0</td>' in page
    assert "INVENT" not in page
    assert ("juge", "identity.judgement") in trail("read")


def test_a_planted_pair_changes_no_person_and_tells_of_who_judges(vault: Path) -> None:
    link_id = ask("v1", "v2")
    third = next(f"juge{n}" for n in range(99) if is_planted(link_id, f"juge{n}"))
    spared = next(f"juge{n}" for n in range(99) if not is_planted(link_id, f"juge{n}"))
    for account in ("une", "deux", third, spared):
        give(account, "judge_victims")
    run("update identity.link_to_judge set state = 'open'")
    for account in ("une", "deux"):
        # The second is asked of one pair in five; here it is asked of this one.
        run("update identity.link_to_judge set state = 'open'")
        said = send(
            browser(account), f"/paires/victimes/{link_id}/juger", token_from="/paires/accord",
            jugement="same:all_agrees",
        )  # fmt: skip
        assert said.status_code == 303, said.text
    with database.engine().connect() as connection:
        before = ledger.judgement_digest(connection)
    assert "Rien à juger" in browser(spared).get("/paires/victimes").text
    client = browser(third)
    assert client.get("/paires/victimes").headers["location"].endswith(link_id)
    said = send(
        client, f"/paires/victimes/{link_id}/juger", token_from="/paires/accord",
        jugement="different:other_names",
    )  # fmt: skip
    assert said.status_code == 303
    with database.engine().connect() as connection:
        assert ledger.judgement_digest(connection) == before, "no linkage is asked for"
        told = {one.reviewer: one for one in reviewer_report(connection)}
    assert (told[third].known, told[third].right, told["une"].known) == (1, 0, 0)
    page = client.get("/paires/accord").text
    assert "0 / 1" in page
    assert "INVENTÉE" not in page


def test_drift_follows_the_order_in_which_she_judged_and_what_stands_alone(vault: Path) -> None:
    """Forty planted pairs right, then twenty wrong; what was taken back is not counted."""
    known = """
        insert into identity.judgement (judgement_id, left_mention_id, right_mention_id, decision,
            "by", at, link_id, is_check)
        select 'K-' || author || n, 'a', 'b', 'same', author, now() - interval '1 day', 'L' || n,
            false
        from generate_series(1, 60) n, unnest('{une,deux}'::text[]) author"""
    # The ids run against time: by them she would have begun badly.
    checks = """
        insert into identity.judgement (judgement_id, left_mention_id, right_mention_id, decision,
            "by", at, link_id, is_check, withdrawn_at)
        select 'C-' || lpad((999 - n)::text, 3, '0'), 'a', 'b',
            case when n <= 40 then 'same' else 'different' end, 'trois',
            now() + make_interval(mins => n), 'L' || least(n, 60), true,
            case when n > 60 then now() end
        from generate_series(1, 70) n"""
    run(known)
    run(checks)
    with database.engine().connect() as connection:
        told = {one.reviewer: one for one in reviewer_report(connection)}
    assert (told["trois"].known, told["trois"].right, told["trois"].judged) == (60, 40, 0)
    assert told["trois"].has_drifted is True
    assert (told["une"].judged, told["une"].known) == (60, 0)


def run(sql: str) -> None:
    with database.engine().begin() as connection:
        connection.execute(text(sql))
