"""What planted pairs say of a reviewer: a share with its interval, drift where it is sure."""

from __future__ import annotations

import pytest

from warehouse.linkage.review.reviewers import record_of, wilson


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    # As published tables of the Wilson interval have them.
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_interval_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    found = wilson([True] * right + [False] * (of - right))
    assert found == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert wilson([]) is None


def test_drift_is_said_where_it_is_sure() -> None:
    good, bad = [True] * 40, [True] * 5 + [False] * 15
    assert record_of("a", 3, [*good, *bad]).has_drifted is True
    assert record_of("a", 3, [*good, *good]).has_drifted is False
    assert record_of("a", 3, bad).has_drifted is None, "nothing to hold it against"
    one = record_of("a", 3, [*good, *bad])
    assert (one.judged, one.known, one.right) == (3, 60, 45)
    assert one.share == pytest.approx(0.75)


def test_drift_is_not_said_of_what_may_be_chance_or_of_few() -> None:
    a_little_worse = [True] * 16 + [False] * 4
    before = [True] * 36 + [False] * 4
    assert record_of("a", 3, [*before, *a_little_worse]).has_drifted is False
    bad = [False] * 20
    assert record_of("a", 3, [*[True] * 9, *bad]).has_drifted is None, "nine before are too few"
    assert record_of("a", 3, [*[True] * 10, *bad]).has_drifted is True
