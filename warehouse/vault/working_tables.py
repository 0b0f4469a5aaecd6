"""DuckDB for a moment, in memory: what does not fit waits on disk, sealed, and then goes.

Left to itself DuckDB writes it in plain to ``.tmp`` of the folder it was called from, where a run
that is killed leaves it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def working_tables(memory: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory, closed at the end.

    Args:
        memory: the ceiling, as DuckDB writes it (``2GB``); default four fifths of the machine's.
            What is beyond is put on disk, where only this account can read it, encrypted by a key
            that is nowhere else.
    """
    with tempfile.TemporaryDirectory(prefix="zokwezo-") as folder:
        config = {"temp_directory": folder} | ({"memory_limit": memory} if memory else {})
        with duckdb.connect(config=config) as con:
            # DuckDB wants an extension from the network to draw better keys; a page of names that a
            # killed run leaves is to be no reading for who finds the disk.
            con.execute("set force_mbedtls_unsafe = true")
            con.execute("set temp_file_encryption = true")
            yield con
