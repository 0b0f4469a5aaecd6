"""What is done at the desk by keyboard, done in the frame of a real Airflow, samples loaded.

After ``test_stack``, whose stack it shares; Airflow's own DAGs take what is dropped and sent.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from chromium import BROWSER, DRIVER, By, FramedVisit, Keys, browser
from desk_client import give
from desk_tasks import (
    PATIENCE,
    VISITORS,
    Taken,
    Visitor,
    asked,
    correct_a_row,
    decide_what_is_held,
    judge,
    send_over_a_broken_line,
    send_until_it_is_taken,
    try_what_is_anothers,
)
from kept_back_rows import days, workbook
from running_stack import SAMPLES, House, until
from sqlalchemy import text

from warehouse import pipeline
from warehouse.settings import settings

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BROWSER and DRIVER),
        reason="no Chromium here; make test installs it: apt-get install chromium chromium-driver",
    ),
]

REFUSES = """
create function intake.refuse_for_a_while() returns trigger language plpgsql as $$
begin
    raise exception 'not now';
end $$;
create trigger refuses before insert on intake.receipt
    for each row execute function intake.refuse_for_a_while();
"""
ALLOWS = "drop trigger refuses on intake.receipt; drop function intake.refuse_for_a_while()"
JUNE = date(2025, 6, 1)
# The simple auth manager knows two: what each may do is the desk's own table's to say.
SIGNS_ON_AS = {"gestionnaire": "steward", "unite": "admin", "femme": "admin"}


@pytest.fixture(scope="module")
def beside(house: House) -> Iterator[House]:
    """The stack, and this process at the same warehouse beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOKWEZO_VAR", str(house.var))
        settings.cache_clear()
        yield house
    settings.cache_clear()


@pytest.fixture
def visit(beside: House) -> Iterator[Visitor]:
    """Somebody who comes to the desk through Airflow's own page."""
    with browser() as driver:

        def come(who: str) -> FramedVisit:
            account = SIGNS_ON_AS[who]
            rights, sources = VISITORS[who]
            give(account, *rights, sources=sources)
            return FramedVisit(driver, *beside.signed_on(account))

        yield come


@pytest.fixture
def take(beside: House) -> Taken:
    """A file that is dropped has its verdict by Airflow's own DAG."""

    def judged(path: Path) -> tuple[str, str]:
        beside.put(path.parent.name, path)
        asked = "select submission_id, status from intake.submission"
        asked += " where file_name = :name and status is not null"
        until(lambda: beside.ask(asked, name=path.name), PATIENCE, "a verdict")
        (row,) = beside.ask(asked, name=path.name)
        return row.submission_id, row.status

    return judged


def test_a_file_leads_to_its_run_and_to_the_step_that_failed(
    beside: House, visit: Visitor, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "minfemme" / "MPFFPE_victimes_06_2025.xlsx", days(4, JUNE))
    with beside.warehouse.begin() as connection:
        connection.execute(text(REFUSES))
    try:
        beside.put("minfemme", file)
        failed = "select from task_instance where dag_id = 'ingest_minfemme'"
        failed += " and task_id = 'examine' and state in ('up_for_retry', 'failed')"
        until(lambda: beside.ask_airflow(failed), PATIENCE, "a step that failed")
        (submission_id,) = asked(
            "select submission_id from intake.submission where file_name = :name", name=file.name
        )
        here = visit("gestionnaire")
        here.open(f"/depots/{submission_id}")
        # Also while the step is tried again, which it is five seconds later.
        step = here.driver.find_element(By.PARTIAL_LINK_TEXT, "étape qui a échoué")
        there = str(step.get_attribute("href"))
        assert "/dags/ingest_minfemme/runs/" in there and there.endswith("/tasks/examine")
        step.send_keys(Keys.ENTER)
        # It takes the whole window, and not Airflow into its own frame.
        here.driver.switch_to.default_content()
        here.until(lambda: here.driver.current_url == there)
    finally:
        with beside.warehouse.begin() as connection:
            connection.execute(text(ALLOWS))
    judged = "select status from intake.submission where submission_id = :s"
    until(lambda: asked(judged, s=submission_id) == ["accepted"], PATIENCE, "tried again")
    here.open(f"/depots/{submission_id}")
    assert not here.driver.find_elements(By.PARTIAL_LINK_TEXT, "étape qui a échoué")
    run = here.driver.find_element(By.PARTIAL_LINK_TEXT, "exécution dans Airflow")
    assert "/dags/ingest_minfemme/runs/" in str(run.get_attribute("href"))


def test_the_desks_tasks_are_done_in_the_frame_of_airflow(
    visit: Visitor, take: Taken, tmp_path: Path
) -> None:
    # Two registers that know many of the same victims: enough pairs to judge.
    for source_id in ("umirr", "iom"):
        shutil.copytree(SAMPLES / source_id, tmp_path / "drops" / source_id)
    pipeline.run(tmp_path / "drops")
    steward = visit("gestionnaire")
    judge(steward)
    submission_id = correct_a_row(steward, take, tmp_path)
    decide_what_is_held(steward, take, tmp_path)
    try_what_is_anothers(visit, submission_id)
    send_until_it_is_taken(visit("femme"), tmp_path)
    send_over_a_broken_line(visit("unite"), tmp_path)
