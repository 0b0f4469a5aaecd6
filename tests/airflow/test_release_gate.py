"""A real Airflow: a named approver is asked, a run leads to its receipt, a month is a partition;
what waits for people is counted where Airflow counts what waits.

Before ``test_stack``, whose stack it shares: here nothing has come yet.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Literal

import httpx
import pytest
from running_stack import House, until
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import text

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [pytest.mark.airflow, pytest.mark.slow]

# What is measured here is what happens, not how soon (``test_stack``).
PATIENCE = 300


@pytest.fixture(scope="module")
def gated(stack: House) -> House:
    """The stack, on which ``steward`` must approve a release, and what waits is counted."""
    stack.stand(ZOKWEZO_RELEASE_APPROVERS="steward", ZOKWEZO_REQUIRED_ACTIONS="true")
    return stack


def asked(house: House, dag_id: str = "release") -> str | None:
    """The run of a DAG that waits for a human, and has for as long as she needs to read.

    Answered within a tenth of a second, while the executor still holds the task, Airflow 3.3 takes
    the task for failed, tries it again and asks anew: the answer is lost. Ten seconds, for on a
    busy machine three were not enough once (the run that a failed try left was the next one).
    """
    found = house.ask_airflow(
        "select run_id from task_instance where dag_id = :dag_id"
        " and state = 'awaiting_input' and updated_at < now() - interval '10 seconds'",
        dag_id=dag_id,
    )
    return str(found[0].run_id) if found else None


def answer(
    house: House, run_id: str, option: str, account: str, task: str = "release approve"
) -> int:
    """Answer as an account of the simple auth manager; what Airflow says to it."""
    address, token = house.signed_on(account)
    dag_id, task_id = task.split()
    path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails"
    told = httpx.patch(
        address + path,
        json={"chosen_options": [option], "params_input": {}},
        headers={"Authorization": f"Bearer {token}"},
    )
    return told.status_code


Find = Callable[[str, str], WebElement]


@contextmanager
def signed_on_in_chromium(house: House, account: str) -> Iterator[tuple[webdriver.Chrome, Find]]:
    """A browser in which an account has signed on, and what finds a thing once it is seen."""
    address, token = house.signed_on(account)
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
        yield driver, find
    finally:
        driver.quit()


def approve_in_chromium(house: House, account: str) -> None:
    """Read at the desk what the release would change, and say so in Airflow's own page."""
    with signed_on_in_chromium(house, account) as (driver, find):
        # The desk stands in Airflow's frame; its link takes the whole window to the question.
        driver.get(f"{house.signed_on(account)[0]}/plugin/guichet")
        driver.switch_to.frame(find(By.TAG_NAME, "iframe"))
        find(By.LINK_TEXT, "À faire").send_keys(Keys.ENTER)
        find(By.XPATH, "//tr[contains(., 'Livraison à approuver')]//a").send_keys(Keys.ENTER)
        link = find(By.PARTIAL_LINK_TEXT, "décider dans Airflow")
        assert "nouvelles victimes" in driver.find_element(By.TAG_NAME, "main").text
        link.send_keys(Keys.ENTER)
        driver.switch_to.default_content()
        find(By.XPATH, "//button[normalize-space()='Publier']").send_keys(Keys.ENTER)


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
    ((pairs,),) = gated.ask("select count(*) from identity.link_to_judge where state = 'open'")
    assert pairs, "these two files have pairs to judge"
    until(lambda: f"Paires à juger : {pairs}" in required(gated), PATIENCE, "and they are counted")
    noted = gated.ask(
        "select action, \"by\" from audit.access_log where object = 'release'"
        " and action in ('approve', 'decline') order by at"
    )
    assert [(one.action, one.by) for one in noted] == [
        ("decline", "steward"),
        ("approve", "steward"),
    ]


TOLD = (
    "insert into intake.release_to_withdraw (release_number, decision_id, found_at)"
    " values (:number, 'd-1', now())"
)
WITHDRAWALS = "asked_withdrawals"


def required(house: House) -> list[str]:
    """What Airflow counts as actions that are required of the steward, as its pages ask for it."""
    address, token = house.signed_on("steward")
    told = httpx.get(
        f"{address}/api/v2/dags/~/dagRuns/~/hitlDetails?response_received=false"
        "&state=awaiting_input&state=deferred",
        headers={"Authorization": f"Bearer {token}"},
    ).json()
    return sorted(one["subject"] for one in told["hitl_details"])


def count_anew(house: House) -> None:
    """Answer what stands, as somebody does who did not do the work, or did."""
    run_id = str(until(lambda: asked(house, WITHDRAWALS), PATIENCE, "it stands"))
    assert answer(house, run_id, "Compter de nouveau", "steward", f"{WITHDRAWALS} wait") == 200


def withdraw(house: House, number: int) -> None:
    with house.warehouse.begin() as connection:
        done = "delete from intake.release_to_withdraw where release_number = :number"
        connection.execute(text(done), {"number": number})


def test_what_waits_for_people_is_counted_under_required_actions_until_it_is_done(
    gated: House,
) -> None:
    with gated.warehouse.begin() as connection:
        for number in (901, 902):
            connection.execute(text(TOLD), {"number": number})
    gated.call("POST", f"dags/{WITHDRAWALS}/dagRuns", {"logical_date": None})
    first = until(lambda: asked(gated, WITHDRAWALS), PATIENCE, "two are told")
    assert "Livraisons à retirer : 2" in required(gated)
    (parked,) = gated.ask_airflow(
        "select trigger_id, trigger_timeout - now() as rest from task_instance"
        " where dag_id = :dag_id and state = 'awaiting_input'",
        dag_id=WITHDRAWALS,
    )
    assert parked.trigger_id is None, "no part of Airflow waits with it"
    assert timedelta(0) < parked.rest <= timedelta(minutes=10)

    count_anew(gated)
    moved = "select 1 from task_instance where dag_id = :dag_id and state != 'awaiting_input'"
    moved += " and run_id = :run_id"
    until(lambda: gated.ask_airflow(moved, dag_id=WITHDRAWALS, run_id=first), PATIENCE, "counted")
    again = until(lambda: asked(gated, WITHDRAWALS), PATIENCE, "and it stands")
    assert (again, "Livraisons à retirer : 2" in required(gated)) == (first, True), (
        "nothing is done"
    )

    withdraw(gated, 901)
    count_anew(gated)
    until(lambda: "Livraisons à retirer : 1" in required(gated), PATIENCE, "one is left")
    assert "Livraisons à retirer : 2" not in required(gated)
    if BROWSER and DRIVER:
        with signed_on_in_chromium(gated, "steward") as (driver, find):
            driver.get(f"{gated.signed_on('steward')[0]}/required_actions")
            find(By.XPATH, "//*[contains(text(), 'Livraisons à retirer : 1')]")

    withdraw(gated, 902)
    until(lambda: asked(gated, WITHDRAWALS), PATIENCE, "it stands still")
    with gated.airflow.begin() as connection:
        # Ten minutes pass in which nobody answers.
        passed = "update task_instance set trigger_timeout = now() where state = 'awaiting_input'"
        connection.execute(text(f"{passed} and dag_id = :dag_id"), {"dag_id": WITHDRAWALS})
    ended = (
        "select t.state from dag_run r join task_instance t using (dag_id, run_id)"
        " where r.dag_id = :dag_id order by r.run_after desc limit 1"
    )
    until(
        lambda: gated.ask_airflow(ended, dag_id=WITHDRAWALS)[0].state == "skipped",
        PATIENCE,
        "nothing is left, and no run of it stands",
    )
    assert [one for one in required(gated) if "retirer" in one] == []
