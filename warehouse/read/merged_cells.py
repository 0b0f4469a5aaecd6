"""Merged data cells: one number over several rows stands for each of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pyarrow as pa

from warehouse.read.header import Header
from warehouse.read.row_kinds import RowKinds
from warehouse.read.sheet import Sheet, filled


def fill_merged(sheet: Sheet, header: Header, keys: Collection[str]) -> Sheet:
    """Write a merged cell's text in every row of its range, for the columns of ``keys`` only.

    Rows that hold nothing else stay blank. Where a format tells no merged ranges, nothing is
    filled: see ``fill_down``.
    """
    wanted = {header.column_of[key] for key in keys if key in header.column_of}
    merges = [m for m in sheet.merged if m.first_row > header.last_row and m.last_row > m.first_row]
    columns = list(sheet.cells.columns)
    has_cells = _rows_with_cells(sheet) if merges else np.zeros(0, dtype=bool)
    for index in wanted & {m.first_col - 1 for m in merges}:
        texts = columns[index].to_pylist()
        for merge in merges:
            if merge.first_col - 1 == index and merge.first_row <= len(texts):
                for row in range(merge.first_row, min(merge.last_row, len(texts))):
                    texts[row] = texts[row] or (
                        texts[merge.first_row - 1] if has_cells[row] else ""
                    )
        columns[index] = pa.chunked_array([pa.array(texts, pa.string())])
    return replace(sheet, cells=pa.table(columns, names=sheet.cells.column_names))


def fill_down(sheet: Sheet, header: Header, keys: Collection[str], kinds: RowKinds) -> Sheet:
    """Write the text above in records that go on from it: all columns of ``keys`` blank there.

    For formats that tell no merged ranges, and for clerks who write a number once. A row that is no
    record ends the run, and a record with any of the keys filled begins a new one.
    """
    wanted = sorted({header.column_of[key] for key in keys if key in header.column_of})
    columns = list(sheet.cells.columns)
    if not wanted or not sheet.cells.num_rows:
        return sheet
    has_any = np.any([filled(columns[index]).to_numpy() for index in wanted], axis=0)
    is_record = kinds.kinds == "record"
    places = np.arange(len(is_record))
    begins = np.maximum.accumulate(np.where(is_record & has_any, places, -1))
    broken = np.maximum.accumulate(np.where(is_record, -1, places))
    source = np.where(is_record & ~has_any & (begins > broken), begins, places)
    for index in wanted:
        columns[index] = columns[index].take(pa.array(source))
    return replace(sheet, cells=pa.table(columns, names=sheet.cells.column_names))


def _rows_with_cells(sheet: Sheet) -> np.ndarray:
    held = [filled(column).to_numpy() for column in sheet.cells.columns]
    return np.any(held, axis=0) if held else np.zeros(0, dtype=bool)
