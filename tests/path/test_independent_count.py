"""Every figure of the samples, counted again by code that shares nothing with ours.

``counted_apart`` reads the raw cells and the truth file; it imports nothing of the project. What
differs stands here, figure by figure, with the reason.
"""

from __future__ import annotations

import ast
import csv
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import counted_apart
import pytest
from worlds import SAMPLES, World

from warehouse import database
from warehouse.indicators.figure_exports.standard_tables import glotip_rows
from warehouse.indicators.figure_store import fill_figures
from warehouse.indicators.indicator_definitions import populations
from warehouse.indicators.release_counts import ReleaseTables
from warehouse.settings import PROJECT, settings


@pytest.fixture(scope="module")
def counted() -> dict[str, Any]:
    return counted_apart.figures(SAMPLES / "drops", PROJECT / "sources" / "codes" / "geography.csv")


def test_the_other_count_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(counted_apart.__file__).read_text("utf-8"))
    named = [one for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    rooms = {one.name.split(".")[0] for one in named}
    rooms |= {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert rooms - {"__future__", "pandas"} <= sys.stdlib_module_names


# The figure -> how a reader of the warehouse asks for it: a number, or numbers by a value.
ASKED = {
    "victims": "select count(*) from warehouse.victim",
    "victims by sex": "select sex, count(*) from warehouse.victim group by 1",
    "victims by age group": "select age_group_at_detection, count(*) from warehouse.victim"
    " group by 1",
    "victims by form": "select principal_exploitation_code, count(*) from warehouse.victim"
    " group by 1",
    "victims by citizenship": "select nationality, count(*) from warehouse.victim group by 1",
    "victims by origin": "select origin_prefecture_code, count(*) from warehouse.victim group by 1",
    "victims by place of exploitation": "select exploitation_prefecture_code, count(*)"
    " from warehouse.victim group by 1",
    "victims by place of detection": "select detection_prefecture_code, count(*)"
    " from warehouse.victim group by 1",
    "victims assisted": "select count(distinct victim_id) from warehouse.assistance",
    "suspects": "select count(*) from warehouse.suspect",
    "suspects by sex": "select sex, count(*) from warehouse.suspect group by 1",
    "persons prosecuted by citizenship": "select nationality, count(*) from warehouse.suspect"
    " where suspect_id in (select suspect_id from warehouse.prosecution) group by 1",
    "prosecutions": "select count(*) from warehouse.prosecution",
    "persons prosecuted": "select count(distinct suspect_id) from warehouse.prosecution",
    "cases prosecuted": "select count(distinct case_id) from warehouse.prosecution",
    "prosecutions by orientation": "select orientation, count(*) from warehouse.prosecution"
    " group by 1",
    "hearings": "select count(*) from warehouse.hearing",
    "hearings adjourned": "select count(*) from warehouse.hearing where adjourned_to is not null",
    "judgments": "select count(*) from warehouse.judgment",
    "judgments by verdict": "select verdict, count(*) from warehouse.judgment group by 1",
    "persons convicted": "select count(distinct suspect_id) from warehouse.journey"
    " where is_convicted",
    "life sentences": "select count(*) from warehouse.sentence_against_range where is_life",
    "judgments appealed": "select count(*) from warehouse.judgment where is_appealed",
}
# What the other count calls by the word of the register.
WORDS = {
    "information ouverte": "INFORMATION", "classement sans suite": "SANS_SUITE",
    "flagrant delit": "FLAGRANT", "citation directe": "CITATION", "condamne": "CONDAMNE",
    "relaxe": "RELAXE", "acquitte": "ACQUITTE",
}  # fmt: skip


def test_every_figure_is_asked(counted: dict[str, Any]) -> None:
    assert ASKED.keys() == counted.keys()


@pytest.mark.slow
@pytest.mark.parametrize("figure", ASKED)
def test_the_figure_is_what_another_counts(
    samples: World, counted: dict[str, Any], figure: str
) -> None:
    rows = [tuple(row) for row in samples.rows(ASKED[figure])]
    other = counted[figure]
    if isinstance(other, int):
        ((number,),) = rows
        assert other > 0
        assert number == other
        return
    ours = Counter(dict(rows))
    theirs = Counter({WORDS.get(value, value): n for value, n in other.items()})
    assert sum(theirs.values()) > 9
    assert len(theirs) > 1
    differing = {
        value: ours[value] - theirs[value]
        for value in ours | theirs
        if ours[value] != theirs[value]
    }
    assert not differing, "what ours has more, by value"


@pytest.mark.slow
def test_the_tables_of_citizenship_are_what_another_counts(
    samples: World, counted: dict[str, Any]
) -> None:
    others = {
        "victims": ("Detected trafficking victims", counted["victims by citizenship"]),
        "prosecuted": ("Persons prosecuted", counted["persons prosecuted by citizenship"]),
        "convicted": (
            "Persons convicted",
            counted_apart.convicted_by_citizenship(SAMPLES / "drops"),
        ),
    }
    with database.engine().begin() as connection:
        figures = fill_figures(connection, settings().releases, date(2026, 12, 1))
    asked = ReleaseTables(settings().releases, int(figures[0].release))
    shown = [row for row in glotip_rows(figures) if row["Dimension"] == "by citizenship"]
    for population, (indicator, by_country) in others.items():
        theirs: Counter[str] = Counter()
        for country, persons in by_country.items():
            theirs["unknown" if country is None else "CAF" if country == "CAF" else "other"] += (
                persons
            )
        ours: Counter[str] = Counter()
        for cells in asked.persons(populations()[population]).values():
            for cell, persons in cells.items():
                ours[dict(cell)["citizenship"]] += persons
        assert ours == theirs
        assert len(theirs) > 1
        of_indicator = {r["Category"]: r["txtVALUE"] for r in shown if r["Indicator"] == indicator}
        assert of_indicator.keys() == {"Central African Republic", "Other", "Unknown"}
        if population != "victims":  # of these, the confirmed ones alone are a table of theirs
            named = {"CAF": "Central African Republic", "other": "Other", "unknown": "Unknown"}
            for category, name in named.items():
                assert of_indicator[name] in ("supprimé", str(theirs[category]))


@pytest.mark.slow
def test_nobody_is_two_persons_nor_two_persons_one(samples: World) -> None:
    with (SAMPLES / "drops" / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {
            (one["source"], one["file"], one["sheet"], int(one["row"]), one["role"]): one
            for one in csv.DictReader(file)
        }
    ours: dict[str, set[str]] = defaultdict(set)
    meant: dict[str, set[str]] = defaultdict(set)
    for row in samples.rows("select * from identity.person_mention"):
        place = (row.source_id, row.file_name, row.sheet or "", row.row_number, row.role)
        person = truth[place]["person_id"]
        ours[person].add(row.person_id)
        meant[row.person_id].add(person)
    assert all(len(one) == 1 for one in meant.values()), "nobody is two persons in one"
    assert len(meant) > 200
    parted = [person for person, found in ours.items() if len(found) > 1]
    assert not parted, "nobody is counted twice"
