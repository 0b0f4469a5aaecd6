"""A page from a template: escaped always, in the visitor's language, its links under the root."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from functools import cache, partial
from importlib import resources
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from warehouse.desk.known_sources import known_contracts
from warehouse.errors import Language, Message
from warehouse.receipts.wording import moment, month, number, row_list

LANGUAGE: Final = "zokwezo_langue"
PAGES: Final = "warehouse.desk"
_ONCE: Final = 16


def language_of(request: Request) -> Language:
    """French, unless she asked for English."""
    return "en" if request.cookies.get(LANGUAGE) == "en" else "fr"


def form_token(request: Request) -> str:
    """What a form must carry to be heard: of this session, this account and this installation.

    Another one each time: pages are compressed, and the same secret in each would show through.
    """
    once = secrets.token_hex(_ONCE)
    return once + _signed(request, once)


def is_form_token(request: Request, given: str) -> bool:
    """Whether a token was given to this session."""
    signed = _signed(request, given[: 2 * _ONCE])
    return hmac.compare_digest(given[2 * _ONCE :].encode(), signed.encode())


def _signed(request: Request, once: str) -> str:
    state = request.scope["state"]
    visitor = state["visitor"]
    signed_text = "\x00".join((once, state["session"], visitor.account if visitor else ""))
    return hmac.new(state["secret"], signed_text.encode(), hashlib.sha256).hexdigest()


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """The page ``pages/<name>.html`` for the visitor of ``request``.

    Args:
        request: whose it is; where the app is mounted.
    """
    language = language_of(request)
    root = request.scope.get("root_path", "")
    visitor = request.scope.get("state", {}).get("visitor")
    text = (
        _environment()
        .get_template(f"{name}.html")
        .render(
            language=language,
            visitor=visitor,
            here=request.scope.get("path", "/").removeprefix(root) or "/",
            to=partial(_to, root),
            asset=partial(_asset, root),
            token=form_token(request) if visitor else "",
            say=partial(say, language),
            also=partial(_also, language),
            number=partial(number, language=language),
            month=partial(month, language=language),
            moment=partial(_moment, language),
            rows=partial(row_list, language=language),
            register=partial(_register, language),
            **values,
        )
    )
    return HTMLResponse(text, status_code=status)


def fragment(request: Request, name: str, **values: Any) -> str:
    """A part of a page that somebody else writes."""
    language = language_of(request)
    template = _environment().get_template(f"{name}.html")
    return template.render(
        say=partial(say, language), number=partial(number, language=language), **values
    )


def say(language: Language, key: str, /, **parameters: Any) -> str:
    """The sentence ``desk.<key>`` of the catalogue."""
    return Message(f"desk.{key}", parameters).text(language)


def _also(language: Language, key: str, /, **parameters: Any) -> str:
    """A sentence that another room has already."""
    return Message(key, parameters).text(language)


def _register(language: Language, source_id: str) -> str:
    """A register by its title; one that has no contract any more by its id."""
    contract = known_contracts().get(source_id)
    return getattr(contract.title, language) if contract else source_id


def _moment(language: Language, at: datetime | None) -> str:
    return moment(at, language) if at else "–"


def see_other(request: Request, path: str) -> RedirectResponse:
    """Send the browser to another page of the desk, wherever it is mounted, by GET (303)."""
    return RedirectResponse(_to(request.scope.get("root_path", ""), path), status_code=303)


def _to(root: str, path: str) -> str:
    return f"{root}{path}"


def _asset(root: str, name: str) -> str:
    """The address of a file of ours; it changes with its bytes, so that it may be kept for long."""
    return f"{root}/fichiers/{asset_digest(name)}/{name}"


@cache
def asset_bytes(name: str) -> bytes:
    """One file of ``assets/``.

    Raises:
        FileNotFoundError: there is none of this name.
    """
    folder = resources.files(PAGES).joinpath("assets")
    if name not in {one.name for one in folder.iterdir() if one.is_file()}:
        raise FileNotFoundError(name)
    return folder.joinpath(name).read_bytes()


@cache
def asset_digest(name: str) -> str:
    """Of its bytes, short."""
    return hashlib.sha256(asset_bytes(name)).hexdigest()[:12]


@cache
def _environment() -> Environment:
    folder = resources.files(PAGES).joinpath("pages")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = lambda text: Markup("<br>").join(text.split("\n"))
    return environment
