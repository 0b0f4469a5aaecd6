"""Which workbook goes back to be corrected: the ministry's own, one made from cells, or an extract.

None goes back where there is nothing to correct, or nothing that can be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import structlog

from warehouse.checks.verdict import ReceiptFacts
from warehouse.receipts.annotate import annotated
from warehouse.receipts.extract import extract, rows_of_tables, rows_of_workbook
from warehouse.receipts.from_cells import Sheets, whole_workbook
from warehouse.receipts.reproducible_zip import steady

log = structlog.get_logger(__name__)

WORKBOOK_ENDING = " - à corriger"

# Above either, a full copy costs minutes and memory that the machine has not: openpyxl holds about
# fifty times the size of a sheet, and a million blank formatted rows are only size.
HUGE_ROWS = 50_000
HUGE_BYTES = 120_000_000

_COPIED = ("xlsx", "xlsm")
_LONGEST_STEM = 180  # bytes, so that the whole name stays under the 255 of most file systems
_FORBIDDEN_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def workbook_name(file_name: str) -> str:
    """The name of the workbook to correct; one that comes back corrected keeps its name."""
    bare = unicodedata.normalize("NFC", Path(file_name.replace("\\", "/")).stem)
    bare = _FORBIDDEN_IN_A_NAME.sub("_", bare).strip(" .")
    while bare.endswith(WORKBOOK_ENDING):
        bare = bare.removesuffix(WORKBOOK_ENDING)
    cut = bare.encode("utf-8")[:_LONGEST_STEM].decode("utf-8", "ignore").strip(" .")
    return f"{cut or 'fichier'}{WORKBOOK_ENDING}.xlsx"


def is_huge(facts: ReceiptFacts, original: Path | None, kind: str) -> bool:
    """Whether only the faulty rows go back."""
    if facts.rows_read > HUGE_ROWS:
        return True
    if original is None or kind not in _COPIED:
        return False
    try:
        with ZipFile(original) as packed:
            return sum(entry.file_size for entry in packed.infolist()) > HUGE_BYTES
    except (BadZipFile, OSError):
        return False


def write_workbook(
    facts: ReceiptFacts, folder: Path, original: Path | None, kind: str, sheets: Sheets
) -> Path | None:
    """Write the workbook to correct into ``folder``.

    Args:
        folder: that exists.
        original: the bytes received.
        kind: what the bytes are.
        sheets: name and cells as text of each sheet.

    Returns:
        where it stands; None when there are no faults or nothing could be read.
    """
    if not facts.faults:
        return None
    path = folder / workbook_name(facts.file_name)
    for write in _ways(facts, original, kind, sheets):
        try:
            write(path)
        except Exception as error:
            # The bytes are a stranger's and break readers in ways nobody can list. The receipt
            # must go out all the same; the type alone is logged: the text may quote a cell.
            log.warning(
                "workbook to correct not written",
                submission_id=facts.submission_id,
                kind=kind,
                error=type(error).__name__,
            )
            path.unlink(missing_ok=True)
        else:
            return path
    return None


def _ways(
    facts: ReceiptFacts, original: Path | None, kind: str, sheets: Sheets
) -> Iterator[Callable[[Path], object]]:
    """Ways to write the workbook, the best first; the next is tried when one fails."""
    copied = original if kind in _COPIED else None
    if is_huge(facts, original, kind):
        if sheets:
            yield lambda path: extract(facts, rows_of_tables(facts, sheets), path)
        if copied is not None:
            yield lambda path: extract(facts, rows_of_workbook(facts, copied), path)
        return
    if copied is not None:
        yield lambda path: path.write_bytes(steady(annotated(facts, copied), facts.judged_at))
    if sheets:
        yield lambda path: whole_workbook(facts, sheets, path)
