"""As true on a past day: what was so in the world then, as known now or as known then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import text
from worlds import World

from warehouse import database
from warehouse.database import access
from warehouse.database.tables import METADATA
from warehouse.release.published_tables import PUBLISHED

pytestmark = pytest.mark.slow
AFTER_ALL = date(2030, 1, 1)


def _frame(samples: World, query: str, **values: Any) -> pd.DataFrame:
    rows = samples.rows(query, **values)
    return pd.DataFrame([dict(row._mapping) for row in rows])


@pytest.fixture
def days(samples: World) -> list[date]:
    """A day of every fortnight in which anything happened, and the day after all."""
    (span,) = samples.rows(
        "select min(reached_on) as first, max(reached_on) as last from warehouse.journey_steps()"
    )
    every = range(0, (span.last - span.first).days + 15, 14)
    return [*(span.first + timedelta(days=n) for n in every), AFTER_ALL]


def test_the_stage_only_grows_and_ends_at_the_present_one(samples: World, days: list[date]) -> None:
    ranks = {
        row.code: row.rank
        for row in samples.rows(
            "select code, (attributes ->> 'order')::int as rank from warehouse.dim_code"
            " where list = 'stage'"
        )
    }
    reached: dict[tuple[str, str | None], int] = {}
    moved = 0
    for day in days:
        told = samples.rows("select * from warehouse.journey_valid_at(:day)", day=day)
        now = {(row.case_id, row.suspect_id): ranks[row.stage] for row in told}
        assert len(now) == len(told), "one row per case and accused"
        assert reached.keys() <= now.keys(), "a case that was opened stays"
        assert all(now[one] >= rank for one, rank in reached.items()), day
        moved += sum(now[one] > rank for one, rank in reached.items())
        assert all(row.stage_on <= day and row.opened_on <= day for row in told)
        reached = now
    assert moved > 20
    present = samples.rows("select case_id, suspect_id, stage from warehouse.journey")
    assert {(row.case_id, row.suspect_id): ranks[row.stage] for row in present} == reached


def test_on_the_last_day_every_table_is_what_it_is_now(samples: World) -> None:
    checked = 0
    for table in METADATA.sorted_tables:
        if table.schema not in PUBLISHED:
            continue
        plain = ", ".join(column.name for column in table.columns if column.computed is None)
        (found,) = samples.rows(
            f"select (select count(*) from {table.fullname}) as n,"
            f" (select count(*) from (select {plain} from {table.fullname} except all"
            f"  select {plain} from {table.fullname}_valid_at(:day)) x) as lost,"
            f" (select count(*) from (select {plain} from {table.fullname}_valid_at(:day)"
            f"  except all select {plain} from {table.fullname}) x) as more",
            day=AFTER_ALL,
        )
        not_told = _not_told(samples, table.fullname)
        assert (found.lost, found.more) == (not_told, 0), table.fullname
        checked += found.n
    assert checked > 2000


NOT_TOLD = {
    # Rows whose first day nobody knows, and codes that ceased to be valid.
    "warehouse.victim": "first_seen_on is null",
    "warehouse.suspect": "first_seen_on is null",
    "warehouse.mention": "seen_on is null",
    "warehouse.assistance": "provided_on is null",
    "warehouse.referral": "received_on is null",
    "warehouse.victim_state": "valid_to is not null",
    "warehouse.suspect_state": "valid_to is not null",
    "warehouse.dim_code": "valid_to is not null",
    "warehouse.dim_geography": "valid_to is not null",
    "warehouse.dim_place_span": "valid_to is not null",
    "plan.plan": "valid_to is not null",
}


def _not_told(samples: World, table: str) -> int:
    if table not in NOT_TOLD:
        return 0
    return int(samples.rows(f"select count(*) n from {table} where {NOT_TOLD[table]}")[0].n)


def test_nothing_stands_before_its_day(samples: World, days: list[date]) -> None:
    told = 0
    for day in days[: len(days) // 2 : 2]:
        for table, column in (
            ("complaint", "filed_on"),
            ("prosecution", "registered_on"),
            ("hearing", "held_on"),
            ("judgment", "decided_on"),
            ("assistance", "provided_on"),
            ("victim", "first_seen_on"),
        ):
            known = _frame(samples, f"select {column} as day from warehouse.{table}")
            rows = _frame(samples, f"select * from warehouse.{table}_valid_at(:day)", day=day)
            assert len(rows) == (known["day"].dropna() <= day).sum(), (table, day)
            told += len(rows)
            for later in ("oriented_on", "referred_on", "reintegrated_on", "last_seen_on"):
                if later in rows:
                    assert not (rows[later].dropna() > day).any()
            if "orientation" in rows and len(rows):
                assert rows.loc[rows["oriented_on"].isna(), "orientation"].isna().all()
    assert told > 50


def test_what_is_pending_is_prosecuted_and_not_yet_judged(samples: World, days: list[date]) -> None:
    seen = 0
    for day in days:
        (planned,) = samples.rows(
            "select coalesce(sum(ready_count + in_instruction_count), 0)::int as n"
            " from warehouse.hearing_planner(:day)",
            day=day,
        )
        pending = samples.rows(
            "select distinct case_id, court_code from warehouse.journey_valid_at(:day)"
            " where is_pending",
            day=day,
        )
        judged = samples.rows(
            "select count(*) n from warehouse.journey_valid_at(:day) where is_pending and"
            " (judgment_on is not null or prosecution_on is null or prosecution_on > :day)",
            day=day,
        )
        assert judged[0].n == 0
        # A file closed later is pending until then; the planner speaks of those still open.
        assert len(pending) >= planned.n
        seen += len(pending)
    assert seen > 0


def test_care_and_plan_are_those_of_the_day(samples: World) -> None:
    day = date(2026, 3, 15)
    care = _frame(samples, "select * from warehouse.care_valid_at(:day)", day=day)
    given = _frame(
        samples,
        "select victim_id, count(*) as n from warehouse.assistance where provided_on <= :day"
        " and victim_id is not null group by 1",
        day=day,
    )
    assert len(given) > 5
    told = care[care["assistances_count"] > 0]
    # A victim whose first day is later than her assistance is not told of before it.
    assert set(told["victim_id"]) <= set(given["victim_id"])
    counted = told.merge(given, on="victim_id")
    assert (counted["assistances_count"] == counted["n"]).all()
    assert (care["is_in_assistance"] <= (care["assistances_count"] > 0)).all()
    plan = _frame(samples, "select * from plan.progress_valid_at(:day)", day=day)
    same = _frame(samples, "select * from plan.progress(:day)", day=day)
    both = plan.merge(same, on="action_id")
    assert len(plan) == len(same) == len(both) > 40
    assert (both["status_code_x"].fillna("") == both["status_code_y"].fillna("")).all()


def test_true_on_a_day_as_known_on_another(samples: World) -> None:
    """What was not known then is not told, however true it was."""
    with database.engine(samples.url).connect() as connection:
        before = connection.scalar(text("select max(known_at) from history.instant"))
        connection.execute(text("select history.begin()"))
        connection.execute(
            text(
                "insert into warehouse.case_file (case_id, opened_on, stage)"
                " values ('C-new', '2026-01-05', 'SIGNALE')"
            )
        )
        asked = text(
            "select count(*) from warehouse.journey_valid_at(:day, :known) where case_id = 'C-new'"
        )
        told = {
            (day, known): connection.scalar(asked, {"day": day, "known": known})
            for day in ("2026-01-04", "2026-01-05")
            for known in (before, "9999-12-31")
        }
        connection.rollback()
    assert told == {
        ("2026-01-04", before): 0,
        ("2026-01-05", before): 0,
        ("2026-01-04", "9999-12-31"): 0,
        ("2026-01-05", "9999-12-31"): 1,
    }


def test_a_judgment_and_an_appeal_that_came_later_had_not_come(samples: World) -> None:
    (one,) = samples.rows(
        "select case_id, suspect_id, decided_on from warehouse.judgment"
        " where is_appealed order by judgment_id limit 1"
    )
    asked = (
        "select stage, judgment_on, verdict from warehouse.journey_valid_at(:day)"
        " where case_id = :case and suspect_id = :suspect"
    )
    stages = {}
    for after in (-1, 0):
        (told,) = samples.rows(
            asked,
            day=one.decided_on + timedelta(days=after),
            case=one.case_id,
            suspect=one.suspect_id,
        )
        stages[after] = (told.stage, told.judgment_on)
        assert (told.verdict is None) == (after < 0)
    assert stages[-1][0] not in ("CONDAMNE", "RELAXE", "APPEL")
    assert stages[0] == ("APPEL", one.decided_on)


@pytest.mark.parametrize("role", ["zokwezo_analyst", "zokwezo_magistrate"])
def test_who_reads_a_table_reads_it_in_time(samples: World, role: str) -> None:
    with database.engine(samples.url).connect() as connection:
        announced = {"tables": list(access.access_policy().noted)}
        connection.execute(text("select audit.announce('as it was', :tables)"), announced)
        connection.commit()
        connection.execute(text(f"set local role {role}"))
        for asked in ("journey_valid_at", "case_file_valid_at", "judgment_valid_at"):
            count = f"select count(*) from warehouse.{asked}('2026-04-30')"
            assert connection.scalar(text(count)) > 0, asked
        may = connection.scalar(
            text("select has_function_privilege('warehouse.victim_valid_at(date, timestamptz)',"
                 " 'execute')")
        )  # fmt: skip
    assert may is (role == "zokwezo_analyst")
