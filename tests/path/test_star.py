"""Charges, sentences and referrals are what the exports say, row by row; persons as they were."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from exports import Place, as_amount, registers, registry, whose
from worlds import SAMPLES, World

pytestmark = pytest.mark.slow


@pytest.fixture
def accused(samples: World) -> dict[Place, tuple[str, str]]:
    """Place of a row -> the case and the suspect that the warehouse made of it."""
    return whose(samples, "suspect")


def _charges(samples: World, step: str) -> set[tuple[Any, ...]]:
    """Case, suspect, French name of the offence, and the article, of each charge of a step."""
    rows = samples.rows(
        "select c.case_id, c.suspect_id, o.label_fr, c.article_code from warehouse.charge c"
        " left join warehouse.dim_code o on o.list = 'offence' and o.code = c.offence_code"
        " where c.step = :step",
        step=step,
    )
    assert len({tuple(row) for row in rows}) == len(rows), "one row each"
    return {tuple(row) for row in rows}


def _articles(cell: str) -> list[str]:
    return [f"CP-{number}" for number in re.findall(r"\d+", cell)]


def test_every_article_of_the_prosecutors_registers_is_a_charge(
    samples: World, accused: dict[Place, tuple[str, str]]
) -> None:
    told = {
        (*accused[place], row["Qualification"], article)
        for place, row in registers()
        for article in _articles(row["Articles visés"])
    }
    assert len({one[:2] for one in told}) == 42
    assert len(told) > 42, "a register may cite several articles"
    assert _charges(samples, "prosecution") == told


def test_every_article_of_the_judgments_is_a_charge_and_each_object_of_a_hearing(
    samples: World, accused: dict[Place, tuple[str, str]]
) -> None:
    judged = {
        (*accused[place], row["Infraction"], article)
        for place, row in registry("Jugements")
        for article in _articles(row["Articles"])
    }
    heard = {(*accused[place], row["Objet"], None) for place, row in registry("Rôle")}
    assert len(judged) == 10
    assert len(heard) > 10
    assert _charges(samples, "judgment") == judged
    assert _charges(samples, "hearing") == heard


def test_every_article_of_the_judicial_police_is_a_charge(
    samples: World, accused: dict[Place, tuple[str, str]]
) -> None:
    told = set()
    for path in sorted((SAMPLES / "drops" / "dspj").iterdir()):
        with path.open(encoding="cp1252", newline="") as file:
            for row_number, row in enumerate(csv.DictReader(file, delimiter=";"), 2):
                for article in _articles(row["Articles"] or ""):
                    offence = row["Infraction retenue"]
                    told.add((*accused[path.name, "", row_number], offence, article))
    assert len(told) > 10
    assert _charges(samples, "complaint") == told


def _pronounced(row: dict[str, Any]) -> dict[str, int | None]:
    """Component -> months or francs, of a judgment of the samples."""
    told: dict[str, int | None] = {}
    penalty = row["Peine"] if isinstance(row["Peine"], str) else ""
    if "perpétuité" in penalty:
        told["LIFE"] = None
    elif found := re.fullmatch(r"(\d+) (ans|mois)(?: de TF)?", penalty):
        told["PRISON_FIRM"] = int(found[1]) * (12 if found[2] == "ans" else 1)
    else:
        assert not penalty, "a form of words that this test cannot read"
    for component, column in (("FINE", "Amende"), ("DAMAGES", "Dommages-intérêts")):
        if sum_ := as_amount(row[column]):
            told[component] = sum_
    return told


def test_every_penalty_of_the_judgments_is_a_sentence(
    samples: World, accused: dict[Place, tuple[str, str]]
) -> None:
    told = {
        (*accused[place], component, value, "TF" in str(row["Peine"]) and component in TERMS)
        for place, row in registry("Jugements")
        for component, value in _pronounced(row).items()
    }
    held = {
        (row.case_id, row.suspect_id, row.component_code, row.months or row.amount_xaf,
         bool(row.is_hard_labour))
        for row in samples.rows("select * from warehouse.sentence")
    }  # fmt: skip
    assert {one[2] for one in told} == {"LIFE", "PRISON_FIRM", "FINE", "DAMAGES"}
    assert held == told


TERMS = {"LIFE", "PRISON_FIRM", "PRISON_SUSPENDED"}
SENDERS = {
    "minfemme": "MINFEMME",
    "gendarmerie": "GENDARMERIE",
    "dspj": "DSPJ",
    "travail": "TRAVAIL",
    "UMIRR": "UMIRR",
    "iom": "IOM",
}


def test_every_victim_whom_a_register_says_was_referred_is_a_referral(samples: World) -> None:
    victims = whose(samples, "victim")
    told: Counter[tuple[str, str]] = Counter()
    for path in sorted((SAMPLES / "drops" / "minfemme").iterdir()):
        frame = pd.read_excel(path, engine="calamine", header=3)
        for row_number, row in enumerate(frame.to_dict("records"), 5):
            if isinstance(row["Référé par"], str):
                who = victims[path.name, str(_sheet(path)), row_number][1]
                told[who, SENDERS[row["Référé par"]]] += 1
    held = samples.rows("select * from warehouse.referral")
    assert sum(told.values()) > 40
    assert Counter((row.victim_id, row.from_code) for row in held) == told
    assert {row.to_code for row in held} == {"MINFEMME"}
    assert all(row.received_on for row in held)


RELATIONS = {"Familial": "FAMILY", "Acquainted": "ACQUAINTANCE", "Unaquainted": "NO_RELATION"}


def test_what_victims_state_of_their_relation_to_the_accused_is_theirs_in_the_star(
    samples: World,
) -> None:
    victims = whose(samples, "victim")
    told = set()
    for path in sorted((SAMPLES / "drops" / "iom").iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            for row_number, row in enumerate(csv.DictReader(file), 2):
                if row["vic_RelationshipToTrafficker"]:
                    who = victims[path.name, "", row_number][1]
                    told.add((who, RELATIONS[row["vic_RelationshipToTrafficker"]]))
    held = samples.rows(
        "select victim_id, unnest(relationship_codes) as code from warehouse.victim"
    )
    assert len(told) > 15
    assert {tuple(row) for row in held} == told
    counted = samples.rows("select * from warehouse.method_relationship")
    assert sum(row.victims_count for row in counted) == len(told)


def test_what_inspectors_find_is_counted_as_a_means_of_control(samples: World) -> None:
    victims = whose(samples, "victim")
    told: dict[str, set[str]] = {"DOCUMENTS": set(), "EARNINGS": set()}
    for path in sorted((SAMPLES / "drops" / "travail").iterdir()):
        frame = pd.read_excel(path, engine="calamine")
        for row_number, row in enumerate(frame.to_dict("records"), 2):
            for code, column in (("DOCUMENTS", "Documents confisqués (O/N)"),
                                 ("EARNINGS", "Salaire retenu (O/N)")):  # fmt: skip
                place = (path.name, _sheet(path), row_number)
                if str(row.get(column)).strip() == "O" and place in victims:
                    told[code].add(victims[place][1])
    for code, found in told.items():
        rows = samples.rows(
            "select victim_id from warehouse.victim where :code = any (means_codes)", code=code
        )
        stated = {row.victim_id for row in rows}
        assert found
        (counted,) = samples.rows(
            "select sum(victims_told_count) as n from warehouse.method_means"
            " where means_code = :code",
            code=code,
        )
        assert counted.n == len(found | stated), code


def _sheet(path: Any) -> str:
    return str(pd.ExcelFile(path, engine="calamine").sheet_names[0])


@pytest.mark.parametrize("role", ["victim", "suspect"])
def test_the_states_of_a_person_follow_each_other_and_the_last_one_stands(
    samples: World, role: str
) -> None:
    states: dict[str, list[Any]] = {}
    for row in samples.rows(f"select * from warehouse.{role}_state order by 1, valid_from"):
        states.setdefault(row[0], []).append(row)
    (persons,) = samples.rows(f"select count(*) n from warehouse.{role}")
    assert len(states) == persons.n, "every person has a state"
    assert max(len(rows) for rows in states.values()) > 1, "and some have changed"
    for rows in states.values():
        assert rows[-1].valid_to is None
        for one, next_one in pairwise(rows):
            assert (next_one.valid_from - one.valid_to).days == 1
            assert _told(one) != _told(next_one)
    mentions = samples.rows(
        f"select record_id from warehouse.mention where {role}_id is not null order by 1"
    )
    assert sorted(one for rows in states.values() for row in rows for one in row.record_ids) == [
        row.record_id for row in mentions
    ]


def _told(row: Any) -> dict[str, Any]:
    apart = {"valid_from", "valid_to", "source_ids", "record_ids"}
    return {name: value for name, value in row._mapping.items() if name not in apart}


DIMENSIONS = {
    "court": "court",
    "unit": "unit",
    "statute": "statute",
    "article": "article",
    "penalty": "penalty",
    "exploitation": "exploitation",
    "act": "act",
    "recruitment": "recruitment",
    "means": "means",
    "reporting_entity": "referral",
}


@pytest.mark.parametrize(("dimension", "listed"), DIMENSIONS.items())
def test_a_dimension_is_its_code_list_with_labels_and_days(
    samples: World, dimension: str, listed: str
) -> None:
    rows = samples.rows(
        f"select {_key(dimension)} as code, label_fr, label_en, valid_from, valid_to"
        f" from warehouse.dim_{dimension} order by 1"
    )
    whole = samples.rows(
        "select code, label_fr, label_en, valid_from, valid_to from warehouse.dim_code"
        " where list = :listed order by 1",
        listed=listed,
    )
    assert whole
    assert [tuple(row) for row in rows] == [tuple(row) for row in whole]


def _key(dimension: str) -> str:
    return {"reporting_entity": "entity_code"}.get(dimension, f"{dimension}_code")


@pytest.mark.parametrize(
    ("table", "column", "dimension", "key"),
    [
        ("charge", "article_code", "article", "article_code"),
        ("charge", "court_code", "court", "court_code"),
        ("case_file", "unit_code", "unit", "unit_code"),
        ("case_file", "facts_prefecture_code", "place", "place_code"),
        ("case_file", "period", "month", "period"),
        ("victim", "principal_exploitation_code", "exploitation", "exploitation_code"),
        ("referral", "from_code", "reporting_entity", "entity_code"),
        ("victim_state", "detection_prefecture_code", "place", "place_code"),
    ],
)
def test_a_fact_finds_its_dimension_by_a_plain_join(
    samples: World, table: str, column: str, dimension: str, key: str
) -> None:
    (found,) = samples.rows(
        f"select count(*) as said, count(d.{key}) as joined from warehouse.{table} t"
        f" left join warehouse.dim_{dimension} d on d.{key} = t.{column}"
        f" where t.{column} is not null"
    )
    assert found.said > 0
    assert found.joined == found.said


def test_the_four_components_of_ic_tip_are_the_star_and_nobody_more(samples: World) -> None:
    (told,) = samples.rows(
        "select (select count(*) from warehouse.ic_tip_event) as events,"
        " (select count(*) from warehouse.case_file) as cases,"
        " (select count(distinct victim_id) from warehouse.ic_tip_victim) as of_victims,"
        " (select count(*) from warehouse.victim) as victims,"
        " (select count(distinct perpetrator_id) from warehouse.ic_tip_perpetrator)"
        "   as perpetrators,"
        " (select count(*) from warehouse.suspect) as suspects,"
        " (select count(distinct (event_id, perpetrator_id)) from warehouse.ic_tip_perpetrator"
        "   where is_convicted) as convicted,"
        " (select count(*) from warehouse.judgment where verdict = 'CONDAMNE') as convictions,"
        " (select sum(mentions_count) from warehouse.ic_tip_reporting_entity) as reported,"
        " (select count(*) from warehouse.mention) as mentions"
    )
    assert told.events == told.cases > 0
    assert told.of_victims == told.victims > 0
    assert told.perpetrators == told.suspects > 0
    assert told.convicted == told.convictions > 0
    assert told.reported == told.mentions
    entities = samples.rows("select * from warehouse.ic_tip_reporting_entity")
    assert all(row.entity_codes and row.organisation_types for row in entities)
    assert {row.source_id for row in entities} == set(_sources_of_persons())


def _sources_of_persons() -> set[str]:
    with (SAMPLES / "drops" / "truth.csv").open(encoding="utf-8") as file:
        return {row["source"] for row in csv.DictReader(file)}


def test_months_have_no_gap(samples: World) -> None:
    rows = samples.rows("select * from warehouse.dim_month order by period")
    assert len(rows) > 3
    for one, next_one in pairwise(rows):
        assert (next_one.first_on - one.last_on).days == 1
    assert (rows[-1].period, rows[-1].label_fr, rows[-1].label_en) == (
        "2026-04",
        "avril 2026",
        "April 2026",
    )
