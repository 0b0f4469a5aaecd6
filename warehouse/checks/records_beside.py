"""Records that stand outside the columns read: beside the table, or below under other columns.

Two lists side by side, a record written on in the row of another, a header that comes again in
another order: what is there is read by no column or by the wrong one, and would be passed over with
a word on the column at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.checks.findings import Findings
from warehouse.checks.unnamed_columns import names_nothing
from warehouse.conform.headless_rows import dates_in, headless_rows
from warehouse.conform.match_sheets import RecognisedSheet, Recognition, name_columns
from warehouse.conform.name_readers import NAME_COLUMNS
from warehouse.contracts import Column, Contract
from warehouse.errors import Message, message
from warehouse.read.header_spelling import loose
from warehouse.read.named_rows import named_rows
from warehouse.read.sheet import filled, table_of

# A remark or a sum beside the table has a column or two.
_FEWEST: Final = 4
# A record may say a word that is also the name of a column, and hardly three.
_FEWEST_NAMES: Final = 3
# Blank columns between a table and the records that are written on at its right.
_WIDEST_GAP: Final = 2
_NEVER: Final = frozenset({"header", "repeated_header", "banner"})
_LETTERS: Final = r"\p{L}{2}"
_FULL_NAME: Final = r"^\W*\p{Lu}[\p{L}'’-]+(\s+\p{Lu}[\p{L}'’-]*){1,4}\W*$"


def columns_twice(recognition: Recognition, contract: Contract) -> list[Message]:
    """Why a file cannot be read that has two columns for one that it must have.

    A second table beside the first has most of its columns twice: its rows are told one by one,
    unless the columns of both have run into one another, or only the second has a header where a
    record of the first stands beside it.
    """
    sentences = []
    for one in recognition.tables:
        if _has_record_in_header(one, contract):
            sentences.append(message("file_tables_beside", sheet=one.sheet.name or "1"))
            continue
        beside = [index for index in _columns_beside(one, contract) if _has_label(one, index)]
        if len(beside) >= _FEWEST:
            if max(one.header.column_of.values()) > min(beside):
                sentences.append(message("file_tables_beside", sheet=one.sheet.name or "1"))
            continue
        sentences += [
            message("file_column_twice", sheet=one.sheet.name or "1", column=header)
            for key, _, header, column in one.table.each_column()
            if key in one.header.rivals and (column.required or column.read in NAME_COLUMNS)
        ]
    return sentences


def tell_records_beside(one: RecognisedSheet, contract: Contract, findings: Findings) -> None:
    """Keep back the rows that hold, beyond the columns read, what looks like a record."""
    columns = _columns_beside(one, contract)
    named = _named_rows(one, [*columns]) | _written_on(one, [*columns])
    if len(columns) < _FEWEST:
        findings.tell_rows(one, sorted(named), "record_beside")
        return
    cells = {index: one.sheet.cells[index] for index in columns}
    beside = type(one.sheet)(one.sheet.name, table_of(list(cells.values())))
    rows = {*headless_rows(beside, contract), *named}
    # In a second table a name is a record's, though it was pasted one column off.
    for index, is_name in columns.items():
        pattern = _LETTERS if is_name else _FULL_NAME
        words = pc.match_substring_regex(cells[index], pattern).to_numpy()
        rows |= {int(place) + 1 for place in np.flatnonzero(words)}
    kinds = one.kinds.kinds
    rows = {row for row in rows if kinds[row - 1] not in _NEVER}
    findings.tell_rows(one, sorted(rows), "record_beside")


def _named_rows(one: RecognisedSheet, columns: list[int]) -> set[int]:
    """The rows that hold two full names beyond the columns read, under no header, or one and more.

    Who wrote or checked a row is one name beside it.
    """
    bare = [index for index in columns if not _has_label(one, index)]
    count = one.sheet.cells.num_rows
    held, named = np.zeros(count, dtype="int64"), np.zeros(count, dtype="int64")
    for index in bare:
        held += filled(one.sheet.cells[index]).to_numpy()
        named += pc.match_substring_regex(one.sheet.cells[index], _FULL_NAME).to_numpy()
    is_record = (named > 1) | ((named > 0) & (held >= _FEWEST))
    is_record &= ~np.isin(one.kinds.kinds, [*_NEVER])
    return {int(place) + 1 for place in np.flatnonzero(is_record)}


def _written_on(one: RecognisedSheet, columns: list[int]) -> set[int]:
    """The rows with a name alone where a record that goes on at the right of the table has it.

    Who wrote or checked a row stands right beside the table.
    """
    read = sorted(one.header.column_of.values())
    bare = {index for index in columns if not _has_label(one, index)}
    beside = {
        moved
        for parts in name_columns(one.table, one.header)
        for gap in range(_WIDEST_GAP + 1)
        for by in [read[-1] + 1 - read[0] + gap]
        for moved in [tuple(index + by for index in parts)]
        if bare.issuperset(moved) and moved[0] > read[-1] + 1 + gap
    }
    is_record = ~np.isin(one.kinds.kinds, [*_NEVER])
    return {int(place) + 1 for place in np.flatnonzero(named_rows(one.sheet, beside) & is_record)}


def _has_record_in_header(one: RecognisedSheet, contract: Contract) -> bool:
    """Whether what stands beside a header in its rows is a record: words, and a day."""
    first, last = one.header.first_row, one.header.last_row
    beside = {index: one.sheet.cells[index] for index, _ in one.header.unknown}
    if len(beside) < _FEWEST:
        return False
    rows = table_of([cells.slice(first - 1, last - first + 1) for cells in beside.values()])
    is_dated = any(pc.any(dates_in(cells)).as_py() for cells in rows.columns)
    return is_dated and bool(headless_rows(type(one.sheet)(one.sheet.name, rows), contract))


def tell_other_columns(one: RecognisedSheet, contract: Contract, findings: Findings) -> None:
    """Keep back the rows below a second header that has its names over other columns."""
    names = [name.strip().lower() for name, _ in _names_of(contract)]
    known_names, count = pa.array(sorted({*names})), one.sheet.cells.num_rows
    named, held = np.zeros(count, dtype="int64"), np.zeros(count, dtype="int64")
    for cells in one.sheet.cells.columns:
        named += pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(cells)), known_names).to_numpy()
        held += filled(cells).to_numpy()
    is_record = one.kinds.kinds == "record"
    is_header = is_record & (named >= _FEWEST_NAMES) & (2 * named > held)
    is_header[: one.header.last_row] = False
    if not is_header.any():
        return
    places = np.arange(count)
    since = np.maximum.accumulate(np.where(is_header, places, -1))
    usual = np.maximum.accumulate(np.where(one.kinds.kinds == "repeated_header", places, -1))
    rows = np.flatnonzero(is_record & (since > usual)) + 1
    findings.tell_rows(one, [int(row) for row in rows], "columns_in_other_order")


def _columns_beside(one: RecognisedSheet, contract: Contract) -> dict[int, bool]:
    """The columns under a name that the contract knows or one of nothing, and which hold names.

    A column of the office's own is none of them.
    """
    names: dict[str, bool] = {}
    for name, column in _names_of(contract):
        names[loose(name)] = names.get(loose(name), False) or column.read in NAME_COLUMNS
    beside = {
        index: names.get(label, False)
        for index, text in one.header.unknown
        if (label := loose(text.rpartition("/")[2])) in names or names_nothing(text)
    }
    # A header that was sorted down knows nothing of what stands beside the records above it.
    taken = {*one.header.column_of.values(), *(index for index, _ in one.header.unknown)}
    places = one.rows.row_numbers - 1
    for index, cells in enumerate(one.sheet.cells.columns):
        if index not in taken and filled(cells).to_numpy()[places].any():
            beside[index] = False
    return beside


def _has_label(one: RecognisedSheet, index: int) -> bool:
    return any(column == index and not names_nothing(text) for column, text in one.header.unknown)


def _names_of(contract: Contract) -> Iterator[tuple[str, Column]]:
    for table in contract.tables.values():
        for _, _, header, column in table.each_column():
            for name in (header, *column.also):
                yield name, column
