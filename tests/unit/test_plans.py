"""Which plan a row is of, which texts only hold a place, and what an activity is known by."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.contracts.codelists import Code, load_codelists
from warehouse.contracts.conformed_schema import schema
from warehouse.lake import conformed_path, read_conformed, write_parquet
from warehouse.load import action_plans
from warehouse.settings import PROJECT

CODES = load_codelists(PROJECT / "sources" / "codes")


def _plan(code: str, begins: str | None = None, ends: str | None = None) -> Code:
    days = [date.fromisoformat(day) if day else None for day in (begins, ends)]
    return Code(code, code, code, days[0], days[1], MappingProxyType({}), "", 2)


ONE, TWO = _plan("ONE", "2020-03-13", "2021-12-31"), _plan("TWO", "2022-01-01", "2023-12-31")
OPEN, UNDATED = _plan("OPEN", "2023-10-01"), _plan("UNDATED")
UNKNOWN = _plan("UNKNOWN")


@pytest.mark.parametrize(
    ("known", "period", "expected"),
    [
        pytest.param([ONE, TWO], "2020-03", "ONE", id="begun_within_the_month"),
        pytest.param([ONE, TWO], "2021-12", "ONE", id="its_last_month"),
        pytest.param([ONE, TWO], "2022-01", "TWO", id="the_next_plan"),
        pytest.param([TWO, OPEN], "2023-11", "OPEN", id="the_newest_of_two_in_force"),
        pytest.param([ONE, TWO], "2025-01", "TWO", id="followed_past_its_end"),
        pytest.param([ONE, TWO, UNDATED], "2025-01", "UNDATED", id="the_one_without_dates"),
        pytest.param([ONE, TWO, UNDATED], "2022-05", "TWO", id="dates_before_none"),
        pytest.param([ONE, TWO], "2019-01", "UNKNOWN", id="before_all"),
        pytest.param([UNDATED, _plan("OTHER")], "2025-01", "UNKNOWN", id="two_without_dates"),
        pytest.param([ONE, replace(ONE, code="X")], "2020-05", "UNKNOWN", id="two_of_one_day"),
        pytest.param([], "2025-01", "UNKNOWN", id="no_plan_at_all"),
    ],
)
def test_a_month_belongs_to_the_plan_that_dates_say(
    known: list[Code], period: str, expected: str
) -> None:
    assert action_plans.plan_of_month([*known, UNKNOWN], period) == expected
    assert action_plans.plan_of_month([UNKNOWN, *reversed(known)], period) == expected


@given(st.integers(2015, 2035), st.integers(1, 12))
def test_a_plan_in_force_is_never_passed_over(year: int, month: int) -> None:
    found = action_plans.plan_of_month([ONE, TWO, UNDATED], f"{year}-{month:02d}")
    in_force = {2021: "ONE", 2022: "TWO", 2023: "TWO"}
    assert found == in_force.get(year, found)
    assert found != "UNKNOWN"


def test_the_months_of_the_samples_belong_to_the_plan_followed_since_2024() -> None:
    assert action_plans.plan_of_month(CODES.rows("plan"), "2026-04") == "PAN-SUIVI"
    assert action_plans.plan_of_month(CODES.rows("plan"), "2021-04") == "PAN-2020"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Action 12 (texte à saisir par le Comité)", True),
        ("[À SAISIR PAR LE COMITÉ] Action 7", True),
        ("action 3 : à compléter", True),
        ("Action 12", True),
        ("", True),
        (None, True),
        ("RAS", True),
        ("Former 40 magistrats", False),
        ("Action 12 : former 40 magistrats", False),
        ("Créer une commission à saisir par le Comité des points focaux", False),
    ],
)
def test_a_text_that_only_holds_a_place_is_known_by_the_list(
    text: str | None, expected: bool
) -> None:
    assert action_plans.is_placeholder(text, CODES) is expected


def test_the_committee_has_a_row_to_fill_in_for_every_action_of_the_plan_followed() -> None:
    texts = action_plans.action_texts(CODES).to_pylist()
    followed = [row for row in texts if row["plan"] == "PAN-SUIVI"]
    assert [row["action_number"] for row in followed] == list(range(1, 45))
    assert {row["action_id"] for row in followed} >= {"PAN-SUIVI-01", "PAN-SUIVI-44"}
    for row in texts:
        assert row["is_placeholder"] == ("SAISIR PAR LE COMITÉ" in row["text_fr"])


def test_two_plans_may_word_an_action_alike(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(PROJECT / "sources" / "codes", tmp_path / "codes"))
    path = copy / "plan_action.csv"
    text = path.read_text("utf-8")
    for code in ("PAN-2020-03", "PAN-SUIVI-05"):
        (line,) = [one for one in text.splitlines() if one.startswith(f"{code},")]
        cells = line.split(",")
        cells[1:3] = ["Former les magistrats", "Train magistrates"]
        cells[-2] = "false"
        text = text.replace(line, ",".join(cells))
    path.write_text(text, "utf-8")
    entered = [
        row["action_id"]
        for row in action_plans.action_texts(load_codelists(copy)).to_pylist()
        if row["is_placeholder"] is False
    ]
    assert entered == ["PAN-2020-03", "PAN-SUIVI-05"]


def _conformed(table: str, *rows: dict[str, Any]) -> pa.Table:
    wanted = schema(table)
    full = [{**dict.fromkeys(wanted.names), "record_id": f"R{n}", **row} for n, row in
            enumerate(rows)]  # fmt: skip
    return pa.Table.from_pylist(full, schema=wanted)


def _records(
    *activities: dict[str, Any], statuses: tuple[dict[str, Any], ...] = ()
) -> dict[str, pa.Table]:
    return {
        "plan_status": _conformed("plan_status", *statuses),
        "plan_activity": _conformed("plan_activity", *activities),
    }


def test_the_same_number_in_two_plans_is_two_actions() -> None:
    records = _records(
        statuses=(
            {"period": "2021-05", "action_number": 1, "action": "Former", "status_code": "ACHEVEE"},
            {"period": "2026-03", "action_number": 1, "status_code": "EN_COURS"},
            {"period": "2026-04", "action_number": 1, "action": "Action 1", "status_code": "X"},
            {"period": "2026-04", "action_number": 1, "plan_code": "PAN-2022"},
            {"period": "2026-04", "action_number": 101},
        )
    )
    actions = {
        row["action_id"]: row for row in action_plans.plan_actions(records, CODES).to_pylist()
    }
    assert set(actions) == {"PAN-2020-01", "PAN-2022-01", "PAN-SUIVI-01", "PAN-SUIVI-101"}
    assert actions["PAN-2020-01"]["is_placeholder"] is False
    assert actions["PAN-SUIVI-01"]["is_placeholder"] is True
    statuses = action_plans.plan_statuses(records, CODES).to_pylist()
    assert [(row["action_id"], row["period"]) for row in statuses] == [
        ("PAN-2020-01", "2021-05"),
        ("PAN-2022-01", "2026-04"),
        ("PAN-SUIVI-01", "2026-03"),
        ("PAN-SUIVI-01", "2026-04"),
        ("PAN-SUIVI-101", "2026-04"),
    ]


def _done(number: str, day: str, period: str = "2026-04", **more: Any) -> dict[str, Any]:
    held_on = date.fromisoformat(day)
    return {"activity_number": number, "held_on": held_on, "period": period, **more}


def test_an_activity_is_one_however_many_ministries_took_part() -> None:
    records = _records(
        _done("1", "2026-04-10", ministry_code="JUSTICE", women_count=3, men_count=4),
        _done("1", "2026-04-10", ministry_code="SANTE", women_count=2, participants_count=9),
        _done("1", "2026-04-10", men_count=1),
        _done("1", "2026-03-10", period="2026-03", ministry_code="JUSTICE", place_code="CF52-BRIA"),
    )
    held = action_plans.activities(records, CODES).to_pylist()
    assert sorted((row["held_on"].isoformat(), row["prefecture_code"]) for row in held) == [
        ("2026-03-10", "CF52"),
        ("2026-04-10", None),
    ], "a number that begins again each month names another activity each month"
    april = next(row["activity_id"] for row in held if row["period"] == "2026-04")
    attended = {
        row["ministry_code"]: (row["women_count"], row["men_count"], row["participants_count"])
        for row in action_plans.attendances(records, CODES).to_pylist()
        if row["activity_id"] == april
    }
    assert attended == {
        "JUSTICE": (3, 4, 7),
        "SANTE": (2, None, 9),
        "UNKNOWN": (None, 1, None),
    }


def test_a_later_month_that_repeats_an_activity_replaces_all_it_said() -> None:
    records = _records(
        _done("7", "2026-03-10", "2026-03", ministry_code="JUSTICE", women_count=3),
        _done("7", "2026-03-10", "2026-03", ministry_code="SANTE", women_count=5),
        _done("7", "2026-03-10", "2026-04", ministry_code="JUSTICE", women_count=4),
    )
    assert action_plans.activities(records, CODES).num_rows == 1
    attended = action_plans.attendances(records, CODES)
    assert attended.select(["ministry_code", "women_count"]).to_pylist() == [
        {"ministry_code": "JUSTICE", "women_count": 4}
    ]


def test_an_activity_for_an_action_that_nobody_follows_has_none_but_keeps_its_number() -> None:
    records = _records(
        _done("1", "2026-04-10", action_number=2),
        _done("2", "2026-04-10", action_number=99),
        statuses=({"period": "2026-04", "action_number": 2},),
    )
    held = action_plans.activities(records, CODES).to_pylist()
    assert {row["action_number"]: row["action_id"] for row in held} == {2: "PAN-SUIVI-02", 99: None}


def test_no_sheet_of_activities_gives_no_activity_and_no_error() -> None:
    assert action_plans.activities(_records(), CODES).num_rows == 0
    assert action_plans.attendances(_records(), CODES).num_rows == 0


def test_records_kept_before_a_field_came_are_read_with_it_empty(tmp_path: Path) -> None:
    kept = _conformed("plan_status", {"period": "2026-01", "action_number": 1, "action": "Former"})
    path = conformed_path(tmp_path, "plan_status", "pan", "2026-01", "S-1")
    write_parquet(kept.drop_columns(["plan_code"]), path, "submission/S-1")
    found = read_conformed(tmp_path, [("pan", "2026-01", "S-1")], ["plan_status"])["plan_status"]
    assert found.schema == schema("plan_status")
    assert found.to_pylist() == kept.to_pylist()
