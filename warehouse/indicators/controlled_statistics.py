"""Shares, medians and counts of what is no person, of one release, as far as they may be shown.

A share and what it is of are a count: it is hidden where it gives few away, by itself, through a
count that is hidden, through the other parts of its year, or against what a release showed before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.disclosure.disclosure_policy import Audience
from warehouse.indicators.indicator_definitions import Indicator, indicators

Row = Mapping[str, Any]
Ask = Callable[[str], Sequence[Row]]
SHARE_DIGITS = {"percent": 0}
"""A share of a dozen persons to the hundredth tells how many they are."""


@dataclass(frozen=True)
class EarlierRelease:
    """A release that showed statistics before."""

    figures: Sequence[Figure]
    ask: Ask | None  # of its tables; None where they are gone


def statistic_figures(
    ask: Ask,
    reads: str,
    release: str,
    audience: Audience,
    counted: Iterable[Figure] = (),
    earlier: Sequence[EarlierRelease] = (),
) -> list[Figure]:
    """The figures of the indicators that have an SQL of their own.

    Args:
        reads: whom it is asked of.
        counted: the figures that were counted before: a share says what its count does not show.
        earlier: the releases whose statistics a reader has kept.
    """
    hidden = {
        (one.indicator, one.year) for one in counted if one.is_suppressed and not any(one.breakdown)
    }
    figures: list[Figure] = []
    parts: dict[tuple[str, int], tuple[int, ...]] = {}
    for indicator_id, indicator in indicators().items():
        # Of what is restricted, a row would already say that somebody is there.
        if indicator.sql is None or indicator.reads != reads or indicator.control == "restricted":
            continue
        rows = [row for row in ask(indicator.sql) if row["year"] is not None]
        small = set()
        if indicator.control == "cells":
            small = _small_shares(indicator, rows, audience, hidden)
            small |= _changed_by_few(indicator_id, indicator, rows, audience, earlier)
            small |= _differ_by_few(indicator_id, indicator, rows, small, audience, parts)
            small |= _parts_that_follow(rows, small)
        elif indicator.unit == "percent":
            small = {i for i, row in enumerate(rows) if (row["base"] or 0) < audience.least_base}
        for place, row in enumerate(rows):
            is_suppressed = place in small
            value = None if is_suppressed else _told(indicator, row)
            year, *cell = _of(row)
            figures.append(Figure(release, indicator_id, year, value, is_suppressed, *cell))
    return figures


def _of(row: Row) -> tuple[int, str | None, str | None]:
    """Its year, and what it is broken down by."""
    return int(row["year"]), row["dimension"] or None, row["category"] or None


def _told(indicator: Indicator, row: Row) -> float | None:
    digits = SHARE_DIGITS.get(indicator.unit, 2)
    return None if row["value"] is None else round(float(row["value"]), digits)


def _persons(indicator: Indicator, row: Row) -> tuple[int, ...]:
    """Of how many it is; of a share also how many are in it, and how many are not."""
    base = int(row["base"] or 0)
    if indicator.unit != "percent" or row["value"] is None:
        return (base,)
    part = round(float(row["value"]) * base / 100)
    return base, part, base - part


def _small_shares(
    indicator: Indicator,
    rows: Sequence[Row],
    audience: Audience,
    hidden: Collection[tuple[str, int]],
) -> set[int]:
    """Which rows give few away, or a count that is hidden elsewhere."""
    small = set()
    for place, row in enumerate(rows):
        linked = any((one, int(row["year"])) in hidden for one in indicator.linked_to)
        base, *parts = _persons(indicator, row)
        few = base < audience.least_base or any(0 < one < audience.threshold for one in parts)
        if few or linked:
            small.add(place)
    return small


def _differ_by_few(
    indicator_id: str,
    indicator: Indicator,
    rows: Sequence[Row],
    small: Collection[int],
    audience: Audience,
    published: dict[tuple[str, int], tuple[int, ...]],
) -> set[int]:
    """Which rows tell few apart from a share of the same persons that is told already.

    Who was prosecuted within two years but not within one is counted by the two shares. A part of a
    share, such as one service of all, is held against the whole of its year.

    Args:
        small: what is hidden of them.
        published: the persons of each whole that is told, by indicator and year; this one's
            come in.
    """
    if indicator.unit != "percent":
        return set()
    persons = {i: _persons(indicator, row) for i, row in enumerate(rows) if i not in small}
    few: set[int] = set()
    for place in sorted(persons, key=lambda one: bool(rows[one]["dimension"])):
        year, now = int(rows[place]["year"]), persons[place]
        others = [published.get((name, year)) for name in (*indicator.within, indicator_id)]
        if any(
            0 < abs(one - other) < audience.threshold
            for was in others
            if was and was[0] == now[0]
            for one, other in zip(now, was, strict=False)
        ):
            few.add(place)
        elif not rows[place]["dimension"]:
            published[indicator_id, year] = now
    return few


def _changed_by_few(
    indicator_id: str,
    indicator: Indicator,
    rows: Sequence[Row],
    audience: Audience,
    earlier: Sequence[EarlierRelease],
) -> set[int]:
    """Which rows differ by few persons from what a release before showed.

    Where its tables are gone, a share that it showed otherwise is not told again.
    """
    few = set()
    for before in earlier:
        shown = {
            (one.year, one.dimension, one.category): one.value
            for one in before.figures
            if one.indicator == indicator_id and one.value is not None
        }
        if not shown:
            continue
        rows_then = before.ask(str(indicator.sql)) if before.ask else ()
        then = {_of(row): row for row in rows_then if row["year"] is not None}
        for place, row in enumerate(rows):
            if (key := _of(row)) not in shown:
                continue
            if key not in then:
                changed = _told(indicator, row) != shown[key]
            else:
                pairs = zip(_persons(indicator, row), _persons(indicator, then[key]), strict=False)
                changed = any(0 < abs(now - was) < audience.threshold for now, was in pairs)
            if changed:
                few.add(place)
    return few


def _parts_that_follow(rows: Sequence[Row], small: Collection[int]) -> set[int]:
    """Of the parts of a year one hidden alone follows from the others: the smallest goes too."""
    parts: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row["dimension"]:
            parts[int(row["year"]), row["dimension"]].append(place)
    also = set()
    for places in parts.values():
        left = sorted((rows[one]["base"] or 0, one) for one in places if one not in small)
        if len(places) - len(left) == 1 and left:
            also.add(left[0][1])
    return also
