"""A file of invented persons of which a row is kept back, taken through the real path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import text

from warehouse import database, pipeline

HEADER = ("Code dossier", "Date d'accueil", "Nom", "Prénom", "Sexe", "Age", "Type d'exploitation")
WRONG = "la veille du marché"
APRIL = date(2026, 4, 1)


def row(number: int, day: object, month: date) -> list[object]:
    key = f"MPF-{month.year}-{month.month:02d}{number:02d}"
    name = f"FICTIF{chr(65 + number)}"
    return [key, day, name, f"Inventé{number}", "F", 9 + number, "domestique"]


def workbook(path: Path, days: Sequence[object]) -> Path:
    """A file of the month of its name, with a person for each day on which she was met."""
    named = re.search(r"_(\d\d)_(\d{4})", path.name)
    assert named
    month = date(int(named[2]), int(named[1]), 1)
    book = Workbook()
    sheet = book.active
    for cells in ([f"Mois : {month:%m/%Y}"], [], HEADER):
        sheet.append(list(cells))
    for number, day in enumerate(days):
        sheet.append(row(number, day, month))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def days(count: int, month: date = APRIL) -> list[date]:
    return [month + timedelta(days=1 + number) for number in range(count)]


def partly_taken(folder: Path, name: str = "MPFFPE_victimes_04_2026.xlsx") -> tuple[str, str]:
    """The submission, and the key of its row kept back: a day that cannot be read."""
    workbook(folder / "minfemme" / name, [*days(6), WRONG])
    (submission_id,) = pipeline.receive("minfemme", folder, stable_seconds=0)
    assert pipeline.examine(submission_id) == "partly_accepted"
    with database.engine().connect() as connection:
        asked = "select row_key from intake.quarantined_row where submission_id = :s"
        return submission_id, str(connection.scalar(text(asked), {"s": submission_id}))
