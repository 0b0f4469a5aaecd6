"""Why a value: the row that gave it, the rule that chose it, what others say, who decided."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner
from worlds import SAMPLES, World

from warehouse import database
from warehouse.cli import app
from warehouse.errors import CallError
from warehouse.load.star.survivorship import LISTS, ORDERS, RULES, TRUST
from warehouse.query.audited import why
from warehouse.query.lineage import why as why_it_is
from warehouse.settings import PROJECT

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
            assert set(row.rules) <= RULES[row.attribute]
            assert len(row.rules) == 1


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


@dataclass
class Candidate:
    """A value that somebody says of a person, and how each rule sees it: the least goes first."""

    value: str
    months: list[str] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def seen_by(self, rule: str, codes: dict[str, tuple[int, str]]) -> Any:
        nth, precision = codes.get(self.value, (0, ""))
        unsure = precision == "unsure" or self.value.startswith("UNKNOWN")
        if rule == "most_specific":
            return unsure or precision == "generic"
        if rule == "surest":
            return unsure
        if rule == "most_said":
            return -len(self.sources)
        if rule == "surest_source":
            return min((TRUST.index(one) if one in TRUST else 99) for one in self.sources)
        if rule == "newest":
            return [-int("".join(c for c in one if c.isdigit())) for one in (max(self.when),)]
        if rule == "refusal":
            return self.value == "true"
        if rule == "earliest":
            return min(self.days, default=date.max)
        assert rule == "list_order"
        return nth

    @property
    def when(self) -> list[str]:
        return [f"{month}-{day:%Y%m%d}" for month, day in zip(self.months, self.days, strict=True)]


def test_the_rule_that_is_told_is_the_one_that_decided(samples: World) -> None:
    """Every coded attribute of every person, decided again by hand from what the rows say."""
    lists: dict[str, dict[str, tuple[int, str]]] = {"": {}}
    for path in (PROJECT / "sources" / "codes").glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            lists[path.stem] = {
                one["code"]: (nth, one.get("precision") or "")
                for nth, one in enumerate(csv.DictReader(file))
            }
    said: dict[tuple[str, str], dict[str, Candidate]] = {}
    told: dict[tuple[str, str], tuple[str, str]] = {}
    for row in samples.rows(
        "select coalesce(victim_id, suspect_id) as id, * from warehouse.statement"
        " where attribute = any(:coded)",
        coded=list(LISTS),
    ):
        of = said.setdefault((row.id, row.attribute), {})
        one = of.setdefault(row.value, Candidate(row.value))
        one.months.append(row.period)
        one.days.append(row.seen_on)
        one.sources.append(row.source_id)
        if row.is_chosen:
            assert (row.id, row.attribute) not in told
            told[row.id, row.attribute] = (row.value, row.rule)
    assert told.keys() == said.keys()
    assert len(told) > 700
    rules = Counter()
    for (person, attribute), candidates in said.items():
        codes, order = lists[LISTS[attribute]], ORDERS[attribute]
        first, *others = sorted(
            candidates.values(), key=lambda one: [one.seen_by(rule, codes) for rule in order]
        )
        rule = "only_said"
        if others:
            rule = next(
                rule for rule in order
                if first.seen_by(rule, codes) != others[0].seen_by(rule, codes)
            )  # fmt: skip
        assert told[person, attribute] == (first.value, rule), (attribute, candidates)
        rules[rule] += 1
    assert len(rules) >= 4, "somewhere sources differ, and not always in the same way"
    assert rules["only_said"] < len(told)


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
