"""What COPY is fed a real PostgreSQL reads back as it was, NULL and the empty text kept apart."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from warehouse.database.copy import PIECE_ROWS, copy_in

pytestmark = pytest.mark.slow

ANY_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=8)
LISTS = st.none() | st.lists(st.none() | ANY_TEXT, max_size=4)


def there_and_back(connection: Connection, kind: str, cells: pa.ChunkedArray | pa.Array) -> Any:
    """The cells of a column of this type, once PostgreSQL has them, in their order."""
    connection.execute(text("drop table if exists told"))
    made = f"create temporary table told (place int generated always as identity, cell {kind})"
    connection.execute(text(made))
    copy_in(connection, "told", pa.table({"cell": cells}))
    return list(connection.scalars(text("select cell from told order by place")))


@given(st.lists(LISTS, min_size=1, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_is_read_back_as_it_was(
    connection: Connection, lists: list[list[str | None] | None]
) -> None:
    cells = pa.array(lists, pa.list_(pa.string()))
    assert there_and_back(connection, "text[]", cells) == lists


@given(st.lists(st.none() | ANY_TEXT, min_size=1, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_is_read_back_as_it_was(connection: Connection, texts: list[str | None]) -> None:
    assert there_and_back(connection, "text", pa.array(texts, pa.string())) == texts


def test_a_slice_of_lists_is_only_that_slice(connection: Connection) -> None:
    lists = pa.array([["a"], None, ["b", "c"], []], pa.list_(pa.string()))
    assert there_and_back(connection, "text[]", lists.slice(1, 3)) == [None, ["b", "c"], []]


def test_lists_in_several_chunks_stay_in_their_order(connection: Connection) -> None:
    chunks = pa.chunked_array([[["a"], None], [["b", "c"]], [[]]], pa.list_(pa.string()))
    assert there_and_back(connection, "text[]", chunks) == [["a"], None, ["b", "c"], []]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        pytest.param("text", pa.array([None, "", "NULL", "\\N"]), id="null_and_empty"),
        pytest.param("text", pa.array(['a"b,c\nd', "\r\n", "\\.", "'"]), id="quotes_commas_lines"),
        pytest.param("date", pa.array([dt.date(2026, 3, 1), None]), id="date"),
        pytest.param("boolean", pa.array([True, False, None]), id="boolean"),
        pytest.param("bigint", pa.array([2**62, -1, None]), id="number"),
        pytest.param("float8", pa.array([0.1 + 0.2, 5e-324, None]), id="measure"),
        pytest.param(
            "timestamptz",
            pa.array([dt.datetime(2026, 5, 4, 12, 0, 0, 123_456, tzinfo=dt.UTC)]),
            id="instant",
        ),
        pytest.param("text", pa.array([None, None], pa.null()), id="a_column_of_nothing"),
        pytest.param("text", pa.array(["a", None, "a"]).dictionary_encode(), id="dictionary"),
        pytest.param(
            "text[]", pa.array([["a"], None], pa.large_list(pa.string())), id="large_list"
        ),
    ],
)
def test_every_kind_of_cell_is_read_back(connection: Connection, kind: str, cells: Any) -> None:
    assert there_and_back(connection, kind, cells) == cells.to_pylist()


def test_more_rows_than_a_piece_arrive_in_their_order(connection: Connection) -> None:
    cells = pa.array(range(PIECE_ROWS + 3))
    assert there_and_back(connection, "bigint", cells) == cells.to_pylist()
