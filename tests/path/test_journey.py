"""The journey of the sample exports, counted again in pandas from the tables alone."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats
from worlds import World

pytestmark = pytest.mark.slow


def _frame(samples: World, query: str) -> pd.DataFrame:
    rows = samples.rows(query)
    assert rows
    return pd.DataFrame([dict(row._mapping) for row in rows])


def test_every_prosecution_hearing_and_judgment_is_on_one_journey(samples: World) -> None:
    for table in ("prosecution", "hearing", "judgment", "case_suspect"):
        lost = samples.rows(
            f"select count(*), count(j.case_id) from warehouse.{table} t left join"
            " warehouse.journey j on j.case_id = t.case_id"
            " and j.suspect_id is not distinct from t.suspect_id"
        )
        assert lost[0][0] > 0
        assert lost[0][0] == lost[0][1], table
    (twice,) = samples.rows(
        "select count(*) - count(distinct (case_id, coalesce(suspect_id, '')))"
        " from warehouse.journey"
    )
    assert twice[0] == 0


def test_attrition_and_delays_are_what_pandas_counts(samples: World) -> None:
    journeys = _frame(samples, "select * from warehouse.journey")
    told = _frame(samples, "select * from warehouse.journey_attrition where scope = 'all'").iloc[0]
    judged = _frame(samples, "select distinct case_id, suspect_id from warehouse.judgment")
    prosecuted = _frame(samples, "select distinct case_id, suspect_id from warehouse.prosecution")
    assert told["journeys_count"] == len(journeys)
    assert told["judgment_count"] == len(judged)
    assert told["prosecution_count"] == len(prosecuted)
    assert told["open_count"] + told["judgment_count"] + told[
        "ended_without_judgment_count"
    ] == len(journeys)

    registered = _frame(
        samples,
        "select case_id, suspect_id, min(registered_on) as registered_on"
        " from warehouse.prosecution group by 1, 2",
    )
    decided = _frame(
        samples,
        "select case_id, suspect_id, min(decided_on) as decided_on"
        " from warehouse.judgment group by 1, 2",
    )
    both = registered.fillna("").merge(decided.fillna(""), on=["case_id", "suspect_id"])
    days = (pd.to_datetime(both["decided_on"]) - pd.to_datetime(both["registered_on"])).dt.days
    (row,) = samples.rows(
        "select median_days_of_the_ended, measured_count from warehouse.journey_delay"
        " where scope = 'all' and step = 'prosecution_to_judgment'"
    )
    assert len(days) > 0
    assert (row.median_days_of_the_ended, row.measured_count) == (
        days[days >= 0].median(),
        (days >= 0).sum(),
    )


def test_who_still_waits_counts_in_the_median_as_scipy_has_it(samples: World) -> None:
    acts = {"complaint": ["filed_on"], "prosecution": ["registered_on"], "hearing": ["held_on"],
            "judgment": ["decided_on"]}  # fmt: skip
    last = max(
        _frame(samples, f"select {day} from warehouse.{table}")[day].dropna().max()
        for table, (day,) in acts.items()
    )
    journeys = _frame(samples, "select * from warehouse.journey")
    held = journeys[journeys["prosecution_on"].notna()]
    tried = 0
    for scope, group in (
        ("all", held.assign(court_code=None).groupby("court_code", dropna=False)),
        ("court", held.groupby("court_code", dropna=False)),
    ):
        told = _frame(
            samples,
            "select * from warehouse.journey_delay where step = 'prosecution_to_judgment'"
            f" and scope = '{scope}'",
        ).set_index("court_code")
        for court, waits in group:
            begun = pd.to_datetime(waits["prosecution_on"])
            over = waits["judgment_on"].notna()
            until = waits["judgment_on"].fillna(waits["ended_on"]).fillna(last)
            days = (pd.to_datetime(until) - begun).dt.days
            right = stats.CensoredData.right_censored(days, ~over)
            curve = stats.ecdf(right).sf
            below = curve.quantiles[curve.probabilities <= 0.5 + 1e-9]
            row = told.loc[court] if scope == "court" else told.iloc[0]
            wanted = float(below[0]) if len(below) and over.any() else None
            shown = None if pd.isna(row["median_days"]) else float(row["median_days"])
            assert shown == wanted, (scope, court)
            assert row["waiting_count"] == (~over).sum() > 0
            tried += 1
    assert tried > 5


def test_a_referral_without_a_day_is_counted_as_one(samples: World) -> None:
    complaints = _frame(
        samples, "select case_id, referred_on, outcome_code from warehouse.complaint"
    )
    sent = complaints["outcome_code"].isin(["TRANSMIS_PARQUET", "DEFERE"])
    referred = set(complaints.loc[sent | complaints["referred_on"].notna(), "case_id"])
    dated = set(complaints.loc[complaints["referred_on"].notna(), "case_id"])
    assert dated < referred
    cases = _frame(samples, "select case_id from warehouse.journey")["case_id"]
    told = _frame(samples, "select * from warehouse.journey_attrition where scope = 'all'").iloc[0]
    assert told["referral_count"] == cases.isin(referred).sum()
    assert told["referral_dated_count"] == cases.isin(dated).sum()
    assert 0 < told["referral_dated_count"] < told["referral_count"]


def test_the_planner_speaks_of_every_court_with_files_to_hear(samples: World) -> None:
    planned = _frame(samples, "select * from warehouse.hearing_planner('2026-06-01')")
    ongoing = samples.rows(
        "select distinct court_code from warehouse.journey"
        " where is_prosecuted and not is_ended and judgment_on is null"
        " and prosecution_on <= '2026-06-01'"
    )
    assert set(planned["court_code"]) == {row[0] for row in ongoing}
    assert (planned["ready_count"] + planned["in_instruction_count"] > 0).all()


def test_every_text_of_the_plan_that_the_committee_has_not_entered_is_marked(
    samples: World,
) -> None:
    told = _frame(samples, "select plan, action, is_placeholder from plan.progress('2026-06-01')")
    assert len(told) == 44
    assert set(told["plan"]) == {"PAN-SUIVI"}
    assert told["action"].str.startswith("[À SAISIR PAR LE COMITÉ]").all()
    assert told["is_placeholder"].all()
