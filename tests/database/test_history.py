"""What was known when: no state that readers ever saw is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from warehouse.database.tables import METADATA
from warehouse.database.tables import warehouse as tables
from warehouse.database.upsert import merge
from warehouse.release.published_tables import PUBLISHED, published_tables

pytestmark = pytest.mark.slow

# A state: suspect -> how many cases. Few ids, so that rows come, change, go and come again.
STATES = st.lists(
    st.dictionaries(st.sampled_from(["S-1", "S-2", "S-3"]), st.integers(1, 3)),
    min_size=1,
    max_size=5,
)


def _load(engine: Engine, *states: dict[str, int]) -> datetime:
    """Bring ``suspect`` through these states in one transaction; its instant."""
    with engine.begin() as connection:
        at: datetime = connection.scalar(select(func.history.begin()))
        for state in states:
            merge(connection, tables.suspect, _rows(state))
        return at


def _rows(state: dict[str, int]) -> pa.Table:
    return pa.table(
        {
            "suspect_id": pa.array(list(state), pa.string()),
            "cases_count": pa.array(list(state.values()), pa.int64()),
        }
    )


def _known(engine: Engine, at: datetime) -> dict[str, int]:
    with engine.connect() as connection:
        found = published_tables(connection, at)["warehouse.suspect"]
    return dict(zip(found["suspect_id"].to_pylist(), found["cases_count"].to_pylist(), strict=True))


@given(states=STATES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_every_past_state_is_known_again(
    database_engine: Engine, states: list[dict[str, int]]
) -> None:
    instants = [_load(database_engine, state) for state in states]
    assert instants == sorted(set(instants))
    assert [_known(database_engine, at) for at in instants] == states


@given(states=STATES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_of_one_transaction_only_its_end_was_ever_known(
    database_engine: Engine, states: list[dict[str, int]]
) -> None:
    before = _load(database_engine, {"S-9": 1})
    at = _load(database_engine, *states)
    assert (_known(database_engine, before), _known(database_engine, at)) == (
        {"S-9": 1},
        states[-1],
    )
    with database_engine.connect() as connection:
        backwards = "select count(*) from history.warehouse_suspect where known_from >= known_to"
        assert connection.scalar(text(backwards)) == 0


def test_a_load_that_fails_was_never_known(database_engine: Engine) -> None:
    at = _load(database_engine, {"S-1": 1})
    with database_engine.connect() as connection, connection.begin() as undone:
        merge(connection, tables.suspect, _rows({"S-1": 2}))
        undone.rollback()
    with database_engine.connect() as connection:
        assert connection.scalar(text("select max(known_at) from history.instant")) == at
    assert _known(database_engine, at) == {"S-1": 1}


def test_all_that_is_published_has_a_history_of_the_same_columns(connection: Connection) -> None:
    published = [table for table in METADATA.sorted_tables if table.schema in PUBLISHED]
    assert len(published) > 15
    for table in published:
        found = connection.execute(
            text(
                "select attname, format_type(atttypid, atttypmod) from pg_attribute"
                " where attrelid = to_regclass(:twin) and attnum > 0 and not attisdropped"
            ),
            {"twin": f"history.{table.schema}_{table.name}"},
        ).all()
        plain = {column.name for column in table.columns if column.computed is None}
        assert {one.attname for one in found} == plain | {"known_from", "known_to"}, table.fullname


def test_a_column_that_comes_later_is_kept_once_its_table_is_asked_again(
    connection: Connection,
) -> None:
    connection.execute(text("alter table warehouse.suspect add column later text"))
    connection.execute(text("select history.track_table('warehouse.suspect')"))
    connection.execute(
        text("insert into warehouse.suspect (suspect_id, later) values ('S-1', 'yes')")
    )
    assert (
        connection.scalar(
            text("select later from warehouse.suspect_as_known('2999-01-01') where later <> ''")
        )
        == "yes"
    )


@pytest.mark.parametrize(
    ("role", "reads"),
    [("zokwezo_analyst", True), ("zokwezo_steward", False), ("zokwezo_ministry", False)],
)
def test_a_history_is_read_by_whom_its_table_is_read(
    connection: Connection, role: str, reads: bool
) -> None:
    connection.execute(text(f"set role {role}"))
    asked = (
        "select count(*) from history.warehouse_victim",
        "select count(*) from warehouse.victim_as_known(now())",
    )
    for query in asked:
        attempt = connection.begin_nested()
        try:
            assert connection.scalar(text(query)) == 0
            assert reads
        except DBAPIError as error:
            assert not reads and "permission denied" in str(error)
            attempt.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "delete from history.warehouse_victim",
        "update history.warehouse_victim set known_to = now()",
        "select history.track_table('warehouse.victim')",
    ],
)
def test_a_reader_cannot_change_what_was_known(connection: Connection, change: str) -> None:
    connection.execute(text("set role zokwezo_analyst"))
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        connection.execute(text(change))


def test_a_table_with_a_history_is_never_emptied_at_once(connection: Connection) -> None:
    with pytest.raises(DBAPIError, match="has a history"):
        connection.execute(text("truncate plan.plan_status"))


def test_what_still_stands_has_no_end_that_a_program_could_not_read(
    database_engine: Engine,
) -> None:
    first = _load(database_engine, {"S-1": 1, "S-2": 1})
    _load(database_engine, {"S-1": 2, "S-2": 1})
    with database_engine.connect() as connection:
        asked = "select * from warehouse.suspect_as_known(:at) order by suspect_id"
        known = pd.read_sql(text(asked), connection, params={"at": first})
        now = pd.read_sql(text(asked), connection, params={"at": datetime.now(UTC)})
    assert known["suspect_id"].tolist() == now["suspect_id"].tolist() == ["S-1", "S-2"]
    assert known["known_to"].isna().tolist() == [False, True]
    assert now["known_to"].isna().all()
    assert pd.to_datetime(known["known_from"]).notna().all()
