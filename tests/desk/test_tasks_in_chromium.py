"""What a steward and a focal point do beside judging and sending, in a real browser, by keyboard.

The Tab key finds each thing here, and no address is typed but that of the page one begins on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chromium import BEYOND, BROWSER, DRIVER, ActionChains, By, Keys
from decision_kept_out import STREET, keep_out
from desk_client import judged
from kept_back_rows import WRONG, days, workbook
from sqlalchemy import text
from test_inbox import issue

from warehouse import database, pipeline
from warehouse.intake.landing_zone import open_original
from warehouse.read.nil_comment import declaration_in
from warehouse.receipts.nil_declaration import fault_of_declaration
from warehouse.settings import settings
from warehouse.vault.signing_keys import public_keys

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]


def scalars(query: str) -> list[Any]:
    with database.engine().connect() as connection:
        return list(connection.scalars(text(query)))


def test_what_is_put_away_with_a_reason_is_remembered_next_month(visit: Any) -> None:
    judged("umirr", "a.xlsx", "accepted", "2026-04", issues=issue("code_unread", "Sexe", 4))
    here = visit("gestionnaire")
    here.open("/a-faire")
    assert "Tout (1)" in here.text()
    here.tab_to("summary").send_keys(Keys.ENTER)
    assert here.violations() == []
    here.tab_to("input[name=raison]").send_keys("écriture propre à l'unité", Keys.ENTER)
    here.until(lambda: "Tout (0)" in here.text())
    judged("umirr", "b.xlsx", "accepted", "2026-05", issues=issue("code_unread", "Sexe", 9))
    here.open("/a-faire")
    assert "Tout (0)" in here.text(), "next month it is remembered"
    here.tab_to("a", "Rangé (1)").send_keys(Keys.ENTER)
    here.until(lambda: "écriture propre à l'unité" in here.text())
    assert "colonne « Sexe »" in here.text(), "what was put away is said, not its kind alone"
    here.tab_to("button[name=objet]").send_keys(Keys.ENTER)
    here.until(lambda: "Rien n'a été rangé" in here.text())
    here.tab_to("a", "Ce qui attend quelqu'un").send_keys(Keys.ENTER)
    here.until(lambda: "Tout (1)" in here.text())


def test_a_month_with_nothing_to_report_is_declared_and_signed(visit: Any, at_once: None) -> None:
    here = visit("unite")
    here.open("/deposer")
    here.tab_to("summary", "Rien à signaler").send_keys(Keys.ENTER)
    month = here.tab_to("#mois")
    month.send_keys(Keys.ARROW_DOWN)
    period = str(month.get_attribute("value"))
    here.tab_to("button", "Déclarer").send_keys(Keys.ENTER)
    here.until(lambda: here.driver.find_element(By.LINK_TEXT, "Voir le reçu"), 120)
    assert scalars("select is_nil and rows_accepted = 0 from intake.submission") == [True]
    assert scalars("select period from intake.submission") == [period]
    (original,) = scalars("select submission_id from intake.submission")
    here.tab_to("a", "Tableau").send_keys(Keys.ENTER)
    here.until(lambda: here.driver.find_element(By.CSS_SELECTOR, f".chip.nil[href$='{original}']"))
    (sha256,) = scalars("select sha256 from intake.submission")
    with open_original(settings().landing, sha256) as kept:
        declaration = declaration_in(kept)
    assert declaration is not None and fault_of_declaration(declaration, public_keys()) is None
    assert (declaration.told["by"], declaration.told["period"]) == ("unite", period)


def test_a_file_is_tried_and_nothing_of_it_is_stored(visit: Any, tmp_path: Path) -> None:
    workbook(tmp_path / "minfemme" / "MPFFPE_victimes_04_2026.xlsx", days(4))
    (before,) = pipeline.receive("minfemme", tmp_path, stable_seconds=0)
    pipeline.examine(before)
    more = workbook(tmp_path / "MPFFPE_victimes_04_2026 v2.xlsx", [*days(6), WRONG])
    here = visit("femme")
    here.open("/deposer")
    here.tab_to("#fichier").send_keys(str(more))
    here.tab_to("#essayer").send_keys(Keys.ENTER)
    here.until(lambda: "Le reçu de l'essai est là" in here.said("dit"), 120)
    here.tab_to("iframe")
    here.driver.switch_to.frame("essai")
    receipt = here.text()
    ActionChains(here.driver).send_keys(Keys.PAGE_DOWN).perform()
    here.until(lambda: here.driver.execute_script("return scrollY") > 0)
    here.driver.switch_to.default_content()
    assert "Ce que ce fichier changerait" in receipt
    assert "2\npersonnes nouvelles" in receipt and "4\ninchangées" in receipt
    assert "partiellement accepté" in receipt.lower()
    assert scalars("select submission_id from intake.submission") == [before]
    assert not list(settings().drop.rglob("*.xlsx"))
    assert not list((settings().var / "desk").rglob("*.age")), "nor a piece of it"


def test_a_register_tells_who_has_its_mails(visit: Any) -> None:
    here = visit("unite")
    here.open("/tableau")
    here.tab_to("a", "Courriels").send_keys(Keys.ENTER)
    here.until(lambda: "Personne n'est nommé" in here.text())
    here.tab_to("#adresse-umirr").send_keys("chef@umirr.exemple", Keys.ENTER)
    here.until(lambda: "chef@umirr.exemple" in here.text())
    assert here.violations() == []
    other = visit("femme")
    other.open("/destinataires")
    assert "umirr" not in other.text().lower()
    here = visit("unite")
    here.open("/destinataires")
    here.tab_to("button", "Retirer").send_keys(Keys.ENTER)
    here.until(lambda: "Personne n'est nommé" in here.text())


def test_a_decision_that_names_nobody_after_all_is_let_through(visit: Any, tmp_path: Path) -> None:
    keep_out(tmp_path)
    here = visit("gestionnaire")
    here.open("/a-faire?sorte=named_decision")
    here.tab_to("td a", "Ouvrir").send_keys(Keys.ENTER)
    here.until(lambda: "Le texte est fermé" in here.text())
    assert STREET not in here.driver.page_source
    here.tab_to("#ouvrir").send_keys(Keys.ENTER)
    marked = here.until(lambda: here.driver.find_element(By.TAG_NAME, "mark"))
    assert marked.text == STREET
    assert here.violations() == []
    here.tab_to("#raison").send_keys("nom de rue", Keys.ENTER)
    here.until(lambda: "Ce qui attend quelqu'un" in here.text())
    assert scalars("select by from identity.decision_clearing") == ["gestionnaire"]
    for step in (pipeline.link, pipeline.load):
        step()
    here.open("/a-faire?sorte=named_decision")
    assert "Décision où une personne est nommée" not in here.text()


# As Airflow 3.3 frames the pages of a plugin.
FRAMED = """
const frame = document.createElement('iframe');
frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-downloads');
frame.src = arguments[0];
document.body.append(frame);
"""


def test_what_a_release_would_change_is_read_before_airflow_is_asked(
    visit: Any, tmp_path: Path
) -> None:
    workbook(tmp_path / "minfemme" / "MPFFPE_victimes_04_2026.xlsx", days(4))
    (one,) = pipeline.receive("minfemme", tmp_path, stable_seconds=0)
    pipeline.examine(one)
    for step in (pipeline.link, pipeline.load):
        step()
    here = visit("gestionnaire")
    here.open("/a-faire?sorte=to_release")
    here.tab_to("td a", "Ouvrir").send_keys(Keys.ENTER)
    here.until(lambda: "Ce que la prochaine livraison changerait" in here.text())
    (victims,) = scalars("select count(*) from warehouse.victim")
    assert f"nouvelles victimes et nouveaux mis en cause\n{victims}" in here.text()
    assert f"victimes 0 {victims} +{victims}" in here.text()
    assert here.violations() == []
    here.tab_to("a", "décider dans Airflow").send_keys(Keys.ENTER)
    here.until(lambda: here.driver.current_url.endswith(BEYOND))
    # In Airflow's frame the same link takes the whole window there, and not Airflow into its frame.
    here.open("/tableau")
    here.driver.execute_script(FRAMED, f"/depots/{one}")
    here.driver.switch_to.frame(here.driver.find_element(By.TAG_NAME, "iframe"))
    here.until(lambda: here.driver.find_element(By.PARTIAL_LINK_TEXT, "exécution")).send_keys(
        Keys.ENTER
    )
    here.driver.switch_to.default_content()
    here.until(lambda: here.driver.current_url.endswith(BEYOND))
