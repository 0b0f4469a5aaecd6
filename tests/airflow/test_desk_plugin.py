"""The desk inside a real Airflow: its page answers who signed on, and nobody else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from warehouse import database
from warehouse.settings import PROJECT

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

# A process of its own: Airflow keeps one app, one auth manager and one configuration per process.
ASK = """
import json, sys
from datetime import UTC, datetime
from fastapi.testclient import TestClient
from airflow.api_fastapi.app import create_app
from airflow import plugins_manager
app = create_app()
import_errors = plugins_manager.get_import_errors()
from warehouse import database
from warehouse.desk.app import desk_app
from warehouse.desk.visitor import Visitor, give_account
with database.engine().begin() as connection:
    steward = Visitor("gestionnaire", frozenset({"steward"}))
    give_account(connection, steward, [], by="t", at=datetime.now(UTC))
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
manager = app.state.auth_manager
def token(name, role):
    return manager.generate_jwt(SimpleAuthManagerUser(username=name, role=role))
told = {"import_errors": import_errors, "answers": {}}
from desk import DeskPlugin
PAGES = [
    "/tableau", "/tableau?mois=60", "/a-faire", "/a-faire/vu", "/a-faire/livraison", "/depots",
    "/deposer", "/attendus", "/regles", "/regles/umirr", "/destinataires", "/aide", "/nulle-part",
]
SAME = [
    "content-security-policy", "x-frame-options", "cache-control", "referrer-policy",
    "content-type", "x-content-type-options",
]
(mounted,) = DeskPlugin.fastapi_apps
with TestClient(app, base_url="http://127.0.0.1:8080", follow_redirects=False) as client:
    client.get("/guichet/tableau")
    from starlette.routing import Mount
    paths = []
    def walk(routes, before):
        for route in routes:
            path = before + route.path
            if isinstance(route, Mount):
                paths.append(["GET", path + "/anything"])
                walk(route.routes or [], path)
            else:
                paths.extend([method, path] for method in route.methods)
    walk(mounted["app"].app.routes, "/guichet")
    told["paths"] = paths
    def ask(name, **given):
        same = {"sec-fetch-site": "same-origin"}
        told["answers"][name] = [
            client.request(method, path, headers=same | given).status_code
            for method, path in paths
        ]
    beyond = [["GET", "/guichet/docs"], ["GET", "/guichet/openapi.json"], ["GET", "/guichet/"]]
    paths.extend(beyond)
    ask("anonymous")
    ask("rubbish bearer", authorization="Bearer rubbish")
    ask("rubbish cookie", cookie="_token=rubbish")
    client.cookies.clear()
    ask("viewer", authorization="Bearer " + token("inconnu", "ADMIN"))
    good = "Bearer " + token("gestionnaire", "VIEWER")
    page = client.get("/guichet/tableau", headers={"authorization": good})
    told["page"] = [page.status_code, page.text, page.headers["content-security-policy"]]
    client.cookies.clear()
    by_cookie = {"cookie": "_token=" + token("gestionnaire", "VIEWER")}
    told["docs"] = {
        path: [answer.status_code, answer.headers.get("location")]
        for path in ("/docs", "/docs/", "/guichet/aide", "/docsx")
        for answer in [client.get(path, headers={"authorization": good})]
    }
    client.cookies.clear()
    told["help_of_nobody"] = client.get("/guichet/aide").status_code
    client.cookies.clear()
    import re
    from warehouse.desk.surroundings import Surroundings, nobody_told
    async def always(request):
        return "gestionnaire"
    alone = TestClient(
        desk_app(Surroundings(always, "", b"alone", nobody_told)), base_url="http://127.0.0.1:8080"
    )
    def plain(answer, root):
        text = re.sub(r'(name="jeton" value=)"[^"]*"', r"\1", answer.text)
        text = re.sub(r'(src|href|action|data-[a-z-]+)="%s/' % root, r'\1="/', text)
        headers = {name: answer.headers.get(name) for name in SAME}
        return answer.status_code, text, headers
    told["framed"] = {}
    for path in PAGES:
        framed = client.get(f"/guichet{path}", headers={"authorization": good})
        own = alone.get(path)
        told["framed"][path] = [framed.status_code, plain(framed, "/guichet") == plain(own, "")]
    client.cookies.clear()
    told["by_cookie"] = client.get("/guichet/tableau", headers=by_cookie).status_code
    client.cookies.clear()
    admin = {"authorization": "Bearer " + token("inconnu", "ADMIN")}
    views = client.get("/api/v2/plugins", headers=admin)
    told["views"] = [
        view for plugin in views.json()["plugins"] for view in plugin["external_views"]
        if plugin["name"] == "desk"
    ]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(
    airflow_environment: dict[str, str],
    airflow_database: Callable[[str], dict[str, str]],
    postgresql_server: str,
    migrated_template: str,
) -> dict[str, Any]:
    address = f"postgresql+psycopg://postgres@/{{}}?host={postgresql_server}"
    with database.engine(address.format("postgres")).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(f"create database desk_in_airflow template {migrated_template}"))
    environment = airflow_environment | {
        "ZOKWEZO_DATABASE_URL": address.format("desk_in_airflow"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "gestionnaire:viewer,inconnu:admin",
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of the tests, long enough to be one of them all",
        **airflow_database("desk_airflow"),
    }
    finished = subprocess.run(
        [sys.executable, "-c", ASK],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd=PROJECT,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
    facts: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return facts


def routes_of_the_desk() -> set[tuple[str, str]]:
    """(method, path) of every route that the desk has, where Airflow mounts it."""
    from warehouse.desk.app import ROUTES

    routes = [one for module in ROUTES for one in module.router.routes]
    found = {(how, f"/guichet{one.path}") for one in routes for how in one.methods}
    assert len(found) > 40
    return found


def test_the_plugin_loads_and_is_in_the_menu(told: dict[str, Any]) -> None:
    assert told["import_errors"] == {}
    desk, help_page = told["views"]
    assert (desk["href"], desk["url_route"]) == ("/guichet/", "guichet")
    assert (help_page["href"], help_page["category"]) == ("/guichet/aide", "docs")


def test_airflows_docs_lead_to_ours_and_ask_who_it_is(told: dict[str, Any]) -> None:
    docs = told["docs"]
    assert docs["/docs"] == docs["/docs/"] == [303, "/guichet/aide"]
    assert docs["/guichet/aide"] == [200, None]
    assert docs["/docsx"][0] == 200, "Airflow's own page that nothing is there"
    assert told["help_of_nobody"] == 401


def test_in_airflows_frame_and_alone_the_pages_are_the_same(told: dict[str, Any]) -> None:
    framed = told["framed"]
    assert len(framed) > 12
    assert framed.pop("/nulle-part") == [404, True]
    assert [path for path, answer in framed.items() if answer != [200, True]] == []


@pytest.mark.parametrize("who", ["anonymous", "rubbish bearer", "rubbish cookie"])
def test_no_route_and_no_mount_answers_without_sign_on(told: dict[str, Any], who: str) -> None:
    assert {tuple(one) for one in told["paths"]} >= routes_of_the_desk()
    assert set(told["answers"][who]) == {401}


def test_airflows_admin_has_no_right_that_the_desk_did_not_give(told: dict[str, Any]) -> None:
    assert set(told["answers"]["viewer"]) == {403}


def test_who_signed_on_sees_the_board(told: dict[str, Any]) -> None:
    status, page, policy = told["page"]
    assert status == 200
    assert "Les envois, par registre et par mois" in page
    assert 'action="/guichet/langue"' in page
    assert "frame-ancestors 'self'" in policy
    assert told["by_cookie"] == 200


def test_the_page_that_up_calls_the_desk_is_the_desk(
    plugins_on_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    import desk
    from rich.console import Console

    from warehouse.cli.up.configuration import STEWARD, Home
    from warehouse.cli.up.stack_report import print_sign_on

    told = io.StringIO()
    home = Home(tmp_path, 8080, {STEWARD: "x"})
    print_sign_on(Console(file=told, width=200, highlight=False), home)
    assert f"{home.address}{desk.PREFIX}/" in told.getvalue()
    view = desk.DeskPlugin.external_views[0]
    assert view["href"] == f"{desk.PREFIX}/"
