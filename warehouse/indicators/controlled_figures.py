"""From one release to the figures that may be shown of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.errors import CallError
from warehouse.indicators.disclosure.disclosure_policy import Audience, Policy
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule
from warehouse.indicators.disclosure.linked_tables import NO, YES, Cell, LinkedTables, Shown
from warehouse.indicators.disclosure.office_rows import Reports
from warehouse.indicators.disclosure.suppression import suppress
from warehouse.indicators.indicator_definitions import (
    PLACE,
    CountedPopulation,
    Indicator,
    denominators,
    indicators,
    populations,
)

REPORTED = "source"
"""The dimension that names the offices which reported a person."""
OWN_COLUMNS = {"sex": "sex", "age": "age_group", "prefecture": "place_code", "region": "place_code"}


@dataclass(frozen=True)
class Figure:
    """One figure; ``value`` is empty where it is suppressed. As a row of ``indicator.figure``."""

    release: str
    indicator: str
    year: int
    value: float | None
    is_suppressed: bool
    dimension: str | None = None
    category: str | None = None
    sex: str | None = None
    age_group: str | None = None
    place_code: str | None = None

    @property
    def figure_id(self) -> str:
        """A digest of release, indicator and breakdown."""
        key = (self.release, self.indicator, self.year, *self.breakdown)
        return hashlib.sha256(repr(key).encode()).hexdigest()[:24]

    @property
    def breakdown(self) -> tuple[str | None, ...]:
        """What it is broken down by."""
        return (self.dimension, self.category, self.sex, self.age_group, self.place_code)


Earlier = Sequence[Mapping[str, Mapping[int, Shown]]]
"""Per earlier release, the oldest first: population -> year -> cells, as ``shown_cells``."""


def population_figures(
    name: str,
    persons: Mapping[int, Mapping[Cell, int]],
    regions: Mapping[str, str],
    release: str,
    policy: Policy,
    earlier: Earlier = (),
    rule: Callable[[int], SuppressionRule] | None = None,
    persons_then: Sequence[Mapping[int, Mapping[Cell, int]]] = (),
) -> list[Figure]:
    """The figures of every indicator that counts a population, all its tables protected together.

    Args:
        persons: year -> persons by cell.
        regions: préfecture -> region.
        policy: who may be told what.
        rule: of a year, with the exceptions that hold; default the policy's, with none.
        persons_then: as ``persons``, of each earlier release; empty where its tables are gone.
    """
    population, rules = populations()[name], policy.audiences["public"]
    figures: list[Figure] = []
    for year, counted in persons.items():
        then = zip(earlier, persons_then or [{}] * len(earlier), strict=True)
        pairs = [(one[name][year], of) for one, of in then if one.get(name, {}).get(year)]
        past = [one for one, _ in pairs]
        chosen = rule(year) if rule else policy.rule("public")
        shown = _held_back(counted, past, chosen)
        reports = [_by_office(one) for one in (*(of.get(year, {}) for _, of in pairs), counted)]
        if not shown:
            finest = rules.finest_place(sum(counted.values()))
            tables = linked_tables(population, counted, regions, rules, finest)
            try:
                shown = suppress(tables, counted, chosen, past, reports)
            except CallError:
                if finest != "prefecture":
                    raise
                # Where no pattern protects the préfectures, the regions are what can be told.
                tables = linked_tables(population, counted, regions, rules, "region")
                shown = suppress(tables, counted, chosen, past, reports)
        for indicator_id, indicator in indicators().items():
            if indicator.population == name:
                figures += _of_indicator(indicator_id, indicator, year, shown, release)
    return figures


def shown_cells(figures: Iterable[Figure]) -> dict[str, dict[int, dict[Cell, int | None]]]:
    """Population -> year -> cells, as they were published: what an attacker would have kept."""
    shown: dict[str, dict[int, dict[Cell, int | None]]] = defaultdict(lambda: defaultdict(dict))
    for figure in figures:
        indicator = indicators().get(figure.indicator)
        if indicator is None or indicator.population is None or indicator.denominator:
            continue
        cell = dict(indicator.where)
        if figure.dimension:
            is_list = figure.dimension in populations()[indicator.population].several
            name = f"{figure.dimension}:{figure.category}" if is_list else figure.dimension
            cell[name] = YES if is_list else str(figure.category)
        if figure.sex:
            cell["sex"] = figure.sex
        if figure.age_group:
            cell["age"] = figure.age_group
        if figure.place_code:
            cell[figure.dimension or PLACE] = figure.place_code
        value = None if figure.value is None else int(figure.value)
        shown[indicator.population][figure.year][tuple(sorted(cell.items()))] = value
    return {name: dict(years) for name, years in shown.items()}


def linked_tables(
    population: CountedPopulation,
    counted: Mapping[Cell, int],
    regions: Mapping[str, str],
    audience: Audience,
    finest: str,
) -> LinkedTables:
    """The tables of a population for a year, their places as coarse as is asked."""
    categories: dict[str, set[str]] = {name: {"unknown"} for name in population.dimensions}
    for cell in counted:
        for name, category in cell:
            categories.setdefault(name, set()).add(category)
    several = tuple(sorted(name for name in categories if ":" in name))
    for name in several:
        categories[name] = {YES, NO}
    coarser: dict[str, tuple[str, Mapping[str, str]]] = {}
    if "prefecture" in categories:
        region_of = {"unknown": "unknown", **regions}
        # A place without a cell would say that nobody was met in it, and somebody in each other.
        categories["prefecture"] |= set(region_of)
        of = {one: region_of.get(one, "unknown") for one in categories["prefecture"]}
        coarser["region"] = ("prefecture", of)
        categories["region"] = set(of.values())
    tables: set[frozenset[str]] = set()
    for table in population.tables:
        if lists := [one for one in table if one in population.several]:
            rest = frozenset(table) - set(lists)
            tables |= {rest | {one} for one in several if one.split(":")[0] in lists}
        elif PLACE in table:
            rest = frozenset(table) - {PLACE}
            tables.add(rest | {"region"})
            if finest == "prefecture":
                tables.add(rest | {"prefecture"})
        else:
            tables.add(frozenset(table))
    audience.refuse(tables)
    return LinkedTables(
        {name: tuple(sorted(of)) for name, of in categories.items()},
        tuple(sorted(tables, key=sorted)),
        coarser,
        several,
    )


def _by_office(counted: Mapping[Cell, int]) -> Reports:
    """The persons that each office reported, who knows its own rows."""
    names = {name for cell in counted for name, _ in cell if name.split(":")[0] == REPORTED}
    of = {name: {one: n for one, n in counted.items() if (name, YES) in one} for name in names}
    return Reports(counted, of)


def _held_back(
    counted: Mapping[Cell, int], past: Sequence[Shown], rule: SuppressionRule
) -> dict[Cell, int | None] | None:
    """Last release's cells again, where too few persons have come or gone for new ones."""
    if not past or (before := past[-1].get(())) is None:
        return None
    change = abs(sum(counted.values()) - before)
    return dict(past[-1]) if 0 < change < rule.threshold else None


def _of_indicator(
    name: str, indicator: Indicator, year: int, shown: Shown, release: str
) -> list[Figure]:
    wanted: list[frozenset[str]] = []
    for breakdown in indicator.breakdowns:
        places = ("region", "prefecture") if PLACE in breakdown else ("",)
        wanted += [
            frozenset({place or one if one == PLACE else one for one in breakdown})
            for place in places
        ]
    figures = []
    for cell, value in shown.items():
        held = dict(cell)
        if any(held.get(one) != category for one, category in indicator.where.items()):
            continue
        rest = {one: category for one, category in held.items() if one not in indicator.where}
        if frozenset(one.split(":")[0] for one in rest) not in wanted:
            continue
        worth = _worth(indicator, year, value)
        if worth is _NO_DENOMINATOR:
            continue
        figures.append(_figure(release, name, year, worth, rest))
    return figures


_NO_DENOMINATOR = object()


def _worth(indicator: Indicator, year: int, value: int | None) -> Any:
    """The count, or the rate; no rate for a year that the revision does not give."""
    if indicator.denominator is None:
        return value
    key = (indicator.denominator.source, indicator.denominator.revision, year)
    if key not in denominators():
        return _NO_DENOMINATOR
    return None if value is None else round(100_000 * value / denominators()[key], 3)


def _figure(
    release: str, name: str, year: int, value: float | None, rest: Mapping[str, str]
) -> Figure:
    own = {OWN_COLUMNS[one]: category for one, category in rest.items() if one in OWN_COLUMNS}
    others = [(one, category) for one, category in rest.items() if one not in ("sex", "age")]
    dimension, category = None, None
    for one, of in others:
        if one in OWN_COLUMNS:
            dimension = one
        elif ":" in one:
            dimension, category = one.split(":", 1)
        else:
            dimension, category = one, of
    return Figure(release, name, year, value, value is None, dimension, category, **own)
