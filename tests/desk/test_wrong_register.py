"""A file sent to the wrong register: told by its name, and moved by a click, where it is hers."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_client import browser, give, send

from warehouse import pipeline
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.slow

SAMPLE = sorted((PROJECT / "samples/drops/umirr").glob("*avril*"))[0]


def test_one_click_drops_it_where_it_belongs_and_nobody_else_can(
    world: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "drop" / "dspj"
    folder.mkdir(parents=True)
    (folder / SAMPLE.name).write_bytes(SAMPLE.read_bytes())
    (wrong,) = pipeline.receive("dspj", folder.parent, stable_seconds=0)
    assert pipeline.examine(wrong) == "rejected"
    give("les_deux", "focal_point", sources=["dspj", "umirr"])
    give("police", "focal_point", sources=["dspj"])
    give("unite", "focal_point", sources=["umirr"])
    page, path = f"/depots/{wrong}", f"/depots/{wrong}/deplacer"
    assert "/deplacer" not in browser("police").get(page).text, "the other register is not hers"
    assert send(browser("police"), path).status_code == 404
    assert send(browser("unite"), path).status_code == 404
    assert not (settings().drop / "umirr").exists()
    both = browser("les_deux")
    assert "ressemble à" in both.get(page).text and "/deplacer" in both.get(page).text
    moved = send(both, path)
    assert moved.status_code == 303
    assert [one.read_bytes() for one in (settings().drop / "umirr").iterdir()] == [
        SAMPLE.read_bytes()
    ]
    (right,) = pipeline.receive("umirr", stable_seconds=0)
    assert moved.headers["location"].endswith(f"/suivi/umirr/{right}")
    assert pipeline.examine(right) == "accepted"
    again = browser("les_deux").get(moved.headers["location"])
    assert again.headers["location"].endswith(f"/depots/{right}")
