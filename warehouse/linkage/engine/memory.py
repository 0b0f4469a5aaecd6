"""DuckDB under a ceiling of memory: what does not fit waits on disk, sealed, and then goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from warehouse.vault.working_tables import working_tables

SIZE: Final = r"[1-9]\d* ?[MG]i?B"
MEMORY: Final = "2GB"
"""What DuckDB may hold at once; pyarrow's tables and the clusters come on top."""


@contextmanager
def database(memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory, closed at the end.

    Args:
        memory: the ceiling, as DuckDB writes it (``2GB``).
    """
    with working_tables(memory) as con:
        # What is asked for in an order says so.
        con.execute("set preserve_insertion_order = false")
        con.execute("set enable_progress_bar = false")
        yield con


def rows_in(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table has."""
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
