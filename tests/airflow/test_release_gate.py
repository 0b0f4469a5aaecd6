"""A real Airflow: a named approver is asked, a run leads to its receipt, a month is a partition."""

from __future__ import annotations

import json
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx
import pytest
from running_stack import House, started, until
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from warehouse import database
from warehouse.database import embedded

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [pytest.mark.airflow, pytest.mark.slow]

# What is measured here is what happens, not how soon (``test_stack``).
PATIENCE = 300


@pytest.fixture(scope="module")
def gated() -> Iterator[House]:
    """A stack on which the account ``steward`` must approve a release."""
    var = Path(tempfile.mkdtemp(prefix="zokwezo-gate-"))
    var.chmod(0o755)
    try:
        launcher = started(var, ZOKWEZO_RELEASE_APPROVERS="steward")
        socket = embedded.start(var / "pg")
        address = f"postgresql+psycopg://{embedded.SUPERUSER}@/{{}}?host={socket}"
        engines = [database.engine(address.format(name)) for name in ("zokwezo", "airflow")]
        try:
            yield House(var, launcher, *engines)
            launcher.send_signal(signal.SIGTERM)
            launcher.wait(60)
        finally:
            launcher.kill()
    finally:
        embedded.stop(var / "pg")
        shutil.rmtree(var, ignore_errors=True)


def asked(house: House) -> str | None:
    """The run of ``release`` that waits for a human, and has for as long as she needs to read.

    Answered within a tenth of a second, while the executor still holds the task, Airflow 3.3 takes
    the task for failed, tries it again and asks anew: the answer is lost (seen on a busy machine).
    """
    found = house.ask_airflow(
        "select run_id from task_instance where dag_id = 'release' and task_id = 'approve'"
        " and state = 'awaiting_input' and updated_at < now() - interval '3 seconds'"
    )
    return str(found[0].run_id) if found else None


def signed_on(house: House, account: str) -> tuple[str, str]:
    """The address of the stack, and a token of an account of the simple auth manager."""
    address = next(iter(re.findall(r"http://127\.0\.0\.1:\d+", house.said())))
    passwords = json.loads((house.var / "airflow" / "passwords.json").read_text("utf-8"))
    sign_on = {"username": account, "password": passwords[account]}
    token = httpx.post(f"{address}/auth/token", json=sign_on).json()["access_token"]
    return address, token


def answer(house: House, run_id: str, option: str, account: str) -> int:
    """Answer as an account of the simple auth manager; what Airflow says to it."""
    address, token = signed_on(house, account)
    path = f"/api/v2/dags/release/dagRuns/{run_id}/taskInstances/approve/-1/hitlDetails"
    told = httpx.patch(
        address + path,
        json={"chosen_options": [option], "params_input": {}},
        headers={"Authorization": f"Bearer {token}"},
    )
    return told.status_code


def approve_in_chromium(house: House, account: str) -> None:
    """Read at the desk what the release would change, and say so in Airflow's own page."""
    address, token = signed_on(house, account)
    options = Options()
    options.binary_location = str(BROWSER)
    for one in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "window-size=1280,900"):
        options.add_argument(f"--{one}")
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))

    def find(by: str, what: str) -> WebElement:
        def seen(_: object) -> WebElement | Literal[False]:
            there = driver.find_element(by, what)
            return there if there.is_displayed() else False

        return WebDriverWait(driver, 90, ignored_exceptions=[WebDriverException]).until(seen)

    try:
        driver.get(f"{address}/guichet/aide")
        driver.add_cookie({"name": "_token", "value": token})
        # The desk stands in Airflow's frame; its link takes the whole window to the question.
        driver.get(f"{address}/plugin/guichet")
        driver.switch_to.frame(find(By.TAG_NAME, "iframe"))
        find(By.LINK_TEXT, "À faire").send_keys(Keys.ENTER)
        find(By.XPATH, "//tr[contains(., 'Livraison à approuver')]//a").send_keys(Keys.ENTER)
        link = find(By.PARTIAL_LINK_TEXT, "décider dans Airflow")
        assert "nouvelles victimes" in driver.find_element(By.TAG_NAME, "main").text
        link.send_keys(Keys.ENTER)
        driver.switch_to.default_content()
        find(By.XPATH, "//button[normalize-space()='Publier']").send_keys(Keys.ENTER)
    finally:
        driver.quit()


def state_of(house: House, run_id: str, task_id: str) -> str | None:
    (found,) = house.ask_airflow(
        "select state from task_instance where dag_id = 'release' and run_id = :run_id"
        " and task_id = :task_id",
        run_id=run_id,
        task_id=task_id,
    )
    return found.state  # type: ignore[no-any-return]  # a row of SQLAlchemy


def test_what_is_loaded_waits_for_the_named_approver_and_a_run_leads_to_its_receipt(
    gated: House,
) -> None:
    file = gated.drop("umirr", 1)
    until(lambda: gated.verdicts(file), PATIENCE, "a verdict")
    run_id = str(until(lambda: asked(gated), PATIENCE, "a human is asked"))
    assert not (gated.var / "releases" / "current").exists()

    ((submission_id, period),) = gated.ask("select submission_id, period from intake.submission")
    links = gated.ask_airflow(
        "select value from xcom where dag_id = 'ingest_umirr' and task_id = 'examine'"
        " and key like '_link_%'"
    )
    assert [f"/guichet/depots/{submission_id}" in str(one.value) for one in links] == [True]
    events = gated.ask_airflow(
        "select e.extra, e.partition_key from asset_event e join asset a on a.id = e.asset_id"
        " where a.name = 'register_umirr'"
    )
    assert [one.partition_key for one in events] == [period]
    told = events[0].extra
    told = json.loads(told) if isinstance(told, str) else told
    assert told["submissions"][0]["submission_id"] == submission_id
    assert told["submissions"][0]["month"] == period

    assert answer(gated, run_id, "Publier", "admin") in (403, 404), "not named, not an approver"
    assert answer(gated, run_id, "Ne pas publier", "steward") == 200
    until(lambda: state_of(gated, run_id, "publish") == "skipped", PATIENCE, "declined")
    assert not (gated.var / "releases" / "current").exists()
    assert gated.ask("select 1 from intake.step_done where step = 'decline'")

    again = gated.drop("dspj")
    until(lambda: gated.verdicts(again), PATIENCE, "a verdict")
    run_id = str(until(lambda: asked(gated), PATIENCE, "asked again, about more"))
    if BROWSER and DRIVER:
        approve_in_chromium(gated, "steward")
    else:
        assert answer(gated, run_id, "Publier", "steward") == 200
    until(lambda: (gated.var / "releases" / "current").exists(), PATIENCE, "a release")
    noted = gated.ask(
        "select action, \"by\" from audit.access_log where object = 'release'"
        " and action in ('approve', 'decline') order by at"
    )
    assert [(one.action, one.by) for one in noted] == [
        ("decline", "steward"),
        ("approve", "steward"),
    ]
