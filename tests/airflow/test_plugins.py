"""Around the tasks: no value leaves a failed step, owners are told, the scheduler is recognised."""

from __future__ import annotations

import errno
import json
import mailbox
from pathlib import Path
from types import SimpleNamespace

import pytest

from warehouse.errors import CallError, SubmissionError, message
from warehouse.settings import settings

pytestmark = pytest.mark.airflow

CANARY = "KOSSINGOU-CANARI"


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZOKWEZO_VAR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_a_failed_step_quotes_nothing(plugins_on_path: Path) -> None:
    from without_values import StepError, without_values

    @without_values
    def step() -> None:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(f"Key (name)=({CANARY}) already exists") from error

    with pytest.raises(StepError) as failure:
        step()
    assert CANARY not in repr(failure.value)
    assert "ValueError at test_plugins.py" in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None, "Airflow logs the context too"


def test_our_own_errors_pass_the_wall_as_they_are(plugins_on_path: Path) -> None:
    from without_values import without_values

    @without_values
    def step() -> None:
        raise SubmissionError(message("stack.staying"))

    with pytest.raises(SubmissionError):
        step()


def test_a_full_disk_is_told_as_one_and_names_no_file(plugins_on_path: Path) -> None:
    from without_values import without_values

    @without_values
    def step() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", CANARY)

    with pytest.raises(CallError) as failure:
        step()
    assert failure.value.faults == (message("disk_full"),)
    assert failure.value.__context__ is None, "the name of a file may be a person's"


def test_the_owner_of_a_failed_ingest_has_a_mail(plugins_on_path: Path, own_var: Path) -> None:
    from owner_alerts import OwnerAlerts

    run = SimpleNamespace(dag_id="ingest_umirr", run_id="asset_triggered__2026")
    OwnerAlerts().on_dag_run_failed(run, msg=f"task failed: {CANARY}")
    mails = list(mailbox.Maildir(own_var / "outbox"))
    assert len(mails) == 1
    assert "@" in mails[0]["To"]
    assert run.run_id in mails[0].as_string()
    assert CANARY not in mails[0].as_string()


def failed_run(dag_id: str, *task_ids: str) -> SimpleNamespace:
    tasks = [SimpleNamespace(task_id=task_id) for task_id in task_ids]
    return SimpleNamespace(dag_id=dag_id, run_id="r", get_task_instances=lambda state: tasks)


@pytest.mark.parametrize(
    ("dag_id", "task_ids"),
    [
        pytest.param("release", ("link",), id="release"),
        pytest.param("calendar", ("watch_calendar",), id="calendar"),
        pytest.param("calendar", ("watch_calendar", "remind"), id="calendar_and_a_late_source"),
        pytest.param("sweep", ("announce_waiting",), id="sweep"),
    ],
)
def test_a_failed_run_of_no_ministry_is_told_to_the_steward(
    plugins_on_path: Path, own_var: Path, dag_id: str, task_ids: tuple[str, ...]
) -> None:
    from owner_alerts import OwnerAlerts

    OwnerAlerts().on_dag_run_failed(failed_run(dag_id, *task_ids), msg=CANARY)
    (mail,) = mailbox.Maildir(own_var / "outbox")
    assert mail["To"] == settings().steward
    assert CANARY not in mail.as_string()


def test_a_late_source_is_told_to_its_owner_and_not_twice(
    plugins_on_path: Path, own_var: Path
) -> None:
    from owner_alerts import OwnerAlerts, post, reminder

    from warehouse.contracts import load_contracts

    contract = load_contracts(settings().sources)["umirr"]
    post(reminder(contract, ["2026-05"]))
    OwnerAlerts().on_dag_run_failed(failed_run("calendar", "remind"), msg="")
    (mail,) = mailbox.Maildir(own_var / "outbox")
    assert mail["To"] == contract.owner.contact
    assert "2026-05" in mail["Subject"]


@pytest.mark.parametrize(
    ("arguments", "is_scheduler"),
    [
        pytest.param(["airflow", "scheduler", "--skip-serve-logs"], True, id="scheduler"),
        pytest.param(["airflow", "triggerer"], False, id="triggerer"),
        pytest.param(["airflow"], False, id="bare"),
        pytest.param(["pytest", "tests/scheduler"], False, id="a_test"),
    ],
)
def test_only_the_scheduler_imports_the_heavy_libraries(
    plugins_on_path: Path, arguments: list[str], is_scheduler: bool
) -> None:
    import airflow_local_settings

    assert airflow_local_settings.is_scheduler(arguments) is is_scheduler


def test_only_real_plugins_are_loaded_as_plugins(plugins_on_path: Path) -> None:
    ignored = set((plugins_on_path / ".airflowignore").read_text("utf-8").splitlines())
    modules = {path.name for path in plugins_on_path.glob("*.py")}
    assert modules
    for name in modules:
        is_plugin = "AirflowPlugin" in (plugins_on_path / name).read_text("utf-8")
        assert is_plugin != (name in ignored), json.dumps(name)
