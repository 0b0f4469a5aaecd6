"""The desk alone, on this machine, for whoever started it: the address holds the key, once.

The key is of the process and opens the desk as the account of the system; a browser that brought it
gets a cookie, and an address without it. Nothing of the house but this machine is listened to.
"""

from __future__ import annotations

import hmac
import secrets
import subprocess
import sys
from collections.abc import Callable

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from warehouse import database
from warehouse.database import access
from warehouse.desk.app import desk_app
from warehouse.desk.installation import form_secret, open_to
from warehouse.desk.surroundings import Surroundings

HOST = "127.0.0.1"
KEY = "cle"
COOKIE = "zokwezo_seul"


class KeyHolder:
    """ASGI: whoever brings the key of the process in the address gets it as a cookie."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self.app, self.key = app, key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Exchange the key, or pass the request on."""
        if scope["type"] == "http":
            request = Request(scope)
            if _same(request.query_params.get(KEY), self.key):
                answer = RedirectResponse(request.url.path, status_code=303)
                answer.set_cookie(COOKIE, self.key, httponly=True, samesite="strict")
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


def desk_alone(account: str, key: str, wake: Callable[[str], None]) -> ASGIApp:
    """The desk for the one account that started it.

    Args:
        account: who is asked for whoever has the key.
        wake: has a source looked at again.
    """

    async def sign_on(request: Request) -> str | None:
        return account if _same(request.cookies.get(COOKIE), key) else None

    desk = desk_app(Surroundings(sign_on, "", form_secret(), wake, dropped=wake))
    # As Airflow does around it: a line of 256 kbit/s has no room for a table written out.
    return KeyHolder(GZipMiddleware(desk, minimum_size=1024, compresslevel=5), key)


def serve(port: int, show_address: Callable[[str], None]) -> None:
    """Serve the desk until it is ended.

    Args:
        port: on this machine only.
        show_address: is given the address, key included.
    """
    import uvicorn

    account, key = access.account(), secrets.token_urlsafe(24)
    database.ensure_schema()
    open_to(account)
    show_address(f"http://{HOST}:{port}/?{KEY}={key}")
    uvicorn.run(
        desk_alone(account, key, look_again),
        host=HOST,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


def look_again(source_id: str) -> None:
    """Take what waits of a source to its receipt, in a process of its own."""
    subprocess.Popen(
        [sys.executable, "-m", "warehouse.desk.source_work", source_id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _same(given: str | None, key: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode(), key.encode())
