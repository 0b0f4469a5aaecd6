"""The curve of what was told beside what was right, counted by hand on small tables."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.proof.bench.linkage.reliability import ReliabilityBin, pooled, reliability
from warehouse.proof.bench.linkage.reliability_curve import reliability_curve


def test_a_mention_is_right_as_far_as_the_others_of_its_person_are_one_with_it() -> None:
    true = np.array([0, 0, 1, 2, 2, 3])
    found = np.array([5, 5, 5, 1, 1, 2])
    told = np.array([0.85, 0.85, 0.55, 0.99, 1.0, np.nan])
    assert reliability(true, found, told) == (
        ReliabilityBin(0.5, 0.6, 1, 0.55, 0.0),
        ReliabilityBin(0.8, 0.9, 2, 0.85, 0.5),
        ReliabilityBin(0.99, 1.0, 2, 0.995, 1.0),
    )


def test_where_all_are_alone_there_is_no_curve() -> None:
    assert reliability(np.arange(3), np.arange(3), np.full(3, np.nan)) == ()


def test_tables_are_pooled_by_mentions() -> None:
    one, two = ReliabilityBin(0.5, 0.6, 1, 0.5, 0.0), ReliabilityBin(0.5, 0.6, 3, 0.58, 1.0)
    (both,) = pooled([[one], [two]])
    assert (both.mentions, both.right) == (4, 0.75)
    assert both.told == pytest.approx(0.56)


def test_the_curve_shows_every_bin_from_even_odds_on_and_a_small_one_hollow() -> None:
    bins = [
        ReliabilityBin(0.0, 0.5, 900, 0.3, 0.3),
        ReliabilityBin(0.5, 0.6, 4, 0.55, 0.5),
        ReliabilityBin(0.9, 0.95, 400, 0.93, 0.94),
    ]
    drawn = reliability_curve({"pinned": bins})
    assert drawn.startswith("<?xml")
    assert "pinned" in drawn
    assert drawn == reliability_curve({"pinned": bins})
    few, many = reliability_curve({"pinned": bins[:2]}), reliability_curve({"pinned": bins[2:]})
    assert drawn not in (few, many)
    assert ("fill: #ffffff; stroke: #1f77b4" in few, "fill: #ffffff; stroke: #1f77b4" in many) == (
        True,
        False,
    )
