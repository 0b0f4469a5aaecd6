"""What a release says of itself: how many victims a join would liken to one accused."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from warehouse import release
from warehouse.cli.tables import show_published, show_releases
from warehouse.release.likeness import QUASI_IDENTIFIERS, likeness
from warehouse.release.manifest import read_manifest

ONE = ("F", 1990, 1990, "CAF", "CF71")
OTHER = ("M", 1985, 1985, "CAF", "CF22")
HALF_TOLD = ("F", None, None, "CAF", "CF71")


def _rows(key: str, *persons: tuple[object, ...]) -> pa.Table:
    columns = dict(zip(QUASI_IDENTIFIERS, zip(*persons, strict=True), strict=True))
    ids = [f"{key}-{n}" for n in range(len(persons))]
    return pa.table({f"{key}_id": ids, **{name: list(said) for name, said in columns.items()}})


CASES = {
    "one of each": ([ONE], [ONE], 1, 1),
    "two who are like one accused": ([ONE, ONE], [ONE, OTHER], 2, 0),
    "two accused who are alike hide each other": ([ONE], [ONE, ONE], 0, 1),
    "what is not told likens nobody": ([HALF_TOLD], [HALF_TOLD], 0, 1),
    "nobody is like her": ([ONE], [OTHER], 0, 1),
}


@pytest.mark.parametrize(("victims", "accused", "like_one", "alone"), CASES.values(), ids=CASES)
def test_who_may_be_likened_is_counted(
    victims: list[tuple[object, ...]],
    accused: list[tuple[object, ...]],
    like_one: int,
    alone: int,
) -> None:
    told = likeness(
        {
            "warehouse.victim": _rows("victim", *victims),
            "warehouse.suspect": _rows("suspect", *accused),
        }
    )
    assert told is not None
    assert (told["victims"], told["suspects"]) == (len(victims), len(accused))
    assert (told["like_one_suspect"], told["alone"]) == (like_one, alone)


def test_each_release_says_its_own_measure(fresh_settings: Path) -> None:
    tables = {
        "warehouse.victim": _rows("victim", ONE, OTHER),
        "warehouse.suspect": _rows("suspect", ONE),
    }
    releases = fresh_settings / "releases"
    made = release.publish(
        releases,
        tables,
        submissions=("S-1",),
        dictionary={},
        canonical={},
        at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    assert read_manifest(releases, made.number)["likeness"] == {
        "victims": 2, "like_one_suspect": 1, "alone": 2, "suspects": 1, "suspects_alone": 1,
    }  # fmt: skip


def test_the_measure_is_printed_with_the_release(
    fresh_settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    releases = fresh_settings / "releases"
    for day, victims in ((1, [ONE, OTHER, OTHER]), (2, [])):
        tables = {"warehouse.suspect": _rows("suspect", ONE)}
        if victims:
            tables["warehouse.victim"] = _rows("victim", *victims)
        made = release.publish(
            releases, tables, submissions=("S-1",), dictionary={}, canonical={},
            at=datetime(2026, 5, day, tzinfo=UTC),
        )  # fmt: skip
        show_published(asdict(made))
    said = capsys.readouterr().err
    assert "Livraison 1" in said and "1 victime sur 3" in said
    assert "Livraison 2" not in said, "of no victims nothing is measured"
    show_releases([asdict(one) for one in release.listed(releases)])
    shown = capsys.readouterr().out
    assert "1 / 3" in shown and "Victimes comme un seul mis en cause" in shown
