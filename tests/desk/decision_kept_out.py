"""A decision whose text seems to name somebody, taken through the real path and kept out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from sqlalchemy import text

from warehouse import database, pipeline
from warehouse.settings import PROJECT

STREET = "Fictive Zolikomba"


def keep_out(folder: Path) -> str:
    """The record of a sample decision in which a street reads as a name."""
    (sample,) = (PROJECT / "samples" / "drops" / "jurisprudence").glob("*_04.xlsx")
    book = openpyxl.load_workbook(sample)
    sheet = book.active
    (place,) = [cell.column for cell in sheet[1] if cell.value == "Motifs"]
    sheet.cell(3, place).value = f"Attendu que la rue {STREET} <est> un lieu de passage."
    (folder / "jurisprudence").mkdir()
    book.save(folder / "jurisprudence" / sample.name)
    pipeline.run(folder)
    with database.engine().connect() as connection:
        found = connection.scalars(text("select record_id from intake.decision_to_anonymise"))
        return str(found.one())
