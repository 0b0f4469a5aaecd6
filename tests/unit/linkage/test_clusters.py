"""Clusters that are persons: a guard holds through any chain, and order never matters."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.engine.clusters import agglomerate
from warehouse.linkage.engine.thresholds import OWN_BITS, Thresholds

SIZE = 7
numbers = st.integers(0, SIZE - 1)
some_pairs = st.lists(
    st.tuples(numbers, numbers).filter(lambda p: p[0] != p[1]).map(lambda p: (min(p), max(p))),
    max_size=4,
)
weights = st.dictionaries(
    st.tuples(numbers, numbers).filter(lambda p: p[0] < p[1]), st.floats(-12, 20), max_size=21
)
Pairs = list[tuple[int, int]]


def clusters(
    scored: dict[tuple[int, int], float],
    never: Pairs,
    must: Pairs | None = None,
    says: list[int] | None = None,
    thresholds: Thresholds | None = None,
) -> list[int]:
    ordered = sorted(scored.items())
    found = agglomerate(
        SIZE,
        np.array([left for (left, _), _ in ordered], dtype=np.int64),
        np.array([right for (_, right), _ in ordered], dtype=np.int64),
        np.array([weight for _, weight in ordered], dtype=float),
        must_link=must or [],
        never_same=never,
        says=np.array(says) if says else None,
        thresholds=thresholds,
    )
    return [int(one) for one in found.cluster]


@given(weights, some_pairs, some_pairs)
def test_no_cluster_ever_holds_a_never_same_pair(
    scored: dict[tuple[int, int], float], never: Pairs, must: Pairs
) -> None:
    found = clusters(scored, never, must)
    assert all(found[one] != found[other] for one, other in never)


@given(weights)
def test_a_cluster_is_named_for_its_first_mention(scored: dict[tuple[int, int], float]) -> None:
    found = clusters(scored, [])
    assert all(found[name] == name and name <= place for place, name in enumerate(found))


def test_a_chain_of_resemblances_does_not_make_three_persons_one() -> None:
    assert clusters({(0, 1): 6.0, (1, 2): 5.0, (0, 2): -12.0}, [])[:3] == [0, 0, 2]


def test_what_one_pair_says_of_two_mentions_is_believed_less_than_what_many_say() -> None:
    mean = -1.0
    assert clusters({(0, 1): mean}, [])[:2] == [0, 1]
    sure = dict.fromkeys(itertools.combinations(range(3), 2), 12.0)
    sure |= dict.fromkeys(itertools.combinations(range(3, 6), 2), 12.0)
    between = {(a, b): mean for a in range(3) for b in range(3, 6)}
    assert clusters(sure | between, [])[:6] == [0] * 6
    far = dict.fromkeys(between, -3.0)
    assert clusters(sure | far, [])[:6] == [0, 0, 0, 3, 3, 3]


def test_mentions_that_say_the_same_are_one_witness() -> None:
    mean = -1.0
    sure = dict.fromkeys(itertools.combinations(range(3), 2), 12.0)
    sure |= dict.fromkeys(itertools.combinations(range(3, 6), 2), 12.0)
    between = {(a, b): mean for a in range(3) for b in range(3, 6)}
    copied = [0, 0, 0, 3, 3, 3, 6]
    assert clusters(sure | between, [], says=copied)[:6] == [0, 0, 0, 3, 3, 3]
    assert clusters(sure | between, [], says=list(range(SIZE)))[:6] == [0] * 6


@pytest.mark.parametrize(
    ("between", "own", "others", "persons"),
    [
        pytest.param(0.0, 0.5, 3, 2, id="each agrees with itself, not with the other"),
        pytest.param(0.0, 0.0, 3, 1, id="where that counts for nothing"),
        pytest.param(12 - OWN_BITS, 0.5, 3, 1, id="nearly as much with the other"),
        pytest.param(0.0, 0.5, 1, 1, id="a single slip is one mention's"),
    ],
)
def test_two_groups_that_each_agree_with_themselves_are_two(
    between: float, own: float, others: int, persons: int
) -> None:
    one, two = range(3), range(3, 3 + others)
    scored = {pair: 12.0 for of in (one, two) for pair in itertools.combinations(of, 2)}
    scored |= {(a, b): between for a in one for b in two}
    cut = Thresholds(own=own)
    assert len(set(clusters(scored, [], thresholds=cut)[: 3 + others])) == persons
    alike = [0] * 3 + [3] * 4
    assert len(set(clusters(scored, [], says=alike, thresholds=cut)[: 3 + others])) == 1, (
        "what is copied is said once"
    )


def test_what_a_human_joined_is_joined_whatever_the_weights_say() -> None:
    assert clusters({(0, 1): -12.0}, [], [(0, 1)])[:2] == [0, 0]
