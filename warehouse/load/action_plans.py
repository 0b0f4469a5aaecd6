"""The action plans, their actions, how these go, and what was done, as ``tables.plan`` has them.

Which plan a row belongs to is told by data: by the row itself where the export has a column for it,
otherwise by the dates of ``sources/codes/plan.csv`` and the month reported. Free text other than an
action's own stays in the lake: it may name a person.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Table

from warehouse.contracts.codelists import Code, CodeLists
from warehouse.database.arrow_rows import arrow_rows
from warehouse.database.tables import plan
from warehouse.load.guarded_actions import guard_actions
from warehouse.load.opaque_ids import with_opaque
from warehouse.text import fold, missing_kind
from warehouse.vault.working_tables import working_tables

# Rows of no plan that we know: kept and counted under this code, never put under another plan.
UNKNOWN = "UNKNOWN"

# "Action 12" says which action it is, not what it is.
_NUMBERED = re.compile(r"^(?:action|activite) \d+\b|\b(?:action|activite) \d+$")


def listed_tables(codes: CodeLists) -> dict[Table, pa.Table]:
    """The tables of the plans that the code lists fill, and their rows."""
    return {plan.plan: plans(codes), plan.action_text: action_texts(codes)}


def reported_tables(
    conformed: Mapping[str, pa.Table],
    codes: CodeLists,
    everybody: pa.Table,
    words: frozenset[str],
    key: bytes,
) -> dict[Table, pa.Table]:
    """The tables of the plans that exports fill, and their rows.

    No action's text tells a name of ``everybody``; ``words`` are no part of a name by themselves.
    ``key`` makes the ids of activities opaque.
    """
    return {
        plan.plan_action: guard_actions(plan_actions(conformed, codes), everybody, words),
        plan.plan_status: plan_statuses(conformed, codes),
        plan.activity: with_opaque(activities(conformed, codes), "activity_id", key),
        plan.attendance: with_opaque(attendances(conformed, codes), "activity_id", key),
    }


def plan_of_month(plans: Sequence[Code], period: str) -> str:
    """The plan that a month's follow-up speaks of, where the export does not say.

    The plan in force in that month, the newest where two overlap; else the one plan whose dates
    are not known; else the plan that ended last, since a plan is followed past its end. Where the
    dates leave more than one, or none, ``UNKNOWN``.

    Args:
        plans: the rows of the list ``plan``.
        period: YYYY-MM.
    """
    year, month = int(period[:4]), int(period[5:7])
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    real_plans = [one for one in plans if one.code != UNKNOWN]
    undated = [one for one in real_plans if one.valid_from is None and one.valid_to is None]
    begun = [one for one in real_plans if one not in undated and _begin(one) <= last]
    in_force = [one for one in begun if one.valid_to is None or first <= one.valid_to]
    for candidates in (in_force, undated, begun):
        if candidates:
            newest = max(map(_begin, candidates))
            newest_codes = [one.code for one in candidates if _begin(one) == newest]
            return newest_codes[0] if len(newest_codes) == 1 else UNKNOWN
    return UNKNOWN


def _begin(one: Code) -> date:
    return one.valid_from or date.min


def is_placeholder(text: str | None, codes: CodeLists) -> bool:
    """Whether a text only holds the place of an action's text: what the list ``placeholder`` says.

    The number of the action in it says nothing: ``Action 12`` alone is no text either.
    """
    words = _NUMBERED.sub("", fold(text or "")).strip()
    return missing_kind(words) is not None or words in codes.lookup("placeholder")


def plans(codes: CodeLists) -> pa.Table:
    """The plans, in the columns of ``plan.plan``."""
    return arrow_rows(
        plan.plan,
        (
            {
                "plan": row.code,
                "title_fr": row.label_fr,
                "title_en": row.label_en,
                "is_placeholder": _truth(row),
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            }
            for row in codes.rows("plan")
        ),
    )


def action_texts(codes: CodeLists) -> pa.Table:
    """What the committee entered for each action, in the columns of ``plan.action_text``.

    A text that was worded anew is a row of its own, each with the days on which it holds.
    """
    return arrow_rows(
        plan.action_text,
        (
            {
                "text_code": row.code,
                "action_id": f"{row.attributes['plan']}-{number:02d}",
                "plan": row.attributes["plan"],
                "action_number": number,
                "text_fr": row.label_fr,
                "text_en": row.label_en,
                "is_placeholder": _truth(row),
                "axis_code": row.attributes["axis"] or None,
                "ministry_code": row.attributes["lead_ministry"] or None,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            }
            for row in codes.rows("plan_action")
            for number in [int(row.attributes["action_number"])]
        ),
    )


def _truth(row: Code) -> bool | None:
    written = row.attributes["is_placeholder"]
    return written == "true" if written else None


def plan_actions(conformed: Mapping[str, pa.Table], codes: CodeLists) -> pa.Table:
    """The actions of the plans, as the newest month words them."""
    actions = _ask(
        conformed["plan_status"],
        codes,
        f"select {_ACTION} as action_id, plan, action_number, axis_code, action, ministry_code, "
        f"due_on from said {_newest('plan', 'action_number')} order by action_id",
    )
    flags = [is_placeholder(text, codes) for text in actions["action"].to_pylist()]
    return actions.append_column("is_placeholder", pa.array(flags, pa.bool_()))


def plan_statuses(conformed: Mapping[str, pa.Table], codes: CodeLists) -> pa.Table:
    """Where each action stood in each month."""
    return _ask(
        conformed["plan_status"],
        codes,
        f"select {_ACTION} as action_id, period, status_code, execution_percent, record_id "
        f"from said {_newest('plan', 'action_number', 'period')} order by action_id, period",
    )


_ACTION = "plan || '-' || format('{:02d}', action_number)"


# A number alone may begin again every month, and a list of the year may come every month.
_ACTIVITY = "'A' || left(md5(plan || '|' || lower(activity_number) || '|' || held_on::text), 16)"


def activities(conformed: Mapping[str, pa.Table], codes: CodeLists) -> pa.Table:
    """What was done for the plans, in the columns of ``plan.activity``, as last reported.

    An activity is known by its plan, its number and its day. One whose action is in no follow-up
    has none.
    """
    action_ids = plan_actions(conformed, codes)["action_id"]
    rows = _ask(
        conformed["plan_activity"],
        codes,
        f"select {_ACTIVITY} as activity_id, plan, {_ACTION} as action_id, action_number, "
        "activity_code, held_on, place_code, period, record_id "
        f"from said {_newest('activity_id')} order by activity_id",
    )
    action = rows["action_id"]
    kept = pc.if_else(pc.is_in(action, action_ids.combine_chunks()), action, None)
    rows = rows.set_column(rows.column_names.index("action_id"), "action_id", kept)
    places = [
        codes.geography.prefecture_of(code) if code else None
        for code in rows["place_code"].to_pylist()
    ]
    return rows.append_column("prefecture_code", pa.array(places, pa.string()))


def attendances(conformed: Mapping[str, pa.Table], codes: CodeLists) -> pa.Table:
    """Who took part in each activity, by ministry, in the columns of ``plan.attendance``.

    All rows of an activity in the newest month that speaks of it, and none of an older one.
    """
    return _ask(
        conformed["plan_activity"],
        codes,
        f"with told as (select * replace (coalesce(ministry_code, 'UNKNOWN') as ministry_code), "
        f"{_ACTIVITY} as activity_id from said "
        "qualify rank() over (partition by activity_id order by period desc) = 1) "
        "select activity_id, ministry_code, held_on, women_count, men_count, "
        "coalesce(participants_count, women_count + men_count) as participants_count, record_id "
        f"from told {_newest('activity_id', 'ministry_code')} order by activity_id, ministry_code",
    )


def _newest(*key: str) -> str:
    """One row per key: the newest month, then the last record."""
    return (
        f"qualify row_number() over (partition by {', '.join(key)} "
        "order by period desc, record_id desc) = 1"
    )


def _ask(rows: pa.Table, codes: CodeLists, query: str) -> pa.Table:
    """The rows of a query over ``said``: conformed rows, each with its ``plan``."""
    periods = sorted(set(rows["period"].to_pylist()))
    plans = codes.rows("plan")
    months = pa.table(
        {
            "period": pa.array(periods, pa.string()),
            "plan": pa.array([plan_of_month(plans, one) for one in periods], pa.string()),
        }
    )
    with working_tables() as connection:
        connection.register("sent", rows)
        connection.register("months", months)
        connection.sql(
            "create view said as select r.*, coalesce(r.plan_code, m.plan) as plan "
            "from sent r join months m using (period)"
        )
        return connection.sql(query).to_arrow_table()
