"""``plan``: the national action plans, open to all.

The focal points' remarks and the titles of activities are free text and stay in the lake: they may
name a person.
"""

from __future__ import annotations

from warehouse.database.tables.columns import boolean, date, integer, number, refers, table, text

plan = table(
    "plan.plan",
    "One row per national action plan.",
    text("plan", "the plan (codes: plan)", key=True),
    text("title_fr", "its title in French"),
    text("title_en", "its title in English"),
    boolean("is_placeholder", "the committee has not yet entered title and dates"),
    date("valid_from", "first day of the plan; empty: not known"),
    date("valid_to", "last day of the plan; empty: not known, or still running"),
)

action_text = table(
    "plan.action_text",
    "One row per wording of an action, as the committee enters it.",
    text("text_code", "the text (codes: plan_action)", key=True),
    text("action_id", "the action", required=True),
    text("plan", "the plan (codes: plan)", required=True),
    integer("action_number", "number of the action in the plan", required=True),
    text("text_fr", "the action's text in French, as the committee entered it"),
    text("text_en", "the action's text in English, as the committee entered it"),
    boolean("is_placeholder", "the committee has not yet entered the text"),
    text("axis_code", "axis (codes: plan_axis)"),
    text("ministry_code", "ministry in charge (codes: ministry)"),
    date("valid_from", "first day of this wording; empty: always"),
    date("valid_to", "last day of this wording; empty: still"),
)

plan_action = table(
    "plan.plan_action",
    "One row per action of a plan that is followed up.",
    text("action_id", "plan and number of the action", key=True),
    text("plan", "the plan (codes: plan)", required=True),
    integer("action_number", "number of the action in the plan", required=True),
    text("axis_code", "axis (codes: plan_axis)"),
    text("action", "the action's text, as the newest follow-up words it"),
    text("ministry_code", "ministry in charge (codes: ministry)"),
    date("due_on", "due date"),
    boolean("is_placeholder", "the follow-up's text only holds the place of one"),
)

plan_status = table(
    "plan.plan_status",
    "Where each action stood in each month.",
    refers("action_id", "plan.plan_action.action_id", "the action", key=True),
    text("period", "the month, YYYY-MM", key=True),
    text("status_code", "status (codes: plan_status)"),
    number("execution_percent", "execution, percent points 0 to 100"),
    text("record_id", "the conformed record that says it"),
)

activity = table(
    "plan.activity",
    "One row per activity for a plan, such as a training workshop.",
    text("activity_id", "the activity; a digest of its plan, number and day", key=True),
    text("plan", "the plan (codes: plan)", required=True),
    refers("action_id", "plan.plan_action.action_id", "the action it carries out, if it is one"),
    integer("action_number", "number of the action, as the export states it"),
    text("activity_code", "kind of activity (codes: activity)"),
    date("held_on", "the day, or the first of several"),
    text("place_code", "where (codes: geography)"),
    text("prefecture_code", "its préfecture (codes: geography)"),
    text("period", "the newest month that reports it, YYYY-MM"),
    text("record_id", "the conformed record that says it"),
)

attendance = table(
    "plan.attendance",
    "Who took part in an activity: one row per activity and ministry.",
    refers("activity_id", "plan.activity.activity_id", "the activity", key=True),
    text("ministry_code", "the participants' ministry (codes: ministry)", key=True),
    date("held_on", "the day of the activity"),
    integer("women_count", "women who took part; empty: not told"),
    integer("men_count", "men who took part; empty: not told"),
    integer("participants_count", "all who took part; empty: not told"),
    text("record_id", "the conformed record that says it"),
)
