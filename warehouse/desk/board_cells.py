"""The cells of the board in the few bytes that a slow line has for each: a sign, a class, words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from warehouse.desk.board import Board, Cell
from warehouse.desk.promised_dates import OWED, Promised

SIGNS: Final = {
    "accepted": "✓", "accepted_with_warnings": "✓", "partly_accepted": "◐", "nil": "0",
    "held": "Ⅱ", "rejected": "✕", "arrived": "↓", "stuck": "■", "expected": "·", "late": "!",
    "missing": "∅", "duplicate": "=",
}  # fmt: skip
THIN, LOW = 0.5, 0.8
"""Below half of the usual volume a cell is marked as thin, below four fifths as low."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: what it is, in a class, a sign and words."""

    kind: str
    sign: str
    words: str
    submission_id: str | None


def shown_cells(
    of: Board, say: Callable[..., str], promised: Promised | None = None
) -> list[list[ShownCell]]:
    """The cells of a board, line by line, in the words of ``say``.

    Args:
        say: a sentence in the visitor's language.
        promised: (source, month) -> the day on which a month that is owed will come.
    """
    names = {state: say(f"state.{state}") for state in SIGNS}
    days = promised or {}
    return [
        [
            _shown(cell, names, say, days.get((line.contract.source_id, cell.period)))
            for cell in line.cells
        ]
        for line in of.lines
    ]


def _shown(
    cell: Cell, names: dict[str, str], say: Callable[..., Any], promised: date | None
) -> ShownCell:
    kind: str = cell.state
    sign, words = SIGNS[cell.state], [names[cell.state]]
    if cell.rows is not None:
        words.append(say("board.rows", count=cell.rows))
    if cell.completeness is not None:
        words.append(say("board.completeness", percent=round(100 * cell.completeness)))
        if cell.completeness < LOW:
            kind += " thin" if cell.completeness < THIN else " low"
    if cell.also:
        words.append(say("board.also", state=names[cell.also]))
        sign += SIGNS[cell.also]
    if promised is not None and cell.state in OWED:
        words.append(say("promise.for", day=f"{promised:%d/%m/%Y}"))
        kind += " promised"
    return ShownCell(kind, sign, " – ".join(words), cell.submission_id)
