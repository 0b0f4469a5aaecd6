"""The bulletin of the release that stands: its figures counted, kept, and written as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from warehouse import database
from warehouse.contracts import load_contracts
from warehouse.database import access
from warehouse.errors import Language
from warehouse.indicators.bulletin.bulletin_mail import write_mail
from warehouse.indicators.bulletin.bulletin_pages import write_bulletin
from warehouse.indicators.certainty_levels import certainty_rows
from warehouse.indicators.figure_store import fill_figures
from warehouse.indicators.linked_victims import read_doubtful_pairs, read_linked_mentions
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
    database.ensure_schema()
    with database.engine().begin() as connection:
        figures = fill_figures(connection, chosen.releases, datetime.now(UTC).date(), tell)
        number = figures[0].release
        access.note(connection, access.account(), "export", f"bulletin of release {number}")
        access.note(connection, access.account(), "read", "identity", purpose="certainty")
    with database.engine().connect() as connection:
        mentions = read_linked_mentions(connection)
        doubtful = read_doubtful_pairs(connection)
    titles: dict[str, dict[Language, str]] = {
        name: {"fr": one.title.fr, "en": one.title.en}
        for name, one in load_contracts(chosen.sources).items()
    }
    written = write_bulletin(
        figures,
        ReleaseTables(chosen.releases, int(number)),
        folder or chosen.var / "bulletins" / number,
        titles,
        next(iter(certainty_rows(mentions, doubtful)), None),
    )
    write_mail(written, chosen.steward)
    return written
