"""Two texts side by side with what they agree on hidden, until it is opened.

Reviewers who saw 30 % of the characters judged as well as those who saw all (MINDFIRL, Kum and
others: 84 % right either way); who saw nothing but marks did worse (75 %). So what differs is
shown, and marked; what agrees is a dot.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from warehouse.linkage.engine.phonetics import plain
from warehouse.linkage.review.show import Mark, ShownLine

DOT: Final = "•"
ALIKE: Final = 0.5
"""Of two texts that share less than half, the letters that they happen to share say nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a text: of what differs, or not."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """One attribute of a pair as it may be shown."""

    attribute: str
    left: tuple[Piece, ...]  # the pieces of the one
    right: tuple[Piece, ...]  # those of the other
    mark: Mark
    is_masked: bool  # something of it is hidden, and can be opened


def masked(line: ShownLine, *, is_open: bool) -> MaskedLine:
    """A line with what the two sides agree on hidden, unless it was opened.

    What only one side says is hidden too: there is nothing to hold it against.
    """
    if line.mark == "context":
        left, right = _whole(line.left), _whole(line.right)
        return MaskedLine(line.attribute, left, right, line.mark, is_masked=False)
    if line.mark == "same" or not (line.left and line.right):
        left, right = _whole(line.left), _whole(line.right)
    else:
        left, right = compared(line.left, line.right)
    if is_open:
        return MaskedLine(line.attribute, left, right, line.mark, is_masked=False)
    left, right = _hidden(left), _hidden(right)
    dotted = any(DOT in piece.text for piece in (*left, *right))
    return MaskedLine(line.attribute, left, right, line.mark, is_masked=dotted)


def compared(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts that say something, in pieces; case and accents alone make no difference."""
    one, two = _folded(left), _folded(right)
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (Piece(left, differs=True),), (Piece(right, differs=True),)
    pieces_left: list[Piece] = []
    pieces_right: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if a < b:
            pieces_left.append(Piece(left[a:b], kind != "equal"))
        if c < d:
            pieces_right.append(Piece(right[c:d], kind != "equal"))
    return tuple(pieces_left), tuple(pieces_right)


def _folded(text: str) -> list[str]:
    """Letter by letter, so that a place in it is a place in the text."""
    return [plain(letter) or letter for letter in text]


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, differs=False),) if text else ()


def _hidden(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(one if one.differs else Piece(_dots(one.text), differs=False) for one in pieces)


def _dots(text: str) -> str:
    """A dot for each letter or digit; what parts them stays, for it tells how a name is built."""
    return "".join(_dot_of(letter) for letter in text)


def _dot_of(letter: str) -> str:
    return DOT if letter.isalnum() else letter
