"""What is asked of the large warehouse: the ten questions, and views and functions beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from warehouse.errors import CallError, message


@dataclass(frozen=True, slots=True)
class Question:
    """One query."""

    name: str  # the question's, or what is asked for
    sql: str  # one statement that gives rows
    is_question: bool  # one of the ten, which are to answer within a second


def questions(folder: Path) -> list[Question]:
    """The questions as they stand in ``docs/questions``.

    Raises:
        CallError: the folder holds none: this is not a checkout of the project.
    """
    listed = [
        Question(path.stem, path.read_text("utf-8"), True) for path in sorted(folder.glob("*.sql"))
    ]
    if not listed:
        raise CallError(message("bench_questions_none", folder=folder.name))
    return listed


# As text: a load has none before it where it is the first, and Python knows no infinite day.
_LOADS = """
with load as (
    select known_at, lag(known_at, 1, '-infinity') over by_instant as before,
        row_number() over by_instant as place, count(*) over () as loads
    from history.instant window by_instant as (order by known_at)
)
select {}::text from load where place = (loads + 1) / 2
"""

# A person of many mentions known by then, a case, the load in the middle of the history.
_SOMEBODY = {
    "victim": "select victim_id from warehouse.victim_as_known("
    f"({_LOADS.format('known_at')})::timestamptz) order by mentions_count desc, 1 limit 1",
    "case": "select case_id from warehouse.prosecution order by case_id limit 1",
    "since": _LOADS.format("before"),
    "until": _LOADS.format("known_at"),
}

_BESIDE = {
    "a victim's mentions": "select * from warehouse.mention where victim_id = '{victim}'",
    "a victim's statements": "select * from warehouse.statement where victim_id = '{victim}'",
    "all statements": "select attribute, count(*) from warehouse.statement group by attribute",
    "a victim as known": "select victim_id, means_codes"
    " from warehouse.victim_as_known('{until}') where victim_id = '{victim}'",
    "all victims as known": "select count(*) from warehouse.victim_as_known('{until}')",
    "a month's changes of victims": "select change, count(*)"
    " from warehouse.changes('{since}', '{until}', 'victim') group by change",
    "a month's changes": "select table_name, change, count(*)"
    " from warehouse.changes('{since}', '{until}') group by table_name, change",
    "a case's journey": "select * from warehouse.journey where case_id = '{case}'",
    "all journeys": "select count(*), count(days_prosecution_to_judgment) from warehouse.journey",
    "attrition": "select * from warehouse.journey_attrition where scope = 'all'",
    "hearing planner": "select * from warehouse.hearing_planner('2026-06-30')",
    "stalled_case": (
        "select count(*), max(days_stalled) from warehouse.stalled_case(180, '2026-12-31')"
    ),
}


def beside(connection: Connection) -> list[Question]:
    """The views and functions beside the questions, asked of ids that the warehouse holds."""
    somebody = {name: connection.scalar(text(sql)) for name, sql in _SOMEBODY.items()}
    return [Question(name, sql.format(**somebody), False) for name, sql in _BESIDE.items()]
