"""A rule asks for no more pairs than it is worth, and every pair it asks for shares a key."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.linkage.engine.blocking import (
    FEWEST_SHARING,
    learn_sharing,
    pairs_to_compare,
    pinned_sharing,
    rules,
)

NAME = "sounding_word_and_place"


def keyed(sizes: list[int], rule: str = NAME) -> duckdb.DuckDBPyConnection:
    """Keys of one rule, each shared by so many mentions of its own."""
    con = duckdb.connect()
    number = list(rules()).index(rule)
    con.execute("create table keys (rule int, key ubigint, unique_id bigint)")
    con.executemany(
        "insert into keys values (?, ?, ?)",
        [(number, k, k * 1000 + i) for k, size in enumerate(sizes) for i in range(size)],
    )
    return con


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(2, 10))
def test_only_keys_that_few_share_bring_pairs(sizes: list[int], most: int) -> None:
    with keyed(sizes) as con:
        pairs_to_compare(con, pinned_sharing() | {NAME: most})
        found = con.sql("select unique_id_l, unique_id_r from blocked").fetchall()
    asked = [n for n in sizes if FEWEST_SHARING <= n <= most]
    assert len(found) == len(set(found)) == sum(n * (n - 1) // 2 for n in asked)
    assert all(left < right and left // 1000 == right // 1000 for left, right in found)


@pytest.mark.parametrize(
    ("sizes", "mentions", "most"),
    [
        pytest.param([2, 3, 60], 10, 60, id="a_small_table_can_afford_more"),
        pytest.param([2, 3, 80], 10, 3, id="too_many_share_the_last"),
        pytest.param([150], 10, FEWEST_SHARING, id="nothing_can_be_afforded"),
    ],
)
def test_a_rule_asks_for_what_it_is_worth(sizes: list[int], mentions: int, most: int) -> None:
    with keyed(sizes) as con:
        learnt = learn_sharing(con, mentions * 12)
    assert learnt.keys() == rules().keys()
    assert learnt[NAME] == most


@pytest.mark.parametrize(
    ("rule", "sizes", "most"),
    [
        pytest.param("same_words", [2, 900], 900, id="one_name_may_be_one_person"),
        pytest.param("same_words", [2, 1_001], 2, id="a_thousand_of_one_name_are_many"),
        pytest.param("same_words", [2, 800, 900], 800, id="as_many_pairs_as_of_a_small_table"),
        pytest.param("two_sounding_words", [2, 201], 2, id="two_words_are_many_persons"),
    ],
)
def test_mentions_of_one_name_are_looked_at_where_other_keys_tell_nothing(
    rule: str, sizes: list[int], most: int
) -> None:
    with keyed(sizes, rule) as con:
        assert learn_sharing(con, 3_000)[rule] == most
