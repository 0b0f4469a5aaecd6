"""The bulletin of the release that stands: its figures counted, kept, and written as pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from warehouse import database
from warehouse.database import access
from warehouse.indicators.bulletin.bulletin_mail import write_mail
from warehouse.indicators.bulletin.bulletin_pages import newest_year, write_bulletin
from warehouse.indicators.certainty_levels import LinkedMention, certainty_rows
from warehouse.indicators.figure_store import fill_figures
from warehouse.indicators.hidden_population.linkage_draws import (
    UncertainPair,
    carry_linkage,
    uncertain_pairs,
)
from warehouse.indicators.linked_victims import (
    read_linkage,
    read_victims_of_year,
)
from warehouse.indicators.release_counts import ReleaseTables
from warehouse.settings import settings


def make_bulletin(
    folder: Path | None = None, tell: Callable[[str], None] = lambda step: None
) -> list[Path]:
    """Write the bulletin of the current release, French and English; its figures are kept.

    A draft of a mail with both PDFs lies beside the pages, which are what is given back.

    Raises:
        CallError: there is no release.
    """
    chosen = settings()
    with database.ready().begin() as connection:
        figures = fill_figures(connection, chosen.releases, datetime.now(UTC).date(), tell)
        number = figures[0].release
        access.note(connection, access.account(), "export", f"bulletin of release {number}")
    mentions, doubtful = read_linkage()
    with database.engine().connect() as connection:
        of_the_year = read_victims_of_year(connection, newest_year(figures))
    written = write_bulletin(
        figures,
        ReleaseTables(chosen.releases, int(number)),
        folder or chosen.var / "bulletins" / number,
        next(iter(certainty_rows(mentions, doubtful)), None),
        _over_the_linkage(mentions, doubtful, of_the_year),
    )
    write_mail(written, chosen.steward)
    return written


def _over_the_linkage(
    mentions: Mapping[str, LinkedMention],
    doubtful: Sequence[UncertainPair],
    of_the_year: Collection[str],
) -> list[float] | None:
    """The interval of the hidden population over draws of the linkage, of the year's victims."""
    counted = {mention: one for mention, one in mentions.items() if mention in of_the_year}
    persons = {mention: one.person for mention, one in counted.items()}
    lists = {mention: one.groups["source"] for mention, one in counted.items()}
    sure = {mention: one.probability for mention, one in counted.items()}
    carried = carry_linkage(persons, lists, uncertain_pairs(persons, sure, doubtful))
    interval: list[float] | None = carried["ci95"]
    return interval
