from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from warehouse.proof.simulate import SimulationSummary
from warehouse.proof.simulate.layouts import LAYOUTS


@dataclass(frozen=True)
class Written:
    """A simulated country as it lies on disk."""

    out: Path
    summary: SimulationSummary

    def truth(self) -> list[dict[str, str]]:
        with (self.out / "truth.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def lines(self, source: str, file: str, sheet: str = "") -> list[list[Any]]:
        """All physical lines of a file or sheet, the first at index 0."""
        path, layout = self.out / source / file, LAYOUTS[source]
        if layout.kind != "text":
            book = CalamineWorkbook.from_path(str(path))
            return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        with path.open(encoding=layout.encoding, newline="") as text:
            return list(csv.reader(text, delimiter=layout.delimiter))

    def files(self, source: str) -> list[str]:
        return sorted(path.name for path in (self.out / source).iterdir())
