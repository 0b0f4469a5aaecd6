"""What a load of everything would still change: nothing, where the loads before it were right."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from warehouse import database, pipeline

# What a load writes besides the tables that its result counts.
BESIDE = {
    "identity.loaded_record": "select * from identity.loaded_record",
    "identity.person_mention": "select mention_id, case_id from identity.person_mention",
    "history.record": "select * from history.record",
}
HISTORY = (
    "select table_name from information_schema.tables where table_schema = 'history'"
    " and table_name not in ('instant', 'arrival', 'record') order by table_name"
)


def left_to_change() -> dict[str, Any]:
    """Take everything anew; table -> rows that differ from what stood, of tables that do."""
    before, history = _beside(), _history()
    assert len(before["identity.loaded_record"]) > 0 and len(history) > 20
    changed = {name: rows for name, rows in pipeline.load(anew=True).items() if rows}
    after = _beside()
    changed |= {
        name: len(before[name] ^ after[name]) for name in BESIDE if before[name] != after[name]
    }
    if _history() != history:
        changed["history"] = True
    return changed


def _beside() -> dict[str, set[Any]]:
    with database.engine().connect() as connection:
        return {
            name: {tuple(row) for row in connection.execute(text(query))}
            for name, query in BESIDE.items()
        }


def _history() -> dict[str, Any]:
    with database.engine().connect() as connection:
        return {
            name: connection.execute(
                text(
                    "select count(*), count(*) filter (where known_to = 'infinity'),"
                    f" max(known_from) from history.{name}"
                )
            ).one()
            for name in connection.scalars(text(HISTORY))
        }
