"""The bulletin of a release, written: HTML and PDF, French and English, from one template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from warehouse.errors import LANGUAGES, Language
from warehouse.indicators.bulletin.bulletin_facts import (
    caveats,
    headline_lines,
    hidden_population,
    parts,
    victims_seen,
    words,
)
from warehouse.indicators.certainty_levels import CertaintyRow, linkage_note
from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.hidden_population.estimates import estimate_table
from warehouse.indicators.hidden_population.linked_lists import histories_of
from warehouse.indicators.release_counts import ReleaseTables
from warehouse.receipts.wording import BANGUI

RESAMPLES = 1000
LISTS = """
select source_ids from warehouse.victim
where victim_status_code is distinct from 'NOT_VICTIM' and year(first_seen_on) = {year}
"""
LABELS = """
select 'means:' || code as code, label_fr as fr, label_en as en
from warehouse.dim_code where list = 'means'
union all
select 'plan_status:' || code, label_fr, label_en from warehouse.dim_code
where list = 'plan_status'
union all
select level || ':' || place_code, name, name from warehouse.dim_geography
"""


def write_bulletin(
    figures: Sequence[Figure],
    tables: ReleaseTables,
    folder: Path,
    everybody: CertaintyRow | None = None,
    linkage: Sequence[float] | None = None,
) -> list[Path]:
    """Write the four files of the newest year that has figures of victims.

    Args:
        tables: of the same release: its code lists, and how its lists overlap.
        folder: where to; made if it is not there.
        everybody: all victims at the linkage's certainty levels.
        linkage: the interval of the hidden population over draws of the linkage.
    """
    folder.mkdir(parents=True, exist_ok=True)
    year = newest_year(figures)
    histories = histories_of(row["source_ids"] or () for row in tables.ask(LISTS.format(year=year)))
    labels = tables.ask(LABELS)
    written = []
    for language in LANGUAGES:
        named = {row["code"]: row[language] or row["code"] for row in labels}
        estimate = estimate_table(histories, RESAMPLES, language=language)
        dated = _dated(tables, language)
        page = bulletin_page(figures, year, language, named, estimate, everybody, linkage, dated)
        stem = folder / f"bulletin-{year}-release-{tables.number}-{language}"
        written += [stem.with_suffix(".html"), stem.with_suffix(".pdf")]
        written[-2].write_text(page, "utf-8")
        written[-1].write_bytes(to_pdf(page))
    return written


def _dated(tables: ReleaseTables, language: Language) -> str:
    """When the release was published, in Bangui, and the months that its rows of persons are of."""
    day = datetime.fromisoformat(tables.published_at).astimezone(BANGUI).date()
    [months] = tables.ask("select min(period) as first, max(period) as last from warehouse.mention")
    # A line does not end within a month.
    days = {"day": day.isoformat(), **months}
    dated = {name: str(one).replace("-", "\u2011") for name, one in days.items()}
    keys = ("dated", "months_reported") if months["first"] else ("dated",)
    return " ".join(words()[key][language].format(**dated) for key in keys)


def newest_year(figures: Sequence[Figure]) -> int:
    """The year that the bulletin is of: the newest with figures of victims, else of anything."""
    of_victims = [one.year for one in figures if one.indicator == "N01_ALL"]
    return max(of_victims or [one.year for one in figures])


def bulletin_page(
    figures: Sequence[Figure],
    year: int,
    language: Language,
    labels: Mapping[str, str],
    estimate: Mapping[str, Any],
    everybody: CertaintyRow | None = None,
    linkage: Sequence[float] | None = None,
    dated: str = "",
) -> str:
    """One language's page; it asks nothing of the network."""
    source = resources.files("warehouse.indicators.bulletin").joinpath("bulletin.html.j2")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    texts = words()
    release = figures[0].release
    headline = headline_lines(figures, year, language)
    everybody_seen = victims_seen(figures, year, language)
    notes = [linkage_note(everybody, language)] if everybody else []
    return environment.from_string(source.read_text("utf-8")).render(
        language=language,
        say=lambda key: texts[key][language],
        heading=texts["release"][language].format(number=release, year=year),
        dated=dated,
        headline=headline,
        caveats=[*notes, *caveats(language)],
        parts=parts(figures, year, language, labels),
        hidden=hidden_population(estimate, everybody_seen, language, linkage),
    )


def to_pdf(page: str) -> bytes:
    """The same page for print, tagged for screen readers."""
    from weasyprint import HTML

    content: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return content
