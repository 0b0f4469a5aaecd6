"""A text file with fewer rows than its own title tells: one that was cut where a line ends."""

from __future__ import annotations

from warehouse.conform.match_sheets import Recognition
from warehouse.errors import Message, message


def lists_cut_short(found: Recognition) -> list[Message]:
    """Why a text file waits whose title counts more rows than follow; a workbook is never cut so.

    A sum below the list would have been cut off with its rows: only what stands above can tell.
    """
    return [
        message("file_list_cut", row=row, declared=declared, counted=counted)
        for one in found.tables
        if not one.sheet.name
        for counted in [len(one.rows.row_numbers)]
        for row, declared in one.kinds.declared_totals
        if declared is not None and row < one.header.first_row and declared > counted
    ]
