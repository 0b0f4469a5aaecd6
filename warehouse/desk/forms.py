"""What a form brings: heard only with the token of the page that it stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import FormData

from warehouse.desk.rendering import is_form_token
from warehouse.desk.visitor import Right, Visitor
from warehouse.read.sheet import CONTROL

FIELD: Final = "jeton"
HEADER: Final = "x-zokwezo-jeton"


async def checked_form(request: Request) -> FormData:
    """The fields of a form, once its token was seen to be right; no file is taken here.

    Raises:
        HTTPException: 403 without the token of this session.
    """
    form = await request.form(max_files=0, max_fields=500)
    given = form.get(FIELD)
    require_token(request, given if isinstance(given, str) else None)
    return form


def checked_header(request: Request) -> None:
    """The same token, in a header: for requests whose body is a file.

    Raises:
        HTTPException: 403 without the token of this session.
    """
    require_token(request, request.headers.get(HEADER))


def require_token(request: Request, given: str | None) -> None:
    """Refuse whoever does not bring the token of her session.

    Raises:
        HTTPException: 403.
    """
    if given is None or not is_form_token(request, given):
        raise HTTPException(403)


def visitor(request: Request) -> Visitor:
    """Who asks; the door has seen to it that it is somebody."""
    signed_on = request.scope["state"]["visitor"]
    if not isinstance(signed_on, Visitor):
        raise HTTPException(401)
    return signed_on


def needs(*rights: Right) -> Callable[[Request], None]:
    """A dependency: whoever has none of ``rights`` is turned away.

    Raises:
        HTTPException: 403.
    """

    def asked(request: Request) -> None:
        if not visitor(request).rights & set(rights):
            raise HTTPException(403)

    return asked


def text_of(form: FormData, name: str, longest: int = 2_000) -> str:
    """One field as text, without blanks around it, cut where nobody writes so much."""
    given = form.get(name)
    return plain(given).strip()[:longest] if isinstance(given, str) else ""


def plain(given: str) -> str:
    """Text without control characters: nobody types them, and the database takes no null byte."""
    return CONTROL.sub("", given)


VisitorDep = Annotated[Visitor, Depends(visitor)]
FormDep = Annotated[FormData, Depends(checked_form)]
