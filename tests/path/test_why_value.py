"""Why a value: the row that gave it, the rule that chose it, what others say, who decided."""

from __future__ import annotations

import csv
import json

import pandas as pd
import pytest
from sqlalchemy import text
from typer.testing import CliRunner
from worlds import SAMPLES, World

from warehouse import database
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.load.star.survivorship import MOST_SAID, RULES
from warehouse.query.audited import why
from warehouse.query.lineage import why as why_it_is

pytestmark = pytest.mark.slow

STATED = """
    select p.role, p.id, a.attribute, p.said ->> a.attribute as value,
        (select array_agg(s.value) from warehouse.statement s
         where coalesce(s.victim_id, s.suspect_id) = p.id and s.attribute = a.attribute
            and s.is_chosen) as chosen,
        (select array_agg(distinct s.rule) from warehouse.statement s
         where coalesce(s.victim_id, s.suspect_id) = p.id and s.attribute = a.attribute) as rules
    from (select 'victim' as role, victim_id as id, to_jsonb(v) as said from warehouse.victim v
          union all
          select 'suspect', suspect_id, to_jsonb(s) from warehouse.suspect s) p
    cross join unnest(cast(:attributes as text[])) as a (attribute)
    where p.said ? a.attribute
"""


def test_the_chosen_statement_of_every_person_and_attribute_is_the_value_of_its_column(
    samples: World,
) -> None:
    rows = samples.rows(STATED, attributes=list(RULES))
    told = [row for row in rows if row.value is not None]
    assert len(told) > 1000
    assert {row.attribute for row in told} == set(RULES), "each rule decided somewhere"
    assert {row.role for row in told} == {"victim", "suspect"}
    for row in rows:
        wanted = None if row.value is None else [row.value]
        assert row.chosen == wanted, (row.attribute, row.rules)
        if wanted:
            assert row.rules in ([RULES[row.attribute]], ["newest_facts"])


def test_what_is_kept_whole_is_all_that_the_rows_say(samples: World) -> None:
    for attribute in ("exploitation_codes", "means_codes"):
        rows = samples.rows(
            f"select v.{attribute} as kept, (select array_agg(distinct c order by c)"
            "  from warehouse.statement s, string_to_table(s.value, ',') c"
            "  where s.victim_id = v.victim_id and s.attribute = :attribute) as said"
            f" from warehouse.victim v where cardinality(v.{attribute}) > 0",
            attribute=attribute,
        )
        assert len(rows) > 30
        assert [row for row in rows if sorted(row.kept) != sorted(row.said)] == []


def test_no_value_is_said_more_often_than_the_one_that_was_said_most(samples: World) -> None:
    rows = samples.rows(
        "select coalesce(victim_id, suspect_id) as id, attribute, value, is_chosen"
        " from warehouse.statement where rule = 'most_said' and attribute = any(:plain)",
        plain=list(MOST_SAID),
    )
    said = pd.DataFrame([dict(row._mapping) for row in rows])
    votes = said.groupby(["id", "attribute", "value"]).agg(
        votes=("is_chosen", "size"), won=("is_chosen", "any")
    )
    most = votes.groupby(["id", "attribute"])["votes"].transform("max")
    assert (votes.groupby(["id", "attribute"]).size() > 1).any(), "somewhere sources differ"
    assert (votes.loc[votes["won"], "votes"] == most[votes["won"]]).all()
    assert votes["won"].sum() == most.groupby(["id", "attribute"]).ngroups


def test_every_statement_names_the_file_sheet_and_row_that_the_truth_knows(samples: World) -> None:
    rows = samples.rows("select * from identity.statement")
    (count,) = samples.rows("select count(*) n from warehouse.statement")
    with (SAMPLES / "drops" / "truth.csv").open(encoding="utf-8") as file:
        truth = {
            (one["source"], one["file"], one["sheet"], int(one["row"]), one["role"])
            for one in csv.DictReader(file)
        }
    assert len(rows) == count.n > 1000
    placed = {(r.source_id, r.file_name, r.sheet or "", r.row_number, r.role) for r in rows}
    assert placed <= truth
    assert all(row.received_at and row.submission_id and row.rule for row in rows)


def test_a_statement_that_contradicts_is_shown_where_the_sources_disagree(samples: World) -> None:
    rows = samples.rows(
        "select p.id, p.contradictions, s.names from ("
        " select victim_id as id, contradictions from warehouse.victim union all"
        " select suspect_id, contradictions from warehouse.suspect) p left join ("
        " select coalesce(victim_id, suspect_id) as id, array_agg(distinct"
        "  case when attribute like 'birth%' then 'birth' else attribute end) as names"
        " from warehouse.statement where is_contradicting group by 1) s using (id)"
        " where cardinality(p.contradictions) > 0 or s.names is not null"
    )
    assert len(rows) > 0
    assert [row.id for row in rows if sorted(row.contradictions) != sorted(row.names or [])] == []


def test_a_pseudonym_tells_of_its_role_alone_and_a_person_of_all(samples: World) -> None:
    (victim,) = samples.rows(
        "select pseudonym, person_id from identity.role_pseudonym p join warehouse.victim v"
        " on v.victim_id = p.pseudonym order by v.mentions_count desc limit 1"
    )
    told = why(victim.pseudonym, "birth")
    assert {one["attribute"] for one in told["statements"]} == {"birth_year_min", "birth_year_max"}
    assert {one["role"] for one in told["statements"]} == {"victim"}
    assert not any("person_id" in one for one in (*told["statements"], *told["mentions"]))
    assert len(why(victim.person_id)["statements"]) >= len(why(victim.pseudonym)["statements"]) > 0
    derived = why(victim.pseudonym, "age_group_at_detection")["statements"]
    assert {"first_seen_on", "birth_year_min"} <= {one["attribute"] for one in derived}


def test_human_decisions_and_old_ids_are_told_but_not_of_the_other_role(samples: World) -> None:
    with database.engine(samples.url).connect() as connection:
        left, right = connection.execute(
            text(
                "select a.mention_id as mention, a.person_id, p.pseudonym from"
                " identity.person_mention a join identity.role_pseudonym p using (person_id, role)"
                " where role = 'victim' order by mention_id limit 2"
            )
        ).all()
        accused = connection.scalar(
            text("select min(mention_id) from identity.person_mention where role = 'suspect'")
        )
        for number, (one, other) in enumerate(
            [(left.mention, right.mention), (left.mention, accused)]
        ):
            connection.execute(
                text(
                    "insert into identity.judgement (judgement_id, left_mention_id,"
                    " right_mention_id, decision, by, at)"
                    " values (:id, :one, :other, 'different', 'a.steward', now())"
                ),
                {"id": f"J{number}", "one": one, "other": other},
            )
        connection.execute(
            text(
                "insert into identity.person (person_id, created_at, merged_into, status) values"
                " ('older', now(), :person, 'merged'), ('oldest', now(), 'older', 'merged')"
            ),
            {"person": left.person_id},
        )
        by_role = why_it_is(connection, left.pseudonym, "sex")
        by_person = why_it_is(connection, "oldest", "sex")
    assert [one["judgement_id"] for one in by_role["decisions"]] == ["J0"]
    assert {one["judgement_id"] for one in by_person["decisions"]} == {"J0", "J1"}
    assert by_person["decisions"][0]["by"] == "a.steward"
    assert {one["mention_id"] for one in by_role["mentions"]} <= {
        one["mention_id"] for one in by_person["mentions"]
    }


def test_the_command_says_it_to_a_person_and_to_a_program(samples: World) -> None:
    (victim,) = samples.rows(
        "select victim_id from warehouse.victim where sex is not null"
        " order by mentions_count desc limit 1"
    )
    shown = CliRunner().invoke(app, ["why", victim.victim_id, "sex"])
    told = CliRunner().invoke(app, ["why", victim.victim_id, "sex", "--json"])
    assert (shown.exit_code, told.exit_code) == (0, 0)
    assert "→" in shown.stdout
    statements = json.loads(told.stdout)["statements"]
    assert [one["is_chosen"] for one in statements].count(True) == 1
    assert {"file_name", "sheet", "row_number", "seen_on", "value", "rule"} <= set(statements[0])
    assert CliRunner().invoke(app, ["why", "V-0000000000000", "sex"]).exit_code == 1
    with pytest.raises(CallError):
        why(victim.victim_id, "name")


@pytest.mark.parametrize(
    ("role", "seen"),
    [("zokwezo_analyst", {"warehouse.statement"}), ("zokwezo_committee", set())],
)
def test_analysts_see_statements_without_the_vault(
    samples: World, role: str, seen: set[str]
) -> None:
    with database.engine(samples.url).connect() as connection:
        found = {
            view
            for view in ("warehouse.statement", "identity.statement")
            if connection.scalar(
                text("select has_table_privilege(:role, :view, 'select')"),
                {"role": role, "view": view},
            )
        }
    assert found == seen


def test_who_asked_why_stands_on_the_trail_and_what_is_no_id_does_not(samples: World) -> None:
    (victim,) = samples.rows("select min(victim_id) as id from warehouse.victim")
    asked = "select count(*) n from audit.access_log where purpose = 'why' and object = :id"
    (before,) = samples.rows(asked, id=victim.id)
    why(victim.id, "sex")
    why("no such id")
    assert samples.rows(asked, id=victim.id)[0].n == before.n + 1
    assert samples.rows(asked, id="no such id")[0].n == 0
