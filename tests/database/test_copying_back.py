"""What a real PostgreSQL was given is read back as it was."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from sqlalchemy import Connection, text

from warehouse.database.copy import copy_out
from warehouse.database.tables import identity
from warehouse.database.upsert import append, merge
from warehouse.errors import ZokwezoError
from warehouse.linkage.engine import EVENTS

pytestmark = pytest.mark.slow

AWKWARD = ['"', "\\", "a,b", "NULL", "", " ", "é\n", "\r\n", "\\N", "\\.", "'", '""', None]
NOON = dt.datetime(2026, 5, 4, 12, 0, 0, 123_456, tzinfo=dt.UTC)


def events(values: list[str | None]) -> pa.Table:
    rows = [
        {
            "kind": "link",
            "person_id": value,
            "mention_id": f"m{place}",
            "at": NOON + dt.timedelta(microseconds=place),
            "by": "link",
        }
        for place, value in enumerate(values)
    ]
    return pa.Table.from_pylist(rows, EVENTS)


@pytest.mark.parametrize("zone", ["UTC", "Africa/Bangui", "Asia/Kolkata"])
def test_events_come_back_in_their_order_as_they_went(connection: Connection, zone: str) -> None:
    connection.execute(text(f"set local timezone = '{zone}'"))
    told = events(AWKWARD)
    append(connection, identity.identity_event, told.slice(0, 5))
    append(connection, identity.identity_event, told.slice(5))
    append(connection, identity.identity_event, told.slice(0, 0))
    assert copy_out(connection, identity.identity_event, EVENTS, "event_id").equals(told)


def test_nothing_comes_back_as_a_table_too(connection: Connection) -> None:
    empty = copy_out(connection, identity.identity_event, EVENTS, "event_id")
    assert empty.equals(EVENTS.empty_table())


def test_rows_come_back_by_the_column_that_orders_them(connection: Connection) -> None:
    told = events([f"P-{number}" for number in (5, 3, 8, 1, 9, 2, 7)])
    append(connection, identity.identity_event, told)
    sorted_back = copy_out(connection, identity.identity_event, EVENTS, "person_id")
    assert sorted_back.equals(told.sort_by("person_id"))


def test_numbers_come_back_to_the_last_bit_and_empty_ones_empty(connection: Connection) -> None:
    persons = {"person_id": ["P-1"], "status": ["active"], "created_at": [NOON]}
    merge(connection, identity.person, pa.table(persons))
    wanted = pa.schema(
        [
            ("mention_id", pa.string()),
            ("row_number", pa.int64()),
            ("sheet", pa.string()),
            ("probability", pa.float64()),
        ]
    )
    odds = [0.1 + 0.2, 1 / 3, 5e-324, 1.0, None]
    told = pa.table(
        [[f"m{n}" for n in range(5)], [2**30, 1, 2, 3, 4], ["", None, "a", "b", ""], odds],
        schema=wanted,
    )
    rest = {"person_id": "P-1", "role": "victim", "source_id": "umirr", "file_name": "mai.xlsx"}
    rows = told
    for name, value in (rest | {"submission_id": "S-1", "record_id": "r"}).items():
        rows = rows.append_column(name, pa.array([value] * 5))
    merge(connection, identity.person_mention, rows)
    assert copy_out(connection, identity.person_mention, wanted, "mention_id").equals(told)


def test_what_postgresql_refuses_to_add_is_told_without_a_value(connection: Connection) -> None:
    told = events(["P-SECRET"]).set_column(0, "kind", pa.array([None], pa.string()))
    with pytest.raises(ZokwezoError) as refused:
        append(connection, identity.identity_event, told)
    assert "SECRET" not in str(refused.value)
