"""For any records: no row is lost between the conformed tables and the star, and parts make wholes.

One shaping costs a second, so an example is a whole small country and every truth is asked of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_shapes import Records

from warehouse.contracts.codelists import load_codelists
from warehouse.settings import PROJECT

pytestmark = pytest.mark.slow

Shaped = dict[str, list[dict[str, Any]]]
CODES = load_codelists(PROJECT / "sources" / "codes")
CASES = st.sampled_from(["C1", "C2", "C3", None])
A_CASE = st.sampled_from(["C1", "C2", "C3"])
MONTHS = st.sampled_from(["2026-03", "2026-04", "2026-05"])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1))
PLACES = st.sampled_from(["CF24-CARNOT", "CF52-BRIA", "CF71-BIMBO", "CF1", None])


def _some(*codes: str) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(codes), unique=True, min_size=1, max_size=2)


ARTICLES = _some("CP-151", "CP-153", "CP-999")
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "facts_on_min": DAYS,
    "facts_place_code": PLACES,
    "exploitation_codes": _some("FL_DOM", "SEX_OTH"),
    "means_codes": _some("DEBT", "THREATS"),
    "act_codes": _some("RECRUIT", "TRANSPORT"),
}
MENTION = st.fixed_dictionaries(
    {
        **FACTS,
        "period": MONTHS,
        "seen_on": DAYS,
        "sex": st.sampled_from(["M", "F", None]),
        "place_code": PLACES,
        "detected_place_code": PLACES,
        "is_minor": st.sampled_from([True, None]),
        "source_id": st.sampled_from(["umirr", "iom", "greffe"]),
    }
)
WHO = st.integers(0, 3)
ACTS = {
    "complaint": {**FACTS, "period": MONTHS, "filed_on": DAYS, "article_codes": ARTICLES,
                  "pv_number": st.sampled_from(["1/UMIRR/2026", "2/GN/2026", None])},
    "prosecution": {**FACTS, "period": MONTHS, "registered_on": DAYS, "article_codes": ARTICLES,
                    "offence_code": st.sampled_from(["TIP", None])},
    "hearing": {"period": MONTHS, "held_on": DAYS,
                "offence_code": st.sampled_from(["TIP", "PIMPING", None])},
    "judgment": {"period": MONTHS, "decided_on": DAYS, "article_codes": ARTICLES,
                 "judgment_number": st.sampled_from(["1/2026", "2/2026", None]),
                 "verdict_code": st.sampled_from(["CONDAMNE", "RELAXE"]),
                 "months_firm": st.none() | st.integers(0, 240),
                 "months_suspended": st.none() | st.integers(0, 60),
                 "is_life": st.none() | st.booleans(),
                 "fine_xaf": st.none() | st.integers(0, 10**7),
                 "damages_xaf": st.none() | st.integers(0, 10**7),
                 "further_penalties": _some("BAN_RESIDENCE:36", "BAN_RESIDENCE", "CONFISCATION")},
}  # fmt: skip
ASSISTANCE = st.fixed_dictionaries(
    {"provided_on": DAYS, "referred_by_code": st.sampled_from(["UMIRR", "IOM", None])}
)


@st.composite
def countries(draw: st.DrawFn) -> Records:
    """Some persons, what several sources say of them, and what was done in their cases."""
    records = Records(CODES)
    people: dict[str, list[str]] = {"victim": [], "suspect": []}
    for role, first in (("victim", "V"), ("suspect", "S")):
        for who, case, said in draw(st.lists(st.tuples(WHO, CASES, MENTION), min_size=1)):
            made = getattr(records, role)(f"{first}-{who}", case, **said)
            people[role].append(made)
    accused = st.none() | st.sampled_from(people["suspect"])
    for table, fields in ACTS.items():
        one = st.tuples(A_CASE, accused, st.fixed_dictionaries(fields))
        for case, suspect, said in draw(st.lists(one, max_size=8)):
            records.add(table, case, suspect_record_id=suspect, **said)
    helped = st.tuples(st.sampled_from(people["victim"]), ASSISTANCE)
    for victim, said in draw(st.lists(helped, max_size=6)):
        records.add("assistance", victim_record_id=victim, **said)
    return records


def _said(records: Records, table: str) -> list[dict[str, Any]]:
    return records.conformed.get(table, [])


def _ids(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(row["record_id"] for row in rows)


def _held(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(one for row in rows for one in row["record_ids"])


def every_mention_is_one_row_and_is_counted_with_its_person(of: Records, star: Shaped) -> None:
    mentions = _said(of, "person_mention")
    assert _ids(star["mention"]) == _ids(mentions)
    for role in ("victim", "suspect"):
        mine = [row for row in mentions if row["role"] == role]
        assert sum(row["mentions_count"] for row in star[role]) == len(mine)
        assert _held(star[f"{role}_state"]) == _ids(mine)
        in_case = {row["record_id"] for row in of.joins}
        assert _held(star[f"case_{role}"]) == _ids([r for r in mine if r["record_id"] in in_case])


def every_act_is_in_one_row_of_its_table(of: Records, star: Shaped) -> None:
    asked: dict[str, Callable[[dict[str, Any]], bool]] = {
        "complaint": lambda row: True,
        "prosecution": lambda row: True,
        "hearing": lambda row: row["held_on"] is not None,
        "judgment": lambda row: True,
    }
    for table, counts in asked.items():
        assert _held(star[table]) == _ids([row for row in _said(of, table) if counts(row)]), table
    assert _held(star["assistance"]) == _ids(_said(of, "assistance"))
    referred = [row for row in _said(of, "assistance") if row["referred_by_code"]]
    assert _held(star["referral"]) == _ids(referred)


def charges_are_all_that_is_charged_and_nothing_else(of: Records, star: Shaped) -> None:
    for step in ("complaint", "prosecution", "judgment"):
        told = {
            (row["record_id"], article)
            for row in _said(of, step)
            for article in row["article_codes"] or ()
        }
        mine = [row for row in star["charge"] if row["step"] == step]
        held = {(one, row["article_code"]) for row in mine for one in row["record_ids"]
                if row["article_code"]}  # fmt: skip
        assert held == told, step
    for step, table in (("prosecution", "prosecution"), ("judgment", "judgment")):
        whole: dict[Any, set[str]] = defaultdict(set)
        parts: dict[Any, set[str]] = defaultdict(set)
        for row in star[table]:
            whole[row["case_id"], row["suspect_id"]] |= set(row["article_codes"] or ())
        for row in star["charge"]:
            if row["step"] == step and row["article_code"]:
                parts[row["case_id"], row["suspect_id"]].add(row["article_code"])
        assert parts == {key: codes for key, codes in whole.items() if codes}


def sentences_add_up_to_what_each_judgment_pronounced(of: Records, star: Shaped) -> None:
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in star["sentence"]:
        code = row["component_code"]
        parts[row["judgment_id"]][code] += row["months"] or row["amount_xaf"] or 0
        if code in ("LIFE", "CONFISCATION", "BAN_RESIDENCE"):
            parts[row["judgment_id"]][f"{code} said"] += 1
    for row in star["judgment"]:
        further = {one.partition(":")[0] for one in row["further_penalties"] or ()}
        told = parts[row["judgment_id"]]
        assert told["PRISON_FIRM"] == (row["months_firm"] or 0)
        assert told["PRISON_SUSPENDED"] == (row["months_suspended"] or 0)
        assert told["FINE"] == (row["fine_xaf"] or 0)
        assert told["DAMAGES"] == (row["damages_xaf"] or 0)
        assert told["LIFE said"] == int(row["is_life"] or False)
        assert told["CONFISCATION said"] == int("CONFISCATION" in further)
        assert told["BAN_RESIDENCE said"] == int("BAN_RESIDENCE" in further)
    assert set(parts) <= {row["judgment_id"] for row in star["judgment"]}


def a_case_counts_its_persons_and_every_case_is_there(of: Records, star: Shaped) -> None:
    assert {row["case_id"] for row in star["case_file"]} == {row["case_id"] for row in of.joins}
    assert len(star["case_file"]) == len({row["case_id"] for row in star["case_file"]})
    for role in ("victim", "suspect"):
        counted = Counter(row["case_id"] for row in star[f"case_{role}"])
        for case in star["case_file"]:
            assert case[f"{role}s_count"] == counted[case["case_id"]]


def no_code_is_lost_on_the_way_to_a_person_or_a_case(of: Records, star: Shaped) -> None:
    person = {row["mention_id"]: row["pseudonym"] for row in of.pseudonyms}
    for column in ("exploitation_codes", "means_codes", "act_codes"):
        told: dict[str, set[str]] = defaultdict(set)
        for row in _said(of, "person_mention"):
            told[person[row["record_id"]]] |= set(row[column] or ())
        for victim in star["victim"]:
            assert set(victim[column] or ()) == told[victim["victim_id"]], column
        for case in star["case_file"]:
            within = set(case[column] or ())
            for victim in star["case_victim"]:
                if victim["case_id"] == case["case_id"]:
                    assert set(victim[column] or ()) <= within, column


TRUTHS = (
    every_mention_is_one_row_and_is_counted_with_its_person,
    every_act_is_in_one_row_of_its_table,
    charges_are_all_that_is_charged_and_nothing_else,
    sentences_add_up_to_what_each_judgment_pronounced,
    a_case_counts_its_persons_and_every_case_is_there,
    no_code_is_lost_on_the_way_to_a_person_or_a_case,
)


@given(countries())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_parts_make_the_whole_and_no_row_is_lost(of: Records) -> None:
    star = of.shaped()
    for truth in TRUTHS:
        truth(of, star)
