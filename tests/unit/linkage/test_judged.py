"""What humans decided holds through any chain; where it cannot, they are told, and asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.engine.clusters import agglomerate
from warehouse.linkage.engine.judgements import Judged, contradictions, judged, overruled, yielding

pytestmark = pytest.mark.slow

SIZE = 8
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PLACE = {f"M{i}": i for i in range(SIZE)}
numbers = st.integers(0, SIZE - 1)
pair = st.tuples(numbers, numbers).filter(lambda p: p[0] < p[1])
decided = st.dictionaries(pair, st.sampled_from(["same", "different", "both"]), max_size=10)
ties = st.lists(pair, max_size=5)
weighed = st.dictionaries(pair, st.floats(-12, 20), max_size=20)


def row(
    left: int, right: int, decision: str, by: str = "a.nom", minutes: int = 0, **more: Any
) -> dict[str, Any]:
    return {
        "judgement_id": f"J-{left}{right}{decision[0]}{by}{minutes}",
        "left_mention_id": f"M{left}",
        "right_mention_id": f"M{right}",
        "decision": decision,
        "by": by,
        "at": NOON + timedelta(minutes=minutes),
        "is_settling": False,
        "withdrawn_at": None,
        **more,
    }


def said(decisions: dict[tuple[int, int], str]) -> Judged:
    return Judged(
        {p: (f"S{p}",) for p, d in decisions.items() if d in ("same", "both")},
        {p: (f"D{p}",) for p, d in decisions.items() if d in ("different", "both")},
    )


def joined(pairs: list[tuple[int, int]]) -> list[int]:
    """Of each number the smallest that any chain joins it with; slowly, so that it is plain."""
    root = list(range(SIZE))
    for _ in range(SIZE):
        for a, b in pairs:
            root[a] = root[b] = min(root[a], root[b])
    return root


@given(decided)
def test_contradictions_are_told_exactly_when_a_chain_joins_what_is_said_to_be_apart(
    decisions: dict[tuple[int, int], str],
) -> None:
    found = said(decisions)
    root = joined(found.must_link)
    torn = {p for p in found.never_same if p in found.same or root[p[0]] == root[p[1]]}
    told = contradictions(found)
    assert bool(told) == bool(torn)
    assert {p for one in told for p in one.pairs if p in found.different} == torn


@given(decided, ties)
def test_every_contradiction_is_a_ring_with_one_pair_apart_and_its_judgements(
    decisions: dict[tuple[int, int], str], source: list[tuple[int, int]]
) -> None:
    found = said(decisions)
    for one in contradictions(found, source):
        apart = [p for p in one.pairs if p in found.different]
        assert len(apart) == 1
        chain = [p for p in one.pairs if p not in apart or p in found.same]
        (a, b) = apart[0]
        root = joined(chain)
        assert root[a] == root[b]
        assert any(p in found.same for p in chain), "a source alone contradicts nobody"
        ids = {i for p in one.pairs for i in (*found.same.get(p, ()), *found.different.get(p, ()))}
        assert set(one.judgement_ids) == ids


@given(decided, ties, ties)
def test_contradictions_do_not_depend_on_any_order(
    decisions: dict[tuple[int, int], str],
    source: list[tuple[int, int]],
    never: list[tuple[int, int]],
) -> None:
    backwards = dict(reversed(decisions.items()))
    assert contradictions(said(decisions), source, never) == contradictions(
        said(backwards), source[::-1], never[::-1]
    )


@given(decided)
def test_what_nobody_contradicts_holds_in_full(decisions: dict[tuple[int, int], str]) -> None:
    found = said(decisions)
    assert not set(found.must_link) & set(found.never_same)
    assert set(found.must_link) | set(found.never_same) == found.pairs


@given(decided, ties, ties, weighed)
def test_the_machine_never_undoes_a_human_who_does_not_contradict_herself(
    decisions: dict[tuple[int, int], str],
    source: list[tuple[int, int]],
    never: list[tuple[int, int]],
    weights: dict[tuple[int, int], float],
) -> None:
    found = said(decisions)
    guarded = overruled(never, found)
    ordered = sorted(weights.items())
    cluster = agglomerate(
        SIZE,
        np.array([a for (a, _), _ in ordered], np.int64),
        np.array([b for (_, b), _ in ordered], np.int64),
        np.array([w for _, w in ordered], float),
        must_link=[*yielding(source, found, guarded), *found.must_link],
        never_same=[*guarded, *found.never_same],
    ).cluster
    assert all(cluster[a] != cluster[b] for a, b in found.never_same)
    if not contradictions(found, never=never):
        assert all(cluster[a] == cluster[b] for a, b in found.must_link)


@given(ties, ties)
def test_sources_yield_to_nobody_who_has_said_nothing(
    source: list[tuple[int, int]], never: list[tuple[int, int]]
) -> None:
    assert yielding(source, Judged(), never) == sorted(set(source))


def test_a_chain_through_a_source_s_own_code_is_a_contradiction() -> None:
    found = said({(1, 2): "same", (0, 2): "different"})
    assert not contradictions(found)
    (told,) = contradictions(found, source_same=[(0, 1)])
    assert told.pairs == ((0, 1), (0, 2), (1, 2))
    assert told.judgement_ids == ("D(0, 2)", "S(1, 2)")


def test_a_human_who_tells_apart_what_a_source_joins_overrules_it() -> None:
    assert not contradictions(said({(0, 1): "different"}), source_same=[(0, 1)])


def test_a_human_who_joins_a_pair_overrules_the_guard_on_just_that_pair() -> None:
    found = said({(0, 1): "same", (1, 2): "same"})
    assert overruled([(0, 1), (0, 2)], found) == [(0, 2)]
    (told,) = contradictions(found, never=[(0, 1), (0, 2)])
    assert (told.kind, told.pairs) == ("guard", ((0, 1), (0, 2), (1, 2)))


CASES = {
    "one says the same": ([row(0, 1, "same")], ["same"]),
    "the order of the two does not matter": ([row(1, 0, "same")], ["same"]),
    "unsure decides nothing": ([row(0, 1, "unsure")], []),
    "withdrawn counts not": ([row(0, 1, "same", withdrawn_at=NOON)], []),
    "the last of one reviewer counts": (
        [row(0, 1, "same"), row(0, 1, "different", minutes=5)],
        ["different"],
    ),
    "two reviewers contradict each other": (
        [row(0, 1, "same"), row(0, 1, "different", by="b.nom")],
        ["same", "different"],
    ),
    "one that settles answers both": (
        [
            row(0, 1, "same"),
            row(0, 1, "different", by="b.nom"),
            row(0, 1, "same", by="c.nom", minutes=9, is_settling=True),
        ],
        ["same"],
    ),
    "of a mention that is gone nothing holds": (
        [row(0, 1, "same", left_mention_id="gone")],
        [],
    ),
    "a mention is not judged against itself": ([row(0, 0, "different")], []),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES.keys())
def test_which_judgements_count(rows: list[dict[str, Any]], expected: list[str]) -> None:
    found = judged(rows, PLACE)
    assert [
        name
        for name, pairs in (("same", found.same), ("different", found.different))
        if (0, 1) in pairs
    ] == expected
    assert found.pairs <= {(0, 1)}
