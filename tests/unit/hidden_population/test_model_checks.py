"""Whether an estimate exists, and whether it can be told, on tables with empty cells."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pytest

from warehouse.indicators.hidden_population.capture_histories import (
    list_pairs,
)
from warehouse.indicators.hidden_population.estimates import estimate_table
from warehouse.indicators.hidden_population.extended_ml import ModelChecks, ModelStatus
from warehouse.indicators.hidden_population.hierarchical_bic import hierarchical_models
from warehouse.indicators.hidden_population.loglinear import fit_loglinear, term_cells
from warehouse.indicators.hidden_population.overlap_files import read_capture_histories
from warehouse.indicators.hidden_population.stepwise import stepwise_search

pytestmark = pytest.mark.slow

NO_ESTIMATE = read_capture_histories(Path(__file__).parent / "tables/no_estimate.csv")
AB, AC, BC = list_pairs(3)


@pytest.mark.parametrize(
    ("model", "status"),
    [((AB, AC, BC), 2), ((AB,), 1), ((AC, BC), 0)],
    ids=["all pairs", "the pair that overlaps", "the pairs that do not"],
)
def test_the_example_of_the_paper(model: tuple[int, ...], status: int) -> None:
    checks = ModelChecks(3, list_pairs(3))
    assert checks.status(NO_ESTIMATE.counts > 0, model) == status


def test_an_estimate_that_does_not_exist_is_refused() -> None:
    told = estimate_table(NO_ESTIMATE, 100)
    assert told["refused"]
    assert "methods" not in told


@pytest.mark.parametrize("lists", [3, 4])
def test_asking_the_largest_model_first_changes_no_answer(lists: int) -> None:
    pairs = list_pairs(lists)
    rng = np.random.default_rng(11)
    seen = set()
    for _ in range(25):
        support = rng.random(2**lists - 1) < 0.3
        remembering = ModelChecks(lists, pairs)
        models = chain.from_iterable(combinations(pairs, k) for k in range(len(pairs) + 1))
        for model in list(models)[:: 1 if lists == 3 else 5]:
            alone = ModelChecks(lists, model)
            seen.add(remembering.status(support, model))
            assert remembering.status(support, model) == alone.status(support, model)
    assert len(seen) >= 2


@pytest.mark.slow
def test_a_fit_that_proves_its_own_existence_is_never_one_that_has_none() -> None:
    lists, rng = 4, np.random.default_rng(2)
    models = list(hierarchical_models(lists, 3))
    wide = [mask for mask in range(1, 16) if 2 <= mask.bit_count() <= 3]
    checks = ModelChecks(lists, wide)
    proven = missing = 0
    for model in models[::3]:
        counts = rng.poisson(0.9, (30, 15)).astype(float)
        cells = term_cells((*checks.main, *model), lists)
        fits = fit_loglinear(counts, cells, np.ones((1, len(cells)), dtype=bool))
        for row, inside in zip(counts, fits.inside, strict=True):
            status = checks.status(row > 0, model)
            exists = not status & ModelStatus.NO_ESTIMATE
            missing += not exists
            proven += bool(inside)
            assert exists or not inside
    assert proven > 100
    assert missing > 100


@pytest.mark.parametrize(("lists", "order", "models"), [(3, 2, 8), (4, 3, 113), (5, 2, 1024)])
def test_every_hierarchical_model_is_there_once(lists: int, order: int, models: int) -> None:
    found = list(hierarchical_models(lists, order))
    assert len(found) == len(set(found)) == models


def test_many_at_once_is_the_same_as_one_by_one() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson([40, 30, 3, 50, 2, 4, 0.4], (60, 7)).astype(float)
    together = stepwise_search(3)(counts)
    for row, (total, pairs) in enumerate(zip(together.totals, together.pairs, strict=True)):
        alone = stepwise_search(3)(counts[row : row + 1])
        assert alone.pairs[0] == pairs
        np.testing.assert_allclose(alone.totals[0], total, rtol=1e-7)


def test_independent_lists_of_known_size_give_it_back() -> None:
    chances = [0.3, 0.2, 0.1, 0.25]
    counts = np.array(
        [
            10_000 * np.prod([p if mask >> i & 1 else 1 - p for i, p in enumerate(chances)])
            for mask in range(1, 16)
        ]
    )
    assert stepwise_search(4)(counts[None, :]).totals[0] == pytest.approx(10_000, rel=1e-6)
