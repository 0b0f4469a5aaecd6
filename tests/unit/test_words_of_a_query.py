"""Of a query the trail keeps the words, and no value however it is quoted."""

from __future__ import annotations

import pytest

from warehouse.query.sql import told_query

NAME = "ZOLIKO"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("select n from t where a = 'ZOLIKO'", "select n from t where a = ?"),
        ("select 'it''s ZOLIKO', 1", "select ?, ?"),
        ("select $$ZOLIKO$$, $x$ZOLIKO $$ $x$ from t", "select ?, ? from t"),
        (r"select E'it\'s ZOLIKO', 2 from t", "select ?, ? from t"),
        (r"select 'c:\', n from t", r"select ?, n from t"),
        ("select U&'ZOLIKO' from t", "select U&? from t"),
        ('select 1 as "ZOLIKO ""F""" from t', "select ? as ? from t"),
        ("select n -- ZOLIKO\nfrom t", "select n ? from t"),
        ("select n /* it's ZOLIKO */ from t", "select n ? from t"),
        ("select n /* a /* ZOLIKO */ ZOLIKO */ from t", "select n ? from t"),
        ("select '/* ', n, ' */' from t", "select ?, n, ? from t"),
        ("select n from t where a = 'ZOLIKO", "select n from t where a = ?"),
        ("select n from t where a = $$ZOLIKO", "select n from t where a = ?"),
        ('select n as "ZOLIKO', "select n as ?"),
        ("select n /* ZOLIKO", "select n ?"),
        ("select 70123456, 1_000, 0x1F, 7.5e3 from t2", "select ?, ?, ?, ? from t2"),
    ],
)
def test_values_are_left_out(query: str, kept: str) -> None:
    assert told_query(query) == {"query": kept}


def test_a_query_of_nothing_but_openings_takes_no_time() -> None:
    assert told_query("/* " * 2_000 + "'" * 2_001)["query"] == "?"
