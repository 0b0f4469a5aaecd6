"""A group on a page: split off or confirmed, written as pairs, and taken back as one act."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk_client import HERE, browser, give, token
from sqlalchemy import text
from vault_of_pairs import ask, fill
from worlds import World

from warehouse import database, pipeline
from warehouse.linkage.review.person_groups import ASKED_HERE

pytestmark = pytest.mark.slow

PEOPLE = {
    "v1": ("victim", "umirr", "INVENTÉE", "Mahoua"),
    "v2": ("victim", "umirr", "INVENTÉE", "Mahoua"),
    "v3": ("victim", "minfemme", "INVENTÉE", "Mahouah"),
    "v4": ("victim", "minfemme", "FICTIVE", "Béatrice"),
    "s1": ("suspect", "dspj", "INVENTÉE", "Mahoua"),
}


@pytest.fixture
def link_id(world: Path) -> str:
    """v1, v2, v4 and the accused s1 are one person so far; whether v3 is, somebody is asked."""
    fill(PEOPLE)
    run(
        "update identity.person_mention set person_id = 'P-v1' where mention_id in ('v2','v4','s1')"
    )
    return ask("v1", "v3")


def run(sql: str) -> None:
    with database.engine().begin() as connection:
        connection.execute(text(sql))


def rows(sql: str) -> list[tuple[Any, ...]]:
    with database.engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def judgements() -> list[tuple[Any, ...]]:
    return rows(
        'select left_mention_id, right_mention_id, decision, reason, "by" from identity.judgement'
        " where withdrawn_at is null order by 1, 2"
    )


def say(client: Any, link_id: str, decision: str, *apart: str, path: str = "juger") -> Any:
    here = f"/paires/victimes/{link_id}/groupe"
    sent = {"jeton": token(client, "/paires/accord" if path == "juger" else here)}
    return client.post(
        f"{here}/{path}", data={**sent, "jugement": decision, "part": list(apart)}, headers=HERE
    )


def test_all_mentions_are_there_with_what_differs_and_what_is_doubtful(link_id: str) -> None:
    give("juge", "judge_victims")
    client = browser("juge")
    assert "Voir ensemble les 4 mentions" in client.get(f"/paires/victimes/{link_id}").text
    page = client.get(f"/paires/victimes/{link_id}/groupe").text
    assert re.findall(r'name="part" value="(\w+)"', page) == ["v3", "v1", "v4", "v2"]
    assert "4 mentions, 1 lien douteux" in page
    assert page.count("lien douteux avec") == 2
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Mahoua" not in body, "what agrees is hidden"
    assert "<mark>FICTIVE Béatrice</mark>" in body
    assert "<mark>h</mark>" in body
    assert "83" not in re.sub(r'(?:value|href|src|action)="[^"]*"', "", page), "the score is hidden"
    read = rows("select object from audit.access_log where action = 'read' and \"by\" = 'juge'")
    assert {("v1",), ("v2",), ("v3",), ("v4",)} <= set(read)
    assert ("s1",) not in set(read), "who judges victims learns nothing of an accused"


def test_who_may_judge_both_sees_both_and_another_queue_sees_neither(link_id: str) -> None:
    give("les.deux", "judge_victims", "judge_suspects")
    give("accuses", "judge_suspects")
    client = browser("les.deux")
    assert 'value="s1"' in client.get(f"/paires/victimes/{link_id}/groupe").text
    assert client.get(f"/paires/mis-en-cause/{link_id}/groupe").status_code == 404
    accused = browser("accuses")
    for queue in ("victimes", "mis-en-cause"):
        assert accused.get(f"/paires/{queue}/{link_id}/groupe").status_code == 404


def test_an_attribute_is_opened_for_all_and_noted(link_id: str) -> None:
    give("juge", "judge_victims")
    client, here = browser("juge"), f"/paires/victimes/{link_id}/groupe"
    said = client.post(
        f"{here}/ouvrir", data={"jeton": token(client, here), "champ": "names"}, headers=HERE
    )
    assert said.status_code == 303
    opened = re.sub(r"<[^>]+>", "", client.get(here).text)
    assert "INVENTÉE Mahoua" in opened
    assert "INVENTÉE" not in client.get(f"/paires/victimes/{link_id}").text, "the pair is closed"
    noted = rows("select object from audit.access_log where action = 'open_masked'")
    assert noted == [(f"{link_id}/groupe",)]


def take_back(client: Any, judgement_id: str) -> None:
    client.post(
        "/paires/victimes/annuler", data={"jeton": token(client), "jugement": judgement_id},
        headers=HERE,
    )  # fmt: skip


def test_what_another_asked_stays_asked_when_she_takes_hers_back(link_id: str) -> None:
    of_another = ask("v1", "v2")
    run(
        f"update identity.link_to_judge set reasons = '{{{ASKED_HERE}}}'"
        f" where link_id = '{of_another}'"
    )
    give("juge", "judge_victims")
    client = browser("juge")
    say(client, link_id, "different:other_names", "v4")
    ((judgement_id,),) = rows("select min(judgement_id) from identity.judgement")
    take_back(client, judgement_id)
    assert judgements() == []
    left = rows("select link_id from identity.link_to_judge where state = 'open'")
    assert sorted(left) == sorted([(link_id,), (of_another,)])


def test_a_mention_split_off_is_another_person_than_each_that_stays(link_id: str) -> None:
    give("juge", "judge_victims")
    client = browser("juge")
    assert say(client, link_id, "different:other_names", "v4").status_code == 303
    assert judgements() == [
        (one, "v4", "different", "other_names", "juge") for one in ("v1", "v2", "v3")
    ]
    asked = rows("select state, reasons from identity.link_to_judge where right_mention_id = 'v4'")
    assert asked == [("judged", [ASKED_HERE])] * 3
    page = client.get("/paires/victimes").headers["location"]
    after = client.get(page).text
    assert "Noté sur 3 paires" in after
    found = re.search(r'name="jugement" value="(J-\w+)"', after)
    assert found
    of_another = browser(give("autre", "judge_victims"))
    taken = of_another.post(
        "/paires/victimes/annuler", data={"jeton": token(of_another), "jugement": found[1]},
        headers=HERE,
    )  # fmt: skip
    assert taken.status_code == 409
    take_back(client, found[1])
    assert judgements() == []
    left = rows("select link_id from identity.link_to_judge where state = 'open'")
    assert left == [(link_id,)], "what she alone asked is no question for others"


def test_a_group_is_confirmed_on_its_doubtful_links(link_id: str) -> None:
    give("juge", "judge_victims")
    second = ask("v2", "v4")
    assert say(browser("juge"), link_id, "same:same_names").status_code == 303
    assert judgements() == [
        ("v1", "v3", "same", "same_names", "juge"),
        ("v2", "v4", "same", "same_names", "juge"),
    ]
    states = rows("select link_id, state from identity.link_to_judge order by link_id")
    assert states == sorted([(link_id, "judged"), (second, "judged")])


@pytest.mark.parametrize(
    ("decision", "apart", "status"),
    [
        ("different:other_names", (), 409),
        ("different:other_names", ("v1", "v2", "v3", "v4"), 409),
        ("different:other_names", ("s1",), 409),
        ("different:other_names", ("v4", "nowhere"), 409),
        ("same:same_names", ("v4",), 409),
        ("unsure:too_little", (), 400),
        ("different:same_names", ("v4",), 400),
    ],
    ids=["none", "all", "of_a_role_not_hers", "nowhere", "ticked_and_one", "unsure", "reason"],
)
def test_what_is_no_answer_is_not_written(
    link_id: str, decision: str, apart: tuple[str, ...], status: int
) -> None:
    give("juge", "judge_victims")
    assert say(browser("juge"), link_id, decision, *apart).status_code == status
    assert judgements() == []


def test_what_she_said_before_is_not_said_twice(link_id: str) -> None:
    give("juge", "judge_victims")
    client = browser("juge")
    say(client, link_id, "different:other_names", "v4")
    say(client, link_id, "different:other_names", "v4", "v2")
    assert len(judgements()) == 5, "v2 from v1 and v3 too; v4 from those was said"


def test_a_mention_that_she_joined_is_not_split_off_before_she_takes_that_back(
    link_id: str,
) -> None:
    give("juge", "judge_victims")
    client = browser("juge")
    say(client, link_id, "same:same_names")
    wrong = say(client, ask("v2", "v3"), "different:other_names", "v3")
    assert wrong.status_code == 409
    assert judgements() == [("v1", "v3", "same", "same_names", "juge")]


def test_who_is_split_off_is_a_person_of_her_own_at_the_next_linkage(
    sample_run: World, enter_copy: Callable[[World], World]
) -> None:
    enter_copy(sample_run)
    largest = (
        "select person_id from identity.person_mention group by person_id having count(*) > 2"
        " and count(distinct role) = 1 and min(role) = 'victim' order by count(*), person_id"
    )
    person = rows(largest)[0][0]
    mine = f"select mention_id from identity.person_mention where person_id = '{person}' order by 1"
    mentions = [one for (one,) in rows(mine)]
    run("update identity.link_to_judge set state = 'expired'")
    run(
        "insert into identity.link_to_judge (link_id, left_mention_id, right_mention_id, reasons,"
        f" state, created_at) values ('L1', '{mentions[0]}', '{mentions[1]}', '{{audit}}', 'open',"
        " now()) on conflict (link_id) do nothing"
    )
    give("juge", "judge_victims")
    said = say(browser("juge"), "L1", "different:known_from_the_file", mentions[-1])
    assert said.status_code == 303, said.text
    pipeline.link()
    person_of = dict(rows("select mention_id, person_id from identity.person_mention"))
    assert person_of[mentions[-1]] not in {person_of[one] for one in mentions[:-1]}
    assert len({person_of[one] for one in mentions[:-1]}) == 1, "the others stay together"
