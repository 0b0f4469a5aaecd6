"""Who has a file, and this very program, cannot tell which rows of the warehouse are its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from worlds import World, enter

from warehouse import database, pipeline
from warehouse.query.lineage import why

pytestmark = pytest.mark.slow

# What two houses say alike, and why it tells nobody: codes of sources, and the numbers of a plan.
ALIKE = {"source_id", "source_ids", "reporting_source_ids", "action_id"}
COLUMNS = r"""
select table_schema || '.' || table_name, column_name, data_type from information_schema.columns
where table_schema in ('warehouse', 'case_law', 'plan', 'history')
    and (column_name like '%\_id' or column_name like '%\_ids')
"""
FILES = (
    *("parquet/*_03*", "greffe/*", "dspj/*_03*", "action_humanitaire/*03*"),
    *("jurisprudence/*", "pan/*", "umirr/*mars*"),
)


def _ids(url: str) -> dict[str, set[str]]:
    """Column -> the ids in it, over all that an analyst reads."""
    found: dict[str, set[str]] = defaultdict(set)
    with database.engine(url).connect() as connection:
        for table, column, kind in connection.execute(text(COLUMNS)).all():
            what = f"unnest({column})" if kind == "ARRAY" else column
            for value in connection.scalars(text(f"select {what}::text from {table}")):
                if value is not None:
                    found[column].add(value)
    return found


def test_another_house_with_the_same_files_has_none_of_the_ids(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    named_database: Callable[..., str],
    drop: Callable[..., Path],
) -> None:
    folder, houses = drop(*FILES), []
    for number in range(2):
        url = named_database(f"house_{number}")
        with database.engine(url).begin() as connection:
            connection.execute(
                text("update identity.record_key set digits = repeat(:digits, 32)"),
                {"digits": f"{number:02x}"},
            )
        enter(monkeypatch, tmp_path / f"var{number}", url)
        pipeline.run(folder)
        houses.append(_ids(url))
    mine, others = houses
    assert {column for column, ids in mine.items() if len(ids) > 2} >= {
        *("record_id", "record_ids", "victim_id", "suspect_id", "prosecution_id"),
        *("hearing_id", "judgment_id", "assistance_id"),
        *("case_id", "complaint_id", "decision_id", "event_id", "submission_id"),
    }
    shared = {column for column in mine if column not in ALIKE and mine[column] & others[column]}
    assert shared == set()


def test_who_may_still_finds_file_and_row(samples: World) -> None:
    (one,) = samples.rows(
        "select record_id, victim_id from warehouse.mention where victim_id is not null limit 1"
    )
    with database.engine(samples.url).connect() as connection:
        told = {row["mention_id"]: row for row in why(connection, one.victim_id)["mentions"]}
    assert told[one.record_id]["row_number"] > 1
    assert told[one.record_id]["file_name"]
