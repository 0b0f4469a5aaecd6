"""The curve of what was told beside what was right, counted by hand on small tables."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.proof.bench.linkage.reliability import ReliabilityBin, pooled, reliability


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
