"""Pictures and documents that lie on the sheets of a file: whom they show is read by nobody.

A logo stands over the header, a stamp below the rows. What lies on a list may be a part of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.conform.match_sheets import Recognition
from warehouse.errors import Message, message
from warehouse.read.sheet import Sheet

_BOXES = "landing.text_boxes"


def pictures_unread(recognition: Recognition, sheets: Sequence[Sheet]) -> list[Message]:
    """A sentence for each sheet with a picture beside or below its header, or on no list at all."""
    first_of = {one.sheet.name: one.first_row for one in recognition.tables}
    return [
        message("landing.pictures", sheet=sheet.name, count=len(rows), row=min(rows))
        for sheet in sheets
        if (rows := [row for row in sheet.picture_rows if row >= first_of.get(sheet.name, 1)])
    ]


def picture_for_rows(recognition: Recognition) -> list[Message]:
    """Why a file of empty lists is no nil report: a picture or words lie where rows would be."""
    for one in recognition.tables:
        boxes = [note.parameters["row"] for note in one.sheet.notes if note.key == _BOXES]
        laid = [int(row) for row in (*one.sheet.picture_rows, *boxes)]
        if rows := [row for row in laid if row >= one.first_row]:
            return [message("file_nil_but_picture", sheet=one.sheet.name, row=min(rows))]
    return []
