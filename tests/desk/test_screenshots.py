"""The pictures of docs/: the samples in a real browser, in light, dark and at 360 pixels."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chromium import BROWSER, DRIVER, By, Keys, Visit
from desk_client import give
from sqlalchemy import text
from worlds import World

from warehouse import database
from warehouse.settings import PROJECT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]

LARGEST = 400_000


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder that SCREENSHOTS names (``make screenshots``), or one that goes with the test."""
    named = os.environ.get("SCREENSHOTS")
    return PROJECT / named if named else tmp_path


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
    samples_and_more: World, enter_copy: Callable[[World], World], pictures: Path, chromium: Any
) -> None:
    enter_copy(samples_and_more)
    taken = take_pictures(pictures, *chromium)
    assert len(taken) == 13
    assert {path.name for path in taken if not 5_000 < path.stat().st_size < LARGEST} == set()
