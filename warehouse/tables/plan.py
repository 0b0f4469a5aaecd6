"""``plan``: the national action plan, open to all.

The focal points' remarks are free text and stay in the lake: they may name a person.
"""

from __future__ import annotations

from sqlalchemy import Table

from warehouse.tables.columns import METADATA, date, integer, number, refers, text

plan_action = Table(
    "plan_action",
    METADATA,
    text("action_id", "plan and number of the action", key=True),
    text("plan", "the plan", required=True),
    integer("action_number", "number of the action in the plan", required=True),
    text("axis_code", "axis (codes: plan_axis)"),
    text("action", "the action's text"),
    text("ministry_code", "ministry in charge (codes: ministry)"),
    date("due_on", "due date"),
    schema="plan",
    comment="One row per action of a plan.",
)

plan_status = Table(
    "plan_status",
    METADATA,
    refers("action_id", "plan.plan_action.action_id", "the action", key=True),
    text("period", "the month, YYYY-MM", key=True),
    text("status_code", "status (codes: plan_status)"),
    number("execution_percent", "execution, percent points 0 to 100"),
    text("record_id", "the conformed record that says it"),
    schema="plan",
    comment="Where each action stood in each month.",
)
