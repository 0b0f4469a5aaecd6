"""A file of invented persons of which a row is kept back, taken through the real path."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import text

from warehouse import database, pipeline

HEADER = ("Code dossier", "Date d'accueil", "Nom", "Prénom", "Sexe", "Age", "Type d'exploitation")
WRONG = "la veille du marché"


def row(number: int, day: object) -> list[object]:
    name = f"FICTIF{chr(65 + number)}"
    return [f"MPF-2026-{number:04d}", day, name, f"Inventé{number}", "F", 9 + number, "domestique"]


def workbook(path: Path, days: Sequence[object]) -> Path:
    """A file with a person for each day on which she was met."""
    book = Workbook()
    sheet = book.active
    for cells in (["Mois : avril 2026"], [], HEADER):
        sheet.append(list(cells))
    for number, day in enumerate(days):
        sheet.append(row(number, day))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def days(count: int) -> list[date]:
    return [date(2026, 4, 2 + number) for number in range(count)]


def partly_taken(folder: Path, name: str = "MPFFPE_victimes_04_2026.xlsx") -> tuple[str, str]:
    """The submission, and the key of its row kept back: a day that cannot be read."""
    workbook(folder / "minfemme" / name, [*days(6), WRONG])
    (submission_id,) = pipeline.receive("minfemme", folder, stable_seconds=0)
    assert pipeline.examine(submission_id) == "partly_accepted"
    with database.engine().connect() as connection:
        asked = "select row_key from intake.quarantined_row where submission_id = :s"
        return submission_id, str(connection.scalar(text(asked), {"s": submission_id}))
