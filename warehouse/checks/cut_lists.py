"""A list with fewer rows than its own title tells: cut where a line ends, or copied by a filter."""

from __future__ import annotations

from warehouse.conform.match_sheets import Recognition, counts_of
from warehouse.errors import Message, message


def lists_cut_short(recognition: Recognition) -> list[Message]:
    """Why a file waits whose title counts more rows than follow, and more than all its sheets have.

    A sum below the list would have been cut off with its rows: only what stands above can tell.
    """
    everywhere = sum(len(one.rows.row_numbers) for one in recognition.tables)
    return [
        message("file_list_cut", row=row, declared=declared, counted=len(one.rows.row_numbers))
        for one in recognition.tables
        for row, declared in one.kinds.declared_totals
        if declared is not None
        and row < one.header.first_row
        and declared > max(everywhere, *counts_of(one, row))
    ]
