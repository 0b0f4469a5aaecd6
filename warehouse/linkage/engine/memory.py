"""DuckDB under a ceiling of memory: what does not fit waits on disk, sealed, and then goes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

SIZE: Final = r"[1-9]\d* ?[MG]i?B"
MEMORY: Final = "2GB"
"""What DuckDB may hold at once; pyarrow's tables and the clusters come on top."""


@contextmanager
def database(memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory, closed at the end.

    Args:
        memory: the ceiling, as DuckDB writes it (``2GB``). What is beyond is put on disk, where
            only this account can read it, encrypted by a key that is nowhere else, and removed at
            the end; of a run that is killed it stays.
    """
    with (
        tempfile.TemporaryDirectory(prefix="zokwezo-") as folder,
        duckdb.connect(config={"memory_limit": memory, "temp_directory": folder}) as con,
    ):
        # What is asked for in an order says so.
        con.execute("set preserve_insertion_order = false")
        con.execute("set enable_progress_bar = false")
        # DuckDB wants an extension from the network to draw better keys; a page of names that a
        # killed run leaves is to be no reading for who finds the disk.
        con.execute("set force_mbedtls_unsafe = true")
        con.execute("set temp_file_encryption = true")
        yield con


def rows_in(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table has."""
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
