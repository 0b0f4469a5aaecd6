"""Nobody passes unknown, from elsewhere or with too much; what fails behind it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_client import HERE, HOST, app, browser, give, send, token
from starlette.requests import Request
from starlette.routing import Mount

pytestmark = pytest.mark.slow

CANARY = "KOSSINGOU-CANARI"


def every_route(routes: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of every route, those of mounts too; a mount counts as a path itself."""
    for route in routes:
        path = before + route.path
        if isinstance(route, Mount):
            yield "GET", f"{path}/anything"
            yield from every_route(route.routes or [], path)
        elif hasattr(route, "effective_candidates"):
            yield from every_route(route.effective_candidates(), before)
        else:
            for method in route.methods:
                yield method, path


def routes() -> list[tuple[str, str]]:
    found = sorted(set(every_route(app().routes)))
    filled = [(method, path.replace("{", "").replace("}", "")) for method, path in found]
    assert len(filled) >= 5
    return filled


async def raises(request: Request) -> str | None:
    raise RuntimeError(CANARY)


async def nobody(request: Request) -> str | None:
    return ""


@pytest.mark.parametrize("sign_on", [None, nobody, raises], ids=["anonymous", "empty", "fails"])
def test_no_route_and_no_mount_answers_without_sign_on(world: Path, sign_on: Any) -> None:
    client = browser(None, **({"sign_on": sign_on} if sign_on else {}))
    beyond = [("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/redoc"), ("GET", "/static/x")]
    for method, path in [*routes(), *beyond]:
        answer = client.request(method, path, headers=HERE)
        assert answer.status_code == 401, (method, path)
        assert CANARY not in answer.text
        assert "set-cookie" not in answer.headers


def test_an_account_that_was_given_nothing_sees_nothing(world: Path) -> None:
    client = browser("inconnu")
    for method, path in routes():
        assert client.request(method, path, headers=HERE).status_code == 403, (method, path)


def test_every_answer_has_its_headers(world: Path) -> None:
    give("gestionnaire", "steward")
    for client in (browser(None), browser("gestionnaire")):
        for path in ("/", "/tableau", "/nowhere", "/depots/S-nowhere"):
            answer = client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'self'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-store"
            assert "DENY" not in answer.headers["x-frame-options"], "it stands in Airflow's frame"


def unsafe_routes() -> list[tuple[str, str]]:
    found = [one for one in routes() if one[0] not in ("GET", "HEAD")]
    assert found
    return found


def test_nothing_changes_without_the_token_of_the_page(world: Path) -> None:
    give("tout", "steward", "judge_victims", "judge_suspects")
    client = browser("tout")
    theirs = token(browser("tout"))
    for method, path in unsafe_routes():
        for headers in (HERE, HERE | {"x-zokwezo-jeton": theirs}):
            answer = client.request(method, path, headers=headers, data={"jeton": theirs})
            assert answer.status_code == 403, (method, path, "another session's token")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://elsewhere.test"},
        {"origin": "null"},
    ],
    ids=str,
)
def test_nothing_changes_from_elsewhere(world: Path, headers: dict[str, str]) -> None:
    give("gestionnaire", "steward")
    client = browser("gestionnaire")
    mine = token(client)
    for method, path in unsafe_routes():
        told = client.request(method, path, headers=headers, data={"jeton": mine})
        assert told.status_code == 403
        assert "Cette demande ne vient pas" in told.text


def test_an_old_browser_is_known_by_its_origin(world: Path) -> None:
    give("gestionnaire", "steward")
    client = browser("gestionnaire")
    told = client.post(
        "/langue", headers={"origin": HOST}, data={"jeton": token(client), "langue": "en"}
    )
    assert told.status_code == 303


def test_a_form_that_holds_too_much_is_refused(world: Path) -> None:
    give("gestionnaire", "steward")
    client = browser("gestionnaire")
    assert send(client, "/langue", langue="x" * 300_000).status_code == 413


def test_what_fails_is_told_by_kind_and_never_in_its_words(
    world: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give("gestionnaire", "steward")

    def fails(*_: Any) -> None:
        raise KeyError(f"Key (name)=({CANARY}) already exists")

    monkeypatch.setattr("warehouse.desk.board_routes.board", fails)
    answer = browser("gestionnaire").get("/tableau")
    assert answer.status_code == 500
    seen = capsys.readouterr()
    assert CANARY not in answer.text + seen.out + seen.err
    assert "KeyError at test_door.py" in seen.out + seen.err


@pytest.mark.parametrize(
    "back", ["//elsewhere.test", "https://elsewhere.test/", "/\\elsewhere.test", "", "tableau"]
)
def test_the_language_is_a_click_and_leads_nowhere_else(world: Path, back: str) -> None:
    give("gestionnaire", "steward")
    client = browser("gestionnaire")
    assert '<html lang="fr">' in client.get("/tableau").text
    assert send(client, "/langue", langue="en", retour=back).headers["location"] == "/"
    assert send(client, "/langue", langue="en", retour="/tableau").headers["location"] == "/tableau"
    english = client.get("/tableau").text
    assert '<html lang="en">' in english
    assert "Exports, by register" in english or "The exports, by register" in english


def test_links_stand_under_the_place_where_the_desk_is_mounted(world: Path) -> None:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    give("gestionnaire", "steward")
    house = FastAPI()
    house.mount("/guichet", app())
    client = TestClient(house, base_url=HOST, headers={"x-account": "gestionnaire"})
    told = client.get("/guichet/tableau")
    assert told.status_code == 200
    assert 'action="/guichet/langue"' in told.text
    style = told.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert style.startswith("/guichet/")
    assert client.get(style).headers["content-type"].startswith("text/css")
