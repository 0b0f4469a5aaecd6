"""The one door: nobody passes it unknown, from elsewhere, or with more than a form may hold.

It stands before every route, mount and error page of the app, so that no route can be forgotten.
What fails behind it is told by kind and place: the sentence of an error may quote a cell.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.desk.rendering import page
from warehouse.desk.scoped_reading import desk_engine
from warehouse.desk.surroundings import Surroundings
from warehouse.desk.visitor import Visitor, visitor_of

SESSION: Final = "zokwezo_desk"
SAFE: Final = frozenset({"GET", "HEAD"})
LARGEST_FORM: Final = 256 * 1024
"""What a form holds at most, bytes; an upload has a limit of its own (``upload``)."""
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    )
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    # Not no-referrer: a form would then be sent with an Origin of null.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

log = structlog.get_logger(__name__)


class TooLargeError(Exception):
    """A body is larger than its route takes."""


class Door:
    """ASGI middleware: headers, sign-on, where an unsafe request comes from, size, failures."""

    def __init__(
        self, app: ASGIApp, surroundings: Surroundings, largest: MutableMapping[str, int]
    ) -> None:
        self.app = app
        self.surroundings = surroundings
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            # A socket would be a way in that nobody watches.
            await send({"type": "websocket.close", "code": 1008})
            return
        passing = _Passing(self, scope, receive, send)
        await passing.go()


class _Passing:
    """One request on its way through the door."""

    def __init__(self, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
        self.door, self.scope = door, scope
        self._receive, self._send = receive, send
        self.request = Request(scope)
        self.has_begun = False
        self.fresh_session: str | None = None
        self.taken = 0

    async def go(self) -> None:
        try:
            refusal = await self._refusal()
            if refusal is None:
                await self.door.app(self.scope, self.receive, self.send)
                return
        except TooLargeError:
            refusal = self._page("refused", 413, reason="too_large")
        except Exception as error:
            log.error("desk failed", why=kind_and_place(error), path=_route(self.scope))
            refusal = self._page("refused", 500, reason="failed")
        if not self.has_begun:
            await refusal(self.scope, self.receive, self.send)

    async def _refusal(self) -> Response | None:
        """Why the request may not pass, as a page; None where it may."""
        state = self.scope.setdefault("state", {})
        state.update(visitor=None, session="", secret=self.door.surroundings.secret)
        visitor = await self._visitor()
        if visitor is None:
            return self._page(
                "sign_on", 401, sign_on_address=self.door.surroundings.sign_on_address
            )
        state["visitor"] = visitor
        session = self.request.cookies.get(SESSION)
        if not session or len(session) < 32:
            session = self.fresh_session = secrets.token_urlsafe(32)
        state["session"] = session
        if self.request.method not in SAFE and not self._is_from_here():
            return self._page("refused", 403, reason="from_elsewhere")
        if not visitor.rights:
            return self._page("refused", 403, reason="no_account")
        if "\x00" in self.scope["path"] or b"%00" in self.scope.get("query_string", b""):
            return self._page("refused", 404, reason="not_found")
        return None

    async def _visitor(self) -> Visitor | None:
        """Who asks; a sign-on that fails, in whatever way, is nobody's."""
        try:
            account = await self.door.surroundings.sign_on(self.request)
        except Exception as error:
            log.warning("sign-on failed", why=kind_and_place(error))
            return None
        if not account:
            return None
        return await run_in_threadpool(_look_up, account)

    def _is_from_here(self) -> bool:
        """Whether an unsafe request was sent by a page of this host."""
        site = self.request.headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = self.request.headers.get("origin")
        here = f"{self.request.url.scheme}://{self.request.headers.get('host', '')}"
        return origin is not None and origin == here

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self.taken += len(message.get("body", b""))
            if self.taken > self._most():
                raise TooLargeError
        return message

    def _most(self) -> int:
        route = self.scope.get("route")
        return self.door.largest.get(getattr(route, "path", ""), LARGEST_FORM)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self.fresh_session is not None:
                secure = "; Secure" if self.request.url.scheme == "https" else ""
                path = self.scope.get("root_path") or "/"
                headers.append(
                    "set-cookie",
                    f"{SESSION}={self.fresh_session}; HttpOnly; SameSite=Lax; Path={path}{secure}",
                )
        await self._send(message)

    def _page(self, name: str, status: int, **values: Any) -> Response:
        return page(self.request, name, status=status, **values)


def _look_up(account: str) -> Visitor:
    with desk_engine().connect() as connection:
        return visitor_of(connection, account)


def kind_and_place(error: BaseException) -> str:
    """The kind of an error and the lines of code it passed, without its sentence."""
    passed = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    return f"{type(error).__name__} at {passed}"


def _route(scope: Scope) -> str:
    """The route as the code names it: what was put in its place may be anything."""
    return str(getattr(scope.get("route"), "path", "?"))
