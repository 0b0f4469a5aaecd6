"""Cells of few persons are hidden, and no arithmetic over what is shown gives them back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from warehouse.errors import CallError, message
from warehouse.indicators.disclosure.disclosure_policy import Exemption, policy
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule
from warehouse.indicators.disclosure.linked_tables import (
    Cell,
    LinkedTables,
    count_cells,
    independent_groups,
)
from warehouse.indicators.disclosure.office_rows import Reports
from warehouse.indicators.disclosure.suppression import suppress
from warehouse.proof.bench import disclosure_attack
from warehouse.proof.bench.attacker import Attacker
from warehouse.proof.bench.disclosure_attack import BY_PLACE, LEARNT, attack
from warehouse.proof.bench.table_sets import (
    random_layout,
    random_releases,
    random_reports,
    with_regions,
)

pytestmark = pytest.mark.slow

RULE = SuppressionRule(threshold=5, width=4)
SEX_AGE = LinkedTables({"sex": ("F", "M"), "age": ("adult", "child")}, (frozenset({"sex", "age"}),))


def persons(**counts: int) -> dict[Cell, int]:
    """``F_child=3`` and the like."""
    return {
        (("age", name.split("_")[1]), ("sex", name.split("_")[0])): count
        for name, count in counts.items()
    }


def sets(first: int, count: int) -> list[tuple[LinkedTables, list[dict[Cell, int]]]]:
    made = []
    for number in range(first, first + count):
        chance = np.random.default_rng(number)
        layout = random_layout(chance)
        made.append((layout, random_releases(layout, chance, 3)))
    return made


@pytest.mark.slow
def test_the_attacker_recovers_nothing_over_three_releases() -> None:
    """Nor does who is the one person of a cell, nor who knows somebody's row."""
    told = [attack(layout, releases, control=True) for layout, releases in sets(5000, 4)]
    assert sum(one["hidden"] for one in told) > 100
    for one in told:
        assert not any(one[kind] for kind in LEARNT[2:])
        assert one["small_changes"] == 0


@pytest.mark.slow
def test_no_place_follows_from_its_region_nor_from_an_offices_own_rows() -> None:
    """Everybody knows which préfecture lies in which region; an office, whom it met itself.

    With the rule of others off it learns that others met one or two; of set 59 it did so through
    persons of an earlier release, of set 11 through a change of both.
    """
    guarded, unguarded = Counter[str](), Counter[str]()
    for number in (11, 12, 59, 7003):
        chance = np.random.default_rng(number)
        layout = with_regions(random_layout(chance), chance)
        releases = random_releases(layout, chance, 3)
        reports = random_reports(releases, chance)
        of_set = partial(attack, layout, releases, control=True, reports=reports)
        guarded.update(of_set(rule=BY_PLACE))
        if number < 59:
            unguarded.update(of_set(rule=replace(BY_PLACE, others=0)))
    assert guarded["hidden"] > 100
    assert [guarded[kind] for kind in (*LEARNT[2:], "small_changes")] == [0] * 6
    assert unguarded["by_office"] > 20


def test_an_office_does_not_see_that_others_met_one_more() -> None:
    """From 20 to 26, of whom it met 15 and 20: others met five, then six."""
    layout = LinkedTables({"region": ("r1", "r2")}, (frozenset({"region"}),))
    rule = replace(RULE, others=3, others_by=frozenset({"region"}))

    here: Cell = (("region", "r1"),)
    before, now = ({here: n, (("region", "r2"),): 60} for n in (20, 26))

    def told(own: int, then: Reports | None = None) -> dict[Cell, int | None]:
        known = Reports(before, {"x": {here: 15}}) if then is None else then
        reports = [known, Reports(now, {"x": {here: own}})]
        return suppress(layout, now, rule, [count_cells(layout, before)], reports)

    assert told(20)[here] is None
    assert told(18)[here] == 26
    # The tables of then are gone: nobody can say who came, and what stayed tells nothing.
    assert told(18, Reports())[here] is None
    gone = [Reports(), Reports(before, {"x": {here: 15}})]
    assert suppress(layout, before, rule, [count_cells(layout, before)], gone)[here] == 20


def test_the_attacker_finds_the_bounds_that_trying_every_table_finds() -> None:
    """Three girls, 40 women, 30 boys: every margin shown, and nothing within."""
    counts = count_cells(SEX_AGE, persons(F_child=3, F_adult=40, M_child=30, M_adult=50))
    shown = {cell: value if len(cell) < 2 else None for cell, value in counts.items()}
    within = [cell for cell in counts if len(cell) == 2]
    possible = [
        {"child_F": n, "adult_F": 43 - n, "child_M": 33 - n, "adult_M": 47 + n} for n in range(34)
    ]
    wanted = {
        (float(min(values)), float(max(values)))
        for name in possible[0]
        if (values := [one[name] for one in possible])
    }
    found = Attacker(SEX_AGE.categories, [shown]).narrow([(0, cell) for cell in within], 1000)
    assert len(found) == 4
    assert set(found) == wanted


@pytest.mark.slow
@pytest.mark.parametrize("number", [20, 26, 31, 54, 72])
def test_what_once_was_too_narrow_is_not(number: int) -> None:
    """Persons leave, a release hides for the sake of an earlier one, all are in one cell."""
    ((layout, releases),) = sets(number, 1)
    told = attack(layout, releases, control=True)
    assert (told["recovered"], told["narrow"], told["by_insider"]) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("number", [97, 120, 135, 692])
def test_a_population_that_is_there_is_found(number: int) -> None:
    """HiGHS's presolve says of these that nothing is possible, though the truth itself is."""
    ((layout, releases),) = sets(number, 1)
    told = attack(layout, releases, control=True)
    assert (told["recovered"], told["narrow"], told["by_insider"]) == (0, 0, 0)


@pytest.mark.slow
def test_a_set_that_is_refused_does_not_end_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, control: bool, **__: object) -> dict[str, int]:
        if control:
            raise CallError(message("disclosure.cannot_protect"))
        raise ArithmeticError("what was shown cannot be true")

    monkeypatch.setattr(disclosure_attack, "attack", refuse)
    with_control, without = disclosure_attack.bench_disclosure(2)
    assert (with_control["refused"], with_control["undecided"]) == (2, 0)
    # Every ninth alone is attacked without it.
    assert (without["refused"], without["undecided"]) == (0, 1)


@pytest.mark.slow
def test_a_release_that_shows_nothing_is_never_refused() -> None:
    """One left: its true reason is one that no reader believes, who holds that nobody leaves."""
    ((layout, releases),) = sets(347, 1)
    told = attack(layout, releases, control=True)
    assert told["hidden"] < told["cells"]
    assert (told["recovered"], told["narrow"], told["by_insider"]) == (0, 0, 0)


def test_who_has_read_the_policy_does_not_learn_the_one_small_cell() -> None:
    """Hidden beside nothing but its total, a cell is one of few to whoever knows the threshold."""
    layout = LinkedTables({"sex": ("F", "M")}, (frozenset({"sex"}),))
    given: dict[Cell, int] = {(("sex", "F"),): 3, (("sex", "M"),): 20}
    shown = suppress(layout, given, RULE)
    hidden = [(0, cell) for cell, value in shown.items() if value is None]
    assert not Attacker(layout.categories, [shown], threshold=5).narrow(hidden, RULE.width)
    loose: dict[Cell, int | None] = {(): None, (("sex", "F"),): None, (("sex", "M"),): 20}
    small = [(0, (("sex", "F"),))]
    assert not Attacker(layout.categories, [loose]).narrow(small, RULE.width)
    assert Attacker(layout.categories, [loose], threshold=5).narrow(small, RULE.width) == [(1, 4)]


def test_one_who_left_is_one_in_every_table() -> None:
    """Tables that share a margin lose the same person: no table may explain it by another."""
    layout = LinkedTables(
        {"a": ("a0", "a1"), "b": ("b0", "b1"), "c": ("c0", "c1")},
        (frozenset({"a", "b"}), frozenset({"b", "c"})),
    )

    def crossing(a: int, b: int, c: int) -> Cell:
        return (("a", f"a{a}"), ("b", f"b{b}"), ("c", f"c{c}"))

    first = {
        crossing(a, b, c): 6 + 3 * a + 5 * b + c for a in (0, 1) for b in (0, 1) for c in (0, 1)
    }
    second = {**first, crossing(0, 0, 0): 2, crossing(1, 1, 1): 20}
    third = {**second, crossing(0, 1, 0): 3, crossing(1, 0, 0): 15}
    told = attack(layout, [first, second, third], control=True)
    assert (told["recovered"], told["narrow"], told["by_insider"]) == (0, 0, 0)


def test_the_search_ends_where_nearly_everybody_is_alone() -> None:
    layout = LinkedTables({"sex": ("F", "M")}, (frozenset({"sex"}),))
    releases: list[dict[Cell, int]] = [
        {(("sex", "F"),): women, (("sex", "M"),): men} for women, men in ((4, 1), (4, 2), (1, 0))
    ]
    told = attack(layout, releases, control=True)
    assert told["hidden"] > 4
    assert (told["recovered"], told["narrow"], told["by_insider"]) == (0, 0, 0)


@pytest.mark.slow
def test_without_control_the_same_attacker_recovers_cells() -> None:
    told = [attack(layout, releases, control=False) for layout, releases in sets(5000, 3)]
    assert sum(one["recovered"] for one in told) > 10
    assert sum(one["by_acquaintance"] for one in told) > 10
    assert sum(one["small_changes"] for one in told) > 10


def test_a_small_cell_hides_its_row_and_column_but_not_the_total() -> None:
    shown = suppress(SEX_AGE, persons(F_child=3, F_adult=40, M_child=30, M_adult=50), RULE)
    assert shown[(("age", "child"), ("sex", "F"))] is None
    assert sum(value is None for value in shown.values()) == 4
    assert shown[()] == 123
    assert shown[(("sex", "F"),)] == 43


def test_nothing_small_hides_nothing_and_a_nought_is_a_nought() -> None:
    shown = suppress(SEX_AGE, persons(F_child=30, F_adult=40, M_child=0, M_adult=50), RULE)
    assert shown == count_cells(SEX_AGE, persons(F_child=30, F_adult=40, M_adult=50))
    assert shown[(("age", "child"), ("sex", "M"))] == 0


def test_the_same_persons_give_the_same_pattern_in_whatever_order() -> None:
    given = persons(F_child=3, F_adult=40, M_child=2, M_adult=50)
    backwards = LinkedTables(
        {name: SEX_AGE.categories[name][::-1] for name in ("age", "sex")}, SEX_AGE.tables
    )
    again = suppress(backwards, dict(reversed(given.items())), RULE)
    assert suppress(SEX_AGE, given, RULE) == again


def test_tables_that_share_only_a_margin_are_protected_together() -> None:
    """Each table alone would hide its own two cells, and the margin that they share is shown."""
    layout = LinkedTables(
        {"sex": ("F", "M"), "age": ("adult", "child"), "form": ("labour", "sexual")},
        (frozenset({"sex", "age"}), frozenset({"age", "form"}), frozenset({"sex", "form"})),
    )
    given = {
        (("age", "adult"), ("form", "labour"), ("sex", "F")): 20,
        (("age", "child"), ("form", "sexual"), ("sex", "F")): 3,
        (("age", "child"), ("form", "labour"), ("sex", "M")): 12,
        (("age", "adult"), ("form", "sexual"), ("sex", "M")): 15,
    }
    shown = suppress(layout, given, RULE)
    attacker = Attacker(layout.categories, [shown])
    hidden = [cell for cell, value in shown.items() if value is None]
    assert hidden
    assert not attacker.narrow([(0, cell) for cell in hidden], RULE.width)


def test_a_region_is_the_sum_of_its_prefectures() -> None:
    layout = LinkedTables(
        {"prefecture": ("p1", "p2", "p3"), "region": ("r1", "r2")},
        (frozenset({"prefecture"}), frozenset({"region"})),
        coarser={"region": ("prefecture", {"p1": "r1", "p2": "r1", "p3": "r2"})},
    )
    given: dict[Cell, int] = {
        (("prefecture", "p1"),): 2,
        (("prefecture", "p2"),): 20,
        (("prefecture", "p3"),): 30,
    }
    shown = suppress(layout, given, RULE)
    assert shown[(("prefecture", "p1"),)] is None
    # With its region shown, the other prefecture would give it away; so would region and country.
    assert shown[(("prefecture", "p2"),)] is None or shown[(("region", "r1"),)] is None
    assert {tuple(dict(cell)) for cell in shown} == {(), ("prefecture",), ("region",)}


def test_a_person_on_several_lists_does_not_give_away_a_list() -> None:
    layout = LinkedTables(
        {"list_a": ("no", "yes"), "list_b": ("no", "yes")},
        (frozenset({"list_a"}), frozenset({"list_b"})),
        several=("list_a", "list_b"),
    )
    given: dict[Cell, int] = {
        (("list_a", "no"), ("list_b", "yes")): 3,
        (("list_a", "yes"), ("list_b", "no")): 60,
        (("list_a", "yes"), ("list_b", "yes")): 1,
    }
    shown = suppress(layout, given, RULE)
    assert shown[(("list_b", "yes"),)] is None
    # List A alone leaves out three persons, who are on list B: at least three, and four it is.
    attacker = Attacker(
        layout.categories, [shown], [((), [(("list_a", "yes"),), (("list_b", "yes"),)])]
    )
    assert not attacker.narrow([(0, (("list_b", "yes"),))], RULE.width)


def test_a_change_by_few_is_not_shown() -> None:
    first = persons(F_child=30, F_adult=40, M_child=35, M_adult=50)
    before = suppress(SEX_AGE, first, RULE)
    assert None not in before.values()
    after = suppress(SEX_AGE, {**first, **persons(F_child=32)}, RULE, [before])
    assert after[(("age", "child"), ("sex", "F"))] is None
    assert after[()] is None
    assert suppress(SEX_AGE, first, RULE, [before]) == before


def test_what_was_hidden_stays_hidden_when_nothing_changed() -> None:
    given = persons(F_child=3, F_adult=40, M_child=30, M_adult=50)
    before = suppress(SEX_AGE, given, RULE)
    other = dict(before)
    after = suppress(SEX_AGE, given, RULE, [other])
    attacker = Attacker(SEX_AGE.categories, [before, after])
    child = (("age", "child"), ("sex", "F"))
    assert not attacker.narrow([(0, child), (1, child)], RULE.width)


def test_a_category_that_a_release_did_not_name_held_nobody_then() -> None:
    """Who has kept the earlier release knows that; what is hidden may not follow from it."""
    given = persons(F_adult=4, M_adult=13, F_child=12, M_child=3)
    before = suppress(SEX_AGE, given, RULE)
    ages = ("adult", "child", "unknown")
    unnamed = LinkedTables({**SEX_AGE.categories, "age": ages}, SEX_AGE.tables)
    came = persons(F_child=13, F_unknown=0, M_unknown=3)
    after = suppress(unnamed, {**given, **came}, RULE, [before])
    known: dict[Cell, int | None] = dict.fromkeys(unnamed.cells, 0)
    hidden = [
        (number, cell)
        for number, release in enumerate((before, after))
        for cell, value in release.items()
        if value is None
    ]
    assert {number for number, _ in hidden} == {0, 1}
    attacker = Attacker(unnamed.categories, [{**known, **before}, after])
    assert not attacker.narrow(hidden, RULE.width)


def test_groups_are_crossed_only_where_tables_form_a_cycle() -> None:
    def edges(*names: str) -> tuple[frozenset[str], ...]:
        return tuple(map(frozenset, names))

    assert independent_groups(edges("ab", "bc")) == edges("ab", "bc")
    assert independent_groups(edges("ab", "bc", "ca")) == edges("abc")
    assert independent_groups(edges("ab", "bc", "ca", "cd", "d", "")) == edges("abc", "cd")
    assert independent_groups(edges("ab", "bc", "cd", "da")) == edges("abcd")
    assert independent_groups(edges("abc", "bcd", "cde")) == edges("abc", "bcd", "cde")


def test_the_policy_coarsens_places_and_keeps_dimensions_apart() -> None:
    public = policy().audiences["public"]
    assert public.threshold == 5
    assert [public.finest_place(n) for n in (0, 49, 50)] == ["region", "region", "prefecture"]
    public.refuse([("sex", "age", "form"), ("prefecture", "sex")])
    with pytest.raises(CallError):
        public.refuse([("sex", "age", "form", "region")])


def test_an_exception_shows_its_cell_while_it_holds() -> None:
    approved = Exemption(
        indicator="N01",
        year=2025,
        cell={"age": "child", "sex": "F"},
        reason="Demande écrite d'essai",
        approved_by="Comité d'essai",
        approved_on=date(2026, 1, 1),
        until=date(2026, 2, 1),
    )
    rules = policy().model_copy(update={"exceptions": (approved,)})
    given = persons(F_child=3, F_adult=40, M_child=30, M_adult=50)
    for today, shown in ((date(2026, 1, 31), 3), (date(2026, 2, 2), None)):
        rule = rules.rule("public", rules.exempt(["N01"], 2025, today))
        assert suppress(SEX_AGE, given, rule)[(("age", "child"), ("sex", "F"))] == shown
