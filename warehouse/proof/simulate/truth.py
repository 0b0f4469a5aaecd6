"""What is true of the invented country: who stands behind each row, and how many there are."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.proof.simulate.export_line import ExportLine

_COLUMNS = ("source", "period", "file", "sheet", "row", "role", "person_id", "case_id")
_VICTIM, _SUSPECT = 1, 2


@dataclass(frozen=True)
class SimulationSummary:
    """What was written, in counts."""

    rows: int  # rows of ``truth.csv``: persons named by lines; a line may name two
    persons: int  # different persons named; `victims` and `suspects` of them, some being both
    victims: int
    suspects: int
    cases: int  # different cases named; `prosecuted_cases_seen` of them in a prosecutor's register
    prosecuted_cases_seen: int
    convicted_seen: int  # accused with a sentence, each once per judgment
    files: int
    lines: int  # data lines in them
    cases_lived: int  # cases that happened, seen or not; `victims_lived` their victims
    victims_lived: int


class Flags:
    """A few bits for each of consecutively numbered things: one byte each, for millions of them."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def mark(self, number: int, bit: int) -> None:
        """Set `bit` for thing `number`."""
        if number >= len(self._bits):
            self._bits.extend(bytes(number + 4096 - len(self._bits)))
        self._bits[number] |= bit

    def count(self, mask: int) -> int:
        """How many things have any bit of `mask`."""
        return sum(
            times * bool(value & mask) for value in range(256) if (times := self._bits.count(value))
        )


class Truth:
    """Writes ``truth.csv`` as the exports are written, and ``truth.json`` at the end."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._file = (out / "truth.csv").open("w", encoding="utf-8", newline="")
        self._lines = csv.writer(self._file, lineterminator="\n")
        self._lines.writerow(_COLUMNS)
        self._people, self._cases = Flags(), Flags()
        self._rows = self._files = self._written = self._convicted = 0
        self._cases_lived = self._victims_lived = 0

    def close(self) -> None:
        """Write no more of ``truth.csv``."""
        self._file.close()

    def note_case(self, victims: int) -> None:
        """One more case happened, with so many victims, whether or not anybody sees it."""
        self._cases_lived += 1
        self._victims_lived += victims

    def note_files(self, files: int) -> None:
        """So many more exports were written."""
        self._files += files

    def note_line(
        self, source: str, period: str, place: tuple[str, str, int], record: ExportLine
    ) -> None:
        """One more line was written, at `place` (file, sheet, physical row)."""
        self._written += 1
        self._convicted += record.convicts
        for role, person_id, case_id in record.named:
            self._rows += 1
            self._lines.writerow((source, period, *place, role, person_id, case_id))
            self._people.mark(int(person_id[1:]), _VICTIM if role == "victim" else _SUSPECT)
            self._cases.mark(int(case_id[1:]), 3 if source == "parquet" else 1)

    def summary(self) -> SimulationSummary:
        """The counts so far; the same are written to ``truth.json``."""
        summary = SimulationSummary(
            rows=self._rows,
            persons=self._people.count(_VICTIM | _SUSPECT),
            victims=self._people.count(_VICTIM),
            suspects=self._people.count(_SUSPECT),
            cases=self._cases.count(1),
            prosecuted_cases_seen=self._cases.count(2),
            convicted_seen=self._convicted,
            files=self._files,
            lines=self._written,
            cases_lived=self._cases_lived,
            victims_lived=self._victims_lived,
        )
        text = json.dumps(asdict(summary), indent=1)
        (self._out / "truth.json").write_text(text + "\n", encoding="utf-8")
        return summary
