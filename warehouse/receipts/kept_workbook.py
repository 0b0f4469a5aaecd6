"""The workbook to correct of a receipt that was written: opened for whoever hands it over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select

from warehouse.database.tables import intake as tables
from warehouse.errors import CallError, message
from warehouse.settings import settings
from warehouse.vault import open_sealed
from warehouse.vault.owners import of_submission

SEALED = ".age"


@contextmanager
def open_workbook(connection: Connection, submission_id: str) -> Iterator[tuple[str, Path]]:
    """Give the name of a submission's workbook, and a path at which it can be read meanwhile.

    The name is the ministry's own and may name a person: it is for a file, never for a log.

    Raises:
        CallError: no such file has a workbook to correct.
        VaultError: its key was destroyed, or it is damaged.
    """
    receipt = tables.receipt.c
    place = connection.scalar(
        select(receipt.path).where(
            receipt.submission_id == submission_id, receipt.kind == "workbook"
        )
    )
    path = settings().receipts / str(place)
    if place is None or not path.is_file():
        raise CallError(message("workbook_unknown", submission_id=submission_id))
    with open_sealed(path, of_submission(submission_id)) as plain:
        yield path.name.removesuffix(SEALED), plain
