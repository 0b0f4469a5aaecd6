"""Truths of the star, in terms of the domain: a row that breaks one is refused, or told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import BigInteger, Boolean, Date, Integer
from sqlalchemy.dialects.postgresql import ARRAY

from warehouse.checks.gx.frame import plain_frame
from warehouse.checks.gx.suites import read_suite
from warehouse.checks.gx.validate import breaches, columns_of, validate
from warehouse.contracts.codelists import load_codelists
from warehouse.database.tables import METADATA
from warehouse.load.check_tables import LoadRefusedError, require, with_context
from warehouse.load.dimensions import dimension
from warehouse.load.star.cross_table_columns import BESIDE
from warehouse.settings import PROJECT
from warehouse.vault.working_tables import working_tables

pytestmark = pytest.mark.slow

SUITES = PROJECT / "expectations" / "warehouse"
KINDS: dict[type, pa.DataType] = {
    Date: pa.date32(), Integer: pa.int64(), BigInteger: pa.int64(), Boolean: pa.bool_(),
}  # fmt: skip


def _rows(table: str, *rows: dict[str, object]) -> pa.Table:
    """Rows in the columns that the table has in the warehouse."""
    columns = METADATA.tables[f"warehouse.{table}"].columns
    return pa.table(
        {
            one.name: pa.array([row.get(one.name) for row in rows],
                               KINDS.get(type(one.type), pa.string()))
            for one in columns if not isinstance(one.type, ARRAY)
        }
    )  # fmt: skip


MAY = date(2026, 5, 1)
JUDGMENT = {"judgment_id": "J1", "case_id": "C1", "suspect_id": "S-1", "verdict": "CONDAMNE"}
CHARGE = {"charge_id": "Q1", "case_id": "C1", "step": "judgment", "article_code": "CP-151",
          "first_said_on": MAY, "last_said_on": MAY}  # fmt: skip
SENTENCE = {"judgment_id": "J1", "case_id": "C1", "suspect_id": "S-1",
            "component_code": "PRISON_FIRM", "months": 60}  # fmt: skip
ASSISTANCE = {"assistance_id": "A1", "victim_id": "V-1"}
REFERRAL = {"referral_id": "R1", "victim_id": "V-1", "from_code": "UMIRR", "to_code": "MINFEMME",
            "received_on": MAY, "assistance_id": "A1"}  # fmt: skip
MENTION = {"record_id": "M1", "victim_id": "V-1", "source_id": "iom", "submission_id": "S1",
           "birth_year_min": 2000, "birth_year_max": 2001}  # fmt: skip
STATE = {"victim_id": "V-1", "valid_from": MAY}
SUSPECT_STATE = {"suspect_id": "S-1", "valid_from": MAY}
STAR = {
    "victim": _rows("victim", {"victim_id": "V-1"}),
    "suspect": _rows("suspect", {"suspect_id": "S-1"}),
    "case_file": _rows("case_file", {"case_id": "C1", "stage": "JUGEMENT"}),
    "judgment": _rows("judgment", JUDGMENT),
    "assistance": _rows("assistance", ASSISTANCE),
    "charge": _rows("charge", CHARGE),
    "sentence": _rows("sentence", SENTENCE),
    "referral": _rows("referral", REFERRAL),
    "mention": _rows("mention", MENTION),
    "victim_state": _rows("victim_state", STATE),
    "suspect_state": _rows("suspect_state", SUSPECT_STATE),
}


@pytest.fixture(scope="module")
def codes() -> pa.Table:
    return dimension(load_codelists(PROJECT / "sources" / "codes"))


# Whose truths a row of another table may break.
HELD_BY = {"judgment": "sentence", "assistance": "referral"}


def _broken(codes: pa.Table, judged: str, **changed: pa.Table) -> dict[str, str]:
    """Rule -> what becomes of a row that breaks it."""
    suite = read_suite(SUITES / f"{judged}.json")
    tables = {**STAR, **changed, "dim_code": codes}
    with working_tables() as connection:
        for name, told in tables.items():
            connection.register(name, told)
        rows = with_context(connection, judged, tables[judged].column_names)
    kept = [one for one in rows.column_names if one in columns_of(suite)]
    assert columns_of(suite) == set(kept), "every truth is about a column that is there"
    result = validate(plain_frame(rows.select(kept)), suite)
    return {breach.rule: breach.severity for breach in breaches(result)}


@pytest.mark.parametrize("table", BESIDE)
def test_a_sound_star_breaks_nothing(codes: pa.Table, table: str) -> None:
    assert _broken(codes, table) == {}


# What a row of the star breaks: its table, the row, and the rule with what becomes of it.
BREAKS = {
    "a charge twice": ("charge", [CHARGE, CHARGE], "counted_twice", "refuse"),
    "a charge in no case": ("charge", [CHARGE | {"case_id": "C9"}], "orphan", "refuse"),
    "a charge of an accused nobody knows": (
        "charge", [CHARGE | {"suspect_id": "S-9"}], "orphan", "refuse"),
    "a charge at no step": ("charge", [CHARGE | {"step": "rumour"}], "step_unknown", "refuse"),
    "a charge of nothing": (
        "charge", [CHARGE | {"article_code": None}], "charge_of_nothing", "refuse"),
    "a charge whose article no list knows": (
        "charge", [CHARGE | {"article_code": "CP-999"}], "article_unknown", "warn"),
    "a charge that ends before it begins": (
        "charge", [CHARGE | {"first_said_on": date(2026, 6, 1)}], "ends_before_it_begins",
        "refuse"),
    "a component twice": ("sentence", [SENTENCE, SENTENCE], "counted_twice", "refuse"),
    "a sentence of no judgment": ("sentence", [SENTENCE | {"judgment_id": "J9"}], "orphan",
                                  "refuse"),
    "a sentence of another's judgment": (
        "sentence", [SENTENCE | {"suspect_id": None}], "sentence_of_another_case", "refuse"),
    "a sentence of no known kind": (
        "sentence", [SENTENCE | {"component_code": "STOCKS"}], "component_unknown", "refuse"),
    "months below nothing": ("sentence", [SENTENCE | {"months": -1}], "less_than_nothing",
                             "refuse"),
    "a fine of nothing": (
        "sentence", [SENTENCE | {"component_code": "FINE", "months": None, "amount_xaf": 0}],
        "less_than_nothing", "refuse"),
    "prison for whom the court let go": (
        "judgment", [JUDGMENT | {"verdict": "RELAXE"}], "sentence_without_conviction", "warn"),
    "a referral twice": ("referral", [REFERRAL, REFERRAL], "counted_twice", "refuse"),
    "a referral of nobody": ("referral", [REFERRAL | {"victim_id": None}], "orphan", "refuse"),
    "a referral into no case": ("referral", [REFERRAL | {"case_id": "C9"}], "orphan", "refuse"),
    "a referral to another's assistance": (
        "assistance", [ASSISTANCE | {"victim_id": "V-2"}], "orphan", "refuse"),
    "a referral by nobody": ("referral", [REFERRAL | {"from_code": None}], "nobody_referred",
                             "refuse"),
    "a referral without a day": ("referral", [REFERRAL | {"received_on": None}],
                                 "no_day_of_reception", "warn"),
    "a referral to oneself": ("referral", [REFERRAL | {"to_code": "UMIRR"}], "referred_to_itself",
                              "warn"),
    "a mention twice": ("mention", [MENTION, MENTION], "counted_twice", "refuse"),
    "a mention in two roles": ("mention", [MENTION | {"suspect_id": "S-1"}], "role_not_one",
                               "refuse"),
    "a mention of nobody": ("mention", [MENTION | {"victim_id": None}], "role_not_one", "refuse"),
    "a mention of one nobody knows": ("mention", [MENTION | {"victim_id": "V-9"}], "orphan",
                                      "refuse"),
    "a mention from nowhere": ("mention", [MENTION | {"submission_id": None}], "source_missing",
                               "refuse"),
    "years of birth the wrong way round": (
        "mention", [MENTION | {"birth_year_min": 2002}], "ends_before_it_begins", "refuse"),
    "a state twice": ("victim_state", [STATE, STATE], "counted_twice", "refuse"),
    "a state that ends before it begins": (
        "victim_state", [STATE | {"valid_to": date(2026, 4, 1)},
                         STATE | {"valid_from": date(2026, 6, 1)}],
        "ends_before_it_begins", "refuse"),
    "states that overlap": (
        "victim_state", [STATE | {"valid_to": date(2026, 6, 1)},
                         STATE | {"valid_from": date(2026, 6, 1)}], "states_overlap", "refuse"),
    "a time without a state": (
        "victim_state", [STATE | {"valid_to": date(2026, 5, 30)},
                         STATE | {"valid_from": date(2026, 6, 1)}], "states_apart", "refuse"),
    "a person whose last state ended": (
        "victim_state", [STATE | {"valid_to": date(2026, 6, 1)}], "no_state_stands", "refuse"),
    "a suspect's states that overlap": (
        "suspect_state", [SUSPECT_STATE | {"valid_to": date(2026, 7, 1)},
                          SUSPECT_STATE | {"valid_from": date(2026, 6, 1)}], "states_overlap",
        "refuse"),
    "a state of nobody": ("suspect_state", [SUSPECT_STATE | {"suspect_id": "S-9"}], "orphan",
                          "refuse"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "rows", "rule", "severity"), BREAKS.values(), ids=BREAKS.keys())
def test_a_row_that_breaks_a_truth_of_the_star_is_refused_or_told(
    codes: pa.Table, table: str, rows: list[dict[str, Any]], rule: str, severity: str
) -> None:
    judged = HELD_BY.get(table, table)
    assert _broken(codes, judged, **{table: _rows(table, *rows)}).get(rule) == severity


def test_every_truth_of_the_star_is_broken_somewhere_above() -> None:
    truths = {
        (table, one["meta"]["rule"])
        for table in BESIDE
        for one in read_suite(SUITES / f"{table}.json")["expectations"]
    }
    assert len(truths) > 20
    broken = {(HELD_BY.get(table, table), rule) for table, _, rule, _ in BREAKS.values()}
    of_both = {rule for table, rule in broken if table.endswith("_state")}
    assert {
        (t, r) for t, r in truths - broken if not (t.endswith("_state") and r in of_both)
    } == set()


def test_damages_may_follow_an_acquittal(codes: pa.Table) -> None:
    damages = SENTENCE | {"component_code": "DAMAGES", "months": None, "amount_xaf": 100_000}
    told = {"judgment": _rows("judgment", JUDGMENT | {"verdict": "RELAXE"}),
            "sentence": _rows("sentence", damages)}  # fmt: skip
    assert _broken(codes, "sentence", **told) == {}


@pytest.mark.parametrize(
    ("told", "stops"),
    [({"case_id": "C9"}, True), ({"article_code": "CP-999"}, False)],
    ids=["refused", "told"],
)
def test_the_load_stops_for_what_is_refused_and_goes_on_for_what_is_told(
    codes: pa.Table, told: dict[str, str], stops: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "suites"
    folder.mkdir()
    (folder / "charge.json").write_text((SUITES / "charge.json").read_text("utf-8"), "utf-8")
    tables = {**STAR, "charge": _rows("charge", CHARGE | told), "dim_code": codes}
    try:
        require(tables, folder, tmp_path / "docs")
    except LoadRefusedError as refused:
        assert stops
        assert "orphan" in refused.text("en")
    else:
        assert not stops
    assert list((tmp_path / "docs").rglob("*.json")), "what was told is on record for stewards"
