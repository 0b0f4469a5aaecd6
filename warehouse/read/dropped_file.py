"""Any dropped file to sheets of text cells, or a refusal that says what to do instead."""

from __future__ import annotations

from pathlib import Path

import structlog

from warehouse.errors import SubmissionError, message
from warehouse.read.delimited_text import read_text
from warehouse.read.file_type import WORKBOOKS, Kind, sniff
from warehouse.read.html import read_web_page
from warehouse.read.sheet import Sheet
from warehouse.read.workbook import read_workbook

log = structlog.get_logger(__name__)


def read_file(path: Path, kind: Kind | None = None) -> list[Sheet]:
    """Read a file, by its content and not its extension, to one sheet per worksheet.

    Args:
        path: the bytes as kept; nothing is written beside them.
        kind: what ``sniff`` said, when it was asked already.

    Raises:
        SubmissionError: the file is empty, damaged, protected, too large, or no table at all; its
            sentence tells the ministry what to send instead.
    """
    kind = kind or sniff(path)
    if kind in WORKBOOKS:
        sheets = read_workbook(path, kind)
    elif kind == "text":
        sheets = [read_text(path)]
    elif kind == "html":
        sheets = read_web_page(path)
    else:
        raise SubmissionError(message(f"landing.{kind}"))
    rows = sum(sheet.cells.num_rows for sheet in sheets)
    unreadable = sum(len(sheet.unreadable) for sheet in sheets)
    log.info("read", kind=kind, sheets=len(sheets), rows=rows, unreadable=unreadable)
    return sheets
