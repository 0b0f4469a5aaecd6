"""The layout of a sheet: where its header is, what every row is, what merged cells mean.

The public face of ``header``, ``rows`` and ``fill``.
"""

from __future__ import annotations

from warehouse.read.header import ColumnSpec, Header, HeaderSpec, find_header
from warehouse.read.merged_cells import fill_down, fill_merged
from warehouse.read.row_kinds import RowKinds, classify_rows
from warehouse.read.sparse_rows import RowKind

__all__ = [
    "ColumnSpec",
    "Header",
    "HeaderSpec",
    "RowKind",
    "RowKinds",
    "classify_rows",
    "fill_down",
    "fill_merged",
    "find_header",
]
