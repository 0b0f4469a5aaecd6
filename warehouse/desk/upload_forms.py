"""A form that brings a file, kept in memory: what passes through here is on no disk in clear.

Starlette writes what is larger than a megabyte to the system's temporary folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from warehouse.desk.forms import FIELD, require_token
from warehouse.desk.uploads import check_size, safe_name
from warehouse.errors import CallError, message
from warehouse.settings import settings


@dataclass(frozen=True, slots=True)
class SentFile:
    """What a form brought."""

    source_id: str
    file_name: str
    body: bytes


async def sent_file(request: Request) -> SentFile:
    """The file of a form, once its token was seen to be right.

    Raises:
        HTTPException: 403 without the token of this session.
        CallError: no file was chosen, or it is too large.
    """
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=10)
    parser.spool_max_size = settings().upload_bytes + 1
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise HTTPException(403) from None  # no such form, and so no token either
    try:
        given = form.get(FIELD)
        require_token(request, given if isinstance(given, str) else None)
        source_id, file = form.get("registre"), form.get("fichier")
        if not isinstance(source_id, str) or not isinstance(file, UploadFile) or not file.filename:
            raise CallError(message("desk.upload.none_chosen"))
        body = await file.read()
        check_size(len(body))
        return SentFile(source_id, safe_name(file.filename), body)
    finally:
        await form.close()


SentFileDep = Annotated[SentFile, Depends(sent_file)]
