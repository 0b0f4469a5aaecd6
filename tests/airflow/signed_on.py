"""Asks Airflow's real pages as each account, and tells the status of every answer."""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")


def walk(client: Any, tokens: dict[str, str]) -> dict[str, list[Any]]:
    """The status of every route and mount of the desk, as each account, as nobody, as rubbish."""
    from desk import DeskPlugin
    from starlette.routing import Mount

    client.get("/guichet/tableau")
    (mounted,) = DeskPlugin.fastapi_apps
    paths = [["GET", "/guichet/docs"], ["GET", "/guichet/openapi.json"]]

    def gather(routes: Any, before: str) -> None:
        for route in routes:
            if isinstance(route, Mount):
                paths.append(["GET", f"{before}{route.path}/anything"])
                gather(route.routes or [], before + route.path)
            elif hasattr(route, "effective_candidates"):
                gather(route.effective_candidates(), before)
            else:
                paths.extend([method, before + route.path] for method in sorted(route.methods))

    gather(mounted["app"].app.routes, "/guichet")
    found: dict[str, list[Any]] = {"paths": paths}
    everybody = {"anonymous": "", "rubbish": "rubbish"} | tokens
    for name, token in everybody.items():
        found[name] = []
        for method, path in paths:
            client.cookies.clear()
            headers = {"sec-fetch-site": "same-origin"}
            if token:
                headers["Authorization"] = f"Bearer {token}"
            answer = client.request(method, path, headers=headers, follow_redirects=False)
            found[name].append(answer.status_code)
    return found


def answered(client: Any, asked: dict[str, Any]) -> Any:
    """What the pages answer to one line."""
    tokens: dict[str, str] = {}
    client.cookies.clear()
    for account, password in asked["sign_on"].items():
        sign_on = {"username": account, "password": password}
        answer = client.post("/auth/token", json=sign_on)
        if answer.is_success:
            tokens[account] = answer.json()["access_token"]
    if asked.get("walk"):
        return walk(client, tokens)
    found = []
    for account, method, path, body in asked["calls"]:
        client.cookies.clear()
        signed = {"Authorization": f"Bearer {tokens[account]}"} if account in tokens else {}
        answer = client.request(method, f"/api/v2/{path}", json=body, headers=signed)
        found.append(answer.status_code)
    return found


def main() -> None:
    """Answer lines ``{"calls": [[account, method, path, body]], "sign_on": {account: password}}``.

    With ``"walk": true`` the desk's routes are asked instead. Each signs on anew for each line.
    """
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    with TestClient(create_app(apps="core"), base_url="https://server.example") as client:
        for line in sys.stdin:
            sys.stdout.write(f"\ntold {json.dumps(answered(client, json.loads(line)))}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
