"""Sheets x contract -> the tables of the export, every physical row told apart.

Between ``read``, which knows no contract, and ``conform``, which knows no layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.conform.conformed_sheet import Rows
from warehouse.conform.form_columns import choice_columns, columns_of_form, joined_choices
from warehouse.conform.header_specs import header_spec
from warehouse.conform.headless_rows import goes_on, headless_rows, is_named_by
from warehouse.conform.name_readers import NAME_COLUMNS
from warehouse.conform.person_labels import (
    PersonLabels,
    columns_of_group,
    rows_of_other_list,
    rows_of_turned_list,
)
from warehouse.conform.spread_answers import spread_answers, with_answers_below
from warehouse.contracts import Contract, Table
from warehouse.errors import Message, message
from warehouse.read.header import Header, HeaderSpec, find_header
from warehouse.read.merged_cells import fill_down, fill_merged
from warehouse.read.named_rows import NameColumns
from warehouse.read.own_sheets import is_lists_sheet, is_receipt_sheet
from warehouse.read.row_kinds import RowKinds, classify_rows
from warehouse.read.sheet import Sheet, filled

# A subtotal counts since the total or the title before it, or since one before that.
_NEAREST_ENDS = 3
# Readers of what a merged cell may say of several rows at once.
_OF_SEVERAL = frozenset(
    {"date", "interval", "place", "code", "codes", "yes_no", "reference", "text", "articles"}
)


@dataclass(frozen=True, slots=True)
class RecognisedSheet:
    """One sheet that holds a table of the export."""

    table_id: str
    table: Table  # its columns, and what its rows give
    sheet: Sheet
    header: Header  # where its header stands and which column is which
    kinds: RowKinds  # what every physical row is
    rows: Rows  # its records as text

    @property
    def first_row(self) -> int:
        """The first physical row of the table: its header's, or that of a record above it."""
        first = (
            int(self.rows.row_numbers[0]) if len(self.rows.row_numbers) else self.header.last_row
        )
        return min(self.header.first_row, first)

    @property
    def is_nil(self) -> bool:
        """It says that there is nothing to report, or holds a header and nothing else."""
        return len(self.rows.row_numbers) == 0


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a file holds, by the contract of its folder."""

    tables: tuple[RecognisedSheet, ...]  # the sheets that hold a table of the export
    others: tuple[Sheet, ...]  # sheets that hold something else
    headless: Mapping[str, tuple[int, ...]]  # rows of the others that look like records, by sheet
    other_lists: frozenset[str]  # those of these sheets that have a header of their own
    messages: tuple[Message, ...]  # what is worth saying about the layout
    score: float  # share of the contract's required columns that were found, 0 to 1


def recognise(sheets: list[Sheet], contract: Contract) -> Recognition:
    """Find the contract's tables in the sheets of a file.

    A sheet is matched with the tables whose sheet names it bears; failing that, with any whose
    header it holds: offices rename sheets, and other months have other sheets.
    """
    specs = {table_id: header_spec(table) for table_id, table in contract.tables.items()}
    tables: list[RecognisedSheet] = []
    others: list[Sheet] = []
    notes: list[Message] = []
    best = 0.0
    for sheet in sheets:
        # Our own sheets come back with the ministry's: the list of faults, the lists of a template.
        if is_receipt_sheet(sheet.name, _first_cell(sheet)) or is_lists_sheet(_first_cell(sheet)):
            continue
        match = _match(sheet, contract, specs)
        if match is None:
            if _has_content(sheet):
                others.append(sheet)
            continue
        table_id, header = match
        table = contract.tables[table_id]
        header = with_answers_below(table, sheet, header)
        best = max(best, _score(table, header))
        recognised = _cut(table_id, table, sheet, header)
        tables.append(recognised)
        notes.extend(_layout_messages(recognised))
    names = set().union(*(name_columns(one.table, one.header) for one in tables))
    labels = PersonLabels.of(contract)
    names |= set().union(*(columns_of_group(one, labels) for one in others))
    titled = [(one.sheet, one.header.first_row - 1) for one in tables]
    listed = {
        one.name: rows
        for one in others
        if (rows := rows_of_other_list(one, labels) or rows_of_turned_list(one, labels))
    }
    headless = {
        one.name: rows
        for one in others
        if (
            rows := listed.get(one.name)
            or headless_rows(one, contract, names, is_continued=goes_on(one, titled))
        )
    }
    return Recognition(
        tuple(tables), tuple(others), headless, frozenset(listed), tuple(notes), best
    )


def _match(
    sheet: Sheet, contract: Contract, specs: Mapping[str, HeaderSpec]
) -> tuple[str, Header] | None:
    matches: list[tuple[bool, int, str, Header]] = []
    for table_id, table in contract.tables.items():
        header = find_header(sheet, specs[table_id])
        if header is not None:
            named = any(is_named_by(sheet.name, glob) for glob in table.sheets)
            matches.append((named, len(header.column_of), table_id, header))
    if not matches:
        return None
    _, _, table_id, header = max(matches, key=lambda one: (one[1], one[0]))
    return table_id, header


def name_columns(table: Table, header: Header) -> set[NameColumns]:
    """The columns that hold the name of a person each, in one part or two."""
    parts: dict[str, list[int]] = {}
    for key, _, _, column in table.each_column():
        index = header.column_of.get(key)
        if index is not None and column.read in (*NAME_COLUMNS, "given_names"):
            parts.setdefault(column.to[0].rpartition(".")[0], []).append(index)
    return {tuple(sorted(columns)) for columns in parts.values()}


def _shared_by_rows(table: Table) -> set[str]:
    """The columns of which one merged cell speaks for each of its rows: what tells nobody apart.

    A name, a number or an age over two rows is one person on two lines, or one of two unknown.
    """
    return {key for key, _, _, column in table.each_column() if column.read in _OF_SEVERAL}


def _score(table: Table, header: Header) -> float:
    required = [key for key, _, _, column in table.each_column() if column.required]
    return sum(key in header.column_of for key in required) / max(len(required), 1)


def _first_cell(sheet: Sheet) -> str:
    return str(sheet.cells[0][0].as_py() or "") if sheet.cells.num_rows else ""


def _has_content(sheet: Sheet) -> bool:
    return bool(sheet.cells.num_rows and sheet.cells.num_columns)


def _cut(table_id: str, table: Table, sheet: Sheet, header: Header) -> RecognisedSheet:
    kinds = classify_rows(sheet, header, name_columns(table, header))
    # Merged ranges speak for their rows; where a format tells none, only a row that leaves all of
    # these columns empty goes on from the one above.
    whole = fill_merged(sheet, header, {*table.fill_down, *_shared_by_rows(table)})
    whole = fill_down(whole, header, table.fill_down, kinds)
    positions = np.flatnonzero(kinds.kinds == "record")
    taken = pa.array(positions)
    cells = {
        key: whole.cells[index].take(taken).combine_chunks()
        for key, index in header.column_of.items()
        if table_column_is_read(table, key)
    }
    spread = spread_answers(table, sheet, header)
    for key, columns in {**choice_columns(table, header), **spread}.items():
        chosen = joined_choices(whole, columns).take(taken)
        cells[key] = pc.if_else(pc.equal(chosen, ""), cells.get(key, chosen), chosen)
    rows = Rows(table_id, sheet.name, positions + 1, cells, sheet.is_from_1904)
    return RecognisedSheet(table_id, table, whole, header, kinds, rows)


def table_column_is_read(table: Table, key: str) -> bool:
    """Whether the contract reads the column of that key."""
    return any(k == key and column.read is not None for k, _, _, column in table.each_column())


def _layout_messages(recognised: RecognisedSheet) -> list[Message]:
    notes, table = [], recognised.table
    by_hand, of_form = columns_of_form(table, recognised.header)
    spread = spread_answers(table, recognised.sheet, recognised.header)
    notes += [
        message("file_spread_answers", column=key.rpartition(" > ")[2], count=len(columns))
        for key, columns in spread.items()
    ]
    answers = {index for columns in spread.values() for index, _ in columns}
    for index, text in by_hand:
        if index in answers:
            continue
        if text.strip():
            notes.append(message("file_unknown_column", column=text))
        else:
            notes.append(message("file_column_without_header", column=index + 1))
    if of_form or recognised.header.prefixed:
        notes.append(message("file_from_a_form", sheet=recognised.sheet.name or "1", count=of_form))
    notes += _marks(recognised)
    notes += [message("file_renamed_column", column=text) for _, text in recognised.header.renamed]
    counted = len(recognised.rows.row_numbers)
    for row, declared in recognised.kinds.declared_totals:
        if declared is not None and declared not in counts_of(recognised, row):
            notes.append(
                message(
                    "file_total_differs",
                    sheet=recognised.sheet.name,
                    row=row,
                    declared=declared,
                    counted=counted,
                )
            )
    return notes


def _marks(recognised: RecognisedSheet) -> list[Message]:
    """What stands on the cells of records and is no value: said in one line each, never passed."""
    records = set(recognised.rows.row_numbers.tolist())
    marks = {
        "file_struck_rows": recognised.sheet.struck_rows,
        "file_comments": recognised.sheet.comment_rows,
    }
    return [
        message(key, sheet=recognised.sheet.name, count=len(mine), row=mine[0])
        for key, rows in marks.items()
        if (mine := sorted(records.intersection(rows)))
    ]


def counts_of(recognised: RecognisedSheet, row: int) -> set[int]:
    """What a total may count: rows, or the filled cells of a column (persons, not lines).

    Of the whole table, of what stands above the total, or of the part between it and the total or
    the line alone in its row before it.
    """
    numbers = recognised.rows.row_numbers
    ends = np.flatnonzero(np.isin(recognised.kinds.kinds[: row - 1], ("total", "note"))) + 1
    parts = [numbers > 0, numbers < row]
    parts += [(numbers > end) & (numbers < row) for end in ends[-_NEAREST_ENDS:].tolist()]
    held = [
        filled(pa.chunked_array([cells])).to_numpy() for cells in recognised.rows.cells.values()
    ]
    return {int(part.sum()) for part in parts} | {
        int((part & cells).sum()) for part in parts for cells in held
    }
