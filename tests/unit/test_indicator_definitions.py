"""The definitions say what they mean; figures carry what may be shown, and a gap says why."""

from __future__ import annotations

from typing import Any

import pytest

from warehouse.errors import CallError, message
from warehouse.indicators import controlled_figures
from warehouse.indicators.controlled_figures import (
    Figure,
    linked_tables,
    population_figures,
    shown_cells,
)
from warehouse.indicators.controlled_statistics import EarlierRelease, statistic_figures
from warehouse.indicators.disclosure.disclosure_policy import policy
from warehouse.indicators.disclosure.linked_tables import YES, Cell, LinkedTables
from warehouse.indicators.disclosure.suppression import suppress
from warehouse.indicators.indicator_definitions import (
    denominators,
    indicators,
    notes,
    populations,
)
from warehouse.indicators.unknown_shares import UnknownShare, unknown_shares

REGIONS = {f"CF1{i}": "CF1" for i in range(3)} | {f"CF2{i}": "CF2" for i in range(3)}


def victim(**told: str) -> Cell:
    usual = {
        "status": "confirmed",
        "sex": "F",
        "age": "child",
        "form": "sexual",
        "citizenship": "CAF",
        "prefecture": "CF11",
        "source:umirr": "yes",
    }
    return tuple(sorted((usual | {k.replace("_", ":"): v for k, v in told.items()}).items()))


def of(figures: list[Figure], indicator: str, **told: str) -> Figure:
    asked = {name: told.get(name) for name in ("dimension", "category", "sex", "age_group")}
    (found,) = [
        one
        for one in figures
        if one.indicator == indicator
        and one.place_code is None
        and {name: getattr(one, name) for name in asked} == asked
    ]
    return found


def test_the_national_set_and_the_ten_series_are_there() -> None:
    named = set(indicators())
    for number in range(1, 14):
        assert any(name.startswith(f"N{number:02}") for name in named), number
    assert len([name for name in named if name.startswith("VC_HTF_DETV")]) == 10
    assert {"5.2.1", "8.7.1", "10.7.1", "16.3.1"} <= set(notes()["not_fed"])


@pytest.mark.parametrize("name", sorted(indicators()))
def test_breakdowns_are_of_tables_that_are_told(name: str) -> None:
    one = indicators()[name]
    if one.population is None:
        assert one.sql
        return
    counted = populations()[one.population]
    for breakdown in one.breakdowns:
        crossed = {*breakdown, *one.where}
        assert any(crossed <= set(table) for table in counted.tables), breakdown


def test_a_series_has_one_revision_and_no_rate_without_a_denominator() -> None:
    rates = [one for one in indicators().values() if one.denominator]
    assert {
        (one.denominator.source, one.denominator.revision) for one in rates if one.denominator
    } == {("WPP", "2024")}
    persons = {2024: {victim(): 100}, 2026: {victim(): 100}}
    figures = population_figures("victims", persons, REGIONS, "1", policy())
    rated = [one for one in figures if one.indicator == "VC_HTF_DETVR"]
    assert [(one.year, one.value) for one in rated] == [
        (2024, round(100_000 * 100 / denominators()["WPP", "2024", 2024], 3))
    ]


def test_what_is_small_is_suppressed_in_every_indicator_that_holds_it() -> None:
    persons = {
        2025: {
            victim(): 60,
            victim(sex="M"): 3,
            victim(sex="M", age="adult"): 50,
            victim(status="presumed", form="forced_labour"): 40,
        }
    }
    figures = population_figures("victims", persons, REGIONS, "1", policy())
    for name in ("N01", "VC_HTF_DETV", "VC_HTF_DETVSX"):
        small = of(figures, name, sex="M", age_group="child")
        assert (small.value, small.is_suppressed) == (None, True)
        assert of(figures, name).value == 113
    assert of(figures, "N02").value == 40
    assert all((one.value is None) == one.is_suppressed for one in figures)


def test_too_few_have_come_for_new_figures() -> None:
    first = {2025: {victim(): 60, victim(sex="M"): 70}}
    before = population_figures("victims", first, REGIONS, "1", policy())
    after = {2025: {victim(): 62, victim(sex="M"): 70}}
    held = population_figures("victims", after, REGIONS, "2", policy(), [shown_cells(before)])
    assert {one.breakdown: one.value for one in held if one.indicator == "N01_ALL"} == {
        one.breakdown: one.value for one in before if one.indicator == "N01_ALL"
    }
    enough = {2025: {victim(): 70, victim(sex="M"): 70}}
    fresh = population_figures(
        "victims", enough, REGIONS, "3", policy(), [shown_cells(before), shown_cells(held)]
    )
    assert of(fresh, "N01_ALL").value == 140


def test_what_was_shown_is_read_back_as_cells() -> None:
    persons = {2025: {victim(prefecture=one): 20 for one in (*REGIONS, "unknown")}}
    persons[2025][victim(sex="M", prefecture="CF21")] = 50
    figures = population_figures("victims", persons, REGIONS, "1", policy())
    cells = shown_cells(figures)["victims"][2025]
    assert cells[()] == 190
    assert cells[(("sex", "F"),)] == 140
    assert cells[(("prefecture", "CF21"),)] == 70
    assert cells[(("region", "CF2"),)] == 110
    assert cells[(("source:umirr", YES),)] == 190


def test_a_place_of_nobody_stands_where_one_of_few_does() -> None:
    """Were it left out, each place that is there and hidden would have somebody."""
    persons = {2025: {victim(prefecture=one): n for one, n in (("CF11", 60), ("CF12", 3))}}
    figures = population_figures("victims", persons, REGIONS, "1", policy())
    places = {
        one.place_code: one.value
        for one in figures
        if one.indicator == "N01_ALL" and one.dimension == "prefecture"
    }
    assert set(places) == {*REGIONS, "unknown"}
    assert {places[one] for one in ("CF10", "CF12", "CF22")} == {None}
    regions = {one.place_code: one.value for one in figures if one.dimension == "region"}
    assert regions["CF2"] is None


@pytest.mark.parametrize(
    ("others", "told"),
    [
        pytest.param(0, 80, id="nobody else: it learns of nobody"),
        pytest.param(1, None, id="one whom another office met"),
        pytest.param(2, None, id="two"),
        pytest.param(3, 80, id="three"),
    ],
)
def test_a_place_is_not_told_where_one_office_reported_nearly_everybody(
    others: int, told: int | None
) -> None:
    """It knows its own rows, and would know that one more was met in its préfecture."""
    elsewhere = {"source_iom": "yes", "source_umirr": "no"}
    persons = {
        victim(prefecture=one, **elsewhere): 80 for one in (*REGIONS, "unknown") if one != "CF21"
    }
    persons[victim(prefecture="CF21", source_iom="no")] = 80 - others
    if others:
        persons[victim(prefecture="CF21", **elsewhere)] = others
    figures = population_figures("victims", {2025: persons}, REGIONS, "1", policy())
    (place,) = [
        one
        for one in figures
        if (one.indicator, one.dimension, one.place_code) == ("N01_ALL", "prefecture", "CF21")
    ]
    assert place.value == told
    # What the state must give stays: it tells of no place.
    assert of(figures, "N01_ALL").value == 560
    assert of(figures, "N01", dimension="form", category="sexual").value == 560


def test_few_persons_have_no_prefecture() -> None:
    told = policy().audiences["public"]
    (few, many) = (
        linked_tables(
            populations()["victims"], {victim(): n}, REGIONS, told, told.finest_place(n)
        ).tables
        for n in (49, 50)
    )
    assert not any("prefecture" in table for table in few)
    assert any("prefecture" in table for table in many)


def test_no_rate_of_few_and_nothing_of_what_is_restricted() -> None:
    def ask(query: str) -> list[dict[str, object]]:
        few = {"year": 2025, "dimension": "", "category": "", "value": 50.0, "base": 9}
        return [few, {**few, "year": 2024, "base": 10}]

    rules = policy().audiences["public"]
    figures = statistic_figures(ask, "release", "1", rules)
    # Nor of few rows: of a source that sends three, a share tells what was wrong with one.
    for of, known in (
        ("N05_PROSECUTED_12", figures),
        ("N12", statistic_figures(ask, "database", "1", rules)),
    ):
        (small, enough) = [one for one in known if one.indicator == of]
        assert (small.value, small.is_suppressed, enough.value) == (None, True, 50.0)
    assert {"N10", "N13_PAIRS"}.isdisjoint(one.indicator for one in figures)


def test_a_share_gives_no_few_away() -> None:
    """Of 20 judged 3 convicted are 15 percent: the share and its base are the count."""

    def asked(*rows: tuple[str, float, int]) -> dict[str, float | None]:
        def ask(query: str) -> list[dict[str, object]]:
            return [
                {
                    "year": 2025,
                    "dimension": "court" if court else "",
                    "category": court,
                    "value": share,
                    "base": base,
                }
                for court, share, base in rows
            ]

        told = statistic_figures(ask, "release", "1", policy().audiences["public"])
        return {one.category or "": one.value for one in told if one.indicator == "N04"}

    assert asked(("", 15.0, 20)) == {"": None}
    assert asked(("", 85.0, 20)) == {"": None}
    assert asked(("", 100 * 7 / 13, 13)) == {"": 54}
    assert asked(("", 100.0, 13)) == {"": 100}
    # One court of three hidden would follow from the other two: the smaller of them goes too.
    courts = asked(("", 50.0, 80), ("tgi_a", 50.0, 40), ("tgi_b", 50.0, 32), ("tgi_c", 50.0, 8))
    assert courts == {"": 50, "tgi_a": 50, "tgi_b": None, "tgi_c": None}


@pytest.mark.parametrize(
    ("prosecuted", "convicted", "base", "is_told"),
    [
        pytest.param(50, 20, 100, True, id="thirty prosecuted and not convicted"),
        pytest.param(50, 47, 100, False, id="three of them"),
        pytest.param(50, 50, 100, True, id="nobody"),
        pytest.param(50, 47, 90, True, id="of another cohort"),
    ],
)
def test_two_shares_of_the_same_persons_do_not_tell_few_apart(
    prosecuted: int, convicted: int, base: int, is_told: bool
) -> None:
    def ask(query: str) -> list[dict[str, object]]:
        part, of = (convicted, base) if "is_conviction" in query else (prosecuted, 100)
        row = {"year": 2023, "dimension": "", "category": "", "base": of}
        return [{**row, "value": 100 * part / of}] if "with followed" in query else []

    figures = statistic_figures(ask, "release", "1", policy().audiences["public"])
    told = {one.indicator: not one.is_suppressed for one in figures}
    # The four shares of a cohort: the two of one stage are alike, and told or hidden together.
    assert told == {
        **{f"N05_CONVICTED_{months}": True for months in (12, 24)},
        **{f"N05_PROSECUTED_{months}": is_told for months in (12, 24)},
    }


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        ((50.0, 40), (50.0, 40), True),
        ((50.0, 40), (50.0, 60), True),
        ((50.0, 40), (50.0, 43), False),
        ((50.0, 40), (55.0, 40), False),
        # Eleven came, nine of them are in it: two are not.
        ((50.0, 40), (100 * 29 / 51, 51), False),
    ],
    ids=["nothing changed", "many came", "three came", "two more in it", "two more not in it"],
)
@pytest.mark.parametrize("releases_between", [0, 1])
def test_a_share_is_not_told_where_few_changed_since_a_release_that_told_it(
    before: tuple[float, int], now: tuple[float, int], is_told: bool, releases_between: int
) -> None:
    def asking(share: float, base: int) -> Any:
        row = {"year": 2025, "dimension": "", "category": "", "value": share, "base": base}
        return lambda query: [row]

    def released(ask: Any, *earlier: EarlierRelease) -> list[Figure]:
        rule = policy().audiences["public"]
        return statistic_figures(ask, "release", "1", rule, earlier=earlier)

    first = EarlierRelease(released(asking(*before)), asking(*before))
    between = EarlierRelease(released(asking(90.0, 400)), asking(90.0, 400))
    earlier = [first, *[between] * releases_between]
    of_share = {one.indicator: one for one in released(asking(*now), *earlier)}
    assert of_share["N04"].is_suppressed is not is_told
    # A median of as many persons is told again; that of a few more would say when they were judged.
    came = now[1] - before[1]
    assert of_share["N06_JUDGMENT"].is_suppressed is (0 < came < 5)


def test_a_share_of_a_release_that_is_gone_is_told_again_only_where_it_is_the_same() -> None:
    def asking(share: float) -> Any:
        row = {"year": 2025, "dimension": "", "category": "", "value": share, "base": 40}
        return lambda query: [row]

    rule = policy().audiences["public"]
    gone = EarlierRelease(statistic_figures(asking(50.0), "release", "1", rule), None)
    for share, is_told in ((50.0, True), (70.0, False)):
        told = statistic_figures(asking(share), "release", "2", rule, (), [gone])
        assert [one.value is not None for one in told if one.indicator == "N04"] == [is_told]


def test_a_share_is_hidden_with_the_count_that_it_is_of() -> None:
    def ask(query: str) -> list[dict[str, object]]:
        return [
            {"year": year, "dimension": "", "category": "", "value": 50.0, "base": 40}
            for year in (2024, 2025)
        ]

    hidden = [Figure("1", "N03_CONVICTED", 2025, None, is_suppressed=True)]
    told = statistic_figures(ask, "release", "1", policy().audiences["public"], hidden)
    assert {one.year: one.value for one in told if one.indicator == "N04"} == {2024: 50, 2025: None}
    assert all(set(one.linked_to) <= set(indicators()) for one in indicators().values())
    shares = [one for one in indicators().values() if one.unit == "percent" and one.sql]
    assert all(one.linked_to for one in shares if one.control == "cells")


def test_where_no_pattern_protects_prefectures_the_regions_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    persons = {2025: {victim(): 60, victim(sex="M", prefecture="CF21"): 70}}
    tried: list[bool] = []

    def protect(layout: LinkedTables, *told: Any) -> dict[Cell, int | None]:
        tried.append(any("prefecture" in table for table in layout.tables))
        if tried[-1]:
            raise CallError(message("disclosure.cannot_protect"))
        return suppress(layout, *told)

    monkeypatch.setattr(controlled_figures, "suppress", protect)
    figures = population_figures("victims", persons, REGIONS, "1", policy())
    assert tried == [True, False]
    places = {(one.dimension, one.place_code) for one in figures if one.place_code}
    assert places == {("region", code) for code in ("CF1", "CF2", "unknown")}
    assert any(one.value for one in figures if one.place_code), "some of it is told"

    def never(*told: Any) -> dict[Cell, int | None]:
        raise CallError(message("disclosure.cannot_protect"))

    monkeypatch.setattr(controlled_figures, "suppress", never)
    with pytest.raises(CallError):
        population_figures("victims", persons, REGIONS, "1", policy())


def test_the_share_of_unknowns_stands_beside_each_breakdown() -> None:
    def counted(value: float | None, **told: str) -> Figure:
        return Figure("7", "N01_ALL", 2025, value, value is None, **told)

    figures = [
        counted(60),
        counted(21, sex="unknown"),
        counted(39, sex="F"),
        counted(None, age_group="unknown"),
        counted(7, age_group="unknown", sex="F"),
        counted(15, dimension="form", category="unknown"),
        counted(0, dimension="region", place_code="unknown"),
        Figure("7", "VC_HTF_DETVR", 2025, 1.2, is_suppressed=False, sex="unknown"),
        Figure("7", "N02", 2025, None, is_suppressed=True),
        Figure("7", "N02", 2025, 6, is_suppressed=False, sex="unknown"),
        Figure("7", "N01", 2025, 7, is_suppressed=False),
        Figure("7", "N01", 2025, 5, is_suppressed=False, sex="unknown"),
    ]
    shares = {(one.indicator, one.breakdown): one for one in unknown_shares(figures)}
    assert set(shares) == {
        *(("N01_ALL", name) for name in ("sex", "age", "form", "region")),
        ("N02", "sex"),
        ("N01", "sex"),
    }
    of_sex = shares["N01_ALL", "sex"]
    assert (of_sex.unknown, of_sex.total, of_sex.percent) == (21, 60, 35)
    assert of_sex.text("en") == "21 unknown of 60 (35\u202f%)"
    assert shares["N01_ALL", "region"].percent == 0
    assert shares["N01_ALL", "age"].text("fr") == "nombre d'inconnus supprimé, sur 60"
    assert shares["N02", "sex"].percent is None
    methods, cases = (
        Figure("7", name, 2025, value, is_suppressed=False, **told)
        for name, value, told in (
            ("METHODS", 35, {"dimension": "means", "category": "unknown"}),
            ("OFFENCES", 63, {}),
        )
    )
    # What counts the same cases has their total, though another indicator tells it.
    assert [one.text("fr") for one in unknown_shares([methods, cases])] == [
        "35 inconnus sur 63 (56\u202f%)"
    ]
    # Seven persons bear no percentage.
    assert shares["N01", "sex"].percent is None
    sentences = {
        (35, None): "35 inconnus, d'un total supprimé",
        (None, None): "nombre d'inconnus et total supprimés",
        (1, 12): "1 inconnu sur 12",
    }
    for (unknown, total), sentence in sentences.items():
        share = UnknownShare("N01", 2025, "sex", unknown, total, None)
        assert share.text("fr") == sentence
