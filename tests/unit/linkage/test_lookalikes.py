"""Brothers, born on one day, namesakes, neighbours: none of these lookalikes is one person."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.linkage.engine.level_shares import held, limited
from warehouse.linkage.engine.lookalikes import KINDS, hold_spelling
from warehouse.linkage.engine.odds import WORTH_KEEPING, against_lookalikes, worth_reading_on
from warehouse.linkage.engine.training import Model, learn

NAMES = ["names", "birth", "text_home"]
SIZES = [6, 21, 2]
OTHER, SAME = 1, 5
ONE_DAY, YEARS_APART = 20, 11
A_YEAR_APART, ONE_YEAR = 9, 10
# One person; brothers; strangers with a word of the name in common; strangers.
PATTERNS = np.array(
    [[SAME, ONE_DAY, 1], [OTHER, YEARS_APART, 1], [OTHER, YEARS_APART, 0], [0, YEARS_APART, 0]]
)
COUNTS = np.array([500, 400, 2_000, 20_000])
# Half of the pairs were brought up by a day of birth, the others by a name.
BROUGHT_UP = np.array([[SAME, ONE_DAY, 1], [0, ONE_DAY, 0], [OTHER, YEARS_APART, 0]])


def odds(model: Model, pattern: list[int]) -> float:
    """Log2 odds of one person against chance and, where they were learnt, other lookalikes."""
    for_one = np.log2(model.share / (1 - model.share))
    others = {kind: np.log2(share) for kind, share in model.kind_shares.items()}
    for name, level in zip(NAMES, pattern, strict=True):
        m, u = model.rates[name][level]
        if level >= 0:
            for_one += np.log2(m / u)
            for kind in others:
                others[kind] += np.log2(model.kinds[kind][name][level] / u)
    return float(for_one - np.log2(1 + sum(2**bits for bits in others.values())))


def taught(other_names: tuple[int, ...], namesakes: tuple[float, ...] = ()) -> Model:
    return learn(
        NAMES, SIZES, PATTERNS, COUNTS, 5_000, other_names=other_names, namesakes=namesakes
    )


def test_a_shared_home_counts_less_where_families_share_it() -> None:
    brothers = [OTHER, YEARS_APART, 1]
    assert odds(taught((OTHER,)), brothers) < odds(taught(()), brothers) - 2
    assert odds(taught((OTHER,)), [SAME, ONE_DAY, 1]) > 3, "one person stays one"


def test_a_shared_birth_counts_more_beside_a_name_than_where_the_birth_brought_the_pair_up() -> (
    None
):
    counts = np.array([500, 10_000, 10_000])
    alone = learn(NAMES, SIZES, BROUGHT_UP, counts, 5_000)
    apart = learn(NAMES, SIZES, BROUGHT_UP, counts, 5_000, other_names=(OTHER,))
    beside_a_name = [OTHER, ONE_DAY, 0]
    assert odds(apart, beside_a_name) > odds(alone, beside_a_name) + 1
    assert odds(apart, [0, ONE_DAY, 0]) < -3, "strangers born on one day stay two"


def test_a_home_is_no_evidence_for_a_son_who_bears_his_fathers_name() -> None:
    father_and_son = np.array([[SAME, YEARS_APART, 1]])
    patterns, counts = np.vstack([PATTERNS, father_and_son]), np.append(COUNTS, 300)
    told = learn(NAMES, SIZES, patterns, counts, 5_000, other_names=(OTHER,))
    assert odds(told, [SAME, YEARS_APART, 1]) < -1, "13 bits where a family has no name twice"
    assert odds(told, [SAME, ONE_DAY, 1]) > 3, "one person stays one"
    of_each = [told.kinds["family"]["names"][SAME], told.rates["names"][SAME][1]]
    assert of_each[0] > 5 * of_each[1], "a family gives one name to several"


def test_a_family_has_twins_and_no_more() -> None:
    chance = np.full(21, 0.049)
    chance[ONE_DAY] = 0.02 / 100
    for told, kept in ((0.2, 0.02), (0.01, 0.01), (0.0001, 0.0001)):
        births = np.full(21, (1 - told) / 20)
        births[ONE_DAY] = told
        bound = KINDS["family"].bound("birth", births, chance / chance.sum())
        assert bound[ONE_DAY] == pytest.approx(kept, rel=1e-4)
        assert bound.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("a_year_apart", "one_year", "kept"),
    [
        pytest.param(0.12, 0.30, 0.06, id="held to half of those born a year apart"),
        pytest.param(0.12, 0.04, 0.04, id="believed below it"),
        pytest.param(0.01, 0.30, 0.02, id="as often as strangers have it, at least"),
    ],
)
def test_a_family_has_a_year_in_common_as_its_years_apart_say(
    a_year_apart: float, one_year: float, kept: float
) -> None:
    chance, told = np.full(21, 0.98 / 20), np.zeros(21)
    chance[ONE_YEAR] = 0.02
    told[[0, A_YEAR_APART, ONE_YEAR]] = 1 - a_year_apart - one_year, a_year_apart, one_year
    bound = KINDS["family"].bound("birth", told, chance)
    assert bound[ONE_YEAR] == pytest.approx(kept, rel=1e-4)
    assert bound.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("of_one_day", "of_one_year"),
    [
        pytest.param(0, "half of those a year apart", id="brothers have a day each"),
        pytest.param(80, "as strangers", id="names typed anew, where no households live"),
    ],
)
def test_a_family_is_of_one_year_more_often_only_where_households_live(
    of_one_day: int, of_one_year: str
) -> None:
    births = ((A_YEAR_APART, 100), (ONE_YEAR, 60), (ONE_DAY, of_one_day))
    patterns = np.vstack([PATTERNS, [[OTHER, born, 1] for born, _ in births]])
    counts = np.append(COUNTS, [pairs for _, pairs in births])
    model = learn(NAMES, SIZES, patterns, counts, 5_000, other_names=(OTHER,))
    told = model.kinds["family"]["birth"]
    expected = {
        "half of those a year apart": told[A_YEAR_APART] / 2,
        "as strangers": model.rates["birth"][ONE_YEAR][1],
    }
    assert told[A_YEAR_APART] > 0.1
    assert told[ONE_YEAR] == pytest.approx(expected[of_one_year], rel=0.05)


@pytest.mark.parametrize(
    ("of_one_day", "is_evidence"),
    [
        pytest.param(0, False, id="brothers are two, though one cell holds all names"),
        pytest.param(300, True, id="where names were typed anew they may be one"),
    ],
)
def test_other_names_in_one_cell_speak_for_one_person_only_where_no_households_live(
    of_one_day: int, is_evidence: bool
) -> None:
    patterns = np.vstack([PATTERNS, [[OTHER, ONE_YEAR, 1], [OTHER, ONE_DAY, 1]]])
    counts = np.append(COUNTS, [400, of_one_day])
    in_one_cell = {"names": ((0,), 0.5)}
    model = learn(
        NAMES, SIZES, patterns, counts, 5_000, no_evidence=in_one_cell, other_names=(OTHER,)
    )
    one, chance = model.rates["names"][OTHER]
    assert (one > chance / 2) is is_evidence


def test_where_no_births_are_told_a_home_stays_evidence_beside_one_name() -> None:
    unknown = np.vstack([PATTERNS, [SAME, YEARS_APART, 1]])
    unknown[:, 1] = -1
    model = learn(NAMES, SIZES, unknown, np.append(COUNTS, 300), 5_000, other_names=(OTHER,))
    assert model.kinds["family"]["names"][SAME] <= model.rates["names"][SAME][1] * (1 + 1e-9)
    assert odds(model, [SAME, -1, 1]) > 3


def test_no_kind_shares_both_names_and_births_more_than_strangers_do() -> None:
    model = taught((OTHER,))
    assert set(model.kinds) == set(KINDS) == {"family", "born_alike", "namesakes", "neighbours"}
    for kind, told in model.kinds.items():
        more = [
            told[name][level] > model.rates[name][level][1] * (1 + 1e-9)
            for name, level in (("names", SAME), ("birth", ONE_DAY))
        ]
        assert not all(more), kind
        for name in NAMES:
            assert sum(told[name]) == pytest.approx(1), (kind, name)


def test_there_are_no_more_namesakes_than_their_names_are_common() -> None:
    # Half of the pairs with one name were born years apart: namesakes, or one person misheard.
    patterns = np.array([[SAME, ONE_DAY, 1], [SAME, YEARS_APART, 0], [OTHER, YEARS_APART, 0]])
    counts = np.array([500, 400, 20_000])
    common, rare = (
        learn(NAMES, SIZES, patterns, counts, 5_000, other_names=(OTHER,), namesakes=(pairs,) * 7)
        for pairs in (1e6, 0.0)
    )
    namesakes = [
        model.kinds["namesakes"]["names"][SAME] * model.kind_shares["namesakes"]
        for model in (common, rare)
    ]
    assert namesakes[0] > 10 * namesakes[1]
    assert odds(rare, [SAME, YEARS_APART, 0]) > odds(common, [SAME, YEARS_APART, 0])


def test_a_column_that_no_pair_knows_on_both_sides_teaches_nothing() -> None:
    unknown = PATTERNS.copy()
    unknown[:, 2] = -1
    model = learn(NAMES, SIZES, unknown, COUNTS, 5_000, other_names=(OTHER,))
    assert odds(model, [SAME, ONE_DAY, -1]) > 3


def test_levels_that_are_held_still_weigh_each_its_own() -> None:
    two = np.array([0.2, 0.3, 0.1, 0.4])
    one = held(np.array([0.3, 0.4, 0.2, 0.1]), two, [0, 1, 2], 0.5)
    assert one.sum() == pytest.approx(1)
    assert len(set(np.round(one / two, 9))) == 4
    assert (one[:3] / two[:3] <= 0.5).all()


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=8), st.floats(0.001, 0.5))
def test_what_is_limited_adds_up_to_what_it_was(shares: list[float], most: float) -> None:
    one = np.array(shares) / sum(shares)
    kept = limited(one, [0, 2], np.array([most, most]))
    assert kept.sum() == pytest.approx(1)
    assert (kept[[0, 2]] <= most).all()


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.tuples(*(st.integers(-1, size - 1) for size in SIZES)))
def test_sql_weighs_a_pair_as_the_model_does(pattern: tuple[int, ...]) -> None:
    model = taught((OTHER,))
    bits = {
        name: float(np.log2(np.divide(*model.rates[name][level]))) if level >= 0 else 0.0
        for name, level in zip(NAMES, pattern, strict=True)
    }
    said = np.log2(model.share / (1 - model.share)) + sum(bits.values())
    columns = ", ".join(
        f'{level} as "gamma_{name}"' for name, level in zip(NAMES, pattern, strict=True)
    )
    asked = [{"output_column_name": name} for name in NAMES]
    weighed = against_lookalikes(f"select {float(said)!r}::double as said, {columns}", asked, model)
    with duckdb.connect() as con:
        (weight,) = con.execute(f"select weight from ({weighed})").fetchall()[0]
    known = [level if level >= 0 else -1 for level in pattern]
    assert weight == pytest.approx(odds(model, known), abs=1e-6)


def test_an_address_is_read_on_where_all_else_may_be_typed_anew() -> None:
    model = taught((OTHER,))
    in_homes = replace(model, has_households=True)
    assert worth_reading_on(replace(in_homes, kinds={})) == WORTH_KEEPING
    assert worth_reading_on(in_homes) < WORTH_KEEPING, "no key has spoken for it yet"
    assert worth_reading_on(replace(model, has_households=False)) < WORTH_KEEPING


def test_a_number_that_is_typed_for_two_of_a_home_makes_nobody_one() -> None:
    names = ["names", "id_number", "text_home"]
    patterns = np.array([[SAME, 3, 1], [OTHER, 3, 1], [OTHER, 0, 1], [OTHER, 0, 0], [0, 0, 0]])
    counts = np.array([500, 60, 400, 2_000, 20_000])
    apart = {"names": ((0, OTHER), 0.5)}
    model = learn(names, [6, 4, 2], patterns, counts, 5_000, None, apart, other_names=(OTHER,))
    assert model.kinds["family"]["id_number"][3] > 0.02, "one number for two of a home"


@pytest.mark.parametrize(
    ("of_two", "told"),
    [
        pytest.param([100.0, 500.0, 400.0], True, id="two persons are written otherwise"),
        pytest.param([10.0, 190.0, 800.0], False, id="as one person is"),
        pytest.param([0.0, 1.0, 1.0], False, id="hardly seen"),
        pytest.param([0.0, 50.0, 950.0], False, id="more alike than one person"),
    ],
)
def test_spelling_tells_two_persons_where_they_are_seen_to_be_written_otherwise(
    of_two: list[float], told: bool
) -> None:
    one, chance = [np.array([0.01, 0.19, 0.80])], [np.ones(3) / 3]
    others = [[np.ones(3) / 3] for _ in KINDS]
    seen = [np.array([[1.0, 19.0, 80.0], of_two])]
    hold_spelling(["spelling"], others, chance, one, seen)
    bits = np.log2(one[0] / chance[0])
    assert all((kind[0] == chance[0]).all() for kind in others)
    if told:
        assert (np.diff(bits) > 0).all()
        assert bits[0] < bits[1] < 0 < bits[2] < 1
    else:
        assert bits.tolist() == [0, 0, 0]
