"""Put a receipt on disk: all of its files or none, the same however often it is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog

from warehouse.checks.verdict import ReceiptFacts
from warehouse.errors import ConservationError, message
from warehouse.files.whole_file import sync
from warehouse.receipts.from_cells import Sheets
from warehouse.receipts.one_page import one_page
from warehouse.receipts.receipt_json import record_bytes, record_digest
from warehouse.receipts.receipt_page import page
from warehouse.receipts.receipt_seal import Sealing, digest
from warehouse.receipts.returned_workbook import is_huge, write_workbook

log = structlog.get_logger(__name__)

FileKind = Literal["json", "html", "pdf", "workbook"]

# Puts what the second makes into the first: as it is, or sealed.
Placing = Callable[[Path, Callable[[Path], Path | None]], Path | None]

JSON_NAME = "recu.json"
HTML_NAME = "recu.html"
PDF_NAME = "recu.pdf"
NO_PERIOD = "sans-periode"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file of a receipt, where it stands now."""

    kind: FileKind
    path: Path


def write_receipt(
    facts: ReceiptFacts,
    folder: Path,
    original: Path | None = None,
    kind: str = "",
    sheets: Sheets = (),
    placed: Placing = lambda folder, make: make(folder),
    sealing: Sealing | None = None,
) -> list[WrittenFile]:
    """Write the receipt of one submission under ``folder``.

    The files stand in ``<folder>/<source_id>/<period or sans-periode>/<submission_id>/``:
    ``recu.json``, ``recu.html``, when it is sealed ``recu.pdf``, and, when there are faults and the
    file could be read, ``<stem> - à corriger.xlsx``. They appear together. Written twice, they are
    the same bytes.

    Args:
        folder: where all receipts are kept.
        original: the bytes received, for a workbook to be copied with its layout.
        kind: what the bytes are; ``xlsx`` and ``xlsm`` are copied, others made from ``sheets``.
        sheets: name and cells as text of each sheet (one with an empty name for a text file); the
            nth row of a table is the nth physical row.
        placed: how the workbook, the one file with names in it, comes to stand in its folder.
        sealing: how it is signed; a try-out is not.

    Raises:
        ConservationError: the rows do not add up; nothing is written.
    """
    _must_add_up(facts)
    home = folder / facts.source_id / (facts.period or NO_PERIOD) / facts.submission_id
    with _appearing(home) as draft:
        made: list[str] = []
        digests: dict[str, str] = {}

        def make(place: Path) -> Path | None:
            written = write_workbook(facts, place, original, kind, sheets)
            if written is not None:
                made.append(written.name)
                if sealing is not None:
                    # Plain, as it is given to whoever corrects it.
                    digests["workbook"] = digest(written.read_bytes())
            return written

        book = placed(draft, make)
        shown = page(
            facts,
            made[0] if made else None,
            is_extract=is_huge(facts, original, kind),
            sealing=sealing,
        ).encode("utf-8")
        (draft / HTML_NAME).write_bytes(shown)
        seal = None
        if sealing is not None:
            printed = one_page(facts, sealing)
            (draft / PDF_NAME).write_bytes(printed)
            digests |= {
                "json": record_digest(facts),
                "html": digest(shown),
                "pdf": digest(printed),
            }
            seal = sealing.sign(digests)
        (draft / JSON_NAME).write_bytes(record_bytes(facts, seal))
    written = [
        WrittenFile("json", home / JSON_NAME),
        WrittenFile("html", home / HTML_NAME),
    ]
    if sealing is not None:
        written.append(WrittenFile("pdf", home / PDF_NAME))
    if book is not None:
        written.append(WrittenFile("workbook", home / book.name))
    log.info(
        "receipt written",
        submission_id=facts.submission_id,
        status=facts.status,
        faults=len(facts.faults),
        files=len(written),
    )
    return written


def _must_add_up(facts: ReceiptFacts) -> None:
    faults = []
    # Rows of a rejected file may be refused with it, untold one by one; else each is accounted for.
    left = facts.rows_refused
    if left < 0 or (left > 0 and facts.status != "rejected"):
        faults.append(
            message(
                "receipt_does_not_add_up",
                submission_id=facts.submission_id,
                rows_read=facts.rows_read,
                accounted=facts.rows_read - left,
            )
        )
    by_reason = sum(facts.set_aside_by_reason.values())
    if by_reason != facts.rows_set_aside:
        faults.append(
            message(
                "receipt_aside_does_not_add_up",
                submission_id=facts.submission_id,
                rows_set_aside=facts.rows_set_aside,
                by_reason=by_reason,
            )
        )
    if faults:
        raise ConservationError(*faults)


@contextmanager
def _appearing(home: Path) -> Iterator[Path]:
    """A draft folder that becomes ``home`` at the end, whole, or is never seen.

    A receipt that stands already and says the same is left as it is.
    """
    draft = home.parent / f".{home.name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        if home.is_dir() and _same(home, draft):
            return
        for path in draft.iterdir():
            sync(path)
        sync(draft)
        earlier = home.parent / f".{home.name}.earlier"
        shutil.rmtree(earlier, ignore_errors=True)
        if home.exists():
            home.rename(earlier)
        draft.rename(home)
        sync(home.parent)
        shutil.rmtree(earlier, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _same(one: Path, other: Path) -> bool:
    names = {path.name for path in one.iterdir()}
    return names == {path.name for path in other.iterdir()} and all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in names
    )
