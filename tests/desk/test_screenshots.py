"""The pictures of docs/: the samples in a real browser, in light, dark and at 360 pixels."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from chromium import BROWSER, DRIVER, By, Keys, Visit
from desk_client import give
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.settings import PROJECT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]

LARGEST = 400_000
LAST = "caafag"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder that SCREENSHOTS names (``make screenshots``), or one that goes with the test."""
    named = os.environ.get("SCREENSHOTS")
    return PROJECT / named if named else tmp_path


def samples_and_more(folder: Path) -> None:
    """The samples, one register of them after the release, so that a next one has what to tell;
    and what the samples do not have: a file refused, one that waits, one that is taken in part.
    """
    drops, before, after = PROJECT / "samples" / "drops", folder / "before", folder / "after"
    for source in (one for one in drops.iterdir() if one.is_dir()):
        shutil.copytree(source, (after if source.name == LAST else before) / source.name)
    pipeline.run(before)
    for source_id in ("iom", "umirr", "minfemme"):
        (after / source_id).mkdir()
    (after / "iom" / "iom_2026-05.pdf").write_bytes(b"%PDF-1.4 no table at all")
    shorter = openpyxl.load_workbook(drops / "minfemme" / "MPFFPE_victimes_04_2026.xlsx")
    for sheet in shorter.worksheets:
        sheet.delete_rows(sheet.max_row - 6, 4)
    shorter.save(after / "minfemme" / "MPFFPE_victimes_04_2026 v2.xlsx")
    (april,) = (drops / "umirr").glob("*avril*")
    spoiled = openpyxl.load_workbook(april)
    for row in list(spoiled.worksheets[0].iter_rows())[8:14]:
        for cell in row:
            if cell.is_date:
                cell.value = "31/13/2026"
    spoiled.save(after / "umirr" / april.name.replace("avril", "avril corrigé"))
    for source in after.iterdir():
        for submission_id in pipeline.receive(source.name, after, stable_seconds=0):
            pipeline.examine(submission_id)
    pipeline.link()
    pipeline.load()


def submission_to_show() -> str:
    """The one with most to tell."""
    with database.engine().connect() as connection:
        asked = (
            "select submission_id from intake.submission where status <> 'duplicate'"
            " order by rows_quarantined desc nulls last, warning_count desc, submission_id limit 1"
        )
        return str(connection.scalars(text(asked)).one())


def row_to_show() -> str:
    """A row that it keeps back."""
    with database.engine().connect() as connection:
        asked = (
            "select min(row_key) from intake.quarantined_row where submission_id = :s"
            " and row_number = (select min(row_number) from intake.quarantined_row"
            " where submission_id = :s)"
        )
        return str(connection.scalar(text(asked), {"s": submission_to_show()}))


def group_to_show() -> str:
    """The pair of two victims of whom most is told."""
    with database.engine().connect() as connection:
        asked = (
            "select l.link_id from identity.link_to_judge l join identity.person_mention m"
            " on m.person_id in (l.left_person_id, l.right_person_id) where l.state = 'open'"
            " group by l.link_id having min(m.role) = 'victim' and max(m.role) = 'victim'"
            " order by count(*) desc, l.link_id"
        )
        return str(connection.scalars(text(asked)).first())


def take_pictures(folder: Path, address: str, driver: Any) -> list[Path]:
    """The pages that the documentation shows, of whatever stands in the warehouse."""
    give("gestionnaire", "steward", "judge_victims", "judge_suspects")
    give("unite", "focal_point", sources=["umirr"])
    taken: list[Path] = []

    def take(here: Visit, name: str, path: str) -> None:
        here.open(path)
        there = folder / f"guichet-{name}.png"
        assert here.driver.save_screenshot(str(there))
        taken.append(there)

    here = Visit(driver, address, "gestionnaire")
    here.size(1100, 760)
    here.theme("light")
    take(here, "tableau", "/tableau")
    take(here, "depot", f"/depots/{submission_to_show()}")
    take(here, "a-faire", "/a-faire")
    take(here, "livraison", "/a-faire/livraison")
    come = re.search(r"nouvelles victimes et nouveaux mis en cause\n(\d+)", here.text())
    assert come and int(come[1]) > 0, "there is something to publish"
    take(here, "ligne", f"/depots/{submission_to_show()}/lignes/{row_to_show()}")
    take(here, "paire", "/paires")
    assert driver.find_elements(By.CSS_SELECTOR, "table.pair"), "there is a pair to show"
    take(here, "groupe", f"/paires/victimes/{group_to_show()}/groupe")
    here.open(f"/depots/{submission_to_show()}/lignes/{row_to_show()}")
    driver.find_element(By.ID, "ouvrir").click()
    here.until(lambda: driver.find_elements(By.ID, "piece"))
    here.settle()
    assert driver.save_screenshot(str(folder / "guichet-ligne-ouverte.png"))
    taken.append(folder / "guichet-ligne-ouverte.png")
    here.theme("dark")
    take(here, "tableau-sombre", "/tableau")
    here.size(360, 740)
    here.theme("light")
    take(here, "tableau-360", "/tableau")
    unite = Visit(driver, address, "unite")
    unite.size(1100, 760)
    take(unite, "deposer", "/deposer")
    take(unite, "attendus", "/attendus")
    unite.open("/destinataires")
    unite.driver.find_element(By.ID, "adresse-umirr").send_keys("chef@umirr.exemple", Keys.ENTER)
    unite.until(lambda: "chef@umirr.exemple" in unite.text())
    take(unite, "courriels", "/destinataires")
    return taken


def test_the_samples_are_seen_in_every_light(
    world: Path, pictures: Path, tmp_path: Path, chromium: Any
) -> None:
    samples_and_more(tmp_path)
    taken = take_pictures(pictures, *chromium)
    assert len(taken) == 13
    assert {path.name for path in taken if not 5_000 < path.stat().st_size < LARGEST} == set()
