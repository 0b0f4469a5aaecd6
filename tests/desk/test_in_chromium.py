"""The desk in a real browser: by keyboard, on a line that breaks, and for whoever reads by ear."""

from __future__ import annotations

import json
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from chromium import BROWSER, DRIVER, By, Keys
from desk_tasks import (
    correct_a_row,
    decide_what_is_held,
    decisions,
    judge,
    send_over_a_broken_line,
    send_until_it_is_taken,
    try_what_is_anothers,
)
from sqlalchemy import text
from vault_of_pairs import ask, fill

from warehouse import database, intake, pipeline
from warehouse.desk.uploads import future_id

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]

TEN = {
    f"v{n}{side}": ("victim", source, f"INVENTÉE{n}", f"Prénom{n}")
    for n in range(10)
    for side, source in (("a", "umirr"), ("b", "minfemme"))
}


def take(path: Path) -> tuple[str, str]:
    """A file of a folder named like its register, received and examined."""
    source_id = path.parent.name
    (submission_id,) = pipeline.receive(source_id, path.parent.parent, stable_seconds=0)
    return submission_id, pipeline.examine(submission_id)


def test_ten_pairs_are_judged_by_keyboard(visit: Any) -> None:
    fill(TEN)
    for n in range(10):
        ask(f"v{n}a", f"v{n}b")
    here = visit("gestionnaire")
    judge(here)
    assert "Rien à juger" in here.text()
    here.press("u")
    here.until(lambda: len(decisions()) == 9)
    here.until(lambda: "Est-ce la même personne" in here.text())
    here.press("1")  # alone, a digit opens what is hidden
    here.until(lambda: "INVENTÉE" in here.text())
    here.driver.find_element(By.ID, "raccourcis").send_keys(Keys.SPACE)
    here.press("o", "1")
    here.open("/paires/victimes")
    assert len(decisions()) == 9, "the keys are switched off"


def test_a_mention_is_split_off_a_group_by_keyboard_and_taken_back(visit: Any) -> None:
    fill(TEN)
    with database.engine().begin() as connection:
        together = "update identity.person_mention set person_id = 'P-v0a' where mention_id = :m"
        for one in ("v1a", "v2a"):
            connection.execute(text(together), {"m": one})
    ask("v0a", "v0b")
    here = visit("gestionnaire")
    here.open("/paires/victimes")
    here.press("g")
    here.until(lambda: "Est-ce une seule personne" in here.text())
    assert "4 mentions" in here.text()
    assert here.violations() == []
    here.press("1")  # alone, a digit opens what is hidden
    here.until(lambda: "INVENTÉE0" in here.text())
    here.settle()
    rows = here.driver.find_elements(By.CSS_SELECTOR, "input[name=part]")
    here.press("x", "x")
    assert len(rows) == 4, here.text()
    assert here.driver.switch_to.active_element == rows[1]
    here.press("x", Keys.SPACE)
    assert [one.is_selected() for one in rows] == [False, False, True, False]
    here.press("n", "1")
    here.until(lambda: decisions() == ["different:other_names"] * 3)
    here.until(lambda: "Noté sur 3 paires" in here.text())
    here.settle()
    here.press("u")
    here.until(lambda: decisions() == [])
    here.until(lambda: "Est-ce la même personne" in here.text())
    here.settle()
    here.press("g")
    here.until(lambda: "Est-ce une seule personne" in here.text())
    here.settle()
    here.press("o", "2")
    here.until(lambda: decisions() == ["same:same_names"])


def test_a_refused_row_is_corrected_and_replayed_and_is_nobody_elses(
    visit: Any, tmp_path: Path, at_once: None
) -> None:
    submission_id = correct_a_row(visit("gestionnaire"), take, tmp_path)
    for step in (pipeline.link, pipeline.load):
        step()
    asked = "select count(*) from identity.person_mention where source_id = 'minfemme'"
    with database.engine().connect() as connection:
        assert connection.scalar(text(asked)) == 7
    try_what_is_anothers(visit, submission_id)


def test_a_held_replacement_is_let_through_and_another_sent_back(
    visit: Any, tmp_path: Path, at_once: None
) -> None:
    decide_what_is_held(visit("gestionnaire"), take, tmp_path)


def test_a_file_is_refused_corrected_from_its_receipt_and_taken(
    visit: Any, tmp_path: Path, at_once: None
) -> None:
    send_until_it_is_taken(visit("femme"), tmp_path)


def test_an_upload_goes_on_after_the_line_was_cut(visit: Any, tmp_path: Path) -> None:
    send_over_a_broken_line(visit("unite"), tmp_path)


LISTEN = """
window.heard = [];
const region = document.getElementById(arguments[0]);
window.region = region;
new MutationObserver(() => window.heard.push(region.textContent.trim()))
    .observe(region, {childList: true, characterData: true, subtree: true});
return region.getAttribute('role');
"""


def test_the_stage_of_a_receipt_is_said_once_to_whoever_listens(visit: Any) -> None:
    now = datetime.now(UTC)
    submission_id = future_id("umirr", "avril.xlsx", "5" * 64)
    here = visit("unite")
    here.open(f"/suivi/umirr/{submission_id}")
    here.settle()
    assert here.driver.execute_script(LISTEN, "nouvelle") == "status", "a live region, polite"
    heard = "return window.heard"
    time.sleep(5)
    assert here.driver.execute_script(heard) == [], "nothing changed, and nothing is said"
    with database.engine().begin() as connection:
        entry = intake.record_arrival(
            connection, source_id="umirr", file_name="avril.xlsx", size_bytes=10,
            sha256="5" * 64, received_at=now,
        )  # fmt: skip
    assert entry.submission_id == submission_id
    here.until(lambda: here.driver.execute_script(heard) == ["reçu, examen en cours"])
    with database.engine().begin() as connection:
        intake.record_verdict(
            connection, submission_id, status="accepted", judged_at=now, period="2026-04",
            contract_version=1, rows_read=4, rows_accepted=4, rows_quarantined=0, rows_set_aside=0,
        )  # fmt: skip
    here.until(lambda: here.driver.execute_script(heard) == ["reçu, examen en cours", "accepté"])
    stays = "return window.region.isConnected && !document.querySelector('[hx-get]')"
    assert here.driver.execute_script(stays), "the region outlived the page's exchange"


def test_how_far_an_upload_is_is_said_by_quarters(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "umirr_2026_05.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("x.bin", bytes(range(256)) * 9000)
    here = visit("unite")
    here.open("/deposer")
    here.settle()
    assert here.driver.execute_script(LISTEN, "dit") == "status"
    # What is heard outlives the page that it was said on.
    here.driver.execute_script(
        "addEventListener('pagehide', () => sessionStorage.setItem('heard',"
        " JSON.stringify(window.heard)))"
    )
    here.driver.find_element(By.ID, "fichier").send_keys(str(file))
    here.line(is_up=True, bytes_a_second=600_000)
    here.driver.find_element(By.ID, "envoyer").send_keys(Keys.ENTER)
    here.until(lambda: "/suivi/umirr/" in here.driver.current_url, 90)
    here.line(is_up=True)
    said = json.loads(here.driver.execute_script("return sessionStorage.getItem('heard')"))
    percents = [int(one.rpartition(" ")[0].rpartition(" ")[2]) for one in said]
    assert percents == sorted(set(percents))
    assert set(percents) <= {0, 25, 50, 75, 100}
    assert len(percents) >= 3
