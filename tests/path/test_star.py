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
                    told.add((*accused[path.name, "", row_number], None, article))
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
