"""The bulletin: one template, two languages, charts with their tables, nothing hidden told."""

from __future__ import annotations

import inspect
import re
from html import unescape
from xml.etree import ElementTree

import pytest

from warehouse.errors import Language, message
from warehouse.indicators.bulletin.bulletin_charts import bar_chart, tile_map, tiles
from warehouse.indicators.bulletin.bulletin_facts import PARTS, words
from warehouse.indicators.bulletin.bulletin_pages import bulletin_page, newest_year, to_pdf
from warehouse.indicators.certainty_levels import CertaintyRow
from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.hidden_population import refusal
from warehouse.indicators.hidden_population.linked_lists import histories_of

pytestmark = pytest.mark.slow


def figure(indicator: str, value: float | None, **told: str) -> Figure:
    return Figure("7", indicator, 2025, value, value is None, **told)


FIGURES = [
    figure("N01_ALL", 124),
    figure("N01", 1060),
    figure("N01_ALL", 70, sex="F"),
    figure("N01_ALL", 44, sex="M"),
    figure("N01_ALL", 10, sex="unknown"),
    figure("N01_ALL", None, dimension="form", category="sexual"),
    figure("N01_ALL", 75, dimension="form", category="forced_labour"),
    figure("N01_ALL", 12, dimension="prefecture", place_code="CF12"),
    figure("N01_ALL", None, dimension="prefecture", place_code="CF21"),
    figure("N01_ALL", 32, dimension="source", category="umirr"),
    figure("METHODS", 9, dimension="means", category="DEBT"),
    figure("N06_JUDGMENT", 60.5),
    figure("N01_ALL", 987654, sex="F", age_group="child"),
]
REFUSED = {
    "observed": 126,
    "refused": "toute personne de la liste A est aussi sur B",
    "reasons": ["nested", "few_on_several", "nested"],
    "notes": ["<b>hypothèse</b>"],
}
TOLD = {
    "observed": 126,
    "notes": ["hypothèse"],
    "leads": "bic",
    "methods": {
        "stepwise": {"point": 990.2, "ci95": [813.0, 1234.0], "pairs": []},
        "bic": {
            "point": 1110.0,
            "ci95": [901.0, 2468.0],
            "model": "[1,2,3]",
            "within_2": [1110.0, 1203.0],
        },
    },
}
LABELS = {"source:umirr": "UMIRR <registre>", "means:DEBT": "Dette"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_has_every_section_and_each_chart_its_table(language: Language) -> None:
    page = bulletin_page(FIGURES, 2025, language, LABELS, REFUSED)
    assert f'<html lang="{language}">' in page
    for name in PARTS:
        assert words()[name][language].replace("'", "&#39;") in page
    charts, tables = page.count("<svg"), page.count("<figcaption><table>")
    assert charts == tables == 6
    assert page.count('role="img" aria-label=') == charts
    assert len(page.encode()) < 2_000_000
    assert not re.search(r'(src|href)="https?:', page)
    named = re.findall(r'\sid="([^"]+)"', page)
    assert len(named) > len(PARTS)
    assert len(set(named)) == len(named)


def test_a_release_without_victims_has_its_page_too() -> None:
    """A country whose first months brought plans and decisions alone."""
    figures = [Figure("1", "N11", 2026, 100.0, is_suppressed=False)]
    assert newest_year(figures) == 2026
    page = unescape(bulletin_page(figures, 2026, "fr", LABELS, REFUSED))
    headline = page[page.index('id="headline"') : page.index('id="by_status"')]
    assert "Rien à montrer pour cette année." in headline
    assert "<table>" not in headline
    # What was seen is what the headline counts first, and no other figure in its place.
    offences = [Figure("1", "OFFENCES", 2026, 63.0, is_suppressed=False)]
    assert "Personnes vues : 0." in unescape(bulletin_page(offences, 2026, "fr", LABELS, TOLD))


def test_what_is_hidden_reads_so_and_what_is_told_is_escaped() -> None:
    page = bulletin_page(FIGURES, 2025, "fr", LABELS, REFUSED)
    assert "supprimé</td>" in page
    assert "UMIRR &lt;registre&gt;" in page
    assert "<b>hypothèse" not in page
    assert "1\u202f060" in page
    assert "60,5" in page
    assert "987" not in page
    # Of each breakdown, what is not known of it.
    assert "10 inconnus sur 124 (8\u202f%)" in page


def test_the_headline_says_what_other_levels_of_the_linkage_would_make_of_it() -> None:
    everybody = CertaintyRow("all", "", 124, {0.1: 118, 0.9: 131}, 40, 1.2, 3.6)
    page = bulletin_page(FIGURES, 2025, "en", LABELS, REFUSED, everybody)
    assert "from 120 to 130 victims. Links probably missed: 4; probably false: 1." in page


def test_a_refusal_names_no_list_and_counts_no_few() -> None:
    page = bulletin_page(FIGURES, 2025, "fr", LABELS, REFUSED)
    assert "une liste est contenue dans une autre, trop peu de personnes" in page
    assert "liste A" not in page
    # Every reason that there is has its words.
    reasons = re.findall(r'message\("estimate\.(\w+)"', inspect.getsource(refusal))
    assert len(reasons) > 5
    assert set(reasons) <= set(words()["hidden_because"])


@pytest.mark.parametrize(("shown", "told"), [(124, "124"), (None, "supprimé")])
def test_who_was_seen_is_told_as_the_headline_tells_it(shown: float | None, told: str) -> None:
    """Two came since the release before: its number stands in the headline, and nowhere another."""
    figures = [figure("N01_ALL", shown), *FIGURES[1:]]
    page = unescape(bulletin_page(figures, 2025, "fr", LABELS, TOLD))
    assert f"Personnes vues : {told}." in page


def test_the_hidden_population_is_a_spread_of_two_figures() -> None:
    linkage = message("estimate.note_linkage").text("en")
    told = {**TOLD, "notes": ["hypothèse", linkage]}
    page = unescape(bulletin_page(FIGURES, 2025, "en", LABELS, told))
    # The best BIC first, the stepwise one in the table with it.
    assert "About 1\u202f100 potential victims in all, 95 % interval: 900 \u2013 2\u202f500" in page
    assert '">990</td><td class="number">810 \u2013 1\u202f200</td>' in page
    # What models as good would say is no interval of 95 %.
    assert '">1\u202f100 \u2013 1\u202f200</td><td class="number"></td>' in page
    assert "hypothèse" in page
    assert linkage in page
    drawn = unescape(bulletin_page(FIGURES, 2025, "en", LABELS, told, linkage=[812.0, 3456.0]))
    assert "drawn by its probability (stepwise): 810 \u2013 3\u202f500." in drawn
    # A page says that the linkage's error is in the interval or that it is not, never both.
    assert linkage not in drawn


def test_the_same_figures_are_the_same_bytes() -> None:
    alike = [figure("N01_ALL", 12, dimension="source", category=one) for one in "cab"]
    hidden = [figure("METHODS", None, dimension="means", category=one) for one in ("B", "A")]
    figures = [*FIGURES, *alike, *hidden]
    orders = (figures, figures[::-1], sorted(figures, key=lambda one: one.figure_id))
    pages = {bulletin_page(one, 2025, "fr", LABELS, REFUSED) for one in orders}
    assert len(pages) == 1


def test_a_pdf_is_small_and_a_pdf() -> None:
    content = to_pdf(bulletin_page(FIGURES, 2025, "fr", LABELS, REFUSED))
    assert content.startswith(b"%PDF")
    assert len(content) < 2_000_000


def test_charts_are_svg_with_their_words_as_text() -> None:
    for drawn in (
        bar_chart([("a & b", 3.0, "3"), ("c", None, "supprimé")]),
        tile_map({"CF11": 4.0, "CF12": None}, {"CF11": "4"}, "supprimé", {"CF12": "Lobaye"}),
    ):
        told = " ".join(ElementTree.fromstring(drawn).itertext())
        assert "suppr" in told
    assert "Lobaye" in told
    assert "CF12" not in told
    assert "CF11" in told
    assert len(tiles()) == 20


def test_a_long_label_leaves_its_bar_room() -> None:
    long = "Promotion de la femme et protection de l'enfant : victimes accueillies"

    def widest(drawn: str) -> float:
        steps = re.findall(r"[ML] ([\d.]+) ([\d.]+)", drawn)
        return max(float(x) for x, _ in steps) - min(float(x) for x, _ in steps if float(x) > 1)

    with_long, alone = (bar_chart([(one, 49.0, "49"), ("b", 12.0, "12")]) for one in (long, "a"))
    assert long not in with_long
    assert all(word in with_long for word in long.split())
    assert widest(with_long) > 0.3 * widest(alone)


def test_small_lists_are_merged_and_nobody_is_lost() -> None:
    persons = [
        *([{"a"}] * 30),
        *([{"a", "b"}] * 12),
        *([{"b", "c"}] * 10),
        *([{"c", "d"}] * 2),
        *([{"e"}] * 1),
        {"f", "a"},
        set(),
    ]
    table = histories_of(persons)
    assert len(table.lists) <= 5
    assert sorted("+".join(table.lists).split("+")) == list("abcdef")
    assert table.observed == 56
    assert sum(table.counts) == 56
    assert histories_of(reversed(persons)).lists == table.lists
