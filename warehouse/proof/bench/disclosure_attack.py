"""An attacker of ours on what disclosure control lets out of random sets of linked tables.

After each release he asks for the least and the most of each hidden cell of all releases so far.
Then he asks as the one person in a cell, who knows that cell; as one who knows somebody's row; and
as an office, which knows its own rows of every release and would learn of the others.
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
from warehouse.indicators.disclosure.office_rows import Reports
from warehouse.indicators.disclosure.suppression import suppress
from warehouse.proof.bench.attacker import Attacker, Readers, Release
from warehouse.proof.bench.spread_work import in_processes
from warehouse.proof.bench.table_sets import (
    random_layout,
    random_releases,
    random_reports,
    with_regions,
)

OfOffices = Sequence[Mapping[Cell, int]]
"""Of each office, the persons that it reported."""
RULE = SuppressionRule(threshold=5, width=4)
PLACES = frozenset({"place", "region"})
FEW_OTHERS = 3
"""An office may not learn that fewer than so many in a place were met by others alone."""
BY_PLACE = replace(RULE, no_nought=PLACES, others=FEW_OTHERS, others_by=PLACES)
"""Of places not even that nobody was met in one is shown, nor that others met one or two."""
LEARNT = (
    "cells", "hidden", "recovered", "narrow", "by_insider", "by_acquaintance", "by_office",
)  # fmt: skip
"""What is counted of a set of tables, in the order of the page."""
ACQUAINTANCES = 3
"""Persons of whom somebody knows the row, in each release."""
EVERY = 9
"""So many sets for each that is attacked without the control; every fourth of these has places."""
WORTH_A_PROCESS = 10
"""Fewer sets than that take less time than a process needs to begin."""


def attack(
    layout: LinkedTables,
    releases: Sequence[Mapping[Cell, int]],
    *,
    control: bool,
    rule: SuppressionRule = RULE,
    reports: Sequence[OfOffices] = (),
) -> dict[str, int]:
    """How many cells were hidden, and how many of them the attacker recovered or came close to.

    ``reports``: of each release, what each office reported.
    """
    shown: list[dict[Cell, int | None]] = []
    outcome: Counter[str] = Counter(dict.fromkeys(LEARNT, 0))
    for number, persons in enumerate(releases):
        counts = count_cells(layout, persons)
        if control:
            known_reports = [
                Reports(everybody, dict(zip("ab", of_offices, strict=True)))
                for everybody, of_offices in zip(releases[: number + 1], reports, strict=False)
            ]
            shown.append(suppress(layout, persons, rule, shown, known_reports))
        else:
            small = {cell for cell in counts if is_primary(cell, counts, rule, [])}
            shown.append({cell: None if cell in small else n for cell, n in counts.items()})
        outcome["cells"] += len(counts)
        outcome["hidden"] += sum(value is None for value in shown[-1].values())
        truth = releases[: number + 1]
        outcome.update(_recover(layout, shown, truth, rule, reports[: number + 1], read=control))
    outcome["small_changes"] = sum(
        1
        for before, after in combinations(shown, 2)
        for cell, value in after.items()
        if value is not None
        and (earlier := before.get(cell)) is not None
        and 0 < abs(value - earlier) < rule.threshold
    )
    return dict(outcome)


def _recover(
    layout: LinkedTables,
    shown: Sequence[Release],
    truth: Sequence[Mapping[Cell, int]],
    rule: SuppressionRule,
    reports: Sequence[OfOffices],
    *,
    read: bool,
) -> dict[str, int]:
    """What follows from the releases so far, to readers of each kind.

    ``read``: the rule is the policy's, and there is a reader who has read it.
    """
    newest = len(shown) - 1
    wanted = [(i, cell) for i, one in enumerate(shown) for cell in one if one[cell] is None]
    if not wanted:
        return {}
    hidden = [cell for i, cell in wanted if i == newest]
    reader_of = partial(Attacker, layout.categories, shown, coarser=layout.coarser)
    plain = attacker = reader_of()
    if read:
        try:
            attacker = reader_of(threshold=rule.threshold, no_nought=rule.no_nought)
        except ArithmeticError:
            # Nothing was hidden for its own sake, but for the sake of an earlier release.
            attacker = plain
    readers = Readers(attacker, plain)
    row = partial(plain.of, newest)
    narrow = readers.narrow([plain.of(i, cell) for i, cell in wanted], rule.width)
    outcome = Counter(recovered=sum(least == most for least, most in narrow), narrow=len(narrow))
    counts = count_cells(layout, truth[-1])
    for alone in [cell for cell in hidden if counts[cell] == 1]:
        # A region of one préfecture is the same cell by another name, and no other.
        others = [row(one) for one in hidden if (row(one) != row(alone)).any()]
        outcome["by_insider"] += len(readers.narrow(others, 1, [(row(alone), 1, 1)]))
    crossings = sorted((n, cell) for cell, n in truth[-1].items() if n)
    for _, somebody in crossings[:: max(1, len(crossings) // ACQUAINTANCES)][:ACQUAINTANCES]:
        fact = (row(somebody), 1, np.inf)
        outcome["by_acquaintance"] += len(readers.narrow(list(map(row, hidden)), 1, [fact]))
    for of_office in zip(*reports, strict=True):
        outcome["by_office"] += _of_others(layout, shown, truth, of_office, plain)
    return outcome


def _of_others(
    layout: LinkedTables,
    shown: Sequence[Release],
    truth: Sequence[Mapping[Cell, int]],
    own: Sequence[Mapping[Cell, int]],
    office: Attacker,
) -> int:
    """Where an office learns that others met one or two in a place, or one or two more or fewer.

    ``own``: what it reported, by release. What it has read tells it nothing more: a place may be
    hidden for the sake of any office.
    """
    of, newest = office.of, len(shown) - 1
    others = [
        {cell: n - mine[cell] for cell, n in count_cells(layout, everybody).items()}
        for everybody, reported in zip(truth, own, strict=True)
        for mine in [count_cells(layout, reported)]
    ]
    places = [cell for cell in others[newest] if PLACES.intersection(dict(cell))]
    learnt = 0
    asked: list[Any] = []
    for before, cell in product(range(newest + 1), places):
        few = others[before][cell]
        is_shown = shown[before][cell] is not None
        if 0 < few < FEW_OTHERS:
            learnt += is_shown
            asked += [] if is_shown else [of(before, cell)]
        if 0 < abs(others[newest][cell] - few) < FEW_OTHERS:
            is_shown = is_shown and shown[newest][cell] is not None
            learnt += is_shown
            asked += [] if is_shown else [of(newest, cell) - of(before, cell)]
    facts = [
        (of(number, cell), n, np.inf)
        for number, reported in enumerate(own)
        for cell, n in reported.items()
    ]
    return learnt + len(Readers(office, office).narrow(asked, 1, facts))


def attack_set(number: int, control: bool) -> dict[str, int]:
    """The outcome of one random set, or that it was ``refused`` or ``undecided``.

    Every fourth has places, and the regions in which they lie; in all, offices that report.
    """
    chance = np.random.default_rng(number)
    layout, rule = random_layout(chance), RULE
    if number % 4 == 3:
        layout, rule = with_regions(layout, chance), BY_PLACE
    releases = random_releases(layout, chance, 3)
    reports = random_reports(releases, chance)
    try:
        return attack(layout, releases, control=control, rule=rule, reports=reports)
    except CallError:
        return {"refused": 1}
    except ArithmeticError:
        return {"undecided": 1}


def bench_disclosure(
    sets: int, tell: Callable[[str], None] = lambda _: None, first: int = 0
) -> list[dict[str, Any]]:
    """A row with the control and one without: what the attacker recovers of random table sets.

    Without it of every ninth: there he recovers so much that a few are enough to see him at work.
    A set that the control lets nothing out of is ``refused``, one of which the attacker's solver
    finds no population at all ``undecided``: each is counted, and the next one is tried.
    """
    rows: list[dict[str, Any]] = []
    for control in (True, False):
        total: Counter[str] = Counter({"refused": 0, "undecided": 0})
        work = partial(attack_set, control=control)
        numbers = range(first, first + sets, 1 if control else EVERY)
        for done, of_set in enumerate(in_processes(work, numbers, WORTH_A_PROCESS), start=1):
            tell(f"{done}/{len(numbers)}")
            total.update(of_set)
        rows.append({"control": control, "table_sets": len(numbers), "releases": 3, **total})
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
