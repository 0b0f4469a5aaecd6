"""Who is asked what: nobody her own again, some pairs twice, and no place that tells the score."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.review.asking import Given, Task, band_of, choose, task_of, wants_second
from warehouse.linkage.review.tasks import contradiction_id_of, link_id_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ONCE = next(n for n in range(99) if not wants_second(link_id_of(f"{n}a", f"{n}b")))
TWICE = next(n for n in range(99) if wants_second(link_id_of(f"{n}a", f"{n}b")))


def task(number: int, state: str = "open", kind: str = "to_judge") -> Task:
    left, right = f"{number}a", f"{number}b"
    contradicts = kind == "contradictions"
    name = contradiction_id_of(left, right, ["J"]) if contradicts else link_id_of(left, right)
    return Task(name, left, right, contradicts, (), NOON, state, kind)


def said(of: Task, by: str, decision: str = "same") -> Given:
    return Given(of.link_id, frozenset((of.left_mention_id, of.right_mention_id)), by, decision)


def test_nobody_is_asked_her_own_again() -> None:
    one = task(ONCE)
    assert choose([one], [said(one, "a", "unsure")], "a") == []


def test_what_one_could_not_tell_another_is_asked() -> None:
    one = task(ONCE)
    assert choose([one], [said(one, "a", "unsure")], "b") == [one]


def test_a_judged_pair_is_asked_again_only_if_it_is_one_of_the_double_reviews() -> None:
    once, twice = task(ONCE, "judged"), task(TWICE, "judged")
    given_by_a = [said(once, "a"), said(twice, "a", "different")]
    assert choose([once, twice], given_by_a, "b") == [twice]
    assert choose([once, twice], given_by_a, "a") == []
    assert choose([once, twice], [*given_by_a, said(twice, "b")], "c") == []


def test_about_one_pair_in_five_is_asked_twice() -> None:
    double = sum(wants_second(link_id_of(f"{n}a", f"{n}b")) for n in range(2000))
    assert 340 < double < 460


def test_the_order_of_the_two_mentions_does_not_name_another_task() -> None:
    assert link_id_of("a", "b") == link_id_of("b", "a")
    assert contradiction_id_of("a", "b", ["J", "K"]) == contradiction_id_of("b", "a", ["K", "J"])
    assert contradiction_id_of("a", "b", ["J"]) != contradiction_id_of("a", "b", ["J", "K"])


def test_a_contradiction_comes_first_and_is_asked_also_of_those_who_made_it() -> None:
    torn, doubt = task(1, kind="contradictions"), task(2)
    given_before = [said(task(1), "a"), said(task(1), "b", "different")]
    assert choose([doubt, torn], given_before, "a") == [torn, doubt]
    assert choose([doubt, torn], [*given_before, said(torn, "a")], "a") == [doubt]


def test_every_contradiction_stands_before_every_doubt() -> None:
    """One beside one comes first by chance half of the time; twelve of each do not."""
    torn = [task(n, kind="contradictions") for n in range(12)]
    others = [task(n, kind=kind) for n in range(12, 24) for kind in ("to_judge", "to_audit")]
    asked = choose([*others, *torn], [], "a")
    assert [one.is_contradiction for one in asked] == [True] * 12 + [False] * 24


def torn_between(*authors: str) -> tuple[Task, list[Given]]:
    number = task(1)
    given_before = [
        Given(
            number.link_id,
            frozenset((number.left_mention_id, number.right_mention_id)),
            by,
            "same" if n else "different",
            f"J{n}",
        )
        for n, by in enumerate(authors)
    ]
    told = tuple(one.judgement_id for one in given_before)
    name = contradiction_id_of("1a", "1b", list(told))
    return Task(name, "1a", "1b", True, told, NOON, "open", "contradictions"), given_before


def test_a_disagreement_goes_to_a_third_as_long_as_there_is_one() -> None:
    torn, before = torn_between("a", "b")
    assert choose([torn], before, "a", others={"a", "b", "c"}) == []
    assert choose([torn], before, "c", others={"a", "b", "c"}) == [torn]
    assert choose([torn], before, "a", others={"a", "b"}) == [torn], "nobody else could"
    assert choose([torn], [*before, said(task(9), "c")], "b") == [], "who judged before is another"
    alone, hers = torn_between("a")
    assert choose([alone], hers, "a", others={"a", "c"}) == [alone], "a guard stands against her"


def test_pairs_on_which_two_agree_are_planted_before_the_others() -> None:
    tasks = [task(n, "judged") for n in range(400)]
    agreed = [said(one, by) for one in tasks for by in ("a", "b")]
    planted = choose(tasks, agreed, "c")
    assert 60 < len(planted) < 140
    assert planted != choose(tasks, agreed, "d"), "not the same ones before everybody"
    assert choose(tasks, agreed, "a") == []
    torn = [said(one, by, say) for one in tasks for by, say in (("a", "same"), ("b", "different"))]
    assert choose(tasks, torn, "c") == [], "of what two disagree on the answer is not known"
    checked = [
        Given(one.link_id, said(one, "c").pair, "c", "different", "J", True) for one in tasks
    ]
    assert choose(tasks, [*agreed, *checked], "d") == choose(tasks, agreed, "d")


def test_what_moves_a_figure_most_comes_first_and_tells_no_answer() -> None:
    assert [band_of(p, is_counted_once=True) for p in (0.1, 0.5, 0.9, None)] == [1, 0, 1, 0]
    assert band_of(0.5, is_counted_once=False) == 2
    tasks = [replace(task(n), band=n % 3) for n in range(30)]
    assert [one.band for one in choose(tasks, [], "a")] == sorted(one.band for one in tasks)
    for low in (0.02, 0.2, 0.3, 0.49):
        both = {band_of(p, is_counted_once=True) for p in (low, 1 - low)}
        assert len(both) == 1, "as likely the same as not: its place says nothing"


@pytest.mark.parametrize(
    ("reasons", "bands"), [(["audit"], [0, 0, 0]), (["between_thresholds"], [1, 0, 2])]
)
def test_the_sample_that_measures_is_not_put_in_order_by_what_the_machine_thinks(
    reasons: list[str], bands: list[int]
) -> None:
    """Half of a sample that is sorted measures another linkage."""
    rows = [
        SimpleNamespace(
            link_id="L", left_mention_id="a", right_mention_id="b", created_at=NOON, detail=None,
            state="open", reasons=reasons, probability=probability,
        )
        for probability in (0.99, 0.5, 0.5)
    ]  # fmt: skip
    once = (True, True, False)
    tasks = [task_of(row, is_counted_once=one) for row, one in zip(rows, once, strict=True)]
    assert [one.band for one in tasks] == bands


@given(st.sets(st.integers(0, 400), max_size=60), st.sets(st.integers(401, 800), max_size=8))
def test_few_doubts_do_not_wait_behind_a_long_sample(audits: set[int], doubts: set[int]) -> None:
    tasks = [*(task(n, kind="to_audit") for n in audits), *(task(n) for n in doubts)]
    asked = choose(tasks, [], "a")
    assert sorted(t.link_id for t in asked) == sorted(t.link_id for t in tasks)
    places = [place for place, one in enumerate(asked) if one.kind == "to_judge"]
    assert all(place <= 2 * turn + 1 for turn, place in enumerate(places))
    assert choose(tasks[::-1], [], "b") == asked
