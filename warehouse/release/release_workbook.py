"""A release as one workbook: a sheet per published table, and a first one that says what it is.

Made of the release's own files, dictionary and manifest, so that it says what the release says: the
same release gives the same bytes. Dates are dates, numbers are numbers, and no cell computes. What
a spreadsheet cannot hold it does not get in part: a table that passes a sheet is refused, a text
that passes a cell is cut and counted on the first sheet.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from warehouse import release
from warehouse.errors import CallError, ZokwezoError, message
from warehouse.files.new_workbook import HEAD, LINK, NewWorkbook
from warehouse.files.spreadsheets import MOST_CHARACTERS
from warehouse.files.whole_file import written_whole
from warehouse.vault.sealed_parquet import open_parquet

MOST_ROWS = 1_048_576  # of a sheet, its header included
MOST_DIGITS = 10**15  # a spreadsheet keeps fifteen; a longer number goes as text
FIRST_DATE = date(1900, 3, 1)  # before it, a spreadsheet counts a day that never was
PIECE_ROWS = 10_000
NARROWEST, WIDEST = 8, 42
WRAPPED = {"text_wrap": True, "valign": "top", "num_format": "@"}

KINDS = ("TEXT", "ARRAY", "DATE", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "JSONB")


class SheetTooLongError(ZokwezoError):
    """A table has more rows than a sheet: the data say no, whoever asks."""


def rows_of(
    releases: Path, number: int | None = None, *, fits: bool = True
) -> tuple[int, dict[str, int]]:
    """The release to be exported and the rows of its tables, if all of them fit.

    Args:
        number: the release; the current one without.
        fits: whether each table must fit a sheet.

    Raises:
        CallError: there is no such release, it was withdrawn, or it is damaged.
        SheetTooLongError: tables pass a sheet, all of them named.
    """
    current = release.current(releases)
    wanted = number if number is not None else (current.number if current else 0)
    release.refuse_withdrawn(releases, wanted)
    if damaged := release.verify(releases, wanted):
        raise CallError(message("release_damaged", number=wanted, files=", ".join(damaged)))
    rows = release.numbered(releases, wanted).rows
    long = [
        message("export_too_long", table=name, rows=count, most=MOST_ROWS - 1)
        for name, count in sorted(rows.items())
        if fits and count > MOST_ROWS - 1
    ]
    if long:
        raise SheetTooLongError(*long)
    return wanted, rows


def require_folder(out: Path) -> None:
    """See that a file can be written there, before anything is noted or made.

    Raises:
        CallError: there is no such folder.
    """
    if not out.resolve().parent.is_dir():
        raise CallError(message("export_no_folder", folder=out.resolve().parent.name))


def write_workbook(releases: Path, number: int, out: Path) -> None:
    """Write a release as an ``.xlsx`` file; what stood at ``out`` is replaced once it is whole.

    Args:
        number: the release, of which ``rows_of`` says that it fits.
    """
    folder = releases / str(number)
    manifest = json.loads((folder / release.MANIFEST).read_text("utf-8"))
    dictionary = json.loads((folder / "dictionary.json").read_text("utf-8"))
    files = manifest["files"]
    names = sorted(name.removesuffix(".parquet") for name in files if "rows" in files[name])
    at = datetime.fromisoformat(manifest["published_at"])
    with written_whole(out) as part, _Book(part, at) as book:
        first = book.add_sheet(message("export.sheet").text(), (30, 26, 16, 70))
        for name in names:
            book.write_table(name, folder / f"{name}.parquet", dictionary.get(name, {}))
        # Its rows are kept apart until the end: by then it is known what was cut.
        book.write_first(first, manifest, dictionary, names)


class _Book(NewWorkbook):
    """The workbook while it is written."""

    def __init__(self, path: Path, at: datetime) -> None:
        super().__init__(path, at)
        self._cut: dict[str, int] = {}
        self._columns: dict[str, list[str]] = {}

    def write_table(self, name: str, path: Path, described: dict[str, Any]) -> None:
        """One sheet of one table: header, then its rows; each column of its own kind."""
        with open_parquet(path) as file:
            self._write_rows(name, file, described)

    def _write_rows(self, name: str, file: Any, described: dict[str, Any]) -> None:
        columns = self._columns[name] = file.schema_arrow.names
        pieces = (
            list(zip(*(one.to_pylist() for one in piece.columns), strict=True))
            for piece in file.iter_batches(PIECE_ROWS)
        )
        head = next(pieces, [])
        sheet = self.add_sheet(name, _widths(columns, head[:1_000]))
        for column, title in enumerate(columns):
            self.write_text(sheet, 0, column, title, **HEAD, valign="vcenter")
        row = 0
        for piece in _again(head, pieces):
            for values in piece:
                row += 1
                for column, value in enumerate(values):
                    self._write(sheet, row, column, value, name)
        sheet.freeze_panes(1, len(described.get("key", ())[:1]))
        sheet.autofilter(0, 0, row, len(columns) - 1)

    def _write(self, sheet: Any, row: int, column: int, value: Any, table: str) -> None:
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float) and abs(value) < MOST_DIGITS:
            sheet.write_number(row, column, value)
        elif isinstance(value, date) and value >= FIRST_DATE:
            sheet.write_datetime(row, column, value, self.style(num_format="dd/mm/yyyy"))
        else:
            text = plain(value)
            if len(text) > MOST_CHARACTERS:
                self._cut[table] = self._cut.get(table, 0) + 1
            self.write_text(sheet, row, column, text, num_format="@")

    def write_first(
        self, sheet: Any, manifest: dict[str, Any], dictionary: dict[str, Any], names: list[str]
    ) -> None:
        """What the workbook is, its tables with rows and checksums, and what each column means."""
        sheet.hide_gridlines(2)
        row = 0
        for row, (sentence, style) in enumerate(_introduction(manifest, self._cut)):
            self.write_text(sheet, row, 0, sentence, **style)
        row = self._heads(sheet, row + 2, "tables")
        for name in names:
            file = manifest["files"][f"{name}.parquet"]
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self.style(**LINK), name)
            self.write_text(sheet, row, 1, dictionary.get(name, {}).get("fr", ""), **WRAPPED)
            sheet.write_number(row, 2, file["rows"], self.style(num_format="#,##0", valign="top"))
            checksum = release.plain_checksum(file)
            self.write_text(sheet, row, 3, checksum, num_format="@", valign="top")
            row += 1
        row = top = self._heads(sheet, row + 1, "columns")
        for name in names:
            column_texts = dictionary.get(name, {}).get("columns", {})
            # In the order of the table: a dictionary is sorted by name.
            for column in (one for one in self._columns[name] if one in column_texts):
                one = column_texts[column]
                kind = message(f"export.{one['type']}").text() if one["type"] in KINDS else "?"
                for place, text in enumerate((name, column, kind, one["fr"])):
                    self.write_text(sheet, row, place, text, **WRAPPED)
                row += 1
        sheet.autofilter(top - 1, 0, max(row - 1, top - 1), 3)

    def _heads(self, sheet: Any, row: int, which: str) -> int:
        for column, title in enumerate(message(f"export.{which}").text().split("|")):
            self.write_text(sheet, row, column, title.strip(), **HEAD, valign="vcenter")
        return row + 1


def plain(value: Any) -> str:
    """A value as the text of a cell: a list's words one after another, a date as ISO writes it."""
    if isinstance(value, list):
        return "; ".join("" if one is None else str(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _introduction(
    manifest: dict[str, Any], cut: dict[str, int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    number = manifest["release"]
    yield message("export.title", number=number).text(), {"bold": True, "font_size": 15}
    moments = {name: _moment(manifest.get(name)) for name in ("known_at", "published_at")}
    yield message("export.when", **moments).text(), {}
    yield message("export.content", sha256=manifest["content"]).text(), {}
    yield message("export.care").text(), {"bold": True, "font_color": "#C0392B"}
    yield message("export.reading").text(), {}
    for table, count in sorted(cut.items()):
        sentence = message("export.cut", table=table, count=count, most=MOST_CHARACTERS)
        yield sentence.text(), {"font_color": "#C0392B"}


def _moment(instant: str | None) -> str:
    if not instant:
        return "?"
    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%d/%m/%Y %H:%M:%S UTC")


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Characters per column: its name with the filter's arrow, or the longest of the first."""
    longest = [len(name) + 4 for name in columns]
    for values in rows:
        for column, value in enumerate(values):
            if value is not None:
                longest[column] = max(longest[column], len(plain(value)) + 2)
    return [min(max(one, NARROWEST), WIDEST) for one in longest]


def _again(head: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield head
    yield from rest
