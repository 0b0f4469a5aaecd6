"""A file tried through a page: read in a process of its own, in memory, and nothing is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from warehouse.errors import CallError, message
from warehouse.receipts.receipt_files import HTML_NAME
from warehouse.receipts.try_file import try_file
from warehouse.settings import settings
from warehouse.vault import private_folder

STARTING: Final = 120.0
"""Seconds that the libraries may take to be there, beside those that a file may take."""


CHANGES_NAME: Final = "changements.json"


def receipt_of_trial(
    source_id: str, file_name: str, body: bytes
) -> tuple[str, dict[str, int] | None]:
    """The page of the receipt that a file would get, were it dropped, and whom it would change.

    Raises:
        CallError: it could not be tried.
    """
    with private_folder() as scratch:
        # The name is the file's: the month may stand in it. A command line would show it to others.
        file = scratch / "fichier" / file_name
        file.parent.mkdir()
        file.write_bytes(body)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "warehouse.desk.trial", source_id, str(scratch)],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=settings().read_seconds + STARTING,
            )
        except subprocess.TimeoutExpired:
            raise CallError(message("desk.upload.not_tried")) from None
        pages = list((scratch / "recu").rglob(HTML_NAME))
        if done.returncode or len(pages) != 1:
            raise CallError(message("desk.upload.not_tried"))
        changes = json.loads((scratch / CHANGES_NAME).read_text("utf-8"))
        return pages[0].read_text("utf-8"), changes


def main(source_id: str, scratch: Path) -> None:
    """Try the one file of ``scratch/fichier``; its receipt stands under ``scratch/recu``."""
    (file,) = (scratch / "fichier").iterdir()
    outcome = try_file(file, source_id, scratch / "recu")
    (scratch / CHANGES_NAME).write_text(json.dumps(outcome["changes"]), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
