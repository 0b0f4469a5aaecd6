"""What the SQL of the definitions counts, on a few invented rows: years, cohorts, sums, shares."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from warehouse.indicators.indicator_definitions import indicators, populations
from warehouse.indicators.release_counts import SHARED, ReleaseTables

NEW_YEARS_EVE, NEW_YEAR = date(2025, 12, 31), date(2026, 1, 1)


class Invented(ReleaseTables):
    """Tables of a release that nobody published."""

    def __init__(self, **tables: list[dict[str, Any]]) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("create schema warehouse; create schema plan")
        for name, rows in {"dim_code": CODES, **tables}.items():
            schema = "plan" if name.startswith("plan_") else "warehouse"
            self._connection.register(f"t_{name}", pd.DataFrame(rows))
            self._connection.execute(f"create view {schema}.{name} as from t_{name}")
        self._connection.execute(SHARED)

    def counts(self, indicator: str) -> dict[tuple[int, str], tuple[float, int]]:
        """Year and category, empty for the whole -> value and of how many."""
        rows = self.ask(str(indicators()[indicator].sql))
        return {(row["year"], row["category"]): (row["value"], row["base"]) for row in rows}


def code(code_list: str, name: str, **attributes: str) -> dict[str, Any]:
    return {"list": code_list, "code": name, "attributes": json.dumps(attributes)}


CODES = [
    code("exploitation", "SEX_PROST", glotip="Sexual exploitation"),
    code("verdict", "CONDAMNE", is_conviction="true"),
    code("verdict", "RELAXE", is_conviction="false"),
    code("stage", "JUGEMENT", is_terminal="false"),
    code("stage", "SANS_SUITE", is_terminal="true"),
    code("plan_status", "ACHEVEE", is_done="true"),
    code("plan_status", "EN_COURS", is_done="false"),
    code("plan_status", "EN_RETARD", is_done="false"),
]


def suspect(name: str, first: date, last: date | None = None) -> dict[str, Any]:
    of = {"sex": "M", "age_group_at_detection": "adult", "nationality": "CAF"}
    return {"suspect_id": name, "first_seen_on": first, "last_seen_on": last or first, **of}


def prosecuted(name: str, on: date, case: str = "C1", stage: str = "JUGEMENT") -> dict[str, Any]:
    told = {"registered_on": on, "court_code": "TGI-A", "stage": stage}
    return {"suspect_id": name, "case_id": case, **told}


def judged(name: str, on: date, verdict: str = "CONDAMNE", **told: Any) -> dict[str, Any]:
    usual = {
        **{"case_id": "C1", "court_code": "TGI-A", "instance": 1, "effect": "decides"},
        **{"months_firm": None, "fine_xaf": None, "damages_xaf": None, "article_codes": []},
    }
    return {"suspect_id": name, "decided_on": on, "verdict": verdict, **usual, **told}


def heard(case: str, on: date, to: date | None = None) -> dict[str, Any]:
    told = {"adjourned_to": to, "adjournment_code": None, "court_code": "TGI-A"}
    return {"case_id": case, "held_on": on, **told}


def victim(name: str, first: date, status: str | None = "CONFIRMED") -> dict[str, Any]:
    return {
        **{"victim_id": name, "first_seen_on": first, "victim_status_code": status, "sex": None},
        **{"age_group_at_detection": None, "principal_exploitation_code": None},
        **{"nationality": None, "detection_prefecture_code": None, "source_ids": ["umirr"]},
    }


def test_each_stage_is_of_the_year_of_its_own_event_and_a_person_counts_once_in_it() -> None:
    tables = Invented(
        suspect=[suspect("S1", NEW_YEARS_EVE)],
        prosecution=[prosecuted("S1", NEW_YEAR), prosecuted("S1", date(2026, 5, 1), "C2")],
        judgment=[
            judged("S1", date(2026, 12, 31), "RELAXE"),
            judged("S1", date(2027, 1, 1)),
            judged("S1", date(2027, 2, 1), case_id="C2"),
            judged("S1", date(2028, 1, 1), instance=2),
        ],
    )
    counted = {
        name: {
            year: sum(cells.values()) for year, cells in tables.persons(populations()[name]).items()
        }
        for name in ("contact", "prosecuted", "convicted")
    }
    assert counted == {"contact": {2025: 1}, "prosecuted": {2026: 1}, "convicted": {2027: 1}}


def test_victims_are_of_the_year_they_were_met_and_what_is_unknown_of_them_is_a_category() -> None:
    place = {"place_code": "CF11", "prefecture_code": "CF11", "parent_code": "CF1"}
    tables = Invented(
        victim=[
            victim("V1", NEW_YEARS_EVE),
            victim("V2", NEW_YEAR, None),
            victim("V3", NEW_YEAR, "NOT_VICTIM"),
        ],
        dim_geography=[place],
    )
    by_year = tables.persons(populations()["victims"])
    assert {year: sum(cells.values()) for year, cells in by_year.items()} == {2025: 1, 2026: 1}
    ([cell],) = ([dict(one) for one in cells] for year, cells in by_year.items() if year == 2026)
    unknown = ("status", "sex", "age", "form", "citizenship", "prefecture")
    assert {cell[name] for name in unknown} == {"unknown"}


def test_a_cohort_is_followed_as_long_as_it_is_asked_for() -> None:
    tables = Invented(
        suspect=[
            *[suspect(f"S{i}", date(2023, 12, 31)) for i in range(4)],
            suspect("S4", date(2025, 3, 1)),
            suspect("S5", date(2025, 9, 1), date(2026, 8, 1)),
        ],
        prosecution=[
            prosecuted("S0", date(2024, 12, 30)),
            prosecuted("S1", date(2024, 12, 31)),
            prosecuted("S2", date(2026, 1, 1)),
            prosecuted("S4", date(2025, 4, 1)),
            prosecuted("S5", date(2025, 9, 2)),
        ],
        judgment=[
            judged("S0", date(2025, 12, 30)),
            judged("S1", date(2024, 12, 1), "RELAXE"),
            judged("S2", date(2024, 12, 1), instance=2),
        ],
    )
    assert tables.counts("N05_PROSECUTED_12") == {(2023, ""): (25.0, 4), (2025, ""): (100.0, 1)}
    assert tables.counts("N05_PROSECUTED_24") == {(2023, ""): (50.0, 4)}
    assert tables.counts("N05_CONVICTED_12") == {(2023, ""): (0.0, 4), (2025, ""): (0.0, 1)}
    assert tables.counts("N05_CONVICTED_24") == {(2023, ""): (25.0, 4)}


def test_hearings_are_told_apart_held_postponed_to_come_and_to_plan() -> None:
    tables = Invented(
        hearing=[
            heard("C1", date(2026, 3, 1), date(2026, 4, 1)),
            # Two accused of one hearing are one hearing.
            heard("C1", date(2026, 3, 1), date(2026, 4, 1)),
            heard("C1", date(2026, 4, 1), date(2026, 6, 1)),
            heard("C2", date(2026, 4, 30)),
        ],
        prosecution=[
            *[prosecuted("S1", date(2026, 1, 5), f"C{i}") for i in range(1, 5)],
            prosecuted("S1", date(2026, 1, 5), "C5", "SANS_SUITE"),
        ],
        judgment=[judged("S1", date(2026, 4, 30), "RELAXE", case_id="C3")],
    )
    counted = {name: tables.counts(name)[2026, ""] for name in indicators() if name[:3] == "N07"}
    assert counted == {
        "N07_HELD": (3, 3),
        "N07_POSTPONED": (2, 2),
        "N07_MEAN": (1.0, 2),
        "N07_TO_COME": (1, 1),
        # The second, heard and not judged, and the fourth, never heard.
        "N07_TO_PLAN": (2, 2),
    }


def test_sentences_are_told_by_article_those_of_first_instance() -> None:
    tables = Invented(
        judgment=[
            judged("S1", NEW_YEAR, months_firm=12, fine_xaf=100, article_codes=["CP-151", "CP-9"]),
            judged("S2", NEW_YEAR, months_firm=60, damages_xaf=50, article_codes=["CP-151"]),
            judged("S3", NEW_YEARS_EVE, months_firm=24, fine_xaf=700, article_codes=None),
            judged("S1", NEW_YEAR, months_firm=240, fine_xaf=900, instance=2),
        ]
    )
    assert tables.counts("N08") == {
        (2025, ""): (24.0, 1),
        (2026, ""): (36.0, 2),
        (2026, "CP-151"): (36.0, 2),
        (2026, "CP-9"): (12.0, 1),
    }
    assert tables.counts("N08_FINES") == {
        (2025, ""): (700, 1),
        **{(2026, one): (100, 1) for one in ("", "CP-151", "CP-9")},
    }
    assert tables.counts("N08_DAMAGES") == {(2026, ""): (50, 1), (2026, "CP-151"): (50, 1)}


def test_fields_filled_are_told_of_the_rows_of_victims_by_source_and_month() -> None:
    def row(source: str, period: str, *filled: str, who: str | None = "V1") -> dict[str, Any]:
        known = {"sex": "F", "nationality": "CAF", "birth_year_min": 2010, "is_minor": True}
        known |= {"exploitation_codes": ["SEX_PROST"], "detection_prefecture_code": "CF11"}
        of = {name: known[name] if name in filled else None for name in known}
        return {"victim_id": who, "source_id": source, "period": period, **of}

    tables = Invented(
        mention=[
            row("umirr", "2025-12", "sex", "birth_year_min", "is_minor"),
            row("umirr", "2026-01", "sex", "nationality", "is_minor", "exploitation_codes"),
            row("dspj", "2026-01", "sex", "detection_prefecture_code"),
            row("dspj", "2026-01", "sex", who=None),
        ]
    )
    assert tables.counts("N12_FILLED") == {
        (2025, "umirr"): (40.0, 1),
        (2025, "2025-12"): (40.0, 1),
        (2026, "umirr"): (80.0, 1),
        (2026, "dspj"): (40.0, 1),
        (2026, "2026-01"): (60.0, 2),
    }


def test_services_within_thirty_days_count_and_years_of_none_are_told_too() -> None:
    def helped(name: str, on: date, *services: str) -> dict[str, Any]:
        return {"victim_id": name, "provided_on": on, "service_codes": list(services)}

    tables = Invented(
        victim=[
            *[victim(f"V{i}", NEW_YEAR) for i in range(4)],
            victim("V8", NEW_YEARS_EVE),
            victim("V9", NEW_YEAR, "NOT_VICTIM"),
        ],
        assistance=[
            helped("V0", date(2026, 1, 31), "HEALTH", "SHELTER"),
            helped("V0", date(2026, 1, 5), "HEALTH"),
            helped("V1", NEW_YEAR, "HEALTH"),
            helped("V2", date(2026, 2, 1), "HEALTH"),
            # Helped, and no service is told.
            helped("V3", NEW_YEAR),
            helped("V9", NEW_YEAR, "LEGAL"),
        ],
    )
    assert tables.counts("N09") == {
        (2025, ""): (0.0, 1),
        (2026, ""): (75.0, 4),
        (2026, "HEALTH"): (50.0, 4),
        (2026, "SHELTER"): (25.0, 4),
    }


@pytest.mark.parametrize(
    ("indicator", "value"), [("N11_DONE", 1), ("N11_UNDER_WAY", 2), ("N11_LATE", 2)]
)
def test_an_action_is_done_under_way_or_late_by_its_last_follow_up(
    indicator: str, value: int
) -> None:
    followed = {"A1": "ACHEVEE", "A2": "EN_COURS", "A3": "EN_COURS", "A4": "EN_RETARD"}
    due = {"A1": date(2026, 1, 1), "A2": date(2026, 2, 27), "A3": date(2026, 2, 28)}
    tables = Invented(
        plan_action=[
            {"action_id": one, "axis_code": "P", "ministry_code": None, "due_on": due.get(one)}
            for one in followed
        ],
        plan_status=[
            *[
                {"action_id": one, "period": "2026-02", "status_code": status}
                for one, status in followed.items()
            ],
            {"action_id": "A1", "period": "2026-01", "status_code": "EN_COURS"},
        ],
    )
    assert tables.counts(indicator) == {(2026, one): (value, 4) for one in ("", "P", "unknown")}
