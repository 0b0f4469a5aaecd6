"""Style, script and language: what every page needs."""

from __future__ import annotations

import mimetypes
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from warehouse.desk.forms import FormDep, text_of
from warehouse.desk.rendering import LANGUAGE, asset_bytes, asset_digest, see_other

router = APIRouter()


@router.get("/fichiers/{digest}/{name}")
def asset(digest: str, name: str) -> Response:
    """One file of ours; its address changes with its bytes."""
    try:
        body = asset_bytes(name)
    except FileNotFoundError:
        raise HTTPException(404) from None
    if digest != asset_digest(name):
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(
        body, media_type=kind, headers={"cache-control": "private, max-age=31536000, immutable"}
    )


@router.post("/langue")
def choose_language(request: Request, form: FormDep) -> Response:
    """French or English, kept for a year in the browser; back to the page that asked."""
    answer = see_other(request, own_path(text_of(form, "retour")))
    answer.set_cookie(
        LANGUAGE,
        "en" if text_of(form, "langue") == "en" else "fr",
        max_age=365 * 86_400,
        path=request.scope.get("root_path") or "/",
        samesite="lax",
        httponly=True,
    )
    return answer


def own_path(given: str) -> str:
    """A path within the desk; whatever might lead elsewhere becomes the first page."""
    parts = urlsplit(given)
    is_ours = given.startswith("/") and not given.startswith("//") and "\\" not in given
    return parts.path if is_ours and not (parts.scheme or parts.netloc) else "/"
