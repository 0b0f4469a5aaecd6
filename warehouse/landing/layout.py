"""The layout of a sheet: where its header is, what every row is, what merged cells mean.

The public face of ``header``, ``rows`` and ``fill``.
"""

from __future__ import annotations

from warehouse.landing.fill import fill_down, fill_merged
from warehouse.landing.header import ColumnSpec, Header, HeaderSpec, find_header
from warehouse.landing.rows import RowKind, RowKinds, classify_rows

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
