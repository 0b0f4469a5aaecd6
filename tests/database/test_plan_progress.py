"""Late, stalled, regressing; by plan, axis and ministry; who took part: as known on any day."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, text

pytestmark = pytest.mark.slow

# An action: its due date, and what each month said (status, percent).
ACTIONS: dict[str, tuple[str | None, list[tuple[str, str, float | None]]]] = {
    "late": ("2026-03-31", [("2026-03", "EN_COURS", 10), ("2026-04", "EN_COURS", 20)]),
    "done": ("2026-03-31", [("2026-03", "EN_COURS", 10), ("2026-04", "ACHEVEE", 100)]),
    "given_up": ("2026-01-31", [("2026-01", "ABANDONNEE", 0), ("2026-04", "ABANDONNEE", 0)]),
    "stalled": (
        None,
        [(f"2026-0{month}", "EN_COURS", 30) for month in (1, 2, 3, 4)],
    ),
    "moving": (None, [("2026-01", "EN_COURS", 30), ("2026-04", "EN_COURS", 40)]),
    "no_longer_reported": (None, [("2026-02", "EN_COURS", 30)]),
    "regressing": (None, [("2026-03", "EN_COURS", 50), ("2026-04", "EN_COURS", 40)]),
    "undone": (None, [("2026-03", "ACHEVEE", None), ("2026-04", "EN_COURS", None)]),
    "silent": ("2026-12-31", []),
}


@pytest.fixture
def plan(connection: Connection) -> Connection:
    for number, (name, (due, months)) in enumerate(ACTIONS.items()):
        connection.execute(
            text(
                "insert into plan.plan_action (action_id, plan, action_number, axis_code,"
                " ministry_code, action, due_on, is_placeholder) values"
                " (:name, 'PAN', :number, :axis, :ministry, 'Former', :due, :is_placeholder)"
            ),
            {
                "name": name,
                "number": number,
                "axis": "PREVENTION" if number % 2 else "POURSUITE",
                "ministry": "JUSTICE" if number < 3 else "TRAVAIL",
                "is_placeholder": name in ("late", "stalled", "moving"),
                "due": due,
            },
        )
        for period, status, percent in months:
            connection.execute(
                text("insert into plan.plan_status values (:name, :period, :status, :percent)"),
                {"name": name, "period": period, "status": status, "percent": percent},
            )
    connection.exec_driver_sql(
        """
        insert into plan.action_text (text_code, action_id, plan, action_number, text_fr,
            is_placeholder, valid_from, valid_to) values
            ('T-1', 'late', 'PAN', 0, '[À SAISIR PAR LE COMITÉ] Action 0', true, null, null),
            ('T-2', 'stalled', 'PAN', 3, 'Tenir des audiences', false, null, '2026-03-31'),
            ('T-3', 'stalled', 'PAN', 3, 'Tenir des audiences spéciales', false, '2026-04-01',
             null);
        insert into plan.activity (activity_id, plan, action_id, activity_code, held_on) values
            ('A-1', 'PAN', 'late', 'FORMATION', '2026-02-10'),
            ('A-2', 'PAN', 'late', 'FORMATION', '2026-05-10'),
            ('A-3', 'PAN', null, 'COORDINATION', '2026-03-01');
        insert into plan.attendance (activity_id, ministry_code, held_on, women_count, men_count,
            participants_count) values
            ('A-1', 'JUSTICE', '2026-02-10', 7, 12, 19),
            ('A-1', 'SECURITE', '2026-02-10', 5, 9, 14),
            ('A-2', 'JUSTICE', '2026-05-10', 2, 1, 6),
            ('A-3', 'FEMME', '2026-03-01', null, null, 60);
        """
    )
    return connection


def _which(plan: Connection, what: str, as_of: str = "2026-05-15", **more: Any) -> set[str]:
    asked = f"select action_id from plan.progress(cast(:as_of as date), :months) where {what}"
    return set(plan.scalars(text(asked), {"as_of": as_of, "months": 3, **more}))


def _rows(plan: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in plan.execute(text(query))]


@pytest.mark.parametrize(
    ("what", "as_of", "found"),
    [
        pytest.param("is_late", "2026-05-15", {"late"}, id="past_due_and_open"),
        pytest.param("is_late", "2026-03-31", set(), id="on_the_day_it_is_due"),
        pytest.param("is_late", "2027-01-01", {"late", "silent"}, id="never_reported_and_due"),
        pytest.param(
            "is_stalled",
            "2026-05-15",
            {"stalled", "no_longer_reported"},
            id="three_months_without_a_move_told_or_not",
        ),
        pytest.param("is_stalled", "2026-03-15", set(), id="not_yet_three_months"),
        pytest.param(
            "is_stalled",
            "2026-07-01",
            {"late", "stalled", "moving", "no_longer_reported", "regressing", "undone"},
            id="silence_of_all_stalls_what_is_open",
        ),
        pytest.param(
            "is_regressing", "2026-05-15", {"regressing", "undone"}, id="less_than_before"
        ),
        pytest.param(
            "is_regressing", "2026-03-15", set(), id="what_april_says_is_not_known_in_march"
        ),
        pytest.param("is_done", "2026-05-15", {"done"}, id="done"),
        pytest.param("is_placeholder", "2026-05-15", {"late", "moving"}, id="text_not_entered_yet"),
        pytest.param("period is null", "2026-05-15", {"silent"}, id="never_reported"),
    ],
)
def test_actions_that_ask_for_attention(
    plan: Connection, what: str, as_of: str, found: set[str]
) -> None:
    assert _which(plan, what, as_of) == found


@pytest.mark.parametrize(
    ("action", "as_of", "shown"),
    [
        ("stalled", "2026-03-31", "Tenir des audiences"),
        ("stalled", "2026-04-01", "Tenir des audiences spéciales"),
        ("done", "2026-04-01", "Former"),
        ("late", "2026-04-01", "[À SAISIR PAR LE COMITÉ] Action 0"),
        ("moving", "2026-04-01", "[À SAISIR PAR LE COMITÉ] Action 4"),
    ],
    ids=["entered", "worded_anew", "the_follow_ups", "row_not_yet_filled", "no_row_at_all"],
)
def test_the_text_shown_is_the_committees_or_marked(
    plan: Connection, action: str, as_of: str, shown: str
) -> None:
    asked = "select action from plan.progress(cast(:as_of as date)) where action_id = :action"
    assert plan.scalar(text(asked), {"as_of": as_of, "action": action}) == shown


def test_progress_is_counted_by_plan_axis_and_lead_ministry(plan: Connection) -> None:
    found = _rows(
        plan,
        "select scope, axis_code, ministry_code, actions_count, under_way_count, done_count,"
        " given_up_count, not_told_count, late_count, stalled_count, regressing_count,"
        " placeholder_count, activities_count, women_count, men_count, participants_count"
        " from plan.progress_count('2026-05-15') where scope <> 'axis_ministry' and plan = 'PAN'",
    )
    by_group = {row[:3]: row[3:] for row in found}
    assert by_group["plan", None, None] == (9, 6, 1, 1, 1, 1, 2, 2, 2, 3, 14, 22, 99)
    assert by_group["axis", "POURSUITE", None] == (5, 3, 0, 1, 1, 1, 0, 1, 2, 2, 14, 22, 39)
    assert by_group["axis", "PREVENTION", None] == (4, 3, 1, 0, 0, 0, 2, 1, 0, 0, None, None, None)
    assert by_group["ministry", None, "JUSTICE"] == (3, 1, 1, 1, 0, 1, 0, 0, 1, 2, 14, 22, 39)
    # What was done for no action that is followed up.
    assert by_group["axis", None, None] == (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, None, None, 60)


def test_each_action_is_counted_once_in_each_scope(plan: Connection) -> None:
    totals = _rows(
        plan,
        "select scope, sum(actions_count), sum(activities_count), sum(participants_count)"
        " from plan.progress_count('2026-05-15') group by scope order by scope",
    )
    assert totals == [(scope, 9, 3, 99) for scope in ("axis", "axis_ministry", "ministry", "plan")]


def test_participants_are_told_by_sex_and_ministry(plan: Connection) -> None:
    assert _rows(plan, "select * from plan.participants('2026-05-15')") == [
        ("PAN", 2026, "COORDINATION", "FEMME", 1, None, None, 60, 60),
        ("PAN", 2026, "FORMATION", "JUSTICE", 2, 9, 13, 25, 3),
        ("PAN", 2026, "FORMATION", "SECURITE", 1, 5, 9, 14, 0),
    ]
    assert _rows(
        plan, "select ministry_code, participants_count from plan.participants('2026-02-28')"
    ) == [("JUSTICE", 19), ("SECURITE", 14)]


def test_what_was_not_yet_known_is_not_counted(plan: Connection) -> None:
    known = "(select max(known_at) from history.instant)"
    before = f"{known} - interval '1 microsecond'"
    for function, day in (("progress", "2026-05-15"), ("progress_count", "2026-05-15")):
        asked = f"select count(*) from plan.{function}('{day}', 3, %s) p where p.plan = 'PAN'"
        assert plan.scalar(text(asked % known)) > 0
        assert plan.scalar(text(asked % before)) == 0
    asked = "select count(*) from plan.participants('2026-05-15', %s)"
    assert plan.scalar(text(asked % known)) == 3
    assert plan.scalar(text(asked % before)) == 0


@pytest.mark.parametrize(
    ("as_of", "months", "found"),
    [
        pytest.param("2026-05-15", 3, [], id="somebody_of_each_reported_in_april"),
        pytest.param("2026-07-31", 3, [], id="two_full_months_are_not_three"),
        pytest.param(
            "2026-08-01",
            3,
            [("JUSTICE", 3, 1, 0, "2026-04", 3), ("TRAVAIL", 6, 6, 1, "2026-04", 3)],
            id="three_full_months",
        ),
        pytest.param("2026-01-31", 1, [], id="what_came_later_is_not_known_but_january_was_told"),
    ],
)
def test_a_silent_ministry_is_told_with_its_last_month(
    plan: Connection, as_of: str, months: int, found: list[tuple[Any, ...]]
) -> None:
    rows = plan.execute(
        text(
            "select ministry_code, actions_count, open_actions_count, never_reported_count,"
            " last_period, months_silent from plan.silent_ministry(cast(:as_of as date), :months)"
            " where plan = 'PAN' order by 1"
        ),
        {"as_of": as_of, "months": months},
    )
    assert [tuple(row) for row in rows] == found


def test_a_ministry_that_never_reported_is_silent(plan: Connection) -> None:
    plan.exec_driver_sql(
        "insert into plan.plan_action (action_id, plan, action_number, ministry_code)"
        " values ('new', 'PAN', 20, 'SANTE')"
    )
    assert _rows(
        plan,
        "select ministry_code, last_period, months_silent from plan.silent_ministry('2026-05-15')"
        " where plan = 'PAN'",
    ) == [("SANTE", None, None)]


def test_today_is_the_count_of_today(plan: Connection) -> None:
    today = _rows(plan, "select * from plan.progress_today")
    assert today == _rows(plan, "select * from plan.progress_count(current_date)")
    assert len(today) > 5


@pytest.mark.parametrize("role", ["zokwezo_ministry", "zokwezo_steward", "zokwezo_analyst"])
def test_everybody_reads_how_the_plan_goes(plan: Connection, role: str) -> None:
    plan.execute(text(f"set local role {role}"))
    assert len(_which(plan, "true")) == len(ACTIONS)
