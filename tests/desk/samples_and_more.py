"""What the samples do not have, added to them: for the pages that show all that there is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from worlds import SAMPLES

from warehouse import pipeline

NEXT = "EAFGA-9001;02/05/2026;FICTIF;Inventée;Fille;11/03/2011;Baboua;Groupe B;Réinséré;\n"


def take_more(folder: Path) -> None:
    """Files that come after the release: somebody new, so that a next one has what to tell; one
    refused, one that waits, one taken in part.
    """
    drops = SAMPLES / "drops"
    for source_id in ("caafag", "iom", "umirr", "minfemme"):
        (folder / source_id).mkdir(parents=True)
    cumulative = (drops / "caafag" / "liste_EAFGA_cumul_2026_04.csv").read_text("utf-8")
    (folder / "caafag" / "liste_EAFGA_cumul_2026_05.csv").write_text(cumulative + NEXT, "utf-8")
    (folder / "iom" / "iom_2026-05.pdf").write_bytes(b"%PDF-1.4 no table at all")
    shorter = openpyxl.load_workbook(drops / "minfemme" / "MPFFPE_victimes_04_2026.xlsx")
    for sheet in shorter.worksheets:
        sheet.delete_rows(sheet.max_row - 6, 4)
    shorter.save(folder / "minfemme" / "MPFFPE_victimes_04_2026 v2.xlsx")
    (april,) = (drops / "umirr").glob("*avril*")
    spoiled = openpyxl.load_workbook(april)
    for row in list(spoiled.worksheets[0].iter_rows())[8:14]:
        for cell in row:
            if cell.is_date:
                cell.value = "31/13/2026"
    spoiled.save(folder / "umirr" / april.name.replace("avril", "avril corrigé"))
    for source in folder.iterdir():
        for submission_id in pipeline.receive(source.name, folder, stable_seconds=0):
            pipeline.examine(submission_id)
    pipeline.link()
    pipeline.load()
