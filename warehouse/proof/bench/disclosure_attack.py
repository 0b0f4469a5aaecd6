"""An attacker of ours on what disclosure control lets out of random sets of linked tables.

After each release he asks for the least and the most of each hidden cell of all releases so far,
and asks as the one person in a cell, who knows that cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, product
from typing import Any

import numpy as np

from warehouse.errors import CallError
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule, is_primary
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, count_cells
from warehouse.indicators.disclosure.suppression import suppress
from warehouse.proof.bench.attacker import Attacker, Release
from warehouse.proof.bench.spread_work import in_processes

RULE = SuppressionRule(threshold=5, width=4)
BY_PLACE = replace(RULE, no_nought=frozenset({"place", "region"}))
"""Of places not even that nobody was met in one is shown."""
WORTH_A_PROCESS = 10
"""Fewer sets than that take less time than a process needs to begin."""


def random_layout(chance: np.random.Generator) -> LinkedTables:
    """Two to four dimensions of two to four categories, and some tables that cross them."""
    count = int(chance.integers(2, 5))
    most = {2: 5, 3: 3, 4: 2}[count]
    names = [chr(ord("a") + i) for i in range(count)]
    categories = {
        name: tuple(f"{name}{i}" for i in range(int(chance.integers(2, most + 1))))
        for name in names
    }
    tables = set()
    for _ in range(int(chance.integers(1, 4))):
        size = int(chance.integers(2, min(3, count) + 1))
        tables.add(frozenset(chance.choice(names, size, replace=False).tolist()))
    used = frozenset().union(*tables)
    return LinkedTables(
        {one: categories[one] for one in sorted(used)}, tuple(sorted(tables, key=sorted))
    )


def with_regions(layout: LinkedTables, chance: np.random.Generator) -> LinkedTables:
    """The same tables, one dimension of them of places: each of its tables by region as well."""
    finest = max(layout.categories, key=lambda name: len(layout.categories[name]))
    named = {one: "place" if one == finest else one for one in layout.categories}
    region_of = {
        place: f"region{int(chance.integers(2)) if i > 1 else i}"
        for i, place in enumerate(layout.categories[finest])
    }
    tables = {frozenset(named[one] for one in table) for table in layout.tables}
    tables |= {table - {"place"} | {"region"} for table in tables if "place" in table}
    return LinkedTables(
        {named[one]: of for one, of in layout.categories.items()}
        | {"region": tuple(sorted(set(region_of.values())))},
        tuple(sorted(tables, key=sorted)),
        coarser={"region": ("place", region_of)},
    )


def random_releases(
    layout: LinkedTables, chance: np.random.Generator, count: int
) -> list[dict[Cell, int]]:
    """The persons at each release: most come, a few go, and some releases bring nearly nobody."""
    names = sorted(set(layout.categories) - set(layout.coarser))
    crossings = list(product(*(layout.categories[name] for name in names)))
    held = chance.poisson(chance.exponential(4, len(crossings)))
    releases = []
    for number in range(count):
        if number:
            held = held + chance.poisson(chance.choice([0.05, 0.5, 3]), len(crossings))
            if chance.random() < 0.3:
                place = int(chance.integers(len(crossings)))
                held[place] = max(0, held[place] - 1)
        releases.append(
            {
                tuple(zip(names, of, strict=True)): int(n)
                for of, n in zip(crossings, held, strict=True)
            }
        )
    return releases


def attack(
    layout: LinkedTables,
    releases: Sequence[Mapping[Cell, int]],
    *,
    control: bool,
    rule: SuppressionRule = RULE,
) -> dict[str, int]:
    """How many cells were hidden, and how many of them the attacker recovered or came close to."""
    shown: list[dict[Cell, int | None]] = []
    outcome = {"cells": 0, "hidden": 0, "recovered": 0, "narrow": 0, "by_insider": 0}
    for persons in releases:
        counts = count_cells(layout, persons)
        if control:
            shown.append(suppress(layout, persons, rule, shown))
        else:
            small = {cell for cell in counts if is_primary(cell, counts, rule, [])}
            shown.append({cell: None if cell in small else n for cell, n in counts.items()})
        hidden = [cell for cell, value in shown[-1].items() if value is None]
        outcome["cells"] += len(counts)
        outcome["hidden"] += len(hidden)
        recovered = _recover(layout, shown, counts, rule, read=control)
        outcome = {name: outcome[name] + recovered.get(name, 0) for name in outcome}
    outcome["small_changes"] = sum(
        1
        for before, after in combinations(shown, 2)
        for cell, value in after.items()
        if value is not None
        and (earlier := before.get(cell)) is not None
        and 0 < abs(value - earlier) < rule.threshold
    )
    return outcome


def _recover(
    layout: LinkedTables,
    shown: Sequence[Release],
    counts: Mapping[Cell, int],
    rule: SuppressionRule,
    *,
    read: bool,
) -> dict[str, int]:
    """What follows from the releases so far, to a reader and to those counted in the newest.

    ``read``: the rule is the policy's, and there is a reader who has read it.
    """
    newest = len(shown) - 1
    wanted = [(i, cell) for i, one in enumerate(shown) for cell in one if one[cell] is None]
    hidden = [cell for i, cell in wanted if i == newest]
    outcome = {"recovered": 0, "narrow": 0, "by_insider": 0}
    if not wanted:
        return outcome
    reader_of = partial(Attacker, layout.categories, shown, coarser=layout.coarser)
    plain = attacker = reader_of()
    if read:
        try:
            attacker = reader_of(threshold=rule.threshold, no_nought=rule.no_nought)
        except ArithmeticError:
            # Nothing was hidden for its own sake, but for the sake of an earlier release.
            attacker = plain
    # Who knows the policy as well knows more, unless it makes him believe in more who left.
    readers = [attacker] if attacker.fewest == plain.fewest else [attacker, plain]
    for reader in readers:
        narrow = reader.narrow(wanted, rule.width)
        outcome["recovered"] += sum(least == most for least, most in narrow)
        outcome["narrow"] += len(narrow)
    for alone in [cell for cell in hidden if counts[cell] == 1]:
        # A region of one préfecture is the same cell by another name, and no other.
        own = plain.of(newest, alone)
        others = [(newest, one) for one in hidden if (plain.of(newest, one) != own).any()]
        if not others:
            continue
        for reader in {attacker, plain}:
            reader.knows(newest, alone)
        readers = [attacker] if attacker.fewest == plain.fewest else [attacker, plain]
        for reader in readers:
            outcome["by_insider"] += len(reader.narrow(others, 1))
        for reader in {attacker, plain}:
            reader.forgets()
    return outcome


def attack_set(number: int, control: bool) -> dict[str, int]:
    """The outcome of one random set, or that it was ``refused`` or ``undecided``.

    Every fourth has places, and the regions in which they lie.
    """
    chance = np.random.default_rng(number)
    layout, rule = random_layout(chance), RULE
    if number % 4 == 3:
        layout, rule = with_regions(layout, chance), BY_PLACE
    try:
        return attack(layout, random_releases(layout, chance, 3), control=control, rule=rule)
    except CallError:
        return {"refused": 1}
    except ArithmeticError:
        return {"undecided": 1}


def bench_disclosure(
    sets: int, tell: Callable[[str], None] = lambda _: None, first: int = 0
) -> list[dict[str, Any]]:
    """A row with the control and one without: what the attacker recovers of random table sets.

    A set that the control lets nothing out of is ``refused``, one of which the attacker's solver
    finds no population at all ``undecided``: each is counted, and the next one is tried.
    """
    rows: list[dict[str, Any]] = []
    for control in (True, False):
        total: Counter[str] = Counter({"refused": 0, "undecided": 0})
        work = partial(attack_set, control=control)
        outcomes = in_processes(work, range(first, first + sets), WORTH_A_PROCESS)
        for number, of_set in enumerate(outcomes, start=1):
            tell(f"{number}/{sets}")
            total.update(of_set)
        rows.append({"control": control, "table_sets": sets, "releases": 3, **total})
    return rows


def show(rows: list[dict[str, Any]]) -> None:
    """What was recovered, then each figure with the control and without."""
    from rich.table import Table

    from warehouse.proof.bench.measured_page import bench_console

    table = Table("", *("with control" if row["control"] else "without" for row in rows))
    for name in dict.fromkeys(name for row in rows for name in row if name != "control"):
        table.add_row(name, *(str(row.get(name, 0)) for row in rows))
    guarded, unguarded = (row["recovered"] for row in rows)
    console = bench_console()
    console.print(f"recovered {guarded}, without control {unguarded}")
    console.print(table)
