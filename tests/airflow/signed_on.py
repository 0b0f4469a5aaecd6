"""Asks Airflow's real pages as each account, and prints the status of every answer."""

from __future__ import annotations

import json
import sys
import warnings

warnings.simplefilter("ignore")


def main() -> None:
    """Read ``{"calls": [[account, method, path, body]], "sign_on": {account: password}}``."""
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    asked = json.load(sys.stdin)
    found = []
    with TestClient(create_app(apps="core"), base_url="https://server.example") as client:
        tokens: dict[str, str] = {}
        for account, password in asked["sign_on"].items():
            sign_on = {"username": account, "password": password}
            answer = client.post("/auth/token", json=sign_on)
            if answer.is_success:
                tokens[account] = answer.json()["access_token"]
        for account, method, path, body in asked["calls"]:
            client.cookies.clear()
            signed = {"Authorization": f"Bearer {tokens[account]}"} if account in tokens else {}
            answer = client.request(method, f"/api/v2/{path}", json=body, headers=signed)
            found.append(answer.status_code)
    sys.stdout.write(f"\n{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
