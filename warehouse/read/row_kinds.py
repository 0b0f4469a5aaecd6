"""What every physical row of a sheet is: a record, or why it is none.

When in doubt a row is a record: the checks keep a bad record back and the ministry hears of it,
while a record taken for a note would be lost without a word.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.read.header import Header
from warehouse.read.header_spelling import is_same_label
from warehouse.read.named_rows import NameColumns
from warehouse.read.row_words import CARRIED, FIGURE, MAY_BE_FULL, is_subtotal_of
from warehouse.read.rows_above import first_record
from warehouse.read.sheet import Sheet, filled
from warehouse.read.sparse_rows import (
    FEW_CELLS,
    SparseRow,
    declared_by,
    is_name_in_parts,
    is_total,
    kind_of,
)
from warehouse.text import fold

_Mask: TypeAlias = npt.NDArray[np.bool_]

_TITLE_CELLS: Final = 2
# Of the labels of a header, in a row that says it again; of a row's cells, where it says less.
_MOST_LABELS: Final = 0.6
_NEARLY_ALL: Final = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class RowKinds:
    """What every row is."""

    # a ``RowKind`` as text per physical row; row ``i + 1`` stands at ``i``
    kinds: npt.NDArray[np.str_]
    # physical rows of totals with the count they declare, None where they declare none or several
    declared_totals: tuple[tuple[int, int | None], ...] = ()


def classify_rows(
    sheet: Sheet, header: Header | None, persons: Collection[NameColumns] = ()
) -> RowKinds:
    """Tell every physical row's kind, by its cells and its place.

    A row above the header that is as full as those below it, or bears a name in its column, is a
    record like them, and so is what stands between it and the header. Without a header nothing is
    a record: rows are blank, nil or banner. A line that another line's record goes on in is blank
    here, its cells stand in that record (``Sheet.continues``).

    Args:
        persons: the columns of each person's name.
    """
    height = sheet.cells.num_rows
    kinds = np.full(height, "record", dtype="<U16")
    if not height:
        return RowKinds(kinds)
    held = np.array([filled(column).to_numpy() for column in sheet.cells.columns], dtype=bool)
    counts = held.sum(axis=0)
    mapped = sorted(header.column_of.values()) if header else []
    start, end = (header.first_row - 1, header.last_row) if header else (height, height)
    in_mapped = held[mapped].sum(axis=0) if mapped else np.zeros(height, dtype=int)
    broad = max(FEW_CELLS + 1, len(mapped) // 4)
    kinds[: first_record(sheet, mapped, in_mapped, (start, end), broad, persons)] = "banner"
    kinds[start:end] = "header"
    if header:
        kinds[_repeated(sheet, header, held)] = "repeated_header"
        kinds[_numbered(sheet, header, held) & (kinds == "record")] = "header"
        kinds[_repeated_banner(sheet, kinds, held)] = "repeated_header"
        kinds[[row - 1 for row in rows_of_subtotals(sheet, kinds, counts)]] = "total"
    kinds[counts == 0] = "blank"

    is_broad = (in_mapped >= broad) & (kinds == "record")
    last_broad = int(np.flatnonzero(is_broad)[-1]) if is_broad.any() else end - 1

    totals = [] if header is None else _totals_above(sheet, kinds)
    has_ended = False
    in_parts = {columns for columns in persons if len(columns) > 1}
    if not is_broad.any():
        # Where nothing stands above that could be signed, two persons' names are no signature.
        in_parts |= _named_together(persons)
    for candidate in _candidates(sheet, kinds, counts, last_broad, banner=header is None):
        may_sign = has_ended and not is_name_in_parts(candidate, in_parts)
        kind = kind_of(candidate, mapped, sheet, may_sign)
        if header is None and kind != "nil":
            continue
        kinds[candidate.row] = kind
        # A signature above the header, of a list turned upside down, ends nothing of what is below.
        ends = kind == "signature" and not candidate.is_in_table and candidate.row >= end
        has_ended = has_ended or ends
        if kind == "total" and not CARRIED.fullmatch(fold(candidate.first)):
            totals.append((candidate.row + 1, declared_by(candidate)))
    kinds[[row - 1 for row in sheet.unreadable]] = "unreadable"
    kinds[[row - 1 for row in sheet.continues]] = "blank"
    return RowKinds(kinds, tuple(totals))


def _named_together(persons: Collection[NameColumns]) -> set[NameColumns]:
    """The columns of a row that bears the names of several persons and nothing else."""
    return {tuple(sorted({*one, *other})) for one, other in combinations(sorted({*persons}), 2)}


def _totals_above(sheet: Sheet, kinds: npt.NDArray[np.str_]) -> list[tuple[int, int | None]]:
    """Totals that a title tells of the list below it, as ``Total : 15`` or ``Total;15``."""
    totals: list[tuple[int, int | None]] = []
    for place in np.flatnonzero(kinds == "banner").tolist():
        cells = [(i, t) for i, text in enumerate(sheet.row(place + 1)) if (t := text.strip())]
        # A summary over the table has its total among others, of what nobody can say.
        if not 0 < len(cells) <= _TITLE_CELLS:
            continue
        total = SparseRow(place, cells, is_in_table=False, is_after_gap=False)
        if is_total(total) and (declared := declared_by(total)) is not None:
            totals.append((place + 1, declared))
    return totals


def _numbered(sheet: Sheet, header: Header, held: _Mask) -> _Mask:
    """The row below a header that numbers its columns, 1, 2, 3 or A, B, C, or says their units.

    What says units, or how to fill in, stands in brackets in each cell: ``(jj/mm/aaaa)``.
    """
    height = sheet.cells.num_rows
    is_numbered = np.zeros(height, dtype=bool)
    below = np.flatnonzero(held[:, header.last_row :].any(axis=0))
    if len(below):
        place = header.last_row + int(below[0])
        columns = [text.strip(" ()[].") for cell in sheet.row(place + 1) if (text := cell.strip())]
        numbers = [int(text) for text in columns if text.isdecimal()]
        counted = list(range(numbers[0], numbers[0] + len(columns))) if numbers else []
        is_numbered[place] = len(numbers) > FEW_CELLS and numbers == counted
        letters = "".join(columns).upper()
        is_lettered = len(letters) == len(columns) and letters in string.ascii_uppercase
        cells = [text for cell in sheet.row(place + 1) if (text := cell.strip())]
        is_of_units = all(text[0] == "(" and text[-1] == ")" for text in cells)
        is_of_units &= not any(map(str.isdigit, "".join(cells)))
        is_numbered[place] |= len(columns) > FEW_CELLS and (is_lettered or is_of_units)
    return is_numbered


def _repeated_banner(sheet: Sheet, kinds: npt.NDArray[np.str_], held: _Mask) -> _Mask:
    """Rows that say again, cell by cell, what a row above the header says: a title on each page."""
    is_repeated = np.zeros(sheet.cells.num_rows, dtype=bool)
    for place in np.flatnonzero((kinds == "banner") & held.any(axis=0)).tolist():
        same = np.ones(sheet.cells.num_rows, dtype=bool)
        for column, text in zip(sheet.cells.columns, sheet.row(place + 1), strict=True):
            same &= pc.equal(pc.utf8_trim_whitespace(column), text.strip()).to_numpy()
        is_repeated |= same
    is_repeated &= kinds == "record"
    return is_repeated


def _repeated(sheet: Sheet, header: Header, held: _Mask) -> _Mask:
    """Rows below the header that say again what one of its rows says: a header on every page."""
    height = sheet.cells.num_rows
    repeated = np.zeros(height, dtype=bool)
    for row in range(header.first_row, header.last_row + 1):
        same = np.zeros(height, dtype=int)
        labels_count = 0
        for column, label in zip(sheet.cells.columns, sheet.row(row), strict=True):
            if label.strip():
                labels_count += 1
                trimmed = pc.utf8_lower(pc.utf8_trim_whitespace(column))
                same += pc.equal(trimmed, label.strip().lower()).to_numpy()
        enough = max(2, min(labels_count, int(_MOST_LABELS * labels_count) + 1))
        repeated |= (same >= enough) & (same >= _MOST_LABELS * held.sum(axis=0))
    repeated |= _spelled_otherwise(sheet, header, held)
    repeated[header.first_row - 1 : header.last_row] = False
    return repeated


def _spelled_otherwise(sheet: Sheet, header: Header, held: _Mask) -> _Mask:
    """Rows without a figure that say again, spelled otherwise, what a row of the header says.

    Most of its labels, or hardly anything else.
    """
    spelled = np.zeros(sheet.cells.num_rows, dtype=bool)
    labels_of = [sheet.row(row) for row in range(header.first_row, header.last_row + 1)]
    for row in rows_of_words(sheet, header, held):
        cells = sheet.row(row)
        count = sum(bool(cell.strip()) for cell in cells)
        for labels in labels_of:
            pairs = [(c, one) for c, one in zip(cells, labels, strict=True) if c.strip() and one]
            same = sum(is_same_label(cell, label) for cell, label in pairs)
            named = sum(bool(label.strip()) for label in labels)
            is_most = same >= max(FEW_CELLS, _MOST_LABELS * named) and same >= _MOST_LABELS * count
            spelled[row - 1] |= is_most or (same > FEW_CELLS and same >= _NEARLY_ALL * count)
    return spelled


def rows_of_subtotals(
    sheet: Sheet, kinds: npt.NDArray[np.str_], counts: npt.NDArray[np.int_]
) -> list[int]:
    """The physical rows that a spreadsheet put below a group: ``Nombre``, its name, and a figure.

    The name is that of the cell above, and would be a person once more.
    """
    rows = []
    for place in np.flatnonzero(
        (kinds == "record") & (counts > 1) & (counts <= FEW_CELLS)
    ).tolist():
        cells, above = sheet.row(place + 1), sheet.row(place)
        others = [text for cell, up in zip(cells, above, strict=True)
                  if (text := cell.strip()) and not is_subtotal_of(text, up)]  # fmt: skip
        if len(others) < counts[place] and all(FIGURE.fullmatch(text) for text in others):
            rows.append(place + 1)
    return rows


def rows_of_words(sheet: Sheet, header: Header, held: _Mask) -> list[int]:
    """The physical rows below a header with three filled cells, and no figure but of its labels."""
    is_worded = held.sum(axis=0) >= FEW_CELLS
    is_worded[: header.last_row] = False
    rows = range(header.first_row, header.last_row + 1)
    labels = pa.array(sorted({cell.strip() for row in rows for cell in sheet.row(row)}))
    for column in sheet.cells.columns:
        is_figure = pc.match_substring_regex(column, r"\d").to_numpy()
        is_worded &= ~is_figure | pc.is_in(pc.utf8_trim_whitespace(column), labels).to_numpy()
    return [int(place) + 1 for place in np.flatnonzero(is_worded)]


def _candidates(
    sheet: Sheet, kinds: npt.NDArray[np.str_], counts: npt.NDArray[np.int_], last_broad: int,
    *, banner: bool,
) -> Iterable[SparseRow]:  # fmt: skip
    is_open = (kinds == ("banner" if banner else "record")) & (counts > 0)
    may_be_full = pc.match_substring_regex(_first_cells(sheet), MAY_BE_FULL)
    chosen = is_open & ((counts <= FEW_CELLS) | pc.fill_null(may_be_full, False).to_numpy())
    places = np.flatnonzero(chosen)
    rows = zip(*(c.take(pa.array(places)).to_pylist() for c in sheet.cells.columns), strict=True)
    broken = kinds == "blank"
    for place, row in zip(places.tolist(), rows, strict=True):
        cells = [(i, str(cell).strip()) for i, cell in enumerate(row) if str(cell).strip()]
        after_gap = place > last_broad and bool(broken[last_broad + 1 : place].any())
        yield SparseRow(place, cells, place < last_broad, after_gap)


def _first_cells(sheet: Sheet) -> pa.ChunkedArray:
    """The first filled cell of every row, null in blank rows."""
    columns = sheet.cells.columns
    return pc.coalesce(*(pc.if_else(filled(c), c, pa.scalar(None, pa.string())) for c in columns))
