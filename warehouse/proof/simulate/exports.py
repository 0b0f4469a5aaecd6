"""Who writes which export, and one export on its way into files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from warehouse.proof.simulate import care, justice, plan_export, police
from warehouse.proof.simulate.books import Book, open_book
from warehouse.proof.simulate.export_line import Due, ExportLine, Office
from warehouse.proof.simulate.headers import header_of
from warehouse.proof.simulate.layouts import LAYOUTS
from warehouse.proof.simulate.months import Month

# In the order in which things come about: what a court decides is collected after it.
EXPORTS: dict[str, Callable[[Due, Office], Iterator[ExportLine]]] = {
    "umirr": police.umirr,
    "dspj": police.dspj,
    "gendarmerie": police.gendarmerie,
    "parquet": justice.parquet,
    "greffe": justice.greffe,
    "minfemme": care.minfemme,
    "action_humanitaire": care.action_humanitaire,
    "travail": care.travail,
    "iom": care.iom,
    "caafag": care.caafag,
    "jurisprudence": justice.jurisprudence,
    "pan": plan_export.pan,
}

# A sheet of Excel ends at 1,048,576 rows; offices split long before.
MAX_LINES = 200_000


class Export:
    """One month of one source, in as many files as its lines need: ``….xlsx``, ``… (2).xlsx``."""

    def __init__(self, out: Path, source: str, month: Month, seed: int, noise: float) -> None:
        self._folder, self._layout, self._month = out / source, LAYOUTS[source], month
        self._folder.mkdir(parents=True, exist_ok=True)
        # One chance per file and not per sheet: the sheets of a workbook drift together.
        self._headers = tuple(
            header_of(sheet, Random(f"{seed}|header|{source}|{month.period}"), noise)
            for sheet in self._layout.sheets
        )
        self._lines: dict[str, int] = {}
        self.paths: list[Path] = []
        self._book = self._open()

    def write(self, record: ExportLine) -> tuple[str, str, int]:
        """Write one line; its file, sheet and physical row as the truth names them."""
        lines = self._lines.get(record.sheet, 0) + record.spans
        if lines > MAX_LINES and self._layout.kind != "text":
            self._book.close()
            self._lines = {}
            self._book = self._open()
        self._lines[record.sheet] = self._lines.get(record.sheet, 0) + 1
        row = self._book.write(record)
        return self.paths[-1].name, record.sheet or self._layout.sheets[0].name, row

    def close(self) -> None:
        """End the last file."""
        self._book.close()

    def _open(self) -> Book:
        path = self._folder / self._month.fill(self._layout.file_name)
        if self.paths:
            path = path.with_stem(f"{path.stem} ({len(self.paths) + 1})")
        self.paths.append(path)
        return open_book(path, self._layout, self._headers, self._month)
