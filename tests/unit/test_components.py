"""A part of Airflow that ends is started again, three times, and what it said before is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from warehouse import database
from warehouse.cli.up import processes
from warehouse.cli.up.configuration import Home
from warehouse.errors import CallError


@pytest.fixture
def components(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> processes.Components:
    """Real processes; the program in the place of Airflow says how often it ran, and ends."""
    program = tmp_path / "airflow"
    program.write_text('#!/bin/sh\necho "$1" >> count\necho "run $(wc -l < count)"\nexit 3\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(processes, "COMPONENTS", {"scheduler": ("scheduler",)})
    monkeypatch.setattr(processes, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(database, "is_running", lambda: True)
    home = Home(tmp_path, 1, {})
    home.logs.mkdir()
    return processes.Components(home)


def test_a_part_that_ends_is_started_three_times_again(components: processes.Components) -> None:
    components.start()
    for _ in range(processes.RESTARTS):
        components.running["scheduler"].wait(10)
        assert components.ensure_alive() == ["scheduler"]
    components.running["scheduler"].wait(10)
    with pytest.raises(CallError, match=r"scheduler.*exit code 3"):
        components.ensure_alive()
    newest = processes.log_of(components.home, "scheduler")
    said = [newest, *(newest.with_name(f"{newest.name}.{n}") for n in (1, 2, 3))]
    assert [int(one.read_text().split()[1]) for one in said] == [4, 3, 2, 1]


def test_what_ran_well_for_an_hour_may_end_three_times_more(
    components: processes.Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    components.start()
    for _ in range(processes.RESTARTS):
        components.running["scheduler"].wait(10)
        components.ensure_alive()
    components.running["scheduler"].wait(10)
    monkeypatch.setattr(processes, "WELL_SECONDS", 0.0)
    assert components.ensure_alive() == ["scheduler"]


def test_a_part_that_ended_with_postgresql_is_not_counted_against_it(
    components: processes.Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(database, "is_running", lambda: False)
    monkeypatch.setattr(database, "start", lambda: started.append("again"))
    components.start()
    for _ in range(processes.RESTARTS):
        components.running["scheduler"].wait(10)
        assert components.ensure_alive() == [processes.SERVER, "scheduler"]
    assert len(started) == processes.RESTARTS
    assert not components.restarts.are_used_up("scheduler")
    with pytest.raises(CallError, match=r"PostgreSQL has ended .*server\.log"):
        components.ensure_alive()


def test_the_oldest_former_log_goes(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    for number in range(processes.FORMER_LOGS + 3):
        processes.keep_former(log)
        log.write_text(str(number))
    assert len(list(tmp_path.iterdir())) == processes.FORMER_LOGS + 1
    assert log.with_name("x.log.1").read_text() == str(processes.FORMER_LOGS + 1)
