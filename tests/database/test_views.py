"""Views stand as their files say, explained in two languages, and are read by whom they are for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Connection, text

from warehouse.database import views

pytestmark = pytest.mark.slow


def _rows(connection: Connection, query: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query), values)]


def test_all_views_are_built_and_explained_in_french_and_english(connection: Connection) -> None:
    assert views.are_built(connection)
    explained = _rows(
        connection,
        "select n.nspname || '.' || c.relname, a.attname, col_description(c.oid, a.attnum),"
        " obj_description(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
        " where c.relkind = 'v' and n.nspname in ('warehouse', 'case_law', 'plan', 'intake')",
    )
    assert len({name for name, *_ in explained}) >= 12
    for name, column, *words in explained:
        assert all((said or "").count("\n") == 1 for said in words), (name, column)


def test_the_files_say_the_same_as_the_database(connection: Connection) -> None:
    said = views.comments()
    assert len(said) >= 14
    for name, columns in said.items():
        for column, words in columns.items():
            if column:
                found = connection.scalar(
                    text(
                        "select col_description(attrelid, attnum) from pg_attribute"
                        " where attrelid = to_regclass(:name) and attname = :column"
                    ),
                    {"name": name, "column": column},
                )
                assert found == words, (name, column)


def test_a_view_is_made_after_those_it_uses() -> None:
    order = list(views.definitions())
    assert order.index("warehouse.journey_rows") < order.index("warehouse.journey_delay")
    assert order.index("warehouse.journey") < order.index("warehouse.stalled_case")


@pytest.mark.parametrize(("role", "reads"), [("zokwezo_analyst", True), ("zokwezo_steward", False)])
def test_a_view_is_read_by_whom_its_schema_is_read(
    connection: Connection, role: str, reads: bool
) -> None:
    found = _rows(
        connection,
        "select c.oid::regclass::text, has_table_privilege(:role, c.oid, 'select')"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'v' and n.nspname = 'warehouse'",
        role=role,
    )
    assert len(found) >= 12
    # Who analyses victims reads no row of an accused (test_noted_reading); nobody reads the twin of
    # a view whose sums the committee reads.
    apart = {"warehouse.ic_tip_perpetrator", "warehouse.flat_suspect", "warehouse.journey_rows"}
    assert [name for name, may in found if may != (reads and name not in apart)] == []


@pytest.fixture
def country(connection: Connection) -> Connection:
    """Four cases of one court, one of another: judged, heard, asleep, closed, never referred."""
    script = """
    insert into warehouse.dim_code (list, code, attributes) values
        ('verdict', 'CONDAMNE', '{"is_conviction": "true"}'),
        ('stage', 'CONDAMNE', '{"is_terminal": "true"}'),
        ('stage', 'SANS_SUITE', '{"is_terminal": "true"}'),
        ('stage', 'RENVOI', '{"is_terminal": "false"}');
    insert into warehouse.suspect (suspect_id) values ('S-1'), ('S-2'), ('S-3');
    insert into warehouse.victim (victim_id, origin_prefecture_code) values
        ('V-1', 'CF-A'), ('V-2', null);
    insert into warehouse.case_file
        (case_id, opened_on, stage, court_code, principal_exploitation_code, means_codes,
         facts_prefecture_code) values
        ('judged', '2024-01-01', 'CONDAMNE', 'TGI-A', 'LABOUR', '{DEBT,THREAT}', 'CF-B'),
        ('heard', '2024-02-01', 'RENVOI', 'TGI-A', 'LABOUR', '{DEBT}', null),
        ('asleep', '2023-01-01', 'RENVOI', 'TGI-A', null, null, null),
        ('closed', '2024-01-01', 'SANS_SUITE', 'TGI-B', null, null, null),
        ('reported', '2024-03-01', 'SIGNALE', null, null, null, null);
    insert into warehouse.case_victim (case_id, victim_id) values ('judged', 'V-1');
    insert into warehouse.case_suspect (case_id, suspect_id, stage, relationship_codes) values
        ('judged', 'S-1', 'CONDAMNE', '{FAMILY}'), ('judged', 'S-2', 'CONDAMNE', null),
        ('heard', 'S-1', 'RENVOI', '{FAMILY}'), ('heard', 'S-2', 'RENVOI', null),
        ('closed', 'S-3', 'SANS_SUITE', null);
    insert into warehouse.complaint (complaint_id, case_id, filed_on, referred_on, outcome_code)
    values ('K-1', 'judged', '2024-01-01', '2024-01-11', 'TRANSMIS_PARQUET'),
        ('K-2', 'heard', '2024-02-01', '2024-01-30', 'TRANSMIS_PARQUET'),
        ('K-3', 'reported', '2024-03-01', null, 'ENQUETE_EN_COURS');
    insert into warehouse.prosecution
        (prosecution_id, case_id, suspect_id, court_code, registered_on, orientation, oriented_on,
         stage) values
        ('P-1', 'judged', 'S-1', 'TGI-A', '2024-01-21', 'INFORMATION', '2024-02-01', 'CONDAMNE'),
        ('P-2', 'judged', 'S-2', 'TGI-A', '2024-01-21', 'CITATION', '2024-02-01', 'CONDAMNE'),
        ('P-3', 'heard', 'S-1', 'TGI-A', '2024-02-10', 'CITATION', '2024-02-10', 'RENVOI'),
        ('P-4', 'asleep', null, 'TGI-A', '2023-01-01', 'CITATION', '2023-01-02', 'RENVOI'),
        ('P-5', 'closed', 'S-3', 'TGI-B', '2024-01-01', 'SANS_SUITE', '2024-01-05', 'SANS_SUITE');
    insert into warehouse.hearing
        (hearing_id, case_id, suspect_id, court_code, held_on, adjourned_to, adjournment_code)
    values ('H-1', 'judged', 'S-1', 'TGI-A', '2024-03-01', '2024-04-01', 'TEMOIN'),
        ('H-2', 'judged', 'S-1', 'TGI-A', '2024-04-01', null, null),
        ('H-3', 'heard', 'S-1', 'TGI-A', '2024-04-01', '2024-07-01', 'TEMOIN');
    insert into warehouse.judgment
        (judgment_id, case_id, suspect_id, court_code, decided_on, verdict, is_appealed, instance,
         effect, is_standing) values
        ('J-1', 'judged', 'S-1', 'TGI-A', '2024-04-01', 'CONDAMNE', true, 1, 'decides', true),
        ('J-2', 'judged', 'S-2', 'TGI-A', '2024-04-01', 'CONDAMNE', false, 1, 'decides', true);
    """
    connection.exec_driver_sql(script)
    return connection


def test_the_journey_has_a_row_for_each_accused_and_each_case_without_one(
    country: Connection,
) -> None:
    found = _rows(
        country,
        "select case_id, suspect_id, stage, is_ended, is_convicted, hearings_count,"
        " days_complaint_to_judgment from warehouse.journey order by case_id, suspect_id",
    )
    assert found == [
        ("asleep", None, "RENVOI", False, False, 0, None),
        ("closed", "S-3", "SANS_SUITE", True, False, 0, None),
        ("heard", "S-1", "RENVOI", False, False, 1, None),
        ("heard", "S-2", "RENVOI", False, False, 0, None),
        ("judged", "S-1", "CONDAMNE", True, True, 2, 91),
        ("judged", "S-2", "CONDAMNE", True, True, 0, 91),
        ("reported", None, "SIGNALE", False, False, 0, None),
    ]


def test_a_delay_is_the_median_of_those_measured_and_contradictions_are_told(
    country: Connection,
) -> None:
    found = _rows(
        country,
        "select step, median_days_of_the_ended, measured_count, contradictory_count"
        " from warehouse.journey_delay where scope = 'all' order by step",
    )
    by_step = {step: rest for step, *rest in found}
    assert by_step["complaint_to_referral"] == [10, 2, 2]
    assert by_step["referral_to_prosecution"] == [10, 3, 0]
    assert by_step["hearing_to_judgment"] == [31, 1, 0]
    assert by_step["prosecution_to_instruction"] == [11, 1, 0]
    assert by_step["instruction_to_hearing"] == [29, 1, 0]


@pytest.mark.parametrize(
    ("scope", "group", "found"),
    [
        ("court", "court_code", [("TGI-A", 20, 3), (None, None, 0)]),
        ("cohort", "cohort_year", [(2024, 20, 3)]),
        ("month", "cohort_month", [("2024-01", 20, 2), ("2024-02", 9, 1), ("2024-03", None, 0)]),
        (
            "court_month",
            "cohort_month",
            [("2024-01", 20, 2), ("2024-02", 9, 1), ("2024-03", None, 0)],
        ),
    ],
)
def test_a_delay_is_told_by_court_and_by_the_year_and_month_of_opening(
    country: Connection, scope: str, group: str, found: list[tuple[Any, ...]]
) -> None:
    seen = _rows(
        country,
        f"select {group}, median_days_of_the_ended, measured_count from warehouse.journey_delay"
        " where scope = :scope and step = 'complaint_to_prosecution' order by 1",
        scope=scope,
    )
    assert seen == found


def test_a_referral_counts_with_a_day_or_without_and_says_which(country: Connection) -> None:
    country.execute(
        text(
            "insert into warehouse.complaint (complaint_id, case_id, filed_on, outcome_code) values"
            " ('K-4', 'closed', '2024-01-01', 'DEFERE'),"
            " ('K-5', 'asleep', '2023-01-01', 'ENQUETE_EN_COURS')"
        )
    )
    asked = "select referral_count, referral_dated_count from warehouse.journey_attrition"
    assert _rows(country, f"{asked} where scope = 'all'") == [(5, 4)]
    by_court = _rows(country, f"{asked} where scope = 'court' and court_code = 'TGI-B'")
    assert by_court == [(1, 0)]
    told = "select case_id from warehouse.journey where is_referred and referral_on is null"
    assert _rows(country, told) == [("closed",)]


def test_attrition_counts_every_journey_once_in_each_scope(country: Connection) -> None:
    totals = _rows(
        country,
        "select scope, sum(journeys_count), sum(prosecution_count), sum(conviction_count),"
        " sum(open_count) from warehouse.journey_attrition group by scope order by scope",
    )
    scopes = ("all", "cohort", "court", "court_cohort", "court_month", "month")
    assert totals == [(scope, 7, 5, 2, 4) for scope in scopes]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param(
            "select prosecution_id from warehouse.prosecution_without_complaint order by 1",
            [("P-4",), ("P-5",)],
            id="prosecutions_without_complaint",
        ),
        pytest.param(
            "select complaint_id from warehouse.complaint_never_referred",
            [("K-3",)],
            id="complaints_never_referred",
        ),
        pytest.param(
            "select victim_id from warehouse.victim_without_case", [("V-2",)], id="no_case"
        ),
        pytest.param(
            "select suspect_id, cases_count, convicted_cases_count from warehouse.repeat_offender"
            " order by 1",
            [("S-1", 2, 1), ("S-2", 2, 1)],
            id="repeat_offenders",
        ),
        pytest.param(
            "select one_suspect_id, other_suspect_id, cases_count, case_ids"
            " from warehouse.accused_together",
            [("S-1", "S-2", 2, ["heard", "judged"])],
            id="accused_who_recur_together",
        ),
        pytest.param(
            "select means_code, exploitation_code, cases_count, victims_count"
            " from warehouse.method_means order by 1",
            [("DEBT", "LABOUR", 2, 1), ("THREAT", "LABOUR", 1, 1)],
            id="means",
        ),
        pytest.param(
            "select from_prefecture_code, to_prefecture_code, victims_count"
            " from warehouse.method_route",
            [("CF-A", "CF-B", 1), (None, None, 1)],
            id="routes",
        ),
        pytest.param(
            "select relationship_code, accused_count, cases_count"
            " from warehouse.method_relationship",
            [("FAMILY", 1, 2)],
            id="relationships",
        ),
    ],
)
def test_what_analysts_ask(country: Connection, query: str, found: list[tuple[Any, ...]]) -> None:
    assert _rows(country, query) == found


def test_a_victim_counts_once_in_each_sector_where_she_was_found(country: Connection) -> None:
    country.exec_driver_sql(
        """
        insert into warehouse.victim (victim_id, principal_exploitation_code) values
            ('V-3', 'LABOUR'), ('V-4', 'LABOUR');
        insert into warehouse.assistance (assistance_id, victim_id, sector_code) values
            ('A-1', 'V-3', 'MINE'), ('A-2', 'V-3', 'MINE'), ('A-3', 'V-4', 'MINE'),
            ('A-4', 'V-4', 'FARM'), ('A-5', 'V-1', 'MINE'), ('A-6', 'V-2', null);
        """
    )
    assert _rows(
        country,
        "select sector_code, exploitation_code, victims_count from warehouse.method_sector"
        " order by 1, 2",
    ) == [("FARM", "LABOUR", 1), ("MINE", "LABOUR", 2), ("MINE", None, 1)]


def test_a_route_whose_ends_nobody_tells_is_counted_as_unknown(country: Connection) -> None:
    country.exec_driver_sql(
        "insert into warehouse.case_victim (case_id, victim_id) values ('heard', 'V-1'),"
        " ('judged', 'V-2')"
    )
    assert _rows(
        country,
        "select from_prefecture_code, to_prefecture_code, exploitation_code, victims_count"
        " from warehouse.method_route order by 1, 2",
    ) == [("CF-A", "CF-B", "LABOUR", 1), ("CF-A", None, "LABOUR", 1), (None, "CF-B", "LABOUR", 1)]


@pytest.mark.parametrize(
    ("days", "as_of", "found"),
    [
        pytest.param(
            180,
            dt.date(2024, 5, 1),
            [("asleep", "prosecution", 486)],
            id="one_register_entry_of_last_year",
        ),
        pytest.param(600, dt.date(2024, 5, 1), [], id="not_so_long"),
        pytest.param(
            30,
            dt.date(2024, 5, 1),
            [
                ("asleep", "prosecution", 486),
                ("heard", "complaint", 90),
                ("heard", "hearing", 30),
                ("reported", "complaint", 61),
            ],
            id="a_month_without_an_act",
        ),
        pytest.param(
            0,
            dt.date(2023, 1, 1),
            [("asleep", "prosecution", 0)],
            id="what_was_not_yet_there_does_not_sleep",
        ),
    ],
)
def test_stalled_cases(
    country: Connection, days: int, as_of: dt.date, found: list[tuple[Any, ...]]
) -> None:
    seen = _rows(
        country,
        "select case_id, last_act, days_stalled from warehouse.stalled_case(:days, :as_of)",
        days=days,
        as_of=as_of,
    )
    assert sorted(seen) == sorted(found)


def test_the_planner_asks_for_the_sittings_that_the_backlog_needs(country: Connection) -> None:
    found = _rows(
        country,
        "select court_code, ready_count, in_instruction_count, adjourned_count, overdue_count,"
        " next_hearing_on, main_adjournment_code, hearings_per_judgment, hearings_basis,"
        " cases_per_sitting_used, sittings_needed, detained_count"
        " from warehouse.hearing_planner('2024-06-01')",
    )
    # Two files ready, two hearings a judgment; three files were heard in two sittings.
    assert found == [("TGI-A", 2, 0, 1, 0, dt.date(2024, 7, 1), "TEMOIN", 2, "court", 1.5, 3, None)]
    assert _rows(
        country,
        "select overdue_count, next_hearing_on from warehouse.hearing_planner('2024-08-01')",
    ) == [(1, None)]


def test_a_file_judged_later_was_still_to_be_heard_on_a_past_day(country: Connection) -> None:
    planned = "select ready_count from warehouse.hearing_planner('2024-03-15')"
    stalled = "select case_id, suspect_id from warehouse.stalled_case(30, '2024-03-15')"
    assert _rows(country, planned + " where court_code = 'TGI-A'") == [(3,)]
    assert ("judged", "S-2") in _rows(country, stalled)
    assert ("closed", "S-3") not in _rows(country, stalled)


def test_where_no_court_ever_judged_the_planner_invents_nothing(country: Connection) -> None:
    country.execute(text("delete from warehouse.judgment"))
    country.execute(text("update warehouse.case_suspect set stage = 'RENVOI'"))
    country.execute(text("update warehouse.prosecution set stage = 'RENVOI'"))
    (row,) = _rows(
        country,
        "select hearings_basis, hearings_per_judgment, sittings_needed"
        " from warehouse.hearing_planner('2024-06-01') where court_code = 'TGI-A'",
    )
    assert row == ("unknown", None, None)


@pytest.fixture
def jailed(country: Connection) -> Connection:
    """The country, where some exports say who is detained."""
    country.exec_driver_sql(
        """
        insert into warehouse.dim_code (list, code, attributes) values
            ('adjournment_reason', 'EXTRACTION', '{"cause": "authority", "is_detained": "true"}');
        update warehouse.prosecution set detained_since = '2024-02-05' where prosecution_id = 'P-3';
        insert into warehouse.hearing
            (hearing_id, case_id, suspect_id, court_code, held_on, adjourned_to, adjournment_code,
             is_detained) values
            ('H-4', 'asleep', null, 'TGI-A', '2024-05-10', '2024-05-20', 'EXTRACTION', null),
            ('H-5', 'heard', 'S-2', 'TGI-A', '2024-05-10', null, null, false);
        """
    )
    return country


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param("2024-02-04", [], id="nothing_said_yet"),
        pytest.param("2024-02-05", [("heard", "S-1", True, "prosecution")], id="by_the_register"),
        pytest.param(
            "2024-05-10",
            [
                ("asleep", None, True, "adjournment"),
                ("heard", "S-1", True, "prosecution"),
                ("heard", "S-2", False, "hearing"),
            ],
            id="who_was_not_brought_from_prison_is_in_it",
        ),
    ],
)
def test_who_is_detained_is_the_last_word_by_that_day(
    jailed: Connection, day: str, found: list[tuple[Any, ...]]
) -> None:
    assert (
        _rows(
            jailed,
            "select case_id, suspect_id, is_detained, said_by"
            " from warehouse.detention(cast(:day as date)) order by 1, 2",
            day=day,
        )
        == found
    )


def test_a_release_ends_a_detention_and_another_begins_anew(jailed: Connection) -> None:
    jailed.exec_driver_sql(
        "update warehouse.prosecution set released_on = '2024-03-01' where prosecution_id = 'P-3';"
        " update warehouse.hearing set is_detained = true where hearing_id = 'H-3'"
    )
    told = {
        day: _rows(
            jailed,
            "select is_detained, detained_since from warehouse.detention(cast(:day as date))"
            " where suspect_id = 'S-1'",
            day=day,
        )
        for day in ("2024-02-29", "2024-03-01", "2024-04-01")
    }
    assert told == {
        "2024-02-29": [(True, dt.date(2024, 2, 5))],
        "2024-03-01": [(False, None)],
        "2024-04-01": [(True, dt.date(2024, 4, 1))],
    }


def test_the_planner_counts_the_detained_among_those_of_whom_it_is_told(
    jailed: Connection,
) -> None:
    planned = (
        "select ready_count, detained_count, detention_told_count from warehouse.hearing_planner"
    )
    assert _rows(jailed, f"{planned}('2024-06-01')") == [(2, 2, 2)]
    assert _rows(jailed, f"{planned}('2024-02-20')") == [(2, 1, 1)]


def test_adjournments_are_counted_once_a_hearing_by_court_and_reason(jailed: Connection) -> None:
    jailed.exec_driver_sql(
        "insert into warehouse.hearing (hearing_id, case_id, suspect_id, court_code, held_on,"
        " adjourned_to, adjournment_code) values"
        " ('H-6', 'heard', 'S-2', 'TGI-A', '2024-04-01', '2024-07-01', 'TEMOIN')"
    )
    assert _rows(
        jailed,
        "select court_code, adjournment_code, cause, adjournments_count, cases_count, median_days"
        " from warehouse.hearing_adjournment order by 2",
    ) == [
        ("TGI-A", "EXTRACTION", "authority", 1, 1, 10),
        ("TGI-A", "TEMOIN", None, 2, 2, 61),
    ]


def test_an_appeal_has_its_day_and_its_decision(country: Connection) -> None:
    country.exec_driver_sql(
        """
        insert into warehouse.dim_code (list, code, attributes) values
            ('court', 'CA-A', '{"level": "CA"}'), ('court', 'TGI-A', '{"level": "TGI"}');
        update warehouse.judgment set is_standing = false, replaced_on = '2024-06-07';
        update warehouse.judgment set appeal_filed_on = '2024-04-08' where judgment_id = 'J-1';
        insert into warehouse.judgment
            (judgment_id, case_id, suspect_id, court_code, decided_on, verdict, instance, effect,
             is_standing, is_final) values
            ('J-3', 'judged', 'S-1', 'CA-A', '2024-06-07', 'RELAXE', 2, 'decides', true, true),
            ('J-4', 'judged', 'S-2', 'TGI-A', '2024-06-07', 'RELAXE', 1, 'decides', true, null);
        """
    )
    assert _rows(
        country,
        "select suspect_id, first_verdict, verdict, is_convicted, is_final, appeal_on,"
        " appeal_judged_on, appeal_verdict, days_judgment_to_appeal, days_appeal_to_decision"
        " from warehouse.journey"
        " where case_id = 'judged' order by 1",
    ) == [
        ("S-1", "CONDAMNE", "RELAXE", False, True, dt.date(2024, 4, 8), dt.date(2024, 6, 7),
         "RELAXE", 7, 60),
        ("S-2", "CONDAMNE", "RELAXE", False, None, None, None, None, None, None),
    ]  # fmt: skip
    assert _rows(
        country,
        "select step, median_days_of_the_ended, measured_count from warehouse.journey_delay"
        " where scope = 'all' and step like '%appeal%' order by 1",
    ) == [("appeal_to_decision", 60, 1), ("judgment_to_appeal", 7, 1)]
    assert _rows(
        country,
        "select appeal_count, appeal_judged_count from warehouse.journey_attrition"
        " where scope = 'all'",
    ) == [(1, 1)]


def test_what_a_victim_states_and_what_an_inspector_finds_is_counted_with_a_case_or_without(
    country: Connection,
) -> None:
    country.exec_driver_sql(
        """
        insert into warehouse.dim_code (list, code, attributes) values
            ('means', 'DOCUMENTS', '{"sign": "is_documents_withheld"}'),
            ('means', 'EARNINGS', '{"sign": "is_wage_withheld"}'), ('means', 'DEBT', '{}');
        update warehouse.victim set means_codes = '{DEBT}', relationship_codes = '{FRIEND}'
            where victim_id = 'V-2';
        insert into warehouse.assistance
            (assistance_id, victim_id, is_documents_withheld, is_wage_withheld) values
            ('A-1', 'V-1', true, false), ('A-2', 'V-1', true, null), ('A-3', 'V-2', null, true);
        """
    )
    assert _rows(
        country,
        "select means_code, sum(cases_count)::int, sum(victims_count)::int,"
        " sum(victims_told_count)::int from warehouse.method_means group by 1 order by 1",
    ) == [
        ("DEBT", 2, 1, 1),
        ("DOCUMENTS", 0, 0, 1),
        ("EARNINGS", 0, 0, 1),
        ("THREAT", 1, 1, 0),
    ]
    assert _rows(
        country,
        "select relationship_code, accused_count, cases_count, victims_count"
        " from warehouse.method_relationship order by 1",
    ) == [("FAMILY", 1, 2, 0), ("FRIEND", 0, 0, 1)]


def test_every_case_is_once_in_each_division_and_what_is_not_known_is_counted(
    country: Connection,
) -> None:
    country.exec_driver_sql(
        """
        update warehouse.case_file set facts_on_max = '2020-05-01', facts_prefecture_code = 'CF24',
            facts_prefecture_then_code = 'CF21' where case_id = 'judged';
        update warehouse.case_file set facts_on_max = '2022-05-01', facts_prefecture_code = 'CF24',
            facts_prefecture_then_code = 'CF24' where case_id = 'heard';
        """
    )
    found = _rows(
        country,
        "select division, year, prefecture_code, cases_count, victims_count"
        " from warehouse.place_series order by 1, 2, 3",
    )
    assert found == [
        ("present", 2020, "CF24", 1, 1),
        ("present", 2022, "CF24", 1, 0),
        ("present", None, None, 3, 0),
        ("then", 2020, "CF21", 1, 1),
        ("then", 2022, "CF24", 1, 0),
        ("then", None, None, 3, 0),
    ]


def test_penal_policy_counts_each_conviction_once_in_each_scope(country: Connection) -> None:
    country.exec_driver_sql(
        """
        update warehouse.judgment set months_firm = 60, fine_xaf = 500000
            where judgment_id = 'J-1';
        update warehouse.judgment set is_life = true, months_suspended = 12, damages_xaf = 100
            where judgment_id = 'J-2';
        insert into warehouse.sentence (judgment_id, component_code, case_id, months) values
            ('J-1', 'PRISON_FIRM', 'judged', 60), ('J-1', 'BAN_RESIDENCE', 'judged', 36),
            ('J-1', 'CONFISCATION', 'judged', null);
        """
    )
    columns = (
        "convictions_count, firm_count, median_months_firm, suspended_count, life_count,"
        " fined_count, median_fine_xaf, damages_count, banned_count,"
        " within_count + below_count + above_count + unknown_range_count + no_term_count"
    )
    found = _rows(country, f"select scope, {columns} from warehouse.sentence_policy order by 1")
    told = (2, 1, 60, 1, 1, 1, 500000, 1, 1, 2)
    assert found == [(scope, *told) for scope in ("all", "court", "court_form", "form")]


def test_the_backlog_lists_the_files_that_the_planner_counts(jailed: Connection) -> None:
    asked = (
        "select case_id, court_code, days_waiting, accused_count, is_in_instruction,"
        " hearings_count, adjourned_to, adjournment_code, is_detained, detained_since"
        " from warehouse.hearing_backlog('2024-06-01')"
    )
    assert _rows(jailed, asked) == [
        ("asleep", "TGI-A", 517, 1, False, 1, dt.date(2024, 5, 20), "EXTRACTION", True,
         dt.date(2024, 5, 10)),
        ("heard", "TGI-A", 112, 1, False, 2, None, None, True, dt.date(2024, 2, 5)),
    ]  # fmt: skip
    planned = "select ready_count, detained_count from warehouse.hearing_planner('2024-06-01')"
    assert _rows(jailed, planned) == [(2, 2)]
    assert _rows(jailed, asked.replace("2024-06-01", "2023-06-01")) == [
        ("asleep", "TGI-A", 151, 1, False, 0, None, None, None, None)
    ]


def test_who_still_waits_lengthens_the_median(country: Connection) -> None:
    """Three judged after 20 days, five that wait: the median of the judged alone is too short."""
    for number in range(8):
        judged = number < 3
        for query in (
            "insert into warehouse.case_file (case_id, opened_on, stage, court_code)"
            f" values ('W{number}', '2024-01-01', 'RENVOI', 'TGI-W')",
            "insert into warehouse.prosecution (prosecution_id, case_id, court_code,"
            f" registered_on, stage) values ('PW{number}', 'W{number}', 'TGI-W',"
            f" '2024-01-01', '{'CONDAMNE' if judged else 'RENVOI'}')",
            *(
                [
                    "insert into warehouse.judgment (judgment_id, case_id, court_code, decided_on,"
                    " verdict, instance, effect, is_standing) values"
                    f" ('JW{number}', 'W{number}', 'TGI-W', '2024-01-21', 'CONDAMNE', 1,"
                    " 'decides', true)"
                ]
                if judged
                else []
            ),
        ):
            country.exec_driver_sql(query)
    asked = (
        "select median_days_of_the_ended, median_days, measured_count, waiting_count"
        " from warehouse.journey_delay where scope = 'court' and court_code = 'TGI-W'"
        " and step = 'prosecution_to_judgment'"
    )
    assert _rows(country, asked) == [(20, None, 3, 5)]
    # Two more are judged on the last day that anything tells of, after 91 days.
    country.exec_driver_sql(
        "insert into warehouse.judgment (judgment_id, case_id, court_code, decided_on, verdict,"
        " instance, effect, is_standing) values"
        " ('JW3', 'W3', 'TGI-W', '2024-04-01', 'CONDAMNE', 1, 'decides', true),"
        " ('JW4', 'W4', 'TGI-W', '2024-04-01', 'CONDAMNE', 1, 'decides', true)"
    )
    assert _rows(country, asked) == [(20, 91, 5, 3)]


def test_the_planner_names_the_reason_of_most_hearings_not_the_first_by_alphabet(
    country: Connection,
) -> None:
    country.exec_driver_sql(
        "insert into warehouse.hearing (hearing_id, case_id, suspect_id, court_code, held_on,"
        " adjournment_code) values"
        " ('H-7', 'heard', 'S-2', 'TGI-A', '2024-04-01', 'ABSENCE'),"
        " ('H-8', 'heard', 'S-1', 'TGI-A', '2024-05-01', 'ABSENCE')"
    )
    # TEMOIN and ABSENCE have two hearings each, and two accused: the newest says.
    planned = "select main_adjournment_code from warehouse.hearing_planner('2024-06-01')"
    assert _rows(country, f"{planned} where court_code = 'TGI-A'") == [("ABSENCE",)]
    country.exec_driver_sql(
        "insert into warehouse.hearing (hearing_id, case_id, suspect_id, court_code, held_on,"
        " adjournment_code) values ('H-9', 'asleep', null, 'TGI-A', '2024-05-02', 'TEMOIN')"
    )
    assert _rows(country, f"{planned} where court_code = 'TGI-A'") == [("TEMOIN",)]
    backlog = (
        "select adjournment_code from warehouse.hearing_backlog('2024-04-15')"
        " where case_id = 'heard'"
    )
    country.exec_driver_sql(
        "insert into warehouse.hearing (hearing_id, case_id, suspect_id, court_code, held_on,"
        " adjournment_code) values ('H-10', 'heard', null, 'TGI-A', '2024-04-01', 'TEMOIN')"
    )
    assert _rows(country, backlog) == [("TEMOIN",)], "of most of the accused"
