"""Which cells are hidden so that no reader can tell what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from warehouse.indicators.disclosure.finest_cells import Unknowns
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule, is_primary
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, Shown, count_cells
from warehouse.indicators.disclosure.office_rows import OfficeRows, Reports, office_rows
from warehouse.indicators.disclosure.protection import Protection


def suppress(
    layout: LinkedTables,
    persons: Mapping[Cell, int],
    rule: SuppressionRule,
    earlier: Sequence[Shown] = (),
    reports: Sequence[Reports] = (),
) -> dict[Cell, int | None]:
    """What of these tables is shown: the count of each cell, or ``None`` where it is hidden.

    Args:
        persons: how many persons have which category of each dimension.
        earlier: what each earlier release showed of the same persons, the oldest first.
        reports: of each earlier release and of this one, what each office reported: it knows it.

    Raises:
        CallError: tables too fine, or an earlier release shows what cannot be protected.
    """
    releases = _different([*earlier, {}], reports or [Reports()] * (len(earlier) + 1))
    past, reports_of = [dict(one) for one, _ in releases[:-1]], [one for _, one in releases]
    wide = _with_earlier(layout, past)
    past = [{**release, **_told_by_absence(wide, release)} for release in past]
    layout = replace(layout, categories=wide.categories)
    counts = count_cells(layout, persons)
    hidden = {cell for cell in layout.cells if is_primary(cell, counts, rule, past)}
    offices: list[OfficeRows] = []
    if rule.others and any(one.by_office for one in reports_of):
        offices = office_rows(Unknowns(wide), rule, past, reports_of)
        few = np.any([one.few for one in offices], axis=0)
        near = {wide.cells[i] for i in np.flatnonzero(few)}
        near |= _changed_unseen(counts, releases, rule)
        hidden |= near - rule.shown_anyway
    if hidden or past:
        hidden = Protection(wide, counts, hidden, rule, past, offices).hide()
    return {cell: None if cell in hidden else counts[cell] for cell in layout.cells}


def _changed_unseen(
    counts: Mapping[Cell, int], releases: Iterable[tuple[Shown, Reports]], rule: SuppressionRule
) -> set[Cell]:
    """Places that a release told otherwise whose tables are gone.

    An office still knows its own rows of then, and would learn how many others came; nobody can
    say any more whether they are few.
    """
    return {
        cell
        for release, report in releases
        if not report.everybody
        for cell, value in release.items()
        if rule.others_by.intersection(dict(cell)) and value not in (None, counts.get(cell))
    }


def _different(
    releases: Iterable[Shown], reports: Iterable[Reports]
) -> list[tuple[Shown, Reports]]:
    """A release that shows what the one before it showed tells nothing more; the last is kept."""
    *before, newest = zip(releases, reports, strict=True)
    kept: list[tuple[Shown, Reports]] = []
    for release, report in before:
        if release and (not kept or dict(kept[-1][0]) != dict(release)):
            kept.append((release, report))
    return [*kept, newest]


def _told_by_absence(wide: LinkedTables, release: Shown) -> dict[Cell, int]:
    """Noughts that a release told by having no cell: a category that it does not name held nobody.

    A dimension that it did not tell at all says nothing; of one that it told, each category is
    named by itself.
    """
    alone = [cell[0] for cell in release if len(cell) == 1]
    told_kinds = {_kind(dimension) for dimension, _ in alone}
    absent = {
        cell[0]
        for cell in wide.cells
        if len(cell) == 1 and _kind(cell[0][0]) in told_kinds and cell[0] not in alone
    }
    return {cell: 0 for cell in wide.cells if absent & set(cell) and cell not in release}


def _kind(dimension: str) -> str:
    """Of a dimension for each item of a list, the list."""
    return dimension.split(":")[0]


def _with_earlier(layout: LinkedTables, earlier: Sequence[Shown]) -> LinkedTables:
    """The layout with whatever categories and tables earlier releases had."""
    categories = {one: set(of) for one, of in layout.categories.items()}
    tables = set(layout.tables)
    for cell in {cell for release in earlier for cell in release}:
        tables.add(frozenset(dimension for dimension, _ in cell))
        for dimension, category in cell:
            categories[dimension].add(category)
    widest = tuple(sorted((one for one in tables if not any(one < t for t in tables)), key=sorted))
    return replace(
        layout,
        categories={one: tuple(sorted(of)) for one, of in categories.items()},
        tables=widest,
    )
