"""One read-only query on the warehouse, by a login that has one reader's role and no more."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy.exc import DBAPIError

from warehouse import database
from warehouse.database.access import access_policy, account, note
from warehouse.database.access.login import connected_as
from warehouse.database.access.policy import PREFIX
from warehouse.errors import CallError, message
from warehouse.files.spreadsheets import inert_cell
from warehouse.settings import settings

# Infinity and years that Python does not know come out as PostgreSQL writes them.
_AS_WRITTEN = ("date", "timestamp", "timestamptz", "time", "timetz", "interval")

# Of ``audit.require_announced``.
_NOT_ANNOUNCED = "ZK010"

_LITERAL = re.compile(
    # A comment may hold another, a text a quote behind a backslash; what is never closed goes on.
    r"--[^\n]*|/\*(?:/\*.*?\*/|.)*?(?:\*/|\Z)|(\$\w*\$).*?(?:\1|\Z)"
    r"|\b[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)|'(?:[^']|'')*(?:'|\Z)|\"(?:[^\"]|\"\")*(?:\"|\Z)"
    r"|\b\d[\w.]*",
    re.DOTALL,
)


def select_rows(
    query: str, role: str | None = None, values: Mapping[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of one query, in a read-only transaction.

    The query stands on the audit trail before it is run, without its literals and its values.

    Args:
        query: one statement that gives rows.
        role: whose eyes, as the page names them (``analyst``, ``steward``, ``ministry_justice``);
            default that of the settings.
        values: what stands for ``%(name)s`` in the query; they go to PostgreSQL beside it.

    Raises:
        CallError: there is no such role, the login may not have it, or PostgreSQL refuses the
            query: its own words, with the place.
    """
    chosen = f"{PREFIX}{role or settings().sql_role}"
    role_names = access_policy().names
    if chosen not in role_names:
        listed = ", ".join(name.removeprefix(PREFIX) for name in role_names)
        raise CallError(
            message("query_role_unknown", role=chosen.removeprefix(PREFIX), known=listed)
        )
    try:
        with database.ready().begin() as connection:
            note(connection, account(), "sql", chosen, detail=told_query(query))
        with connected_as(database.url(), chosen, database.engine) as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, psycopg.Connection)
            try:
                return _run_announced(raw, query, values)
            except psycopg.Error:
                connection.invalidate()  # it may be in the middle of a COPY
                raise
    except DBAPIError as error:
        cause = error.orig
        detail = _refusal(cause, query) if isinstance(cause, psycopg.Error) else str(cause)
        raise CallError(message("query_refused", detail=detail)) from None
    except psycopg.Error as error:
        raise CallError(message("query_refused", detail=_refusal(error, query))) from None


def _run_announced(
    raw: psycopg.Connection[Any], query: str, values: Mapping[str, Any] | None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run a query, and say on the trail which rows of persons it reads, each before it is read."""
    announced: set[str] = set()
    while True:
        raw.execute("set transaction read only")
        raw.execute(f"set local statement_timeout = '{settings().sql_seconds}s'".encode())
        try:
            return _run(raw, query, values)
        except psycopg.Error as error:
            what = error.diag.table_name
            # Asked for once each: a query cannot make this go on.
            if error.sqlstate != _NOT_ANNOUNCED or what is None or what in announced:
                raise
            announced.add(what)
        raw.rollback()
        raw.execute("select audit.announce('sql', array[%s])", (what,))
        raw.commit()


def _run(
    raw: psycopg.Connection[Any], query: str, values: Mapping[str, Any] | None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    with raw.cursor() as cursor:
        for kind in _AS_WRITTEN:
            cursor.adapters.register_loader(kind, TextLoader)
        # Prepared: PostgreSQL itself then takes one statement and no more.
        cursor.execute(query.encode(), values, prepare=True)
        if cursor.description is None:
            raise CallError(message("query_no_rows"))
        return [column.name for column in cursor.description], cursor.fetchall()


def _refusal(error: psycopg.Error, query: str) -> str:
    """PostgreSQL's message, its hint, and the line of the query with the place marked."""
    diagnosis = error.diag
    first = diagnosis.message_primary or next(iter(str(error).splitlines()), type(error).__name__)
    lines = [f"{first} ({diagnosis.sqlstate})" if diagnosis.sqlstate else first]
    if diagnosis.message_hint:
        lines.append(diagnosis.message_hint)
    if diagnosis.statement_position:
        before = query[: int(diagnosis.statement_position) - 1]
        column = len(before) - before.rfind("\n") - 1
        row = before.count("\n")
        lines += [f"{row + 1}:{column + 1}", f"  {query.splitlines()[row]}", f"  {' ' * column}^"]
    return "\n".join(lines)


def told_query(query: str) -> dict[str, object]:
    """What the trail keeps of a query: its words without literals.

    No digest of the whole beside them: with all the rest known, a list of names would undo it.
    """
    return {"query": " ".join(_LITERAL.sub("?", query).split())}


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], fmt: str) -> None:
    """Print rows as ``csv``, ``json`` or a table."""
    if fmt == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if v is None else inert_cell(v) for v in row] for row in rows])
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
