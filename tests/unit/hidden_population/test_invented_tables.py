"""Tables that nobody published: an estimate where there is one, a reason where there is none."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from warehouse.indicators.hidden_population.capture_histories import CaptureHistories
from warehouse.indicators.hidden_population.chao_bound import chao_total
from warehouse.indicators.hidden_population.decomposable_graphs import average_over_graphs
from warehouse.indicators.hidden_population.estimates import estimate_table

pytestmark = pytest.mark.slow


def table(lists: int, counts: dict[int, int]) -> CaptureHistories:
    cells = np.zeros(2**lists - 1)
    for mask, count in counts.items():
        cells[mask - 1] = count
    return CaptureHistories(tuple("ABCDEFGH"[:lists]), cells)


def simulated(chances: list[float], persons: int, seed: int) -> CaptureHistories:
    seen = np.random.default_rng(seed).random((persons, len(chances))) < np.array(chances)
    masks = seen.astype(int) @ (1 << np.arange(len(chances)))
    counts = np.bincount(masks, minlength=2 ** len(chances))[1:].astype(float)
    return CaptureHistories(tuple("ABCDEFGH"[: len(chances)]), counts)


REFUSED = {
    "a list of nobody leaves two": (3, {1: 200, 2: 150, 3: 40}, "few_lists"),
    "a third list that meets nobody": (3, {1: 300, 2: 200, 4: 100, 3: 31}, "two_lists_meet"),
    "two pairs that never met, of 1,140 persons and of 482": (
        4,
        {1: 200, 2: 150, 4: 100, 8: 90, 3: 40, 12: 35},
        "two_lists_meet",
    ),
    "three lists and two that share nobody with them": (
        5,
        {1: 900, 2: 800, 4: 700, 3: 200, 5: 150, 6: 120, 7: 60, 8: 300, 16: 200, 24: 90},
        "fall_apart",
    ),
    "two columns of one list": (3, {3: 100, 4: 80, 7: 20}, "nested"),
    "a list within another": (
        4,
        {1: 300, 3: 40, 4: 180, 8: 170, 5: 50, 9: 45, 7: 6, 11: 5, 12: 20, 13: 5},
        "nested",
    ),
    "each within the next": (3, {1: 300, 3: 80, 7: 30}, "no_valid_model"),
    "everybody on every list": (3, {7: 200}, "no_valid_model"),
    "one person": (3, {7: 1}, "no_valid_model"),
    "five persons": (3, {1: 2, 2: 1, 4: 1, 3: 1}, "few_on_several"),
}


@pytest.mark.parametrize(("lists", "counts", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_bear_an_estimate_is_refused(
    lists: int, counts: dict[int, int], reason: str
) -> None:
    result = estimate_table(table(lists, counts), 100)
    assert reason in result["reasons"]
    assert "methods" not in result


def test_what_the_table_forbids_is_said_before_any_resample() -> None:
    """Of six sparse lists the resamples take a minute, to be refused all the same."""
    told: list[str] = []
    sparse = simulated([0.02, 0.03, 0.01, 0.05, 0.02, 0.03], 3000, 1)
    assert sparse.on_several < 30
    result = estimate_table(sparse, 1000, tell=told.append)
    assert result["reasons"] == ["few_on_several"]
    assert told == []


ESTIMATED = {
    "a fourth list of nobody": (4, {1: 200, 2: 150, 4: 100, 3: 40, 5: 30, 6: 20, 7: 5}),
    "a small list that chance put on another": (
        4,
        {1: 400, 2: 300, 4: 200, 3: 90, 5: 70, 6: 50, 7: 15, 9: 1, 8: 1},
    ),
    "two pairs of lists that one person ties together": (
        4,
        {1: 200, 2: 150, 4: 100, 8: 90, 3: 40, 12: 35, 6: 1},
    ),
    "nobody on one list alone": (3, {3: 40, 5: 30, 6: 20, 7: 10}),
}


@pytest.mark.parametrize(("lists", "counts"), ESTIMATED.values(), ids=ESTIMATED.keys())
def test_what_bears_an_estimate_has_one(lists: int, counts: dict[int, int]) -> None:
    result = estimate_table(table(lists, counts), 100)
    assert "refused" not in result
    assert result["methods"]["stepwise"]["point"] >= result["observed"]


@pytest.mark.slow
@pytest.mark.parametrize("lists", [6, 7, 8])
def test_many_independent_lists_hold_the_truth(lists: int) -> None:
    result = estimate_table(simulated([0.06] * lists, 3000, 3), 100, force=True)
    low, high = result["methods"]["stepwise"]["ci95"]
    assert low < 3000 < high
    assert _numbers(result)


@pytest.mark.parametrize(
    ("lists", "counts"),
    [(lists, counts) for lists, counts, _ in REFUSED.values()] + list(ESTIMATED.values()),
)
def test_no_answer_holds_a_number_that_is_none(lists: int, counts: dict[int, int]) -> None:
    result = estimate_table(table(lists, counts), 100, force=True)
    json.dumps(result, allow_nan=False)
    assert all(number < 1e6 for number in _numbers(result))


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for one in value.values() for number in _numbers(one)]
    if isinstance(value, list):
        return [number for one in value for number in _numbers(one)]
    return [float(value)] if isinstance(value, (int, float)) else []


def test_a_chao_figure_without_an_estimate_is_none() -> None:
    """Nobody on two of four lists or on three: the curvature goes where it likes."""
    assert chao_total(table(4, {15: 100, 1: 50, 2: 40, 4: 30, 8: 20}).counts, 4) is None


def test_a_table_of_millions_is_averaged_on_a_grid() -> None:
    small = {1: 2000, 2: 1000, 4: 1500, 3: 100, 5: 150, 6: 75, 7: 8}
    fine = average_over_graphs(table(3, small).counts, 3)
    large = average_over_graphs(table(3, {m: c * 1000 for m, c in small.items()}).counts, 3)
    assert large["50%"] == pytest.approx(fine["50%"] * 1000, rel=0.02)
    assert large["2.5%"] > fine["2.5%"] * 1000
