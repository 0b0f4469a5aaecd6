"""The simulated countries of the bench are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.indicators.hidden_population.stepwise import stepwise_search
from warehouse.proof.bench.coverage import TRUTH, bench_coverage, countries


@pytest.mark.parametrize("country", countries())
def test_the_chances_of_all_histories_add_up_to_one(country: str) -> None:
    assert countries()[country].sum() == pytest.approx(1)
    assert 0.1 < 1 - countries()[country][0] < 0.6


def test_stepwise_finds_what_its_family_holds_and_not_what_nobody_can() -> None:
    exact = {name: TRUTH * chances[1:] for name, chances in countries().items()}
    totals = stepwise_search(5)(np.array(list(exact.values()))).totals
    found = dict(zip(exact, totals, strict=True))
    assert found["independent lists"] == pytest.approx(TRUTH, rel=1e-6)
    assert found["two pairs depend"] == pytest.approx(TRUTH, rel=1e-6)
    assert found["two in five harder to see"] < 0.85 * TRUTH


@pytest.mark.slow
def test_a_row_for_each_country_and_method() -> None:
    rows = bench_coverage(1, 100)
    assert len(rows) == 2 * len(countries())
    assert all(row["covers"] in (0, 1) for row in rows)
