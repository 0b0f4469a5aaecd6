"""Mentions of victims as the vault holds them, with the groups that the star gives their person."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from warehouse.indicators.certainty_levels import LinkedMention, certainty_rows
from warehouse.indicators.linked_victims import (
    read_doubtful_pairs,
    read_linked_mentions,
    read_victims_of_year,
)

pytestmark = pytest.mark.slow

ROWS = """
insert into warehouse.victim (victim_id, sex, age_group_at_detection, principal_exploitation_code,
    victim_status_code)
values ('v-1', 'F', 'child', 'FL_MINE', 'CONFIRMED'), ('v-2', null, null, null, null);
insert into warehouse.suspect (suspect_id, sex, age_group_at_detection)
values ('s-1', 'F', 'adult');
insert into identity.person (person_id, created_at, status)
select 'p-' || n, now(), 'active' from generate_series(1, 3) n;
insert into identity.role_pseudonym (person_id, role, pseudonym)
values ('p-1', 'victim', 'v-1'), ('p-2', 'victim', 'v-2'), ('p-1', 'suspect', 's-1');
insert into identity.person_mention
    (mention_id, person_id, role, source_id, file_name, row_number, submission_id, record_id,
    probability)
values ('m-1', 'p-1', 'victim', 'umirr', 'f', 1, 's', 'm-1', 0.9),
    ('m-2', 'p-1', 'victim', 'iom', 'f', 2, 's', 'm-2', 0.9),
    ('m-3', 'p-2', 'victim', 'iom', 'f', 3, 's', 'm-3', null),
    ('m-4', 'p-1', 'suspect', 'dspj', 'f', 4, 's', 'm-4', null);
insert into identity.link_to_judge
    (link_id, left_mention_id, right_mention_id, probability, state, created_at)
values ('l-1', 'm-2', 'm-3', 0.3, 'open', now()), ('l-2', 'm-1', 'm-3', 0.9, 'judged', now());
"""


def test_each_mention_of_a_victim_has_her_groups_and_its_own_source(
    connection: Connection,
) -> None:
    connection.execute(text(ROWS))
    mentions = read_linked_mentions(connection)
    groups = {"sex": "F", "age": "child", "form": "FL_MINE", "status": "confirmed"}
    nothing = dict.fromkeys(groups, "unknown")
    assert mentions == {
        "m-1": LinkedMention("p-1", 0.9, {"source": "umirr", **groups}),
        "m-2": LinkedMention("p-1", 0.9, {"source": "iom", **groups}),
        "m-3": LinkedMention("p-2", None, {"source": "iom", **nothing}),
    }
    assert read_linked_mentions(connection, "suspect") == {
        "m-4": LinkedMention("p-1", None, {"source": "dspj", "sex": "F", "age": "adult"})
    }
    doubtful = read_doubtful_pairs(connection)
    everybody = certainty_rows(mentions, doubtful)[0]
    assert (everybody.persons, everybody.links) == (2, 1)
    assert (everybody.false_links, everybody.missed_links) == (0.1, 0.3)
    assert everybody.at == {0.1: 1, 0.25: 1, 0.5: 2, 0.75: 2, 0.9: 2}


def test_the_victims_of_a_year_are_those_whom_its_figures_count(connection: Connection) -> None:
    connection.execute(text(ROWS))
    connection.execute(
        text("update warehouse.victim set first_seen_on = '2025-03-01' where victim_id = 'v-1'")
    )
    assert read_victims_of_year(connection, 2025) == {"m-1", "m-2"}
    assert read_victims_of_year(connection, 2026) == set()
    connection.execute(text("update warehouse.victim set victim_status_code = 'NOT_VICTIM'"))
    assert read_victims_of_year(connection, 2025) == set()


def test_a_sampled_pair_that_was_left_apart_stands_for_its_stratum(connection: Connection) -> None:
    """Of a hundred apart two were drawn, one of them judged; a link that was made stands alone."""
    connection.execute(text(ROWS))
    connection.execute(
        text(
            "insert into identity.link_stratum (stratum, is_linked, pairs, counted_at)"
            " values ('apart_-8_-5', false, 100, now()), ('linked_2_6', true, 80, now());"
            " insert into identity.link_to_judge (link_id, left_mention_id, right_mention_id,"
            " probability, state, created_at, detail) values"
            " ('l-3', 'm-1', 'm-4', 0.01, 'open', now(), '{\"stratum\": \"apart_-8_-5\"}'),"
            " ('l-4', 'm-2', 'm-4', 0.02, 'judged', now(), '{\"stratum\": \"apart_-8_-5\"}'),"
            " ('l-5', 'm-3', 'm-4', 0.9, 'open', now(), '{\"stratum\": \"linked_2_6\"}')"
        )
    )
    weights = {(one.left, one.right): one.stands_for for one in read_doubtful_pairs(connection)}
    assert weights == {("m-2", "m-3"): 1, ("m-1", "m-4"): 50, ("m-3", "m-4"): 1}


@pytest.mark.parametrize(
    ("judged", "is_sure"),
    [
        ("'m-1', 'm-2', 'same', null, null", True),
        ("'m-1', 'm-2', 'same', now(), null", False),
        ("'m-1', 'm-2', 'same', null, true", False),
        ("'m-1', 'm-3', 'same', null, null", False),
        ("'m-1', 'm-2', 'unsure', null, null", False),
    ],
    ids=["same", "taken back", "a check of the reviewer", "of two persons yet", "unsure"],
)
def test_a_link_that_a_human_made_is_sure(
    connection: Connection, judged: str, is_sure: bool
) -> None:
    connection.execute(text(ROWS))
    connection.execute(
        text(
            "insert into identity.judgement (judgement_id, left_mention_id, right_mention_id,"
            f" decision, withdrawn_at, is_check, by, at) select 'j', {judged}, 'somebody', now()"
        )
    )
    mentions = read_linked_mentions(connection)
    assert mentions["m-1"].probability == mentions["m-2"].probability == (1 if is_sure else 0.9)
