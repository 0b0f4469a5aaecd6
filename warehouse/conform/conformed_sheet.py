"""What is conformed and what becomes of it: a sheet as text, where it is from, its records."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of one sheet as text."""

    table_id: str  # the contract's table that the sheet was recognised as
    sheet: str  # its name; empty for a text file
    row_numbers: np.ndarray  # physical rows, int64, 1 = the first of the sheet
    cells: dict[str, pa.Array]  # column key -> text, one entry per row; absent columns are absent
    is_from_1904: bool = False  # its numbers of days count from 1904


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where records come from: the submission, its source, month, file and fingerprint."""

    submission_id: str
    source_id: str
    period: str
    file_name: str
    sha256: str
    # the vault's key, under which the ids of records are made
    record_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Conformed:
    """One sheet, conformed."""

    table_id: str
    sheet: str
    # a row per source row, for the checks: ``sheet``, ``row_number``, ``row_key``, the state of
    # every column under its key, the dates that rules compare under their attribute, and
    # ``named_persons``, how many named persons the row gives
    examined: pa.Table
    records: dict[str, pa.Table]  # conformed table -> records, in the schema of ``conformed``
    # record of the contract -> the id that each source row's would bear
    record_ids: dict[str, pa.Array]
