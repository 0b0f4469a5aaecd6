"""The real thing: PostgreSQL and Airflow up, a file dropped, a task killed, all ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from killing_workbook import far_cell
from running_stack import RECEIPT_SECONDS, RELEASE_SECONDS, SAMPLES, UP, House, until
from sqlalchemy import text

from warehouse.cli.up.ports import ensure_free, free_port
from warehouse.cli.up.processes import COMPONENTS, SERVER
from warehouse.errors import CallError

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

SOURCES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
# A pause of five seconds, then what Airflow needs to start.
RESTART_SECONDS = 150
SMALL = 10_000


def test_a_dropped_file_has_its_receipt_and_stands_in_a_release(house: House) -> None:
    before = house.release()
    receipts = house.var / "receipts" / "umirr"
    earlier = set(receipts.rglob("*.json"))
    file = house.drop("umirr", 3)
    until(lambda: house.verdicts(file), RECEIPT_SECONDS, "a verdict")
    assert set(receipts.rglob("*.json")) > earlier
    until(lambda: house.release() != before, RELEASE_SECONDS, "a release")


def test_a_task_that_is_killed_is_tried_again_and_nothing_is_taken_twice(house: House) -> None:
    with house.warehouse.connect() as holder:
        # The step stands still where it writes its receipt: it is killed in mid-work for certain.
        holder.execute(text("lock table intake.receipt in share mode"))
        file = house.drop("dspj", 1)
        blocked = "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
        until(lambda: house.ask(blocked), RECEIPT_SECONDS, "the step has come to its receipt")
        task = (
            "select run_id, pid, try_number from task_instance"
            " where dag_id = 'ingest_dspj' and task_id = 'examine'"
        )
        (killed,) = house.ask_airflow(f"{task} and state = 'running'")
        os.kill(killed.pid, signal.SIGKILL)
        holder.rollback()
    until(lambda: house.verdicts(file), RECEIPT_SECONDS, "a verdict after the kill")
    ended = f"{task} and state = 'success' and run_id = :run_id"
    (after,) = until(
        lambda: house.ask_airflow(ended, run_id=killed.run_id),
        RECEIPT_SECONDS,
        "the task has ended well",
    )
    assert after.try_number == killed.try_number + 1
    assert len(house.verdicts(file)) == 1


def test_a_file_that_ends_its_reader_stops_none_of_twelve_exports_that_came_with_it(
    house: House, tmp_path: Path
) -> None:
    made = tmp_path / "2026-05.xlsx"
    far_cell(made)
    assert made.stat().st_size < SMALL, "it ends whoever reads it, and is small"
    file = house.put("iom", made)
    # Of each source a month that no other test of this stack drops.
    beside = [house.drop(source_id, 3 * (source_id == "gendarmerie")) for source_id in SOURCES]
    assert len(beside) == 12
    for waiting in (file, *beside):
        until(
            lambda waiting=waiting: house.verdicts(waiting),
            RELEASE_SECONDS,
            "a verdict on each file",
        )
    verdicts = [str(status) for one in beside for status, _ in house.verdicts(one)]
    assert len(verdicts) == 12
    assert all(status.startswith("accepted") for status in verdicts), verdicts
    (submission,) = house.ask(
        "select submission_id, status from intake.submission where file_name = :name",
        name=file.name,
    )
    assert submission.status == "rejected"
    note = (
        "select n.content, r.state from dag_run r join dag_run_note n on n.dag_run_id = r.id"
        " where r.dag_id = 'ingest_iom'"
    )
    (run,) = until(
        lambda: [run for run in house.ask_airflow(note) if submission.submission_id in run.content],
        RECEIPT_SECONDS,
        "a note on the run",
    )
    assert run.state == "success"
    (line,) = [line for line in run.content.splitlines() if submission.submission_id in line]
    assert "Rejeté" in line
    assert (house.var / "receipts" / line.split("Récépissé : ")[1]).is_file()
    events = "select e.extra from asset_event e join asset a on a.id = e.asset_id where a.name = :n"
    assert [row.extra for row in house.ask_airflow(events, n="rejected")] == [
        {"source_id": "iom", "files": 1}
    ]
    skipped = (
        "select 1 from task_instance where dag_id = 'ingest_iom' and task_id = 'examine'"
        " and state = 'skipped'"
    )
    assert not house.ask_airflow(skipped)


def test_files_that_come_during_a_run_are_not_lost(house: House) -> None:
    files = []
    for index in range(1, 4):
        files.append(house.drop("minfemme", index))
        time.sleep(1.5)
    for file in files:
        until(lambda file=file: house.verdicts(file), RECEIPT_SECONDS, "a verdict for each file")


def test_the_weekly_maintenance_reaches_airflows_own_database(house: House) -> None:
    house.call("POST", "dags/maintenance/dagRuns", {"logical_date": None})
    state = "select state from dag_run where dag_id = 'maintenance' and state in (:good, :bad)"
    done = until(
        lambda: house.ask_airflow(state, good="success", bad="failed"), RELEASE_SECONDS, "an end"
    )
    assert {row.state for row in done} == {"success"}
    tried = "select max(try_number) from task_instance where dag_id = 'maintenance'"
    assert [row[0] for row in house.ask_airflow(tried)] == [1]


def test_a_run_that_fails_leaves_the_scheduler_standing(house: House) -> None:
    """Its alert is written inside the scheduler: what it asks there must commit nothing."""
    said = len(house.said())
    house.call("POST", "dags/calendar/dagRuns", {"logical_date": None})
    late = (
        "select 1 from task_instance t join dag_run r using (dag_id, run_id)"
        " where t.dag_id = 'calendar' and t.task_id = 'remind' and r.state = 'failed'"
        " and r.run_type = 'manual'"
    )
    until(lambda: house.ask_airflow(late), RELEASE_SECONDS, "late sources fail their run")
    tasks = house.ask_airflow(
        "select t.task_id, t.rendered_map_index as source, t.state from task_instance t"
        " join dag_run r using (dag_id, run_id)"
        " where t.dag_id = 'calendar' and r.run_type = 'manual'"
    )
    owing = house.ask(
        "select distinct source_id from intake.expected_export where state in ('late', 'missing')"
    )
    failed = sorted((one.task_id, one.source) for one in tasks if one.state == "failed")
    assert failed == sorted(("remind", one.source_id) for one in owing), "who is late, by its name"
    assert owing and {one.state for one in tasks} == {"failed", "success"}
    house.call("POST", "dags/sweep/dagRuns", {"logical_date": None})
    swept = (
        "select state from dag_run where dag_id = 'sweep' and state in ('success', 'failed')"
        " and run_type = 'manual'"
    )
    (run,) = until(lambda: house.ask_airflow(swept), RELEASE_SECONDS, "the next run has ended")
    assert run.state == "success"
    assert "had ended" not in house.said()[said:]


def test_a_file_that_came_while_its_dag_was_paused_is_taken_right_after(house: House) -> None:
    run = "select 1 from dag_run where dag_id = 'ingest_caafag'"
    before = len(house.ask_airflow(run))
    house.switch("ingest_caafag", is_paused=True)
    file = house.drop("caafag", 1)
    watched = (
        "select 1 from asset_watcher w join asset a on a.id = w.asset_id"
        " where a.name = 'drop_caafag'"
    )
    until(lambda: not house.ask_airflow(watched), 30, "a paused source is not watched")
    assert not house.verdicts(file)
    house.switch("ingest_caafag", is_paused=False)
    # Ten seconds from the switch to the start of its run are the aim; the machine is shared.
    started = "a run of the source, long before the sweep"
    until(lambda: len(house.ask_airflow(run)) > before, 20, started)
    until(lambda: house.verdicts(file), RECEIPT_SECONDS, "a verdict")


@pytest.mark.parametrize(
    ("parts", "sample"),
    [(("scheduler",), 0), (("triggerer", "api-server"), 1), ((SERVER,), 2)],
    ids=lambda value: " and ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_part_that_is_killed_comes_back_and_the_release_stands(
    house: House, parts: tuple[str, ...], sample: int
) -> None:
    until(lambda: (house.var / "releases" / "current").exists(), RELEASE_SECONDS, "a release")
    under_way = (
        "select dag_id from dag_run where state in ('queued', 'running')"
        " and (dag_id = 'release' or dag_id like 'ingest%')"
    )
    until(lambda: not house.ask_airflow(under_way), RELEASE_SECONDS, "all runs have ended")
    before, said = house.release(), len(house.said())
    killed = {part: house.pid_of(part) for part in parts}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    for part, pid in killed.items():
        again = f"{part} had ended" if part == SERVER else f"'{part}' had ended"
        until(
            lambda again=again: again in house.said()[said:],
            RESTART_SECONDS,
            "named, and started again",
        )
        if part != SERVER:
            log = house.var / "airflow" / "stack" / f"{part}.log"
            assert log.with_name(f"{log.name}.1").stat().st_size, "its former log is kept"
        # Its workers hold the connections that they were forked with, and their locks.
        assert part == SERVER or pid not in _process_groups()
    assert house.release() == before
    file = house.drop("gendarmerie", sample)
    until(lambda: house.verdicts(file), RESTART_SECONDS, "the next file has its verdict")
    until(lambda: house.release() != before, RELEASE_SECONDS, "and stands in a release")
    assert house.launcher.poll() is None


def _process_groups() -> set[int]:
    """Those of whatever still runs: where nobody reaps what has ended, its id stays taken."""
    groups = set()
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                groups.add(os.getpgid(process.pid))
    return groups


def test_a_second_stack_of_the_same_var_is_refused(house: House) -> None:
    refused = subprocess.run(
        [sys.executable, "-c", UP, str(free_port())],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"ZOKWEZO_VAR": str(house.var)},
    )
    assert refused.returncode != 0
    assert "already up" in refused.stderr
    assert re.search(r"at http://127\.0\.0\.1:\d+", refused.stderr), "and where"
    assert house.launcher.poll() is None


def test_only_ids_and_counts_pass_between_tasks(house: House) -> None:
    passed = [str(row.value) for row in house.ask_airflow("select value from xcom")]
    assert passed, "nothing passed between tasks: the measure is broken"
    names = {row.file_name for row in house.ask("select file_name from intake.submission")}
    assert names
    ids = {row.submission_id for row in house.ask("select submission_id from intake.submission")}
    assert any(one in value for one in ids for value in passed)
    assert not any(name in value for name in names for value in passed)


def test_what_a_killed_launcher_left_is_ended_by_the_next(house: House) -> None:
    # Where the stack stood otherwise set before, it has been killed and started again already.
    if not house.restarts:
        house.start_again()
    for left, outlived in house.restarts:
        assert len(left) > len(COMPONENTS), "every part and its children: else the measure is blind"
        assert not outlived
    file = house.drop("umirr", 2)
    until(lambda: house.verdicts(file), RECEIPT_SECONDS, "a verdict after the restart")


def test_a_port_that_is_taken_is_said_plainly() -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CallError, match=f"Port {port} is taken"):
            ensure_free(port)
