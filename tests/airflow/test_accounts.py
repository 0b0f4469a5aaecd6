"""The sign-on of a server: accounts from one list, and what each of them may do in Airflow."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import text
from test_desk_plugin import routes_of_the_desk

from warehouse import database
from warehouse.settings import PROJECT

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

SCRIPT = PROJECT / "docker" / "airflow" / "make_accounts.py"
ASKING = Path(__file__).with_name("signed_on.py")
LIST = [
    ["account", "first_name", "last_name", "mail", "right", "sources"],
    ["n.exemple", "Nadège", "EXEMPLE", "n.exemple@example.org", "admin", ""],
    ["s.exemple", "Sylvain", "EXEMPLE", "s.exemple@example.org", "steward judge_victims", ""],
    ["p.exemple", "Prisca", "EXEMPLE", "p.exemple@example.org", "focal_point", "umirr"],
    ["j.exemple", "Judith", "EXEMPLE", "j.exemple@example.org", "judge_victims judge_suspects", ""],
]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_accounts", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_accounts"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    postgresql_server: str,
    migrated_template: str,
    airflow_database: Callable[[str], dict[str, str]],
) -> dict[str, str]:
    """The environment of a server that signs on by FAB, Airflow's own tables made."""
    home = tmp_path_factory.mktemp("server")
    address = f"postgresql+psycopg://postgres@/{{}}?host={postgresql_server}"
    with database.engine(address.format("postgres")).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f"create database accounts template {migrated_template}"))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW_", "ZOKWEZO_"))}
    compose = (PROJECT / "docker-compose.yml").read_text("utf-8")
    assert "fab_auth_manager.FabAuthManager" in compose, "the server signs on by FAB"
    return kept | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__AUTH_MANAGER": (
            "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
        ),
        "AIRFLOW__FAB__CONFIG_FILE": str(PROJECT / "docker" / "airflow" / "webserver_config.py"),
        "AIRFLOW__FAB__SESSION_BACKEND": "database",
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        **airflow_database("accounts_airflow"),
        "AIRFLOW__API_AUTH__JWT_SECRET": "not a secret: a server of a test, gone when it ends",
        "AIRFLOW__API__SECRET_KEY": "nor is this one",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        "ZOKWEZO_VAR": str(home / "var"),
        "ZOKWEZO_DATABASE_URL": address.format("accounts"),
    }


@pytest.fixture(scope="module")
def asking(server: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The real pages, open as long as a server is: a process that answers a line with a line."""
    with subprocess.Popen(
        [sys.executable, str(ASKING)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=server,
    ) as pages:  # fmt: skip
        yield pages
        # It would take its leave of its scheduler and its plugins, for seconds.
        pages.kill()


def make(server: dict[str, str], rows: list[list[str]]) -> dict[str, str]:
    """Take a list; the new accounts with their first passwords."""
    lines = Path(server["AIRFLOW_HOME"]) / "accounts.csv"
    with lines.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with lines.open() as given:
        done = subprocess.run(
            [sys.executable, str(SCRIPT)],
            stdin=given, capture_output=True, text=True, env=server, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    return dict(told)


def _asked(asking: subprocess.Popen[str], **question: Any) -> Any:
    assert asking.stdin is not None
    assert asking.stdout is not None
    asking.stdin.write(f"{json.dumps(question)}\n")
    asking.stdin.flush()
    # What else Airflow says there is none of the answer.
    told = next((line for line in asking.stdout if line.startswith("told ")), None)
    assert told is not None, f"the pages ended with {asking.wait(60)}"
    return json.loads(told.removeprefix("told "))


def answers(asking: subprocess.Popen[str], calls: list[Any], sign_on: dict[str, str]) -> list[int]:
    """The status of each call ``[account, method, path, body]`` to the real pages."""
    found: list[int] = _asked(asking, calls=calls, sign_on=sign_on)
    return found


def walk(asking: subprocess.Popen[str], sign_on: dict[str, str]) -> dict[str, list[Any]]:
    """Every route and mount of the desk in the real Airflow, asked as everybody and as nobody."""
    found: dict[str, list[Any]] = _asked(asking, calls=[], sign_on=sign_on, walk=True)
    return found


RUN = {"logical_date": None}
EVENT = {"asset_id": 1}
VARIABLE = {"key": "k", "value": "v"}
CONNECTION = {"connection_id": "c", "conn_type": "http"}


def test_a_steward_starts_and_clears_and_undoes_no_record(
    server: dict[str, str], asking: subprocess.Popen[str]
) -> None:
    passwords = make(server, LIST)
    assert set(passwords) == {"n.exemple", "s.exemple", "p.exemple", "j.exemple"}
    assert make(server, LIST) == {}, "who is there keeps her password, and it is not told again"
    may = [
        ["s.exemple", "GET", "dags", None, 200],
        ["s.exemple", "POST", "dags/sweep/dagRuns", RUN, 200],
        ["s.exemple", "PATCH", "dags/sweep", {"is_paused": True}, 200],
        ["s.exemple", "DELETE", "dags/sweep", None, 403],
        ["s.exemple", "POST", "assets/events", EVENT, 403],
        ["s.exemple", "POST", "variables", VARIABLE, 403],
        ["s.exemple", "POST", "connections", CONNECTION, 403],
        ["s.exemple", "GET", "variables", None, 403],
        ["p.exemple", "GET", "dags", None, 403],
        ["p.exemple", "GET", "dags/sweep/dagRuns", None, 403],
        ["p.exemple", "POST", "dags/sweep/dagRuns", RUN, 403],
        ["p.exemple", "POST", "assets/events", EVENT, 403],
        ["j.exemple", "GET", "dags", None, 403],
        ["j.exemple", "POST", "dags/sweep/dagRuns", RUN, 403],
        ["n.exemple", "GET", "variables", None, 200],
        [None, "GET", "dags", None, 401],
        ["nobody", "GET", "dags", None, 401],
    ]
    asked = [one[:4] for one in may]
    found = answers(asking, asked, passwords | {"nobody": "never given"})
    told = [[*one[:3], status] for one, status in zip(may, found, strict=True)]
    assert told == [[*one[:3], one[4]] for one in may]

    with database.engine(server["ZOKWEZO_DATABASE_URL"]).connect() as connection:
        query = text("select account, rights, sources from intake.desk_account order by 1")
        assert [tuple(row) for row in connection.execute(query)] == [
            ("j.exemple", ["judge_suspects", "judge_victims"], []),
            ("p.exemple", ["focal_point"], ["umirr"]),
            ("s.exemple", ["judge_victims", "steward"], []),
        ]
    every = walk(asking, passwords)
    assert {tuple(one) for one in every["paths"]} >= routes_of_the_desk()
    assert set(every["anonymous"]) == set(every["rubbish"]) == {401}
    assert set(every["n.exemple"]) == {403}, "Airflow's admin was given nothing at the desk"
    at = every["paths"].index(["GET", "/guichet/tableau"])
    assert (every["s.exemple"][at], every["p.exemple"][at], every["j.exemple"][at]) == (
        200, 200, 403,
    )  # fmt: skip
    assert 500 not in {one for name, told in every.items() if name != "paths" for one in told}
    make(server, LIST[:3])
    (closed,) = answers(asking, [["p.exemple", "GET", "dags", None]], passwords)
    assert closed == 401, "who is no longer on the list signs on no more"
    with database.engine(server["ZOKWEZO_DATABASE_URL"]).connect() as connection:
        assert connection.scalar(text("select count(*) from intake.desk_account")) == 1


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (["x", "", "", "x@example.org", "owner", ""], "line 3: right is one of"),
        (["x", "", "", "x@example.org", "focal_point", ""], "line 3: a focal point has sources"),
        (["x", "", "", "x@example.org", "steward", "umirr"], "line 3: a focal point has sources"),
        (["x", "", "", "x@example.org", "judge_all", ""], "line 3: right is one of"),
        (["x", "", "", "x@example.org", "steward focal_point", "umirr"], "line 3: right is one"),
        (["x", "", "", "x@example.org", "admin judge_victims", ""], "line 3: an admin has no"),
        (["x", "", "", "", "steward", ""], "line 3: account and mail"),
        (["n.exemple", "", "", "x@example.org", "steward", ""], "line 3: this account has a line"),
    ],
    ids=[
        "unknown right",
        "no source",
        "a source too many",
        "unknown judge",
        "two roles",
        "an admin who judges",
        "no mail",
        "twice",
    ],
)
def test_a_list_that_cannot_be_is_told_by_its_lines(
    script: ModuleType, line: list[str], fault: str
) -> None:
    lines = [",".join(one) for one in [*LIST[:2], line]]
    with pytest.raises(ValueError, match=fault):
        script.read_accounts(lines)


def test_a_list_without_an_admin_is_refused(script: ModuleType) -> None:
    with pytest.raises(ValueError, match="right admin"):
        script.read_accounts([",".join(one) for one in [LIST[0], LIST[2]]])
