"""What may never be one person, and what never joins two mentions by itself."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from warehouse.linkage.engine.clusters import agglomerate
from warehouse.linkage.engine.features import prepare
from warehouse.linkage.engine.guards import CONTRARY, UNLIKELY, UNSURE, guard
from warehouse.linkage.engine.judgements import JUDGEMENTS
from warehouse.linkage.engine.level_macros import macros
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.monthly import remembered, renew

pytestmark = pytest.mark.slow

CERTAIN = 12.0
NAME_ALONE = 8.0
"""What a rare name beside no birth weighs."""
CHILD = {
    "family_name": "ZANGBANDO",
    "given_names": "Clarisse",
    "sex": "F",
    "birth_date_min": "2010-08-05",
    "birth_date_max": "2010-08-05",
    "place": "Bouar",
}
NO_BIRTH = {"birth_date_min": None, "birth_date_max": None}
ELSEWHERE = NO_BIRTH | {"given_names": "Clarisse Aline", "place": "Obo"}
GROWN = {"birth_date_min": "1981-02-17", "birth_date_max": "1981-02-17"}
OLDER = {"birth_date_min": "1999-02-17", "birth_date_max": "1999-02-17"}
Said = Mapping[str, str | None]


def weighed(
    con: duckdb.DuckDBPyConnection, *said: Said, strict: bool = True, in_homes: bool = True
) -> tuple[dict[tuple[int, int], float], list[tuple[int, int]]]:
    """Every pair as certain as can be, and what the guards leave of it."""
    rows = [CHILD | dict(one) | {"mention_id": f"M{n}"} for n, one in enumerate(said)]
    names = sorted({name for row in rows for name in row})
    table = pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in names})
    con.execute(macros())
    con.register("prepared", prepare(standardise(table)))
    con.execute("create table features as select * from prepared order by unique_id")
    con.execute(
        "create table edges as"
        f" select a.unique_id as l, b.unique_id as r, {CERTAIN}::double as weight"
        " from features a join features b on a.unique_id < b.unique_id"
    )
    _, never = guard(con, strict=strict, in_homes=in_homes)
    left = con.execute("select l, r, weight from edges").fetchall()
    return {(one, two): weight for one, two, weight in left}, never


CAPPED = {
    "all agrees": ({}, {}, CERTAIN),
    "part of a name alone, another place": ({}, ELSEWHERE, UNSURE),
    "part of a name, one place": ({}, ELSEWHERE | {"place": "Bouar"}, CERTAIN),
    "part of a name, no place": ({}, ELSEWHERE | {"place": None}, CERTAIN),
    "part of a name, one birth": ({}, {"given_names": "Clarisse Aline", "place": "Obo"}, CERTAIN),
    "part of a name, one telephone": (
        {"phone": "72440917"},
        ELSEWHERE | {"phone": "72440917"},
        CERTAIN,
    ),
    "part of a name, one case": ({"case_ref": "C1"}, ELSEWHERE | {"case_ref": "C1"}, CERTAIN),
    "the whole name, another place": ({}, ELSEWHERE | {"given_names": "Clarice"}, CERTAIN),
    "births apart": ({}, OLDER, UNLIKELY),
    "births a generation apart": ({}, GROWN, CONTRARY),
    "births apart, one document": ({"id_number": "CA77"}, GROWN | {"id_number": "CA77"}, UNSURE),
    "one document, two sexes and births": (
        {"id_number": "CA77", "sex": "F", "birth_date_min": "2010", "birth_date_max": "2010"},
        {"id_number": "CA77", "sex": "M", "birth_date_min": "2004", "birth_date_max": "2004"},
        UNSURE,
    ),
    "sisters whose names sound alike": (
        {"given_names": "Prisca", "birth_date_min": "2010", "birth_date_max": "2010"},
        {"given_names": "Priscille", "birth_date_min": "2012", "birth_date_max": "2012"},
        UNSURE,
    ),
    "given names that sound alike, one day and one telephone": (
        {"given_names": "Romain", "phone": "72440917"},
        {"given_names": "Romaric", "phone": "72440917"},
        UNSURE,
    ),
    "a given name with a slip, one day and one telephone": (
        {"given_names": "Fiacre", "phone": "72440917"},
        {"given_names": "Fiace", "phone": "72440917"},
        CERTAIN,
    ),
    "a mother without a birth, her child's telephone": (
        NO_BIRTH | {"phone": "72440917"},
        {"given_names": "Clarisse Aline", "phone": "72440917"},
        UNSURE,
    ),
    "a father and his son": (NO_BIRTH, {"given_names": "Clarisse Junior"}, UNSURE),
    "one word and a year": (
        {"family_name": None, "birth_date_min": "2010", "birth_date_max": "2010"},
        {},
        UNSURE,
    ),
    "other names, one document": (
        {"id_number": "CA77"},
        {"given_names": "Prudence", "id_number": "CA77"},
        UNSURE,
    ),
    "one name is no person": ({}, NO_BIRTH | {"given_names": None}, UNSURE),
}


@pytest.mark.parametrize(("left", "right", "weight"), CAPPED.values(), ids=CAPPED.keys())
def test_some_pairs_never_join_by_themselves(left: Said, right: Said, weight: float) -> None:
    with duckdb.connect() as con:
        edges, never = weighed(con, left, right)
    assert edges == {(0, 1): weight}
    assert never == []


NEVER = {
    "twins": ({}, {"given_names": "Prudence"}),
    "a girl and a boy of other names": ({}, {"given_names": "Firmin", "sex": "M"} | GROWN),
}


@pytest.mark.parametrize(("left", "right"), NEVER.values(), ids=NEVER.keys())
def test_some_pairs_are_never_one_person(left: Said, right: Said) -> None:
    with duckdb.connect() as con:
        assert weighed(con, left, right)[1] == [(0, 1)]
    with duckdb.connect() as con:
        assert weighed(con, left, right, strict=False)[1] == []


HOMES = {
    "a father and a son of one name": (
        {},
        {"birth_date_min": "1969-02-17", "birth_date_max": "1969-02-17"},
        UNLIKELY,
    ),
    "a brother and a sister": ({}, {"given_names": "Firmin", "sex": "M"}, UNSURE),
    "a sex written wrong": ({}, {"sex": "M"}, CERTAIN),
    "a sex and a name written wrong": ({}, {"given_names": "Clarice", "sex": "M"}, CERTAIN),
    "a sex written wrong, a name left out": ({}, {"given_names": None, "sex": "M"}, CERTAIN),
    "a brother and a sister, one document": (
        {"id_number": "CA77"},
        {"given_names": "Firmin", "sex": "M", "id_number": "CA77"},
        UNSURE,
    ),
}


@pytest.mark.parametrize(("left", "right", "weight"), HOMES.values(), ids=HOMES.keys())
def test_people_of_one_home_are_held_apart_wherever_households_live(
    left: Said, right: Said, weight: float
) -> None:
    for in_homes, expected in ((True, weight), (False, CERTAIN)):
        with duckdb.connect() as con:
            weights, _ = weighed(con, left, right, strict=False, in_homes=in_homes)
        assert weights == {(0, 1): expected}, in_homes


def test_month_by_month_the_guards_find_all_that_they_read() -> None:
    rows = [CHILD | {"mention_id": f"M{n}"} for n in range(2)]
    rows[1] |= ELSEWHERE
    nobody = pa.array([], pa.string())
    with remembered(None) as con:
        renew(con, standardise(pa.Table.from_pylist(rows)), nobody, JUDGEMENTS.empty_table())
        told = con.execute("select weight > counted, counted from known.edges").fetchall()
    assert told == [(True, UNSURE)], "the pair is capped, and what it weighed is kept"


def test_a_placeholder_is_nobody() -> None:
    with duckdb.connect() as con:
        edges, _ = weighed(con, {}, {"family_name": "X", "given_names": "Inconnue"})
    assert edges == {}


@pytest.mark.parametrize(
    ("birth", "weight", "is_one"),
    [
        pytest.param(OLDER, UNLIKELY, True, id="a birth written wrong once parts nobody"),
        pytest.param(GROWN, CONTRARY, False, id="a mother and a child are two"),
    ],
)
def test_whoever_fits_both_births_joins_what_can_be_a_slip_and_no_two_generations(
    birth: Said, weight: float, is_one: bool
) -> None:
    with duckdb.connect() as con:
        edges, never = weighed(con, {}, NO_BIRTH, birth)
    assert edges == {(0, 1): CERTAIN, (1, 2): CERTAIN, (0, 2): weight}
    pairs = np.array(list(edges), np.int64)
    weights = np.minimum(list(edges.values()), NAME_ALONE)
    found = agglomerate(3, pairs[:, 0], pairs[:, 1], weights, never_same=never)
    first, between, last = found.cluster.tolist()
    assert (first == last) == is_one
    assert between in (first, last)
