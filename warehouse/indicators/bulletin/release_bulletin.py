"""The bulletin of the release that stands: its figures counted, kept, and written as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from warehouse import database
from warehouse.contracts import load_contracts
from warehouse.database import access
from warehouse.errors import Language
from warehouse.indicators.bulletin.bulletin_pages import write_bulletin
from warehouse.indicators.figure_store import fill_figures
from warehouse.indicators.release_counts import ReleaseTables
from warehouse.settings import settings


def make_bulletin(
    folder: Path | None = None, tell: Callable[[str], None] = lambda step: None
) -> list[Path]:
    """Write the bulletin of the current release, French and English; its figures are kept.

    Raises:
        CallError: there is no release.
    """
    chosen = settings()
    database.ensure_schema()
    with database.engine().begin() as connection:
        figures = fill_figures(connection, chosen.releases, datetime.now(UTC).date(), tell)
        number = figures[0].release
        access.note(connection, access.account(), "export", f"bulletin of release {number}")
    titles: dict[str, dict[Language, str]] = {
        name: {"fr": one.title.fr, "en": one.title.en}
        for name, one in load_contracts(chosen.sources).items()
    }
    return write_bulletin(
        figures,
        ReleaseTables(chosen.releases, int(number)),
        folder or chosen.var / "bulletins" / number,
        titles,
    )
