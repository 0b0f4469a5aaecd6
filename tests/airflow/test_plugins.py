"""Around the tasks: no value leaves a failed step, owners are told, the scheduler is recognised."""

from __future__ import annotations

import email
import errno
import json
import mailbox
import runpy
import socketserver
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Text, create_engine
from sqlalchemy.orm import DeclarativeBase, Session, object_session

from warehouse.errors import CallError, SubmissionError, message
from warehouse.settings import PROJECT, settings

pytestmark = pytest.mark.airflow

CANARY = "KOSSINGOU-CANARI"


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZOKWEZO_VAR", str(tmp_path))
    # A database that is down: an alert goes without.
    monkeypatch.setenv("ZOKWEZO_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_a_run_that_asked_nobody_publishes_nothing_once_approvers_are_named(
    plugins_on_path: Path, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It began before they were named, and its tasks are those of then."""
    from airflow.sdk.exceptions import AirflowSkipException

    from warehouse import pipeline

    monkeypatch.setattr(pipeline, "publish", lambda: "7")
    dags = runpy.run_path(str(PROJECT / "dags" / "release.py"))
    publish = dags["release"]().get_task("publish").python_callable
    asked = {"ti": SimpleNamespace(xcom_pull=lambda task_ids: None)}
    events = {"outlet_events": defaultdict(SimpleNamespace)}
    assert publish(**asked, **events) == "7", "nobody is named: nobody is to be asked"
    monkeypatch.setenv("ZOKWEZO_RELEASE_APPROVERS", "directrice")
    settings.cache_clear()
    with pytest.raises(AirflowSkipException, match="approvers"):
        publish(**asked, **events)


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

    run = failed_run("ingest_umirr", "examine", run_id="asset_triggered__2026")
    OwnerAlerts().on_dag_run_failed(run, msg=f"task failed: {CANARY}")
    mails = sent(own_var)
    assert len(mails) == 1
    assert "@" in mails[0]["To"]
    assert run.run_id in mails[0].as_string()
    assert CANARY not in mails[0].as_string()


def test_the_failed_steps_are_asked_in_the_session_of_the_run(plugins_on_path: Path) -> None:
    """The scheduler holds its runs locked in it: a session of ours would commit, and end it."""
    from owner_alerts import failed_steps

    run = failed_run("release", "link", "load")
    assert failed_steps(run) == "link, load"
    assert run in object_session(run).new, "nothing was committed"


def sent(var: Path) -> list[Any]:
    """What lies in the outbox once the sweep has sent what waits."""
    from mail_delivery import send

    from warehouse.desk.notices.due_notices import send_waiting

    send_waiting(send)
    return list(mailbox.Maildir(var / "outbox")) if (var / "outbox").exists() else []


def body(mail: Any) -> str:
    return str(mail.get_payload(decode=True).decode("utf-8"))


class Base(DeclarativeBase):
    """Rows as Airflow's are: in a session, which is asked for them."""


class Run(Base):
    """A run, as far as an alert asks it."""

    __tablename__ = "run"
    run_id = Column(Text, primary_key=True)
    dag_id = Column(Text)
    tasks = Column(JSON)

    def get_task_instances(self, state: list[str], session: Session) -> list[Any]:
        assert session is object_session(self)
        assert state == ["failed"]
        return [SimpleNamespace(task_id=one) for one in self.tasks]


def failed_run(dag_id: str, *task_ids: str, run_id: str = "r") -> Run:
    """A run in a session of its own, which stays open with it."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    run = Run(run_id=run_id, dag_id=dag_id, tasks=list(task_ids))
    run.session = Session(engine)
    run.session.add(run)
    return run


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
    if dag_id == "sweep":
        assert len(mailbox.Maildir(own_var / "outbox")) == 1, "who sends has failed: sent at once"
    (mail,) = sent(own_var)
    assert mail["Reply-To"] == settings().steward
    assert all(task_id in body(mail) for task_id in task_ids), "the step that failed"
    assert mail["To"] == settings().steward
    assert CANARY not in mail.as_string()


def test_a_late_source_is_told_by_its_reminder_and_not_by_its_task(
    plugins_on_path: Path, own_var: Path
) -> None:
    from owner_alerts import OwnerAlerts

    OwnerAlerts().on_dag_run_failed(failed_run("calendar", "remind"), msg="")
    assert sent(own_var) == []


def test_many_failures_of_one_cause_are_one_mail_and_of_two_causes_two(
    plugins_on_path: Path, own_var: Path
) -> None:
    from owner_alerts import OwnerAlerts

    for number in range(5):
        for dag_id in ("ingest_umirr", "release"):
            OwnerAlerts().on_dag_run_failed(failed_run(dag_id, run_id=f"r{number}"), msg=CANARY)
    mails = sent(own_var)
    assert len(mails) == 2
    assert {mail["To"] for mail in mails} == {"statistiques@umirr.exemple", settings().steward}
    for mail in mails:
        assert all(f"r{number}" in body(mail) for number in range(5))
    assert len(sent(own_var)) == 2, "and none twice"


class Relay(socketserver.StreamRequestHandler):
    """A mail server: takes what it is given, or refuses everybody."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 relay.test\r\n")
        lines: list[bytes] | None = None
        while line := self.rfile.readline():
            if lines is not None:
                if line == b".\r\n":
                    server.letters.append(b"".join(lines))
                    lines = None
                    self.wfile.write(b"250 taken\r\n")
                else:
                    lines.append(line)
                continue
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"RCPT" and server.refuses:
                self.wfile.write(b"550 no\r\n")
            elif verb == b"DATA":
                lines = []
                self.wfile.write(b"354 go on\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 relay.test\r\n")


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch, own_var: Path) -> Iterator[Any]:
    server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay)
    server.letters, server.refuses, server.daemon_threads = [], False, True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told = json.dumps(
        {
            "conn_type": "smtp",
            "host": "127.0.0.1",
            "port": server.server_address[1],
            "extra": {"disable_ssl": True, "disable_tls": True, "retry_limit": 0,
                      "from_email": "zokwezo@registre.exemple"},
        }
    )  # fmt: skip
    monkeypatch.setenv("AIRFLOW_CONN_RELAIS", told)
    monkeypatch.setenv("ZOKWEZO_MAIL_CONNECTION", "relais")
    monkeypatch.setenv("ZOKWEZO_REPLY_TO", "personne@registre.exemple")
    settings.cache_clear()
    yield server
    server.shutdown()
    server.server_close()


def test_a_mail_goes_by_the_connection_of_airflow_and_waits_while_it_refuses(
    plugins_on_path: Path, own_var: Path, relay: Any
) -> None:
    from mail_delivery import send
    from owner_alerts import OwnerAlerts

    from warehouse.desk.notices.due_notices import send_waiting
    from warehouse.desk.notices.notice_queue import waiting_notices

    OwnerAlerts().on_dag_run_failed(failed_run("release", "link"), msg=CANARY)
    relay.refuses = True
    with pytest.raises(OSError, match="1 of 1"):
        send_waiting(send)
    assert len(waiting_notices()) == 1, "it waits for the next time"
    relay.refuses = False
    assert send_waiting(send) == 1
    assert waiting_notices() == {}
    (letter,) = [email.message_from_bytes(one) for one in relay.letters]
    assert (letter["To"], letter["Reply-To"]) == (settings().steward, "personne@registre.exemple")
    assert letter["From"] == "zokwezo@registre.exemple"
    assert not (own_var / "outbox").exists()
    assert CANARY.encode() not in relay.letters[0]


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
