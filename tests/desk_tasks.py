"""What a steward and a focal point come to the desk for, done in a browser by keyboard.

The same wherever the desk stands: served alone, or in the frame of a real Airflow.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from chromium import By, Keys, Visit
from kept_back_rows import WRONG, days, workbook
from openpyxl import load_workbook
from selenium.webdriver.support.expected_conditions import staleness_of
from sqlalchemy import text

from warehouse import database
from warehouse.settings import settings

VISITORS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gestionnaire": (("steward", "judge_victims", "judge_suspects"), ()),
    "unite": (("focal_point",), ("umirr",)),
    "femme": (("focal_point",), ("minfemme",)),
}
"""Who comes -> her rights, and her registers."""
# The samples have no file of these months: what is sent for one stands beside them.
JULY, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (7, 8, 9))
KEYS = {"same:all_agrees": "o1", "different:other_names": "n1", "unsure:too_little": "i"}
TEN = [*KEYS] * 3 + ["same:all_agrees"]
# What is shown here is what happens, not how soon: a file is examined while others use the machine.
PATIENCE = 300
FILES = ("", "/recu", "/recu.json", "/recu.pdf", "/a-corriger")
"""What there is of a submission, behind its address."""

Visitor = Callable[[str], Visit]
Taken = Callable[[Path], tuple[str, str]]
"""Take a file that lies in a folder named like its register: the submission, and its verdict."""


def asked(sql: str, **values: Any) -> list[Any]:
    """The first column of what a query finds."""
    with database.engine().connect() as connection:
        return list(connection.scalars(text(sql), values))


def decisions() -> list[str]:
    """What was judged and stands, in its order."""
    return asked(
        "select decision || ':' || reason from identity.judgement"
        " where withdrawn_at is null order by at"
    )


def judge(here: Visit, said: Sequence[str] = TEN) -> None:
    """Pair after pair of the victims, each by a key or two."""
    before = decisions()
    here.open("/paires/victimes")
    for n, one in enumerate(said):
        page = here.at()
        assert here.driver.find_elements(By.CSS_SELECTOR, ".masked"), "what agrees is masked"
        here.press(*KEYS[one])
        here.until(lambda n=n: len(decisions()) == len(before) + n + 1)
        here.until(lambda page=page: here.at() != page)
        here.settle()
    assert decisions()[len(before) :] == list(said)


def correct_a_row(here: Visit, take: Taken, folder: Path) -> str:
    """A row that is kept back is opened, put right and read again; its submission."""
    sent = workbook(folder / "minfemme" / "MPFFPE_victimes_07_2025.xlsx", [*days(6, JULY), WRONG])
    submission_id, status = take(sent)
    assert status == "partly_accepted"
    here.open("/a-faire?sorte=kept_back")
    here.driver.find_element(By.CSS_SELECTOR, f"a[href$='{submission_id}']").send_keys(Keys.ENTER)
    here.until(lambda: "Lignes gardées à part" in here.text())
    here.driver.find_element(By.CSS_SELECTOR, "a[href*='/lignes/']").send_keys(Keys.ENTER)
    here.until(lambda: "La corriger ici" in here.text())
    assert here.violations() == []
    here.driver.find_element(By.ID, "ouvrir").send_keys(Keys.ENTER)
    day = here.until(lambda: here.driver.find_element(By.ID, "c1"))
    assert day.get_attribute("value") == WRONG
    assert here.violations() == []
    day.clear()
    day.send_keys("08/07/2025")
    here.driver.find_element(By.ID, "piece").send_keys("PV 012/2025", Keys.ENTER)
    # The page of the new reading follows it by itself.
    here.until(lambda: submission_id not in here.at())
    here.until(lambda: "accepté avec avertissements" in here.text(), PATIENCE)
    newest = "select rows_accepted from intake.submission where period = '2025-07'"
    assert asked(f"{newest} and source_id = 'minfemme' order by judged_at desc limit 1") == [7]
    return submission_id


def decide_what_is_held(here: Visit, take: Taken, folder: Path) -> None:
    """Of two files that would replace more, one is let through and the other sent back."""
    held = []
    for name, count in (("", 9), (" v2", 8), (" v3", 7)):
        there = folder / "minfemme" / f"MPFFPE_victimes_08_2025{name}.xlsx"
        submission_id, status = take(workbook(there, days(count, AUGUST)))
        if status == "held":
            held.append(submission_id)
    assert len(held) == 2
    decided = (("release", "accepté"), ("reject", "rejeté"))
    for one, (decision, outcome) in zip(held, decided, strict=True):
        here.open("/a-faire?sorte=held")
        here.driver.find_element(By.CSS_SELECTOR, f"a[href$='{one}']").send_keys(Keys.ENTER)
        here.until(lambda: here.driver.find_element(By.ID, "raison"))
        here.driver.find_element(By.ID, "raison").send_keys("vu avec la direction")
        button = f"button[name=decision][value={decision}]"
        pressed = here.driver.find_element(By.CSS_SELECTOR, button)
        pressed.send_keys(Keys.ENTER)
        # In a frame nothing waits for the answer: to look again at once takes the question back.
        here.until(lambda pressed=pressed: staleness_of(pressed)(here.driver))

        def says(outcome: str = outcome) -> bool:
            here.again()
            return outcome in here.driver.find_element(By.CLASS_NAME, "head").text

        here.until(says, PATIENCE)


def send_until_it_is_taken(here: Visit, folder: Path) -> None:
    """A file is refused, corrected in the workbook of its receipt, sent again, and taken."""

    def upload(path: Path) -> None:
        here.open("/deposer")
        here.driver.find_element(By.ID, "fichier").send_keys(str(path))
        here.driver.find_element(By.ID, "envoyer").send_keys(Keys.ENTER)
        here.until(lambda: here.driver.find_element(By.LINK_TEXT, "Voir le reçu"), PATIENCE)

    upload(workbook(folder / "MPFFPE_victimes_09_2025.xlsx", [WRONG] * 3))
    assert "rejeté" in here.text()
    book = here.driver.find_element(By.PARTIAL_LINK_TEXT, "Télécharger le classeur")
    status, returned = here.fetched(str(book.get_attribute("href")))
    assert status == 200
    corrected = load_workbook(io.BytesIO(returned))
    wrong = [
        cell
        for sheet in corrected.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value == WRONG
    ]
    assert len(wrong) == 3, "her own cells, where she left them"
    for cell, day in zip(wrong, days(3, SEPTEMBER), strict=True):
        cell.value = day
    again = folder / "MPFFPE_victimes_09_2025 corrigé.xlsx"
    corrected.save(again)
    upload(again)
    assert "accepté" in here.driver.find_element(By.CLASS_NAME, "head").text
    taken = "select rows_accepted from intake.submission where file_name = :name"
    assert asked(f"{taken} and status like 'accepted%'", name=again.name) == [3]


def send_over_a_broken_line(here: Visit, folder: Path) -> None:
    """The line is cut at half of an upload, comes back, and the upload goes on."""
    file = folder / "umirr_2025_05.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("x.bin", bytes(range(256)) * 6000)
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
    here.until(lambda: "/suivi/umirr/" in here.at(), 90)
    # It cannot be read; what matters here is that its receipt comes to the page by itself.
    here.until(lambda: "rejeté" in here.text(), PATIENCE)
    assert here.driver.find_element(By.LINK_TEXT, "Voir le reçu")


def try_what_is_anothers(visit: Visitor, submission_id: str) -> None:
    """Page, row, receipt and download of another register, by address: none of them is there."""
    (row,) = asked(
        "select min(row_key) from intake.quarantined_row where submission_id = :s",
        s=submission_id,
    )
    addresses = [f"/depots/{submission_id}{end}" for end in FILES]
    her = visit("femme")
    her.open("/tableau")
    own = {one: her.fetched(her.link(one))[0] for one in addresses}
    assert own == dict.fromkeys(addresses, 200), "to her own register they answer"
    addresses += [f"/depots/{submission_id}/lignes/{row}", "/registres/minfemme/chaine.jsonl"]
    other = visit("unite")
    for one in addresses:
        other.open(one)
        assert "Pas possible" in other.text(), one
        assert submission_id not in other.text()
        nowhere = one.replace(submission_id, "S-0000000000000000").replace("minfemme", "nulle")
        told, of_nothing = (other.fetched(other.link(path))[0] for path in (one, nowhere))
        # A row is a steward's to decide: to no focal point it is said whether it is there.
        assert told == of_nothing == (403 if "/lignes/" in one else 404), one
