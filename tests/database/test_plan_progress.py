"""Late, stalled, regressing: what the plan's months say of its actions."""

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
    "regressing": (None, [("2026-03", "EN_COURS", 50), ("2026-04", "EN_COURS", 40)]),
    "undone": (None, [("2026-03", "ACHEVEE", None), ("2026-04", "EN_COURS", None)]),
    "silent": ("2026-12-31", []),
}


@pytest.fixture
def plan(connection: Connection) -> Connection:
    for number, (name, (due, months)) in enumerate(ACTIONS.items()):
        connection.execute(
            text(
                "insert into plan.plan_action (action_id, plan, action_number, action, due_on)"
                " values (:name, 'PAN', :number, :words, :due)"
            ),
            {
                "name": name,
                "number": number,
                "words": "[À SAISIR PAR LE COMITÉ] Action" if name == "late" else "Former",
                "due": due,
            },
        )
        for period, status, percent in months:
            connection.execute(
                text("insert into plan.plan_status values (:name, :period, :status, :percent)"),
                {"name": name, "period": period, "status": status, "percent": percent},
            )
    return connection


def _which(plan: Connection, what: str, as_of: str = "2026-05-15", **more: Any) -> set[str]:
    asked = f"select action_id from plan.progress(cast(:as_of as date), :months) where {what}"
    return set(plan.scalars(text(asked), {"as_of": as_of, "months": 3, **more}))


@pytest.mark.parametrize(
    ("what", "as_of", "found"),
    [
        pytest.param("is_late", "2026-05-15", {"late"}, id="past_due_and_open"),
        pytest.param("is_late", "2026-03-31", set(), id="on_the_day_it_is_due"),
        pytest.param("is_late", "2027-01-01", {"late", "silent"}, id="never_reported_and_due"),
        pytest.param("is_stalled", "2026-05-15", {"stalled"}, id="three_months_without_a_move"),
        pytest.param("is_stalled", "2026-03-15", set(), id="not_yet_three_months"),
        pytest.param(
            "is_regressing", "2026-05-15", {"regressing", "undone"}, id="less_than_before"
        ),
        pytest.param(
            "is_regressing", "2026-03-15", set(), id="what_april_says_is_not_known_in_march"
        ),
        pytest.param("is_done", "2026-05-15", {"done"}, id="done"),
        pytest.param("is_placeholder", "2026-05-15", {"late"}, id="text_not_entered_yet"),
        pytest.param("period is null", "2026-05-15", {"silent"}, id="never_reported"),
    ],
)
def test_actions_that_ask_for_attention(
    plan: Connection, what: str, as_of: str, found: set[str]
) -> None:
    assert _which(plan, what, as_of) == found


@pytest.mark.parametrize("role", ["zokwezo_ministry", "zokwezo_steward", "zokwezo_analyst"])
def test_everybody_reads_how_the_plan_goes(plan: Connection, role: str) -> None:
    plan.execute(text(f"set local role {role}"))
    assert len(_which(plan, "true")) == len(ACTIONS)
