"""A stack of the tests' own: PostgreSQL and Airflow up, and what may be asked of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import Engine, text

from warehouse import database
from warehouse.cli.up.configuration import MARK
from warehouse.cli.up.ports import free_port
from warehouse.cli.up.processes import SERVER
from warehouse.database import embedded
from warehouse.settings import PROJECT

SAMPLES = PROJECT / "samples" / "drops"
START_SECONDS = 300
# Ten seconds and a minute are the aim on an idle machine; a test machine is shared.
RECEIPT_SECONDS = 60
RELEASE_SECONDS = 150
UP = "import sys; from warehouse.cli.up import up; sys.exit(up(port=int(sys.argv[1])))"


@dataclass
class House:
    """A running stack of the test's own.

    Attributes:
        restarts: of each launcher that was killed the processes that it left, and those of them
            that the next one had not ended when it was up.
    """

    var: Path
    settings: dict[str, str] = field(default_factory=dict)
    restarts: list[tuple[set[int], set[int]]] = field(default_factory=list)
    _launcher: subprocess.Popen[str] | None = None

    @property
    def launcher(self) -> subprocess.Popen[str]:
        assert self._launcher, "stand() first"
        return self._launcher

    @cached_property
    def warehouse(self) -> Engine:
        """The warehouse's database."""
        return self._engine("zokwezo")

    @cached_property
    def airflow(self) -> Engine:
        """Airflow's own."""
        return self._engine("airflow")

    def _engine(self, name: str) -> Engine:
        socket = embedded.start(self.var / "pg")
        return database.engine(f"postgresql+psycopg://{embedded.SUPERUSER}@/{name}?host={socket}")

    def stand(self, **settings: str) -> None:
        """Be up with these settings: as it is, or killed and started again where they differ."""
        if self._launcher is None:
            self._start(settings)
        elif self.settings != settings:
            self.start_again(**settings)

    def start_again(self, **settings: str) -> None:
        """Kill the launcher alone, and start another at what it left."""
        self.kill()
        left = marked(self.var)
        self._start(settings)
        self.restarts.append((left, left & marked(self.var)))

    def kill(self) -> None:
        """End the launcher, if one was started, as a power cut does."""
        if self._launcher:
            self._launcher.kill()
            self._launcher.wait()

    def _start(self, settings: dict[str, str]) -> None:
        self._launcher, self.settings = started(self.var, **settings), settings
        # What is dropped from here on is released as they say: the DAGs are read anew by then.
        read = "select data::text like '%%\"approve\"%%' as asks from serialized_dag"
        read += " where dag_id = 'release' order by last_updated desc limit 1"
        asks = "ZOKWEZO_RELEASE_APPROVERS" in settings
        until(
            lambda: [one.asks for one in self.ask_airflow(read)] == [asks],
            START_SECONDS,
            "the DAGs are those of the settings",
        )

    def drop(self, source_id: str, index: int = 0) -> Path:
        return self.put(source_id, sorted((SAMPLES / source_id).iterdir())[index])

    def put(self, source_id: str, file: Path) -> Path:
        """Drop a file as a transfer does: whole at once."""
        there = self.var / "drop" / source_id / file.name
        there.parent.mkdir(parents=True, exist_ok=True)
        growing = there.with_name(f".{there.name}.part")
        shutil.copyfile(file, growing)
        growing.replace(there)
        return there

    def said(self) -> str:
        """What the launcher has printed so far."""
        return (self.var / "launcher.log").read_text("utf-8")

    def release(self) -> str:
        """The content digest of the current release; empty where there is none."""
        manifest = self.var / "releases" / "current" / "manifest.json"
        return str(json.loads(manifest.read_text("utf-8"))["content"]) if manifest.exists() else ""

    def pid_of(self, part: str) -> int:
        """The process of PostgreSQL, or the part that the launcher itself started."""
        if part == SERVER:
            return int((self.var / "pg" / "postmaster.pid").read_text().splitlines()[0])
        children = psutil.Process(self.launcher.pid).children()
        (found,) = [
            child.pid for child in children if part in " ".join(child.cmdline()).replace("_", "-")
        ]
        return found

    def switch(self, dag_id: str, *, is_paused: bool) -> None:
        """Pause or unpause a DAG."""
        self.call("PATCH", f"dags/{dag_id}", {"is_paused": is_paused})

    def signed_on(self, account: str) -> tuple[str, str]:
        """Where Airflow answers, and what an account that signed on shows there."""
        address = next(iter(re.findall(r"http://127\.0\.0\.1:\d+", self.said())))
        passwords = json.loads((self.var / "airflow" / "passwords.json").read_text("utf-8"))
        sign_on = {"username": account, "password": passwords[account]}
        token = httpx.post(f"{address}/auth/token", json=sign_on).json()["access_token"]
        return address, str(token)

    def call(self, method: str, path: str, body: Mapping[str, Any]) -> None:
        """What the steward does on Airflow's page."""
        address, token = self.signed_on("steward")
        answer = httpx.request(
            method,
            f"{address}/api/v2/{path}",
            json=dict(body),
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 200, answer.text

    def ask(self, query: str, **values: Any) -> list[Any]:
        with self.warehouse.connect() as connection:
            return list(connection.execute(text(query), values))

    def ask_airflow(self, query: str, **values: Any) -> list[Any]:
        with self.airflow.connect() as connection:
            return list(connection.execute(text(query), values))

    def verdicts(self, file: Path) -> list[Any]:
        return self.ask(
            "select status, rows_read from intake.submission"
            " where file_name = :name and status is not null",
            name=file.name,
        )


def until(found: Callable[[], Any], seconds: float, what: str) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.25)
    raise AssertionError(f"{what}: not within {seconds} s")


def marked(var: Path) -> set[int]:
    """The processes of the stack of ``var``, its launcher excepted."""
    found = set()
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(var):
                found.add(process.pid)
        except psutil.Error:
            continue
    return found


def started(var: Path, **settings: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZOKWEZO_")}
    launcher = subprocess.Popen(
        [sys.executable, "-c", UP, str(free_port())],
        env=environment | {"ZOKWEZO_VAR": str(var), "ZOKWEZO_LANGUAGE": "en"} | settings,
        stdout=(var / "launcher.log").open("w"),
        stderr=subprocess.STDOUT,
        text=True,
    )

    def is_ready() -> bool:
        said = (var / "launcher.log").read_text("utf-8")
        assert launcher.poll() is None, said[-2000:]
        return "Ctrl-C" in said

    try:
        until(is_ready, START_SECONDS, "the stack is up")
    except AssertionError:
        launcher.terminate()
        launcher.wait(60)
        raise
    return launcher
