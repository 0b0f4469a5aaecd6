"""A browser at the desk, signed on as somebody: what it sends is what a page of the desk sends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient
from starlette.requests import Request

from warehouse import database, intake
from warehouse.desk.app import desk_app
from warehouse.desk.surroundings import Surroundings
from warehouse.desk.visitor import Visitor, give_account

HOST = "http://guichet.test"
SECRET = b"a secret of the tests"
HERE = {"sec-fetch-site": "same-origin"}


async def by_header(request: Request) -> str | None:
    return request.headers.get("x-account")


class Woken(list[str]):
    """The sources that the desk had looked at again."""


def app(sign_on: Any = by_header, **given: Any) -> Any:
    told = {"sign_on_address": "/auth/login", "secret": SECRET, "wake": Woken().append} | given
    return desk_app(Surroundings(sign_on=sign_on, **told))


def browser(account: str | None, **given: Any) -> TestClient:
    headers = {"x-account": account} if account else {}
    return TestClient(
        app(**given), base_url=HOST, headers=headers, follow_redirects=False,
        raise_server_exceptions=False,
    )  # fmt: skip


def token(client: TestClient, path: str = "/tableau") -> str:
    answer = client.get(path, follow_redirects=True)
    found = re.search(r'name="jeton" value="(\w+)"', answer.text)
    assert found, path
    return found[1]


def send(client: TestClient, path: str, *, token_from: str = "/tableau", **fields: Any) -> Any:
    return client.post(path, data={"jeton": token(client, token_from), **fields}, headers=HERE)


def give(account: str, *rights: str, sources: Iterable[str] = ()) -> str:
    visitor = Visitor(account, frozenset(rights), frozenset(sources))
    with database.engine().begin() as connection:
        known = ["umirr", "minfemme", "dspj", "parquet", "greffe", "jurisprudence"]
        give_account(connection, visitor, known, by="tests", at=datetime.now(UTC))
    return account


def arrived(source_id: str, file_name: str, at: datetime | None = None) -> str:
    """A file in the ledger that nobody has judged."""
    with database.engine().begin() as connection:
        entry = intake.record_arrival(
            connection, source_id=source_id, file_name=file_name, size_bytes=10,
            sha256=f"{abs(hash((source_id, file_name))):064x}",
            received_at=at or datetime.now(UTC),
        )  # fmt: skip
    return entry.submission_id


def judged(
    source_id: str,
    file_name: str,
    status: str,
    period: str | None = "2026-04",
    rows: int = 4,
    at: datetime | None = None,
    **more: Any,
) -> str:
    """A file in the ledger with its verdict."""
    submission_id = arrived(source_id, file_name, at)
    taken = rows if status in ("accepted", "accepted_with_warnings", "held") else 0
    with database.engine().begin() as connection:
        intake.record_verdict(
            connection, submission_id, status=status, judged_at=at or datetime.now(UTC),
            period=period, contract_version=1, rows_read=rows, rows_accepted=taken,
            rows_quarantined=rows - taken if status == "partly_accepted" else 0,
            rows_set_aside=0, **more,
        )  # fmt: skip
    return submission_id
