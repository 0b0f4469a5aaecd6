"""One read-only query on the warehouse, for analysts at the command line."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from warehouse import database
from warehouse.errors import CallError, message


def select_rows(query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of one query, in a read-only transaction.

    Raises:
        CallError: PostgreSQL refuses the query; its own words, which quote the query, not data.
    """
    database.ensure_schema()
    with database.engine().connect() as connection:
        connection.execute(text("set transaction read only"))
        try:
            result = connection.exec_driver_sql(query.replace("%", "%%"))
            if not result.returns_rows:
                raise CallError(message("query_no_rows"))
            return list(result.keys()), [tuple(row) for row in result.fetchall()]
        except DBAPIError as error:
            detail = " ".join(str(error.orig).splitlines()[:1])
            raise CallError(message("query_refused", detail=detail)) from None


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], fmt: str) -> None:
    """Print rows as ``csv``, ``json`` or a table."""
    if fmt == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if v is None else v for v in row] for row in rows])
    elif fmt == "json":
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(named, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table(*columns)
        for row in rows:
            table.add_row(*("" if value is None else str(value) for value in row))
        Console().print(table)
