"""The simulated countries of the bench are what they say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from warehouse.indicators.hidden_population.stepwise import stepwise_search
from warehouse.proof.bench.coverage import TRUTH, bench_coverage, countries


@pytest.mark.parametrize("country", countries())
def test_the_chances_of_all_histories_add_up_to_one(country: str) -> None:
    chances = countries()[country].chances
    assert chances.sum() == pytest.approx(1)
    assert 0.1 < 1 - chances[0] < 0.6


def test_stepwise_finds_what_its_family_holds_and_not_what_nobody_can() -> None:
    exact = {name: victims * chances[1:] for name, (victims, chances) in countries().items()}
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


def test_a_bench_that_was_cut_short_goes_on_where_it_was(tmp_path: Path) -> None:
    kept = tmp_path / "draws.jsonl"
    lines = [
        {
            "country": country,
            "draw": draw,
            "resamples": 100,
            "methods": {name: {"point": 10.0 + draw, "ci95": [1, bound]} for name in methods},
            **refused,
        }
        for country, (victims, _) in countries().items()
        for draw, bound, refused in (
            (0, victims, {}),
            (1, victims - 1, {}),
            (2, victims + 1, {"refused": "why"}),
        )
        for methods in [("stepwise",) if draw == 2 else ("stepwise", "bic")]
    ]
    other = lines[0] | {"resamples": 300, "methods": {}}
    beyond = lines[0] | {"draw": 3, "methods": {}}
    kept.write_text("".join(json.dumps(one) + "\n" for one in [*lines, other, beyond]), "utf-8")
    rows = bench_coverage(3, 100, kept=kept)
    assert [(row["method"], row["covers"], row["covers_given"]) for row in rows[:2]] == [
        ("stepwise", 0.667, 0.5),
        ("bic", 0.5, 0.5),
    ]
    assert {(row["draws"], row["refused"]) for row in rows} == {(3, 0.333)}
    assert len(kept.read_text("utf-8").splitlines()) == len(lines) + 2
