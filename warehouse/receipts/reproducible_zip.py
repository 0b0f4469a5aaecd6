"""The same workbook as the same bytes: every time stamp inside it is one that we choose."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_A_DATE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip entry can bear


def steady(workbook: bytes, at: datetime) -> bytes:
    """An ``.xlsx`` whose entries and properties all say ``at`` (with a time zone)."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = BytesIO()
    with ZipFile(BytesIO(workbook)) as made, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for entry in made.infolist():
            body = made.read(entry)
            if entry.filename == "docProps/core.xml":
                body = _A_DATE.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            again.writestr(ZipInfo(entry.filename, _EARLIEST), body, ZIP_DEFLATED)
    return out.getvalue()
