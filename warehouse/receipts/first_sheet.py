"""The sheet ``À corriger d'abord``: what it says, and how the reader knows it when it comes back.

Corrected workbooks are dropped again with this sheet in them, so it bears a marker in its first
cell; the reader passes over every sheet that ``read.own_sheets`` knows. What the sheet says is put
together here once, and written by openpyxl or by XlsxWriter elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from warehouse.checks.verdict import Fault, ReceiptFacts, Severity
from warehouse.read.own_sheets import MARKER
from warehouse.receipts.fault_groups import grouped, worst
from warehouse.receipts.wording import moment, number, say

EXTRACT_SHEET = "Lignes à corriger"

# Red stops the file, orange the row, yellow nothing; pale enough to read black text and to print.
COLOURS: dict[Severity, str] = {"refuse": "F4B8B0", "quarantine": "FAD7A0", "warn": "FFF3B0"}

# Excel refuses more than 65,530 links on a sheet and turns slow long before; nobody corrects more
# cells than this by hand. What is over is coloured, counted and said, not listed.
MOST_LISTED = 5_000

COLUMNS = ("severity", "sheet", "row", "column", "what", "expected", "example", "go")
WIDTHS = (22, 18, 8, 24, 52, 44, 22, 14)


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of the workbook that goes back: sheet as named there, row and column from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell's address: ``D12``."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def link(self) -> str:
        """The address with its sheet, quoted as Excel wants it."""
        return "'{}'!{}".format(self.sheet.replace("'", "''"), self.cell)


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault as a line of the list: ``cells`` in the order of ``COLUMNS``."""

    severity: Severity
    cells: tuple[str | int, ...]
    place: CellPlace | None


@dataclass(frozen=True, slots=True)
class FirstSheet:
    """All that the sheet says: introduction, header, lines, and a last word if some are left."""

    introduction: tuple[str, ...]
    header: tuple[str, ...]
    lines: tuple[FaultLine, ...]
    rest: str | None


def first_sheet(
    facts: ReceiptFacts, place: Callable[[Fault], CellPlace | None], *, whole: bool
) -> FirstSheet:
    """What the first sheet says about ``facts``.

    Args:
        place: where a fault's cell stands in the workbook; None when it is not there.
        whole: the workbook is the whole file and may be dropped again; else it is an extract.
    """
    ordered = [fault for group in grouped(facts.faults) for fault in group.faults]
    left = len(ordered) - MOST_LISTED
    return FirstSheet(
        introduction=(
            MARKER,
            say("book_title", file=facts.file_name),
            say("book_file", source=facts.source_title, at=moment(facts.judged_at)),
            say("book_how_whole" if whole else "book_how_extract"),
            say("book_colours"),
        ),
        header=tuple(say(f"book_column_{column}") for column in COLUMNS),
        lines=tuple(_line(fault, place(fault)) for fault in ordered[:MOST_LISTED]),
        rest=say("book_rest", count=number(left)) if left > 0 else None,
    )


def comment(faults: Sequence[Fault], row_number: int | None = None) -> str:
    """What the comment on a cell says: each fault with its rule, what is expected, an example.

    Args:
        faults: of this cell, at least one.
        row_number: of the commented cell, if known: a fault of another row (merged cells) names
            its own.
    """
    parts: list[str] = []
    for fault in faults:
        lines = [say(f"severity_{fault.severity}").upper()]
        if row_number is not None and fault.row_number != row_number:
            lines.append(say("comment_row", row=fault.row_number))
        lines.append(fault.message.text("fr"))
        if fault.expected is not None:
            lines.append(say("comment_expected", expected=fault.expected.text("fr")))
        if fault.example is not None:
            lines.append(say("comment_example", example=fault.example))
        lines.append(say("comment_rule", rule=fault.rule))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def comment_size(text: str) -> tuple[int, int]:
    """Width and height in pixels in which a comment can be read whole."""
    lines = sum(1 + len(line) // 44 for line in text.splitlines())
    return 330, min(24 + 17 * lines, 600)


def by_place(
    faults: Iterable[Fault], place: Callable[[Fault], CellPlace | None]
) -> dict[CellPlace, tuple[Severity, tuple[Fault, ...]]]:
    """Faults by the cell they are shown on, with the gravest severity there."""
    cells: dict[CellPlace, list[Fault]] = {}
    for group in grouped(faults):
        for fault in group.faults:
            where = place(fault)
            if where is not None:
                cells.setdefault(where, []).append(fault)
    return {where: (worst(those), tuple(those)) for where, those in cells.items()}


def _line(fault: Fault, place: CellPlace | None) -> FaultLine:
    cells: dict[str, str | int] = {
        "severity": say(f"severity_{fault.severity}"),
        "sheet": fault.sheet,
        "row": fault.row_number,
        "column": fault.column or say("book_whole_row"),
        "what": fault.message.text("fr"),
        "expected": "" if fault.expected is None else fault.expected.text("fr"),
        "example": fault.example or "",
        "go": "" if place is None else say("book_go", cell=place.cell),
    }
    return FaultLine(fault.severity, tuple(cells[column] for column in COLUMNS), place)
