"""What COPY is fed: every value as PostgreSQL reads it back, NULL and the empty text kept apart."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.database.copy import _array_literals, _as_csv, _flat

ANY_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=8)


def _read_array(literal: str) -> list[str | None]:
    """PostgreSQL's reading of a one-dimensional array literal, written down by its manual."""
    elements: list[str | None] = []
    at = 1
    while literal[at] != "}":
        if literal[at] == ",":
            at += 1
        if literal.startswith("NULL", at):
            elements.append(None)
            at += 4
            continue
        assert literal[at] == '"', "every element that is not NULL stands in quotes"
        at, element = at + 1, ""
        while literal[at] != '"':
            at += literal[at] == "\\"
            element += literal[at]
            at += 1
        elements.append(element)
        at += 1
    return elements


@given(st.lists(st.none() | st.lists(st.none() | ANY_TEXT, max_size=4), min_size=1, max_size=6))
def test_a_list_is_read_back_as_it_was(lists: list[list[str | None] | None]) -> None:
    literals = _array_literals(pa.array(lists, pa.list_(pa.string()))).to_pylist()
    assert [None if text is None else _read_array(text) for text in literals] == lists


def test_a_slice_of_lists_is_only_that_slice() -> None:
    lists = pa.array([["a"], None, ["b", "c"], []], pa.list_(pa.string()))
    assert _array_literals(lists.slice(1, 3)).to_pylist() == [None, '{"b","c"}', "{}"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(pa.array([None], pa.string()), "", id="null_is_bare"),
        pytest.param(pa.array([""]), '""', id="empty_text_is_quoted"),
        pytest.param(pa.array(['a"b,c\nd']), '"a""b,c\nd"', id="quotes_commas_lines"),
        pytest.param(pa.array(["\\."]), '"\\."', id="the_end_mark_of_copy"),
        pytest.param(pa.array([dt.date(2026, 3, 1)]), "2026-03-01", id="date"),
        pytest.param(pa.array([True]), "true", id="boolean"),
        pytest.param(pa.array([None], pa.null()), "", id="a_column_of_nothing"),
        pytest.param(pa.array(["a"]).dictionary_encode(), '"a"', id="dictionary"),
    ],
)
def test_a_cell_is_written_as_copy_reads_it(value: pa.Array, expected: str) -> None:
    table = pa.table({"first": pa.array(["x"]), "cell": _flat(pa.chunked_array([value]))})
    assert bytes(_as_csv(table)).decode() == f'"x",{expected}\n'
