"""How large the table counts for a pair: as it was when the later of the two was seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from random import Random

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.contracts.conformed_schema import schema
from warehouse.linkage.engine import size_correction
from warehouse.linkage.engine.features import prepare
from warehouse.linkage.engine.memory import database
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.pairs import score_features
from warehouse.linkage.engine.size_correction import DOUBLINGS, seen_in
from warehouse.linkage.persons import standard_mentions
from warehouse.proof.bench.linkage.first_month import link_as_the_warehouse
from warehouse.proof.simulate.mentions.worlds import COMPARE, simulate_world

MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", None]


@pytest.fixture
def four_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_correction, "LEARNT_AT", 4)


def people(seen_on: Sequence[str | None]) -> pa.Table:
    return pa.table(
        {
            "mention_id": [f"M{n:03}" for n in range(len(seen_on))],
            "full_name": [f"Nadège ZANGBANDO{'ABCDEFGH'[n % 8]}" for n in range(len(seen_on))],
            "seen_on": pa.array(seen_on, pa.string()),
        }
    )


def doublings(seen_on: Sequence[str | None]) -> list[int]:
    found: list[int] = prepare(standardise(people(seen_on)))[DOUBLINGS].to_pylist()
    return found


@pytest.mark.parametrize(
    ("seen_on", "month"),
    [
        pytest.param("2026-05-17", "2026-05-01", id="a day"),
        pytest.param("2026-5-7", "2026-05-01", id="a day without noughts"),
        pytest.param("2026-05-17T23:10:00", "2026-05-01", id="an hour"),
        pytest.param("2026-05", "2026-05-01", id="a month"),
        pytest.param("2026", "2026-12-01", id="a year"),
        pytest.param("2026-02-31", "9999-12-01", id="a day that is none"),
        pytest.param(None, "9999-12-01", id="nothing"),
    ],
)
def test_the_month_in_which_a_mention_was_seen(seen_on: str | None, month: str) -> None:
    found = duckdb.execute(f"select ({seen_in('$said')})::varchar", {"said": seen_on}).fetchall()
    assert found == [(month,)]


@pytest.mark.usefixtures("four_is_large")
def test_a_mention_counts_whom_the_table_knew_by_the_end_of_her_month() -> None:
    months = ["2026-01"] * 7 + ["2026-02"] + ["2026-03"] * 7 + [None]
    assert doublings(months) == [0] * 7 + [1] + [1] * 7 + [2]


@pytest.mark.slow
@pytest.mark.usefixtures("four_is_large")
@settings(deadline=None, max_examples=30)
@given(
    early=st.lists(st.sampled_from(MONTHS[:2]), min_size=1, max_size=12),
    later=st.lists(st.sampled_from(MONTHS[2:]), max_size=40),
)
def test_who_is_seen_later_changes_nothing_for_those_seen_before(
    early: list[str], later: list[str | None]
) -> None:
    assert doublings([*early, *later])[: len(early)] == doublings(early)


@pytest.mark.slow
@pytest.mark.usefixtures("four_is_large")
@settings(deadline=None, max_examples=30)
@given(seen=st.lists(st.sampled_from(MONTHS), min_size=1, max_size=40), chance=st.randoms())
def test_the_order_in_which_mentions_come_changes_nothing(
    seen: list[str | None], chance: Random
) -> None:
    shuffled = chance.sample(range(len(seen)), len(seen))
    found = doublings([seen[n] for n in shuffled])
    assert dict(zip(shuffled, found, strict=True)) == dict(enumerate(doublings(seen)))


def weights(table: pa.Table) -> dict[tuple[int, int], float]:
    with database() as con:
        score_features(con, prepare(standardise(table)), (), "pinned")
        return {(one, two): w for one, two, w in con.execute("from edges").fetchall()}


@pytest.mark.slow
def test_a_pair_weighs_less_by_a_bit_for_each_doubling_until_the_later_was_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = {"full_name": "Nadège ZANGBANDO", "birth_date_min": "2011-03-09", "sex": "F"}
    seen = ["2026-01", "2026-01", "2026-02", "2026-02", "2026-03", "2026-03", "2026-03", "2026-03"]
    rows = [one | {"mention_id": f"M{n}", "seen_on": month} for n, month in enumerate(seen)]
    table = pa.Table.from_pylist(rows)
    in_a_small_table = weights(table)
    monkeypatch.setattr(size_correction, "LEARNT_AT", 2)
    expected = {"2026-01": 0, "2026-02": 1, "2026-03": 2}
    less = {pair: in_a_small_table[pair] - weight for pair, weight in weights(table).items()}
    assert less == {pair: expected[max(seen[one] for one in pair)] for pair in less}
    assert set(less.values()) == {0, 1, 2}


@pytest.mark.slow
def test_a_pair_is_explained_as_it_was_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_correction, "LEARNT_AT", 64)
    table = simulate_world(500, noise=2, seed=4).mentions.drop_columns(list(COMPARE))
    ready = prepare(standardise(table))
    grown = dict(zip(ready["mention_id"].to_pylist(), ready[DOUBLINGS].to_pylist(), strict=True))
    linked = link_as_the_warehouse(table)
    told = [*linked.to_judge.to_pylist(), *linked.audit.to_pylist()]
    expected = [max(grown[one["left_mention_id"]], grown[one["right_mention_id"]]) for one in told]
    assert [json.loads(one["detail"])[DOUBLINGS] for one in told] == expected
    assert len(set(expected)) > 1


def test_what_says_no_day_was_seen_by_the_month_of_its_export() -> None:
    said = pa.Table.from_pylist(
        [
            {"record_id": "R1", "seen_on": date(2026, 3, 9), "period": "2026-05"},
            {"record_id": "R2", "seen_on": None, "period": "2026-05"},
            {"record_id": "R3", "seen_on": None, "period": None},
        ],
        schema("person_mention"),
    )
    nothing = pa.table({name: pa.array([], pa.string()) for name in ("record_id", "case_id")})
    seen = standard_mentions(said, nothing)["seen_on"].to_pylist()
    assert seen == ["2026-03-09", "2026-05", None]
