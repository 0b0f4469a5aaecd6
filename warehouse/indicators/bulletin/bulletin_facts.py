"""What the bulletin says of a year: rows of labels and numbers, from the figures of a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from warehouse.errors import Language, message
from warehouse.indicators.bulletin.bulletin_charts import bar_chart, tile_map, tiles
from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.figure_exports.code_labels import code_words
from warehouse.indicators.hidden_population.told_estimates import (
    method_rows,
    round_for_people,
    told_spread,
)
from warehouse.indicators.indicator_definitions import indicators, notes
from warehouse.indicators.unknown_shares import unknown_shares

HEADLINES = ("N01_ALL", "N01", "N02", "OFFENCES", "N03_CONTACT", "N03_PROSECUTED", "N03_CONVICTED")
# Heading -> indicator and what it is broken down by; several indicators are told by their totals.
PARTS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "by_status": (("N01_ALL",), "status"),
    "by_source": (("N01_ALL",), "source"),
    "by_form": (("N01_ALL",), "form"),
    "by_sex": (("N01_ALL",), "sex"),
    "by_age": (("N01_ALL",), "age"),
    "by_region": (("N01_ALL",), "region"),
    "by_place": (("N01_ALL",), "prefecture"),
    "methods": (("METHODS",), "means"),
    "journey": (("N03_CONTACT", "N03_PROSECUTED", "N03_CONVICTED"), None),
    "delays": (("N06_PROSECUTION", "N06_JUDGMENT"), None),
    "hearings": (("N07_HELD", "N07_POSTPONED", "N07_TO_COME", "N07_TO_PLAN"), None),
    "plan": (("N11",), "plan_status"),
    "quality": (("N12",), "source"),
    "punctuality": (("N12_DELAY",), "source"),
}
OF_ONE_BREAKDOWN = {"several_sources": "source"}
"""A caveat that is true of the sums of one breakdown alone."""


@dataclass(frozen=True)
class Line:
    """One row of a table, and what stands in its cell."""

    label: str
    value: float | None
    told: str


@dataclass(frozen=True)
class Part:
    """One section: its rows, and their chart."""

    id: str
    title: str
    rows: list[Line]
    chart: str
    notes: list[str]
    unknown: str


@cache
def words() -> dict[str, Any]:
    """The bulletin's words, in both languages."""
    page = resources.files("warehouse.indicators.bulletin").joinpath("words.yml")
    page_words: dict[str, Any] = yaml.safe_load(page.read_text("utf-8"))
    return page_words


def headline_lines(figures: Sequence[Figure], year: int, language: Language) -> list[Line]:
    """The totals, one a line."""
    return [
        _line(getattr(indicators()[one.indicator].title, language), one, language)
        for name in HEADLINES
        for one in _of(figures, name, year, None)
    ]


def victims_seen(figures: Sequence[Figure], year: int, language: Language) -> str:
    """All victims of the year, as the headline tells them; nought of a year without any."""
    return next((_told_of(one, language) for one in _of(figures, "N01_ALL", year, None)), "0")


def caveats(language: Language) -> list[str]:
    """The caveats of the headline figures, each once."""
    return _caveats(HEADLINES, None, language)


def parts(
    figures: Sequence[Figure], year: int, language: Language, labels: Mapping[str, str]
) -> list[Part]:
    """Every section of the year.

    Args:
        labels: of codes that are the country's and not the bulletin's: places, sources, means.
    """
    hidden = message("disclosure.suppressed").text(language)
    shares = {
        (one.indicator, one.breakdown): one.text(language)
        for one in unknown_shares(figures)
        if one.year == year
    }
    made = []
    for name, (asked, dimension) in PARTS.items():
        shown_figures = [one for each in asked for one in _of(figures, each, year, dimension)]
        label = _labelling(dimension, language, labels)
        rows = [_line(label(one), one, language) for one in shown_figures]
        # Of a table without anybody the row says nothing; a hidden one stays.
        rows = [row for row in rows if row.value != 0 or dimension is None]
        if dimension == "prefecture":
            names = {code: labels.get(f"{dimension}:{code}", code) for code in tiles()}
            by_code = {one.place_code or "": one.value for one in shown_figures}
            worth = {code: _told(value, language) for code, value in by_code.items() if value}
            chart = tile_map(by_code, worth, hidden, names)
            shown = [row for row in rows if row.value is not None]
            others = Line(words()["other_places"][language], None, hidden)
            rows = shown if len(shown) == len(rows) else [*shown, others]
        else:
            chart = bar_chart([(row.label, row.value, row.told) for row in rows])
        caveats = _caveats(asked, dimension, language)
        drawn = chart if rows else ""
        unknown = shares.get((asked[0], dimension or ""), "")
        made.append(Part(name, words()[name][language], rows, drawn, caveats, unknown))
    return made


def hidden_population(
    estimate: Mapping[str, Any],
    observed: str,
    language: Language,
    linkage: Sequence[float] | None = None,
) -> dict[str, Any]:
    """What leads, each method rounded to two figures beside it; or why there is no estimate.

    Args:
        observed: how many were seen, as the headline tells it: another count would tell a change.
        linkage: the interval over draws of the linkage.
    """

    def say(key: str, /, **parameters: Any) -> str:
        return message(f"estimate.{key}", **parameters).text(language)

    notes = list(estimate.get("notes", ()))
    if "refused" in estimate:
        because = [words()["hidden_because"][one][language] for one in estimate["reasons"]]
        why = ", ".join(dict.fromkeys(because))
        text = words()["hidden_refused"][language].format(why=why)
        return {"told": [text], "rows": [], "notes": notes}
    methods, name = estimate["methods"], estimate["leads"]
    point, spread = round_for_people(methods[name]["point"]), told_spread(methods[name]["ci95"])
    seen = words()["hidden_seen"][language].format(observed=observed)
    sentences = [seen, say("leads", method=say(f"row_{name}"), point=point, spread=spread)]
    if linkage:
        drawn = words()["hidden_linkage"][language].format(spread=told_spread(linkage))
        sentences.append(drawn)
        notes.remove(say("note_linkage"))
    rows = [(say(f"row_{one.name}"), one.point, one.spread) for one in method_rows(methods)]
    heads = [say(key) for key in ("method", "point", "interval")]
    return {"told": sentences, "rows": rows, "heads": heads, "notes": notes}


def _caveats(asked: Sequence[str], dimension: str | None, language: Language) -> list[str]:
    """Of some indicators, each once, as far as they speak of this breakdown."""
    named = dict.fromkeys(note for each in asked for note in indicators()[each].caveats)
    shown = [one for one in named if OF_ONE_BREAKDOWN.get(one, dimension) == dimension]
    return [notes()["caveats"][one][language] for one in shown]


def _of(figures: Sequence[Figure], name: str, year: int, dimension: str | None) -> list[Figure]:
    wanted = []
    for one in figures:
        if (one.indicator, one.year) != (name, year):
            continue
        crossed = {
            "sex": one.sex,
            "age": one.age_group,
            one.dimension or "": one.dimension,
        }
        if {key for key, value in crossed.items() if value} == (
            {dimension} if dimension else set()
        ):
            wanted.append(one)
    order = {code: i for i, code in enumerate(tiles())}

    def place(one: Figure) -> tuple[int, bool, float, tuple[str, ...]]:
        # Of equals, and of the hidden ones, the code decides: the order tells nothing of a value.
        # The unknown are no category that leads: they come last.
        codes = tuple(part or "" for part in one.breakdown)
        return order.get(one.place_code or "", 0), "unknown" in codes, -(one.value or 0), codes

    return sorted(wanted, key=place)


def _labelling(
    dimension: str | None, language: Language, labels: Mapping[str, str]
) -> Callable[[Figure], str]:
    def label(one: Figure) -> str:
        if dimension is None:
            return str(getattr(indicators()[one.indicator].title, language))
        code = one.sex or one.age_group or one.place_code or one.category or ""
        if code in words()["sexes"]:
            return str(words()["sexes"][code][language])
        return labels.get(f"{dimension}:{code}") or code_words(dimension, code, language)

    return label


def _line(label: str, one: Figure, language: Language) -> Line:
    return Line(label, None if one.is_suppressed else one.value, _told_of(one, language))


def _told_of(one: Figure, language: Language) -> str:
    if one.is_suppressed or one.value is None:
        return message("disclosure.suppressed").text(language)
    return _told(one.value, language)


def _told(value: float, language: Language) -> str:
    number = f"{value:,.1f}".removesuffix(".0").replace(",", "\u202f")
    return number if language == "en" else number.replace(".", ",")
