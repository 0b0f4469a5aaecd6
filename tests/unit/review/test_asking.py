"""Who is asked what: nobody her own again, some pairs twice, and no place that tells the score."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.review.asking import Given, Task, choose, wants_second
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


@given(st.sets(st.integers(0, 400), max_size=60), st.sets(st.integers(401, 800), max_size=8))
def test_few_doubts_do_not_wait_behind_a_long_sample(audits: set[int], doubts: set[int]) -> None:
    tasks = [*(task(n, kind="to_audit") for n in audits), *(task(n) for n in doubts)]
    asked = choose(tasks, [], "a")
    assert sorted(t.link_id for t in asked) == sorted(t.link_id for t in tasks)
    places = [place for place, one in enumerate(asked) if one.kind == "to_judge"]
    assert all(place <= 2 * turn + 1 for turn, place in enumerate(places))
    assert choose(tasks[::-1], [], "b") == asked
