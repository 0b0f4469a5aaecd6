"""A table with its header and no row, of which nobody says that there was nothing to report."""

from __future__ import annotations

from pathlib import PurePath

from warehouse.conform.match_sheets import Recognition
from warehouse.errors import Message, message
from warehouse.read.nil_comment import Declaration
from warehouse.read.row_kinds import classify_rows
from warehouse.read.row_words import NIL, NO_NIL
from warehouse.text import fold


def unsaid_nil(
    recognition: Recognition, file_name: str, declaration: Declaration | None
) -> list[Message]:
    """That an empty list may be a form which nobody filled in.

    A row, a title or a total says ``NEANT`` or ``0``; so may the file's name, or the desk's own
    declaration in it.
    """
    if declaration is not None or any(not one.is_nil for one in recognition.tables):
        return []
    kinds = [one.kinds for one in recognition.tables]
    kinds += [classify_rows(sheet, None) for sheet in recognition.others]
    is_said = any("nil" in one.kinds for one in kinds)
    is_said |= any(count == 0 for one in kinds for _, count in one.declared_totals)
    words = fold(PurePath(file_name).stem).split()
    is_said |= any(NIL.fullmatch(word) and word not in NO_NIL for word in words)
    return [] if is_said else [message("file_nil_unsaid")]
