"""The sheets of a file under names that may stand outside the vault, before it is judged.

Every fault, receipt and row of the ledger names a sheet; a clerk who keeps a sheet a person names
her in each. The cells are not touched here; what a sheet is called in the ministry's own workbook
is told once more, so that the workbook that goes back is marked at the right place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from warehouse.conform.match_sheets import Recognition
from warehouse.errors import Message
from warehouse.read.sheet import Sheet

Plain = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PlainSheets:
    """Sheets under plain names."""

    sheets: list[Sheet]  # in the order of the file
    titles: Mapping[str, str]  # plain name -> the name in the file, of those that differ


def with_plain_names(sheets: Iterable[Sheet], plain: Plain) -> PlainSheets:
    """Give every sheet, and every note on it, its plain name."""
    renamed, titles = [], {}
    for sheet in sheets:
        name = plain(sheet.name)
        notes = tuple(with_plain_sheet(note, plain) for note in sheet.notes)
        renamed.append(replace(sheet, name=name, notes=notes))
        if name != sheet.name:
            titles[name] = sheet.name
    return PlainSheets(renamed, titles)


def with_plain_sheet(original: Message, plain: Plain) -> Message:
    """A sentence that names a sheet by its plain name."""
    sheet = original.parameters.get("sheet")
    if not isinstance(sheet, str):
        return original
    return Message(original.key, {**original.parameters, "sheet": plain(sheet)})


def with_plain_columns(recognition: Recognition, plain: Plain) -> Recognition:
    """The layout's messages without what a stranger's header says beyond known words.

    A column that lost words is told by its letter, as a spreadsheet shows it.
    """
    letters = {
        header: get_column_letter(index + 1)
        for one in recognition.tables
        for index, header in one.header.unknown
    }

    def said(original: Message) -> Message:
        if original.key != "file_unknown_column":
            return original
        header = str(original.parameters["column"])
        name = plain(header)
        if name != header and header in letters:
            name = f"{name} ({letters[header]})"
        return Message(original.key, {**original.parameters, "column": name})

    return replace(recognition, messages=tuple(map(said, recognition.messages)))
