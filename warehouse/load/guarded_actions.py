"""The wording of a plan's action as it may be read: without anybody in it.

A focal point words her action freely, and the plan is open to all. A wording that gives a known
person, or looks as if it gave one, is not published: the committee's own text stands in its place.
A wording of before goes from the history once somebody in it becomes known.
"""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, text

from warehouse.load.name_search import naming
from warehouse.text.person_signs import find_signs

_COLUMN = "action"
_STANDING = """
select action from plan.plan_action where action is not null
union select action from history.plan_plan_action where action is not null
"""


def guard_actions(actions: pa.Table, everybody: pa.Table, known_words: Collection[str]) -> pa.Table:
    """The actions, without a wording that names or seems to name somebody.

    Args:
        actions: as ``action_plans.plan_actions`` gives them.
        everybody: the conformed mentions that count.
        known_words: folded words that are no part of a name by themselves.
    """
    texts = actions.select([_COLUMN]).append_column("key", actions["action_id"])
    named = naming(texts, everybody, (_COLUMN,))["key"].to_pylist()
    signs = find_signs(texts, (_COLUMN,), known_words)["key"].to_pylist()
    is_named = pc.is_in(actions["action_id"], pa.array([*named, *signs], pa.string()))
    guarded = pc.if_else(is_named, pa.scalar(None, pa.string()), actions[_COLUMN])
    return actions.set_column(actions.schema.get_field_index(_COLUMN), _COLUMN, guarded)


def scrub_actions(connection: Connection, mentions: pa.Table, known_words: Collection[str]) -> int:
    """Take every wording that names one of these mentions out of the plan and of its history.

    Returns:
        How many wordings went.
    """
    standing = pa.array(list(connection.scalars(text(_STANDING))), pa.string())
    texts = pa.table({"key": standing, _COLUMN: standing})
    named = set(naming(texts, mentions, (_COLUMN,))["key"].to_pylist())
    named |= set(find_signs(texts, (_COLUMN,), known_words)["key"].to_pylist())
    for table in ("plan.plan_action", "history.plan_plan_action") if named else ():
        connection.execute(
            text(f"update {table} set action = null where action = any(:named)"),
            {"named": sorted(named)},
        )
    return len(named)
