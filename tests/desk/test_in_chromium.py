"""The desk in a real browser: by keyboard, on a line that breaks, and for whoever reads by ear."""

from __future__ import annotations

import json
import time
import urllib.request
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from chromium import ACCOUNT, BROWSER, DRIVER, By, Keys
from desk_client import give
from kept_back_rows import WRONG, days, partly_taken, workbook
from openpyxl import load_workbook
from sqlalchemy import text
from vault_of_pairs import ask, fill

from warehouse import database, intake, pipeline
from warehouse.desk.uploads import future_id
from warehouse.settings import settings

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


def decisions() -> list[str]:
    with database.engine().connect() as connection:
        asked = (
            "select decision || ':' || reason from identity.judgement"
            " where withdrawn_at is null order by at"
        )
        return list(connection.scalars(text(asked)))


def test_ten_pairs_are_judged_by_keyboard(visit: Any) -> None:
    fill(TEN)
    for n in range(10):
        ask(f"v{n}a", f"v{n}b")
    here = visit("gestionnaire")
    here.open("/paires/victimes")
    keys = {"same:all_agrees": "o1", "different:other_names": "n1", "unsure:too_little": "i"}
    said = ["same:all_agrees", "different:other_names", "unsure:too_little"] * 3 + [
        "same:all_agrees"
    ]
    for n, one in enumerate(said):
        before = here.driver.current_url
        assert here.driver.find_elements(By.CSS_SELECTOR, ".masked"), "what agrees is masked"
        here.press(*keys[one])
        here.until(lambda n=n: len(decisions()) == n + 1)
        here.until(lambda before=before: here.driver.current_url != before)
    assert decisions() == said
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


def test_a_refused_row_is_corrected_and_replayed_by_keyboard(
    visit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_STABLE_SECONDS", "0")
    settings.cache_clear()
    submission_id, _ = partly_taken(tmp_path)
    here = visit("gestionnaire")
    here.open("/a-faire?sorte=kept_back")
    here.driver.find_element(By.PARTIAL_LINK_TEXT, "Ouvrir").send_keys(Keys.ENTER)
    here.until(lambda: "Lignes gardées à part" in here.text())
    here.driver.find_element(By.CSS_SELECTOR, "a[href*='/lignes/']").send_keys(Keys.ENTER)
    here.until(lambda: "La corriger ici" in here.text())
    assert here.violations() == []
    here.driver.find_element(By.ID, "ouvrir").send_keys(Keys.ENTER)
    day = here.until(lambda: here.driver.find_element(By.ID, "c1"))
    assert day.get_attribute("value") == WRONG
    assert here.violations() == []
    day.clear()
    day.send_keys("08/04/2026")
    here.driver.find_element(By.ID, "piece").send_keys("PV 012/2026", Keys.ENTER)
    # The page of the new reading follows it by itself.
    here.until(lambda: submission_id not in here.driver.current_url)
    here.until(lambda: "accepté avec avertissements" in here.text(), 120)
    for step in (pipeline.link, pipeline.load):
        step()
    with database.engine().connect() as connection:
        asked = "select count(*) from identity.person_mention where source_id = 'minfemme'"
        assert connection.scalar(text(asked)) == 7


def test_a_held_replacement_is_let_through_and_another_sent_back(
    visit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_STABLE_SECONDS", "0")
    settings.cache_clear()
    held = []
    for name, count in (("", 9), (" v2", 8), (" v3", 7)):
        workbook(tmp_path / "minfemme" / f"MPFFPE_victimes_04_2026{name}.xlsx", days(count))
        (submission_id,) = pipeline.receive("minfemme", tmp_path, stable_seconds=0)
        if pipeline.examine(submission_id) == "held":
            held.append(submission_id)
    assert len(held) == 2
    here = visit("gestionnaire")
    for decision, outcome in (("release", "accepté"), ("reject", "rejeté")):
        here.open("/a-faire?sorte=held")
        here.driver.find_element(By.PARTIAL_LINK_TEXT, "Ouvrir").send_keys(Keys.ENTER)
        here.until(lambda: here.driver.find_element(By.ID, "raison"))
        here.driver.find_element(By.ID, "raison").send_keys("vu avec la direction")
        button = f"button[name=decision][value={decision}]"
        here.driver.find_element(By.CSS_SELECTOR, button).send_keys(Keys.ENTER)
        one = here.driver.current_url.rpartition("/")[2]

        def says(outcome: str = outcome) -> bool:
            here.driver.refresh()
            return outcome in here.driver.find_element(By.CLASS_NAME, "head").text

        here.until(says, 120)
        held.remove(one)
    assert held == []


def test_a_file_is_refused_corrected_from_its_receipt_and_taken(
    visit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOKWEZO_STABLE_SECONDS", "0")
    settings.cache_clear()
    give("femme", "focal_point", sources=["minfemme"])
    here = visit("femme")

    def upload(path: Path) -> str:
        here.open("/deposer")
        here.driver.find_element(By.ID, "fichier").send_keys(str(path))
        here.driver.find_element(By.ID, "envoyer").send_keys(Keys.ENTER)
        here.until(lambda: here.driver.find_element(By.LINK_TEXT, "Voir le reçu"), 120)
        return str(here.driver.current_url)

    sent = workbook(tmp_path / "MPFFPE_victimes_04_2026.xlsx", [WRONG] * 3)
    upload(sent)
    assert "rejeté" in here.text()
    book = here.driver.find_element(By.PARTIAL_LINK_TEXT, "Télécharger le classeur")
    asked = urllib.request.Request(
        str(book.get_attribute("href")), headers={"Cookie": f"{ACCOUNT}=femme"}
    )
    with urllib.request.urlopen(asked) as answer:
        returned = tmp_path / "MPFFPE_victimes_04_2026 corrigé.xlsx"
        returned.write_bytes(answer.read())
    corrected = load_workbook(returned)
    wrong = [
        cell
        for sheet in corrected.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value == WRONG
    ]
    assert len(wrong) == 3, "her own cells, where she left them"
    for cell, day in zip(wrong, days(3), strict=True):
        cell.value = day
    corrected.save(returned)
    upload(returned)
    assert "accepté" in here.driver.find_element(By.CLASS_NAME, "head").text
    with database.engine().connect() as connection:
        taken = "select rows_accepted from intake.submission where status like 'accepted%'"
        assert connection.scalar(text(taken)) == 3


def test_an_upload_goes_on_after_the_line_was_cut(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "umirr_2026_05.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("x.bin", bytes(range(256)) * 6000)
    here = visit("unite")
    here.open("/deposer")
    here.driver.find_element(By.ID, "fichier").send_keys(str(file))
    here.line(is_up=True, bytes_a_second=400_000)
    here.driver.find_element(By.ID, "envoyer").send_keys(Keys.ENTER)
    parts = settings().var / "desk" / "envois"
    here.until(lambda: any(parts.glob("*/*-*.age")))
    here.line(is_up=False)
    here.until(lambda: "La ligne est coupée" in here.text())
    come = sum(int(piece.stem.split("-")[1]) for piece in parts.glob("*/*-*.age"))
    assert 0 < come < file.stat().st_size, "cut in the middle"
    here.line(is_up=True)
    here.until(lambda: "/suivi/umirr/" in here.driver.current_url, 90)
    # It cannot be read; what matters here is that its receipt comes to the page by itself.
    here.until(lambda: "rejeté" in here.text(), 120)
    assert here.driver.find_element(By.LINK_TEXT, "Voir le reçu")


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
