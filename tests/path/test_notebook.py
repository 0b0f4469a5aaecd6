"""The notebook draws what SQL says: read back from the bars themselves."""

from __future__ import annotations

import csv
import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from PIL import Image
from worlds import World

from warehouse.contracts.codelists import load_codelists
from warehouse.settings import PROJECT

FOLDER = PROJECT / "docs" / "notebook"
TILES = FOLDER / "tiles.csv"
IMAGES = PROJECT / "docs" / "images"


@pytest.fixture
def notebook(
    samples: World, sample_export: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """What the cells leave behind on the samples' release, run as the notebook is run."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.setenv("ZOKWEZO_RELEASE", str(sample_export))
    run = runpy.run_path(str(FOLDER / "draw.py"))["run"]
    yield run()
    pyplot.close("all")


def bars(axis: Any) -> list[Rectangle]:
    found = [one for one in axis.patches if type(one) is Rectangle]
    assert found
    return found


@pytest.mark.slow
def test_the_funnel_is_that_of_sql(notebook: dict[str, Any], samples: World) -> None:
    (told,) = samples.rows("select * from warehouse.journey_attrition where scope = 'all'")
    (beside,) = samples.rows(
        "select count(*) filter (where is_prosecuted and complaint_on is not null"
        " and not is_referred) as unsaid,"
        " count(*) filter (where is_prosecuted and complaint_on is null) as without_complaint"
        " from warehouse.journey"
    )
    steps = ("complaint", "referral", "prosecution", "hearing", "judgment", "conviction")
    known = [getattr(told, f"{step}_count") for step in steps]
    assert min(known) > 0
    axis = notebook["journey_figure"].axes[0]
    length = dict.fromkeys(range(len(steps)), 0)
    for bar in bars(axis):
        length[round(bar.get_y() + bar.get_height() / 2)] += bar.get_width()
    assert list(length.values()) == [known[0], known[1] + beside.unsaid, *known[2:]]
    said = [text.get_text() for text in axis.texts]
    assert said[::2] == [str(one) for one in known]
    assert said[3] == f"dits, et {beside.unsaid} à déduire"
    assert notebook["without_complaint"]["prosecution"] == beside.without_complaint
    words = " ".join(text.get_text() for text in notebook["journey_figure"].texts)
    assert f"{told.journeys_count} parcours" in words


@pytest.mark.slow
def test_the_forms_are_those_of_sql(notebook: dict[str, Any], samples: World) -> None:
    families = notebook["FAMILIES"]
    told = {
        (row.exploitation_prefecture_code, row.family): row.victims
        for row in samples.rows(
            "select v.exploitation_prefecture_code, count(*) as victims,"
            " case when c.attributes ->> 'family' = any (:families)"
            " then c.attributes ->> 'family' else 'OTHER' end as family"
            " from warehouse.victim v left join warehouse.dim_code c"
            " on c.list = 'exploitation' and c.code = v.principal_exploitation_code"
            " where v.exploitation_prefecture_code is not null group by 1, 3",
            families=list(families),
        )
    }
    assert sum(told.values()) > 60
    with TILES.open(encoding="utf-8") as file:
        place = {(int(r["column"]), int(r["row"])): r["place_code"] for r in csv.DictReader(file)}
    colours = {colour.lower(): name for name, (_, colour) in families.items()}
    axis = notebook["forms_figure"].axes[0]
    longest = max(told.values())
    drawn = {}
    for bar in bars(axis):
        tile = (int(bar.get_x()), int(bar.get_y()))
        if tile in place:  # the others are the legend
            count = bar.get_width() / 0.62 * longest
            drawn[place[tile], colours[to_hex(bar.get_facecolor())]] = count
    assert drawn == pytest.approx(told)


@pytest.mark.slow
def test_both_pictures_say_that_they_are_not_to_be_published(notebook: dict[str, Any]) -> None:
    for name in ("journey_figure", "forms_figure"):
        words = " ".join(text.get_text() for text in notebook[name].texts)
        assert "Usage interne : petits effectifs non masqués." in words
    assert "Un schéma et non une carte" in words


def test_every_prefecture_of_today_has_a_tile_of_its_own() -> None:
    with TILES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    today = load_codelists(PROJECT / "sources" / "codes").geography.prefectures()
    assert len(rows) == 20
    assert {row["place_code"] for row in rows} == set(today)
    assert len({(row["column"], row["row"]) for row in rows}) == len(rows)


def test_the_notebook_is_kept_without_results() -> None:
    cells = json.loads((FOLDER / "parcours.ipynb").read_text("utf-8"))["cells"]
    code = [one for one in cells if one["cell_type"] == "code"]
    assert len(code) >= 4
    assert all(one["outputs"] == [] and one["execution_count"] is None for one in code)


def test_the_pages_show_the_pictures() -> None:
    pictures = runpy.run_path(str(FOLDER / "draw.py"))["PICTURES"].values()
    pages = (PROJECT / "README.md", PROJECT / "docs/fr/questions.md")
    said = [page.read_text("utf-8") for page in pages]
    assert len(pictures) >= 2
    for picture, _ in pictures:
        assert (IMAGES / picture).stat().st_size < 200_000
        assert all(f"images/{picture}" in page for page in said)


@pytest.mark.slow
def test_the_pictures_of_the_pages_are_those_of_the_samples(notebook: dict[str, Any]) -> None:
    pictures = runpy.run_path(str(FOLDER / "draw.py"))["PICTURES"].values()
    assert len(pictures) >= 2
    for picture, numbers in pictures:
        with Image.open(IMAGES / picture) as shown:
            assert shown.text["Description"] == notebook[numbers].to_json(), (
                f"{picture} is old: python docs/notebook/draw.py docs/images"
            )
