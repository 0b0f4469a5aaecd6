"""Files as offices send them by mishap, made here of invented persons, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook

from warehouse.checks.examine import Examined, Submission, examine
from warehouse.checks.rulebook import rulebook
from warehouse.settings import PROJECT

RECEIVED = datetime(2026, 5, 5, 8, tzinfo=UTC)
HEADER = [
    "Code dossier", "Date d'accueil", "Nom", "Prénom", "Sexe", "Age", "Nationalité",
    "Préfecture d'origine", "Sous-préfecture d'accueil", "Type d'exploitation",
    "Mineur accompagné (O/N)", "Services fournis", "Référé par", "Téléphone du tuteur",
    "Consentement",
]  # fmt: skip
BANNER: list[list[object]] = [["Ministère inventé"], ["Mois : avril 2026"], []]
Cells = Sequence[Sequence[object]]


def person(number: int, **cells: object) -> list[object]:
    """A victim received in April, in the columns of ``HEADER``; ``cells`` by column letter."""
    row: list[object] = [
        f"MPF-2026-{number:04d}", date(2026, 4, 1) + timedelta(days=number % 28),
        f"FICTIF{chr(65 + number)}", f"Inventé{chr(65 + number)}", "F", 9 + number,
        "centrafricaine", "Ouham", "Bossangoa", "travail forcé", "N", "hébergement", "police", "",
        "O",
    ]  # fmt: skip
    for letter, cell in cells.items():
        row[ord(letter) - ord("A")] = cell
    return row


def people(count: int) -> list[list[object]]:
    return [person(number) for number in range(count)]


def write_workbook(path: Path, **sheets: Cells) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def judge(path: Path, source_id: str = "minfemme") -> Examined:
    """The verdict on a file, as the pipeline and ``zokwezo try`` give it."""
    rules = rulebook(PROJECT / "sources", PROJECT / "expectations")
    return examine(Submission("S-odd", source_id, path.name, "0" * 64, RECEIVED), path, rules)


def judge_april(folder: Path, rows: Cells) -> Examined:
    """The verdict on a workbook of April with these rows below its banner."""
    return judge(write_workbook(folder / "MPFFPE_victimes_04_2026.xlsx", Feuil1=[*BANNER, *rows]))


def faulty(found: Examined) -> set[tuple[str, int, str | None]]:
    """Rule, row and column of each fault."""
    return {(fault.rule, fault.row_number, fault.column) for fault in found.faults}
