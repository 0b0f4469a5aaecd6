"""The workbook that a ministry fills in: the contract's own words, with lists to choose from.

It holds no more than the contract reads: a column that is ignored is not asked for. What is chosen
from a list is a French label that our reader knows, so a file filled in here has nothing to guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.conform.clean.codes import Sex, YesNo, read_sex, read_yes_no
from warehouse.contracts import Column, Contract, Table
from warehouse.contracts.codelists import Code, CodeLists
from warehouse.errors import message
from warehouse.files.new_workbook import NewWorkbook
from warehouse.read.own_sheets import LISTS_MARK

# Far more than any office sends in a month; a list costs nothing per row.
LAST_ROW = 5_000
LONGEST_SHEET_NAME = 31
# The same contract gives the same bytes: a workbook otherwise bears the minute it was made.
MADE_ON = datetime(2026, 1, 1, tzinfo=UTC)
# Which list a reader chooses from, where the contract does not say.
LIST_OF = {"sex": "sex", "yes_no": "yes_no", "place": "geography"}
# Places have more names than our list, and a cell may hold several codes: warned of, not stopped.
OPEN_READERS = frozenset({"codes", "place"})
DATES = frozenset({"date"})
INK, PAPER, ASKED = "#1F3864", "#DCE6F1", "#F8CBAD"

Ranges = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column of the workbook: its place, its headings, and what the contract says of it."""

    index: int
    group: str | None
    header: str
    column: Column


def write_template(contract: Contract, codes: CodeLists, out: Path) -> None:
    """Write the workbook of one source.

    Args:
        contract: one sheet per table, named as the contract expects it, one column per column that
            is read, in two rows where the contract has groups.
        codes: the lists to choose from, French labels, without codes that hold no more.
        out: the ``.xlsx`` file; the same contract and lists give the same bytes.

    Raises:
        ContractError: a column names a list that does not exist.
    """
    with NewWorkbook(out, MADE_ON, title=contract.title_fr, in_order=False) as book:
        formats = _formats(book)
        taken: set[str] = set()
        sheets = []
        for table_id, table in contract.tables.items():
            sheets.append((book.add_sheet(_sheet_name(table_id, table, taken)), table))
        ranges = _write_lists(book, contract, codes, formats)
        for sheet, table in sheets:
            _write_sheet(sheet, table, contract, ranges, formats)


def _formats(book: NewWorkbook) -> dict[str, Any]:
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
    return {
        "head": book.style(**head, bg_color=PAPER, font_color=INK),
        "required": book.style(**head, bg_color=ASKED, font_color=INK),
        "date": book.style(num_format="dd/mm/yyyy"),
        # As text: a telephone number keeps its zero, a reference does not become a date.
        "text": book.style(num_format="@"),
    }


def _sheet_name(table_id: str, table: Table, taken: set[str]) -> str:
    """A name that the contract's first pattern matches; the table's own where any will do."""
    name = (table.sheets[0].replace("*", "").strip() or table_id.capitalize())[:LONGEST_SHEET_NAME]
    if name.casefold() in taken:
        name = table_id.capitalize()[:LONGEST_SHEET_NAME]
    taken.add(name.casefold())
    return name


def _list_of(column: Column) -> str | None:
    return column.codes or LIST_OF.get(column.read or "")


def _asked(table: Table) -> list[_Asked]:
    read = [one for one in table.each_column() if one[3].ignore is None]
    return [
        _Asked(index, group, header, column)
        for index, (_, group, header, column) in enumerate(read)
    ]


def _offered(codes: CodeLists, name: str) -> list[Code]:
    """The codes to choose from: those that still hold and that the cell's reader takes."""
    # An answer that says nothing is an empty cell, and these two readers know no other way.
    closed: dict[str, Callable[[str], Sex | YesNo]] = {"sex": read_sex, "yes_no": read_yes_no}
    reader = closed.get(name)
    return [
        code
        for code in codes.rows(name)
        if code.valid_to is None and (reader is None or reader(code.label_fr).state == "read")
    ]


def _write_lists(
    book: NewWorkbook, contract: Contract, codes: CodeLists, formats: dict[str, Any]
) -> Ranges:
    """The second sheet, all lists one under another; where each stands, as Excel refers to it.

    One under another and not side by side: titles in a row would look like a header of ours.
    """
    wanted = dict.fromkeys(
        name
        for table in contract.tables.values()
        for one in _asked(table)
        if (name := _list_of(one.column))
    )
    ranges: Ranges = {}
    if not wanted:
        return ranges
    title = message("template.lists").text()
    sheet = book.add_sheet(title, (45, 45))
    sheet.write_row(0, 0, [LISTS_MARK, message("template.value_head").text()], formats["head"])
    sheet.freeze_panes(1, 0)
    row = 1
    for name in wanted:
        first = row
        for code in _offered(codes, name):
            book.write_text(sheet, row, 0, codes[name].head.title.fr)
            book.write_text(sheet, row, 1, code.label_fr)
            row += 1
        ranges[name] = f"='{title}'!$B${first + 1}:$B${row}"
    return ranges


def _write_sheet(
    sheet: Any, table: Table, contract: Contract, ranges: Ranges, formats: dict[str, Any]
) -> None:
    asked = _asked(table)
    depth = 2 if table.groups else 1
    for group, first, last in _groups(asked):
        if first == last:
            sheet.write_string(0, first, group, formats["head"])
        else:
            sheet.merge_range(0, first, 0, last, group, formats["head"])
    for one in asked:
        look = formats["required" if one.column.required else "head"]
        if depth == 2 and one.group is None:
            sheet.merge_range(0, one.index, 1, one.index, one.header, look)
        else:
            sheet.write_string(depth - 1, one.index, one.header, look)
        at = 0 if one.group is None else depth - 1
        sheet.write_comment(at, one.index, _comment(one.column), {"x_scale": 2, "y_scale": 1.2})
        kind = "date" if one.column.read in DATES else "text"
        sheet.set_column(one.index, one.index, max(14, len(one.header) + 2), formats[kind])
        listed = _list_of(one.column)
        if listed is not None:
            sheet.data_validation(
                depth, one.index, LAST_ROW, one.index, _choice(one.column, ranges[listed])
            )
    sheet.freeze_panes(depth, 0)
    sheet.set_header(f"&C{contract.title_fr}")
    sheet.repeat_rows(0, depth - 1)
    sheet.set_landscape()


def _groups(asked: list[_Asked]) -> Iterator[tuple[str, int, int]]:
    """Each group with its first and last column."""
    names = dict.fromkeys(one.group for one in asked if one.group is not None)
    for name in names:
        columns = [one.index for one in asked if one.group == name]
        yield name, min(columns), max(columns)


def _choice(column: Column, source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning" if column.read in OPEN_READERS else "stop",
        "error_message": message("template.not_in_list").text(),
    }


def _comment(column: Column) -> str:
    sentences = [message(f"template.read.{column.read}").text()]
    if column.read == "codes":
        sentences.append(message("template.several").text())
    if column.required:
        sentences.append(message("template.required").text())
    if column.example:
        sentences.append(message("template.example", example=column.example).text())
    return "\n".join(sentences)
