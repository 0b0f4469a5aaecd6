"""The identity register: whatever months arrive in whatever clusters, ids behave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.linkage.register import EVENTS, Register, followed, replay
from warehouse.linkage.register_update import update

pytestmark = pytest.mark.slow

NOW = datetime(2026, 5, 1, tzinfo=UTC)
MENTIONS = [f"R0-{i}-victim" for i in range(8)]

clusterings = st.lists(
    st.dictionaries(st.sampled_from(MENTIONS), st.integers(0, 3), min_size=1),
    min_size=1,
    max_size=5,
)


def minting() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"P-{next(numbers):013d}"


def lived(months: list[dict[str, int]]) -> tuple[pa.Table, list[Register]]:
    events, mint = EVENTS.empty_table(), minting()
    states = []
    for clusters in months:
        new = update(replay(events), clusters, {}, mint, NOW)
        events = pa.concat_tables([events, new])
        states.append(replay(events))
    return events, states


@given(clusterings)
def test_persons_are_just_the_clusters_of_the_day(months: list[dict[str, int]]) -> None:
    _, states = lived(months)
    for clusters, state in zip(months, states, strict=True):
        assert state.person_of.keys() == clusters.keys()
        for one in clusters:
            for other in clusters:
                together = state.person_of[one] == state.person_of[other]
                assert together == (clusters[one] == clusters[other])


@given(clusterings)
def test_who_was_who_on_a_past_day_is_the_state_of_that_day(months: list[dict[str, int]]) -> None:
    events, states, mint = EVENTS.empty_table(), [], minting()
    days = [NOW + timedelta(days=number) for number in range(len(months))]
    for day, clusters in zip(days, months, strict=True):
        events = pa.concat_tables([events, update(replay(events), clusters, {}, mint, day)])
        states.append(replay(events))
    assert [replay(events, day) for day in days] == states
    assert replay(events, NOW - timedelta(days=1)) == Register()


@given(clusterings)
def test_what_follows_month_by_month_is_the_replay_from_zero(months: list[dict[str, int]]) -> None:
    events, mint = EVENTS.empty_table(), minting()
    live = Register()
    for clusters in months:
        before, new = replay(events), update(live, clusters, {}, mint, NOW)
        after = followed(live, new)
        assert live == before, "the state before is left as it was"
        events, live = pa.concat_tables([events, new]), after
        assert live == replay(events)
        assert list(live.created_at) == list(replay(events).created_at), "in the order of minting"


def the_rule(
    register: Register, clusters: dict[str, int], continues: dict[str, str], mint: Callable[[], str]
) -> list[tuple[str, str, str | None, str | None]]:
    """What ``update`` tells, said of every cluster and slowly: kind, person, other, mention."""
    told: list[tuple[str, str, str | None, str | None]] = [
        ("withdraw", person_id, None, mention_id)
        for mention_id, person_id in sorted(register.person_of.items())
        if mention_id not in clusters
    ]
    groups = sorted(
        sorted(one for one in clusters if clusters[one] == cluster)
        for cluster in set(clusters.values())
    )

    def was(mention_id: str) -> str | None:
        said_before = continues.get(mention_id, "")
        return register.linked_as.get(mention_id) or register.linked_as.get(said_before)

    def known(mention_id: str) -> str | None:
        return register.resolve(one) if (one := was(mention_id)) else None

    linked = {was(one) for one in clusters}

    def evidence(person_id: str, group: list[str]) -> list[str]:
        says = was if person_id in linked else known
        return [one for one in group if says(one) == person_id]

    def home(person_id: str) -> list[str]:
        held = [group for group in groups if evidence(person_id, group)]
        return min(
            held,
            key=lambda g: (
                -len(evidence(person_id, g)),
                -len([m for m in evidence(person_id, g) if register.first_as.get(m) == person_id]),
                evidence(person_id, g)[0],
            ),
        )

    merged = dict(register.merged_into)

    def now(person_id: str) -> str:
        while person_id in merged:
            person_id = merged[person_id]
        return person_id

    def part(person_id: str) -> None:
        if person_id in merged:
            told.append(("unmerge", person_id, merged.pop(person_id), None))

    for group in groups:
        # Of two with as much evidence, who comes first is met first: max takes the first.
        said = [p for one in group for p in (was(one), known(one)) if p]
        staying = [p for p in register.created_at if p in said and home(p) is group]
        staying.sort(key=lambda p: -len([one for one in group if was(one) == p]))
        if staying:
            person_id = max(staying, key=lambda p: len([m for m in group if known(m) == p]))
            part(person_id)
            for other in staying:
                if now(other) != person_id:
                    part(other)
                    told.append(("merge", other, person_id, None))
                    merged[other] = person_id
        else:
            person_id = mint()
            told.append(("mint", person_id, None, None))
            if voices := [p for one in group if (p := was(one))]:
                most = max(dict.fromkeys(voices), key=voices.count)
                told.append(("split", person_id, register.resolve(most), None))
        for one in group:
            own = was(one) if was(one) in staying else None
            if one in register.linked_as and own is None:
                told.append(("cut", register.linked_as[one], None, one))
            if one not in register.linked_as or own is None:
                told.append(("link", own or person_id, None, one))
    return told


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[dict[str, int]], list[dict[str, str]]]:
    """Months of clusters; and of each month which new mention says again which that went."""
    months, corrections = draw(clusterings), []
    for before, clusters in zip([{}, *months], months, strict=False):
        went, came = sorted(before.keys() - clusters.keys()), clusters.keys() - before.keys()
        said_again = draw(st.permutations(went))
        corrections.append(dict(zip(sorted(came), said_again, strict=False)))
    return months, corrections


@given(registers())
def test_only_what_differs_is_told_as_the_rule_tells_all(
    lives: tuple[list[dict[str, int]], list[dict[str, str]]],
) -> None:
    register, mint, slow_mint = Register(), minting(), minting()
    for clusters, continues in zip(*lives, strict=True):
        new = update(register, clusters, continues, mint, NOW)
        told = zip(
            *(new[n].to_pylist() for n in ("kind", "person_id", "other_person_id", "mention_id")),
            strict=True,
        )
        assert list(told) == the_rule(register, clusters, continues, slow_mint)
        register = followed(register, new)


@given(clusterings)
def test_an_old_id_always_resolves_to_an_id_that_was_minted(
    months: list[dict[str, int]],
) -> None:
    _, states = lived(months)
    minted = states[-1].created_at
    assert minted
    for state in states:
        for person_id in state.person_of.values():
            resolved = states[-1].resolve(person_id)
            assert resolved in minted
            assert resolved not in states[-1].merged_into


@given(clusterings)
def test_no_id_is_minted_twice(months: list[dict[str, int]]) -> None:
    events, _ = lived(months)
    minted = [e["person_id"] for e in events.to_pylist() if e["kind"] == "mint"]
    assert minted
    assert len(minted) == len(set(minted))


@given(clusterings)
def test_the_same_month_again_is_no_event(months: list[dict[str, int]]) -> None:
    _, states = lived(months)
    assert update(states[-1], months[-1], {}, minting(), NOW).num_rows == 0


def test_on_a_split_the_id_stays_with_the_most_evidence() -> None:
    a, b, c = MENTIONS[:3]
    _, (before, after) = lived([{a: 0, b: 0, c: 0}, {a: 1, b: 0, c: 0}])
    assert after.person_of[b] == after.person_of[c] == before.person_of[a]
    assert after.person_of[a] != before.person_of[a]


def test_two_persons_that_become_one_keep_the_id_with_the_most_evidence() -> None:
    a, b, c = MENTIONS[:3]
    _, (before, after) = lived([{a: 0, b: 1, c: 1}, {a: 0, b: 0, c: 0}])
    assert after.person_of[a] == before.person_of[b]
    assert after.resolve(before.person_of[a]) == before.person_of[b]


def test_a_corrected_mention_keeps_its_person() -> None:
    old, new = MENTIONS[:2]
    events, (before,) = lived([{old: 0}])
    told = update(before, {new: 0}, {new: old}, minting(), NOW)
    after = replay(pa.concat_tables([events, told]))
    assert after.person_of == {new: before.person_of[old]}


groupings = st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), max_size=6)


@given(st.dictionaries(st.sampled_from(MENTIONS), st.integers(0, 3), min_size=4), groupings)
def test_whatever_was_merged_and_parted_an_id_goes_back_to_whom_it_was_minted_for(
    first: dict[str, int], later: list[list[int]]
) -> None:
    """Persons of the first day grouped at will, in any order: each alone is who she was."""
    months = [first, *({one: group[c] for one, c in first.items()} for group in later), first]
    _, states = lived(months)
    for group, state in zip([[0, 1, 2, 3], *later], states, strict=False):
        for person in {c for c in first.values() if group.count(group[c]) == 1}:
            for one in (m for m, c in first.items() if c == person):
                assert state.person_of[one] == states[0].person_of[one]
    assert states[-1].person_of == states[0].person_of
    assert not states[-1].merged_into.keys() & set(states[-1].person_of.values())


def test_a_judgement_undone_gives_the_old_id_back_and_it_points_at_nobody_else() -> None:
    a, b, c = MENTIONS[:3]
    apart, joined = {a: 0, b: 0, c: 1}, {a: 0, b: 0, c: 0}
    _, (before, merged, after) = lived([apart, joined, apart])
    assert merged.resolve(before.person_of[c]) == merged.person_of[a]
    assert after.person_of == before.person_of
    assert after.resolve(before.person_of[c]) == before.person_of[c]


def test_an_id_is_given_back_though_its_file_was_corrected_meanwhile() -> None:
    a, b, old, new = MENTIONS[:4]
    events, (before, _) = lived([{a: 0, b: 0, old: 1}, {a: 0, b: 0, old: 0}])
    for clusters, said in (({a: 0, b: 0, new: 0}, {new: old}), ({a: 0, b: 0, new: 1}, {})):
        mint = iter(["P-later"]).__next__
        told = update(replay(events), clusters, said, mint, NOW)
        events = pa.concat_tables([events, told])
    assert replay(events).person_of[new] == before.person_of[old]


def test_a_mention_moved_by_mistake_takes_no_id_with_it() -> None:
    a, b, c = MENTIONS[:3]
    _, (before, _, after) = lived([{a: 0, b: 0, c: 1}, {a: 0, b: 1, c: 1}, {a: 0, b: 0, c: 1}])
    assert after.person_of == before.person_of


def test_an_id_that_never_was_is_refused() -> None:
    event = {"kind": "link", "person_id": "P-0", "mention_id": MENTIONS[0], "at": NOW}
    with pytest.raises(ValueError, match="never was"):
        replay(pa.Table.from_pylist([event], EVENTS))


def test_an_id_that_mint_gives_a_second_time_is_refused() -> None:
    clusters = {MENTIONS[0]: 0, MENTIONS[1]: 1}
    with pytest.raises(ValueError, match="used before"):
        update(Register(), clusters, {}, lambda: "P-1", NOW)
    _, (register,) = lived([{MENTIONS[0]: 0}])
    with pytest.raises(ValueError, match="used before"):
        update(register, clusters, {}, minting(), NOW)
