"""``indicator.figure``: filled once per release, read back by everything that is exported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, nulls_first, select, text

from warehouse import release
from warehouse.database.access import account, note
from warehouse.database.tables.indicator import figure as table
from warehouse.errors import CallError, message
from warehouse.indicators.controlled_figures import (
    REPORTED,
    Figure,
    population_figures,
    shown_cells,
)
from warehouse.indicators.controlled_statistics import (
    Ask,
    EarlierRelease,
    statistic_figures,
)
from warehouse.indicators.disclosure.disclosure_policy import policy
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule
from warehouse.indicators.indicator_definitions import indicators, populations
from warehouse.indicators.release_counts import ReleaseTables

WORDS = ("indicator", "dimension", "category", "place_code", "sex", "age_group")
"""What orders figures: the whole before its parts."""


def fill_figures(
    connection: Connection,
    releases: Path,
    today: date,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Figure]:
    """The figures of the current release, computed and kept if nobody has yet.

    What was published of a release never changes: asked again, the same rows come back.

    Raises:
        CallError: there is no release.
    """
    current = release.current(releases)
    if current is None:
        raise CallError(message("figures.no_release"))
    number = str(current.number)
    # Two that fill at once would publish two patterns of one release.
    connection.execute(text("lock table indicator.figure in share row exclusive mode"))
    if kept := read_figures(connection, number):
        return kept
    asked, chosen = ReleaseTables(releases, current.number), policy()
    tables = tables_by_release(filled(connection), releases)
    kept_releases = [
        EarlierRelease(read_figures(connection, one), _ask(of)) for one, of in tables.items()
    ]
    earlier = [shown_cells(one.figures) for one in kept_releases]
    figures: list[Figure] = []
    for name in populations():
        tell(name)
        counting = [one for one, indicator in indicators().items() if indicator.population == name]

        def rule(year: int, counting: list[str] = counting) -> SuppressionRule:
            used = chosen.exempt(counting, year, today)
            for one in used:
                note(
                    connection, account(), "export", one.indicator, purpose="disclosure exception",
                    detail={"year": year, "until": one.until.isoformat()},
                )  # fmt: skip
            return chosen.rule("public", used)

        population = populations()[name]
        offices = REPORTED in population.several
        then = [of().persons(population) if of and offices else {} for of in tables.values()]
        figures += population_figures(
            name,
            asked.persons(population),
            asked.regions(),
            number,
            chosen,
            earlier,
            rule=rule,
            persons_then=then,
        )
    tell("statistics")

    def of_database(query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(text(query)).mappings()]

    audience = chosen.audiences["public"]
    figures += statistic_figures(asked.ask, "release", number, audience, figures, kept_releases)
    figures += statistic_figures(of_database, "database", number, audience, figures)
    connection.execute(
        insert(table), [{"figure_id": one.figure_id, **asdict(one)} for one in figures]
    )
    note(connection, account(), "figures", f"release {number}", rows=len(figures))
    return read_figures(connection, number)


def filled(connection: Connection) -> list[str]:
    """The releases that have figures, the oldest first."""
    releases = connection.scalars(select(table.c.release).distinct())
    return sorted(releases, key=int)


def read_figures(connection: Connection, number: str) -> list[Figure]:
    """The figures of a release, in one order: what is written of them twice is the same twice."""
    columns = [column for column in table.c if column.name != "figure_id"]
    rows = connection.execute(
        select(*columns)
        .where(table.c.release == number)
        .order_by(*(nulls_first(table.c[name].collate("C")) for name in WORDS), table.c.year)
    )
    return [Figure(**row) for row in rows.mappings()]


def tables_by_release(
    numbers: Iterable[str], releases: Path
) -> dict[str, Callable[[], ReleaseTables] | None]:
    """Of each of these releases its tables, opened when asked; None where they are gone."""
    there = {one.number for one in release.listed(releases) if not one.withdrawn}
    return {
        one: cache(partial(ReleaseTables, releases, int(one))) if int(one) in there else None
        for one in numbers
    }


def _ask(tables: Callable[[], ReleaseTables] | None) -> Ask | None:
    return (lambda query: tables().ask(query)) if tables else None
