"""The draws are R's, and they are draws: known numbers, and the moments of large samples."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from warehouse.indicators.hidden_population.bootstrap import resample
from warehouse.indicators.hidden_population.capture_histories import CaptureHistories
from warehouse.indicators.hidden_population.reference_resamples import (
    binomial_number,
    draw_multinomials,
    uniform_numbers,
)


@pytest.mark.parametrize(
    ("seed", "first"),
    [(42, [0.9148060, 0.9370754, 0.2861395]), (123, [0.2875775, 0.7883051, 0.4089769])],
)
def test_the_numbers_are_those_of_r(seed: int, first: list[float]) -> None:
    assert list(islice(uniform_numbers(seed), 3)) == pytest.approx(first, abs=5e-8)


@pytest.mark.parametrize(
    ("trials", "chance"),
    [(40, 0.1), (100, 0.5), (2744, 0.36), (90, 0.93), (1000, 0.97), (5000, 0.5), (7, 1e-9)],
)
def test_binomial_numbers_have_the_mean_and_the_spread_of_their_law(
    trials: int, chance: float
) -> None:
    uniform = uniform_numbers(5)
    drawn = np.array([binomial_number(uniform, trials, chance) for _ in range(20_000)])
    spread = np.sqrt(trials * chance * (1 - chance))
    assert drawn.min() >= 0
    assert drawn.max() <= trials
    assert drawn.mean() == pytest.approx(trials * chance, abs=4 * spread / np.sqrt(len(drawn)))
    assert drawn.std() == pytest.approx(spread, rel=0.03, abs=1e-3)


def test_every_table_holds_all_persons_and_nobody_where_nobody_was() -> None:
    drawn = draw_multinomials([5, 0, 900, 1, 94], 1000, 500, 1)
    assert (drawn.sum(axis=1) == 1000).all()
    assert (drawn[:, 1] == 0).all()
    assert drawn.mean(axis=0) == pytest.approx([5, 0, 900, 1, 94], rel=0.1)


def test_a_resample_follows_the_rows_of_its_table() -> None:
    counts = np.array([30.0, 20.0, 6.0, 40.0, 0.0, 0.0, 4.0])
    plain = resample(CaptureHistories(("A", "B", "C"), counts), 50, 9)
    in_order = resample(CaptureHistories(("A", "B", "C"), counts, (1, 2, 4, 3, 7)), 50, 9)
    reversed_rows = resample(CaptureHistories(("A", "B", "C"), counts, (7, 3, 4, 2, 1)), 50, 9)
    assert (plain == in_order).all()
    assert (plain != reversed_rows).any()
    assert (plain[:, 4:6] == 0).all()
