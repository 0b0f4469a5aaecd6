"""On published tables, what the reference tools give."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from warehouse.indicators.hidden_population.bootstrap import acceleration, bca_bounds, resample
from warehouse.indicators.hidden_population.capture_histories import (
    CaptureHistories,
)
from warehouse.indicators.hidden_population.chao_bound import chao_total, main_effects
from warehouse.indicators.hidden_population.decomposable_graphs import (
    average_over_graphs,
    decomposable_graphs,
)
from warehouse.indicators.hidden_population.estimates import estimate_table, stepwise_total
from warehouse.indicators.hidden_population.hierarchical_bic import BicSearch, model_name
from warehouse.indicators.hidden_population.overlap_files import read_capture_histories
from warehouse.indicators.hidden_population.stepwise import stepwise_search

pytestmark = pytest.mark.slow

TABLES = Path(__file__).parent / "tables"
EXPECTED: dict[str, Any] = yaml.safe_load((TABLES / "expected.yml").read_text("utf-8"))


def table(name: str) -> CaptureHistories:
    return read_capture_histories(TABLES / f"{name}.csv")


def having(what: str) -> list[str]:
    names = [name for name, told in EXPECTED.items() if what in told]
    assert len(names) > 1
    return names


@pytest.mark.parametrize("name", having("stepwise"))
def test_stepwise_chooses_the_same_pairs_and_gives_the_same_total(name: str) -> None:
    histories = table(name)
    found = stepwise_search(len(histories.lists))(histories.counts[None, :])
    pairs = [
        ":".join(one for i, one in enumerate(histories.lists) if pair >> i & 1)
        for pair in found.pairs[0]
    ]
    assert histories.observed == EXPECTED[name]["observed"]
    assert pairs == EXPECTED[name]["stepwise"]["pairs"]
    assert found.totals[0] == pytest.approx(EXPECTED[name]["stepwise"]["point"], rel=1e-3)


@cache
def resampled(name: str) -> tuple[float, float, Any]:
    """The estimate, its acceleration, and the totals of many resamples; six lists take longer."""
    histories = table(name)
    search = stepwise_search(len(histories.lists))
    point = float(search(histories.counts[None, :]).totals[0])
    pull = acceleration(histories.counts, lambda batch: search(batch).totals)
    # The bounds are of rare resamples: a small pool would not hold them.
    size = 20_000 if len(histories.lists) < 6 else 4_000
    draws = resample(histories, size, seed=7)
    pool = np.concatenate([search(part).totals for part in np.split(draws, size // 1000)])
    assert np.isfinite(pool).all()
    return point, pull, pool


@pytest.mark.slow
@pytest.mark.parametrize("name", having("stepwise"))
def test_the_reference_interval_is_one_that_a_thousand_resamples_give(name: str) -> None:
    """R's bounds are among those of 1000 intervals of 1000 resamples, the outermost left out.

    R's resamples are not ours, and a bound of one draw moves: on the Australian table the lower one
    from 2,200 to 3,290, on the British from 8,360 to 9,590.
    """
    point, pull, pool = resampled(name)
    again = np.random.default_rng(3).choice(pool, (1000, 1000))
    found = [bca_bounds(drawn, point, pull) for drawn in again]
    bounds = np.array([(one.lower, one.upper) for one in found])
    lowest, highest = np.quantile(bounds, [0.001, 0.999], axis=0)
    theirs = np.array(EXPECTED[name]["stepwise"]["ci95"])
    assert (lowest - 0.5 <= theirs).all()
    assert (theirs <= highest + 0.5).all()


FALL_SHORT = {("australia", "lower"): 0.15, ("uk_five_lists", "lower"): 0.07}
"""Of many resamples, the bounds that are not within 5 % of R's, and within what they are.

R's own 1,000 resamples move these two by a fifth and by a twelfth: who has one draw cannot know.
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", having("stepwise"))
def test_from_the_seed_of_the_reference_both_bounds_are_within_five_percent(name: str) -> None:
    """The same draws as SparseMSE's: what is left is where the two fit or choose apart."""
    found = estimate_table(table(name), force=True)["methods"]["stepwise"]
    assert found["ci95"] == pytest.approx(EXPECTED[name]["stepwise"]["ci95"], rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in having("stepwise") if len(table(one).lists) < 6])
def test_with_enough_resamples_bounds_are_within_five_percent_but_for_two(name: str) -> None:
    point, pull, pool = resampled(name)
    found = bca_bounds(pool, point, pull)
    for end, ours, theirs in zip(
        ("lower", "upper"),
        (found.lower, found.upper),
        EXPECTED[name]["stepwise"]["ci95"],
        strict=True,
    ):
        apart = abs(ours / theirs - 1)
        if (name, end) in FALL_SHORT:
            assert 0.05 < apart < FALL_SHORT[name, end], "say on the page if it holds now"
        else:
            assert apart < 0.05


def test_the_interval_of_a_smooth_estimate_is_the_known_one() -> None:
    """Without bias and skewness BCa is the percentile interval; bias moves both ends alike."""
    drawn = np.random.default_rng(1).normal(100, 10, 200_000)
    plain = bca_bounds(drawn, 100.0, 0.0)
    assert (plain.lower, plain.upper) == pytest.approx((80.4, 119.6), abs=0.3)
    shifted = bca_bounds(drawn, 105.0, 0.0)
    assert (shifted.lower, shifted.upper) == pytest.approx((90.4, 129.6), abs=0.5)
    skewed = bca_bounds(drawn, 100.0, 0.05)
    assert skewed.lower > plain.lower
    assert skewed.upper > plain.upper
    lost = bca_bounds(np.r_[drawn, [np.nan] * 7], 100.0, 0.0)
    assert (lost.failed, lost.lower) == (7, plain.lower)


@pytest.mark.parametrize("name", having("bic"))
def test_the_best_model_by_bic_is_the_same(name: str) -> None:
    histories = table(name)
    lists = len(histories.lists)
    ranking = BicSearch(lists).rank(histories.counts)
    assert model_name(ranking.models[0], lists) == EXPECTED[name]["bic"]["model"]
    assert ranking.totals[0] == pytest.approx(EXPECTED[name]["bic"]["point"], rel=1e-3)
    if "within_2" in EXPECTED[name]:
        near = [round(total) for total in ranking.range_within(2)]
        assert near == EXPECTED[name]["within_2"]


@pytest.mark.parametrize("name", having("dga"))
def test_averaging_over_graphs_gives_the_same_quantiles(name: str) -> None:
    histories = table(name)
    found = average_over_graphs(histories.counts, len(histories.lists))
    assert found == {
        quantile: pytest.approx(value, rel=1e-3)
        for quantile, value in EXPECTED[name]["dga"].items()
    }


@pytest.mark.parametrize(("lists", "graphs"), [(3, 8), (4, 61), (5, 822)])
def test_all_decomposable_graphs_are_there(lists: int, graphs: int) -> None:
    assert len(decomposable_graphs(lists)) == graphs


@pytest.mark.parametrize("name", having("chao"))
def test_independence_and_chao_give_the_same_totals(name: str) -> None:
    histories = table(name)
    lists = len(histories.lists)
    assert round(main_effects(histories.counts, lists)) == EXPECTED[name]["main_effects"]
    assert round(chao_total(histories.counts, lists)) == EXPECTED[name]["chao"]


@pytest.mark.parametrize("name", having("left_out"))
def test_leaving_out_one_list_gives_the_same_range(name: str) -> None:
    histories = table(name)
    totals = [stepwise_total(histories.without(i)) for i in range(len(histories.lists))]
    known = [total for total in totals if total is not None]
    assert [min(known), max(known)] == pytest.approx(EXPECTED[name]["left_out"], rel=2e-3)


@pytest.mark.slow
def test_two_regimes_of_one_table_are_no_single_figure() -> None:
    told = estimate_table(table("uk_five_lists"), 100)
    assert told["reasons"] == ["apart"]
    assert "methods" not in told
    forced = estimate_table(table("uk_five_lists"), 100, force=True)
    assert forced["refused"] == told["refused"]
    assert set(forced["methods"]) >= {"stepwise", "bic", "dga", "main_effects", "chao"}


def test_a_table_that_bears_it_has_all_methods_and_no_refusal() -> None:
    told = estimate_table(table("uk_four_lists"), 300)
    assert "refused" not in told
    for name in ("stepwise", "bic"):
        found = told["methods"][name]
        assert found["ci95"][0] < found["point"] < found["ci95"][1]
        assert found["failed_resamples"] == 0
    assert len(told["methods"]["leave_one_list_out"]) == 4
    assert told["methods"]["known_list"]["LA"]["known"] == 94


def test_the_same_seed_gives_the_same_answer() -> None:
    assert estimate_table(table("korea"), 200, 5) == estimate_table(table("korea"), 200, 5)
    assert estimate_table(table("korea"), 200, 5) != estimate_table(table("korea"), 200, 6)
