"""Records of SHERLOC as a file: CSV and JSON for programs, a workbook for people.

All three have every field, the empty ones too. In one cell, terms are parted by ``; `` and persons
by `` | ``, an unknown one left empty between its bars: the third verdict is the third person's.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.errors import CallError, message
from warehouse.files.spreadsheets import inert_cell
from warehouse.files.whole_file import written_whole
from warehouse.query.case_law.sherloc import SherlocField, SherlocRecord

PER_PERSON = " | "
PER_TERM = "; "


def format_of(out: Path, fmt: str | None) -> str:
    """The format that is meant: the one that is named, else that of the file's ending.

    Raises:
        CallError: no such format, or no such folder.
    """
    chosen = fmt or out.suffix.removeprefix(".").lower()
    if chosen not in FORMATS:
        raise CallError(message("case_law.export_format", known=", ".join(FORMATS)))
    if not out.parent.is_dir():
        raise CallError(message("case_law.export_folder", folder=out.parent.name or "."))
    return chosen


def write(
    out: Path, fmt: str, wanted: Sequence[SherlocField], records: Sequence[SherlocRecord]
) -> None:
    """Write records into a file; what stood there is replaced once the whole is written."""
    with written_whole(out) as part:
        FORMATS[fmt](part, wanted, records)


def cell(value: Any, *, is_per_person: bool) -> str | int | float | None:
    """A value as one cell."""
    if isinstance(value, list):
        parts = ["" if one is None else str(one) for one in value]
        return (PER_PERSON if is_per_person else PER_TERM).join(parts)
    return value if value is None or isinstance(value, int | float) else str(value)


def _csv(out: Path, wanted: Sequence[SherlocField], records: Sequence[SherlocRecord]) -> None:
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([one.label for one in wanted])
        writer.writerows([[inert_cell(one) for one in _row(wanted, record)] for record in records])


def _json(out: Path, wanted: Sequence[SherlocField], records: Sequence[SherlocRecord]) -> None:
    document = {
        "fields": [_said(one) for one in wanted],
        "records": [{"decision_id": one.decision_id, **_nested(wanted, one)} for one in records],
    }
    out.write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", "utf-8")


def _xlsx(out: Path, wanted: Sequence[SherlocField], records: Sequence[SherlocRecord]) -> None:
    from warehouse.files.new_workbook import NewWorkbook

    sheets: list[tuple[str, list[str], list[list[Any]]]] = [
        ("Records", [one.label for one in wanted], [_row(wanted, one) for one in records]),
        ("Fields", ["Section", "Field", "Champ", "How", "From", "Pourquoi", "Why"],
         [list(_said(one).values()) for one in wanted]),
    ]  # fmt: skip
    style = {"text_wrap": True, "valign": "top"}
    with NewWorkbook(out, datetime.now(UTC)) as book:
        for name, columns, rows in sheets:
            sheet = book.add_sheet(name, [24.0] * len(columns))
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(columns):
                book.write_text(sheet, 0, place, column, bold=True, **style)
            for line, row in enumerate(rows, 1):
                for place, value in enumerate(row):
                    if isinstance(value, str):
                        book.write_text(sheet, line, place, value, **style)
                    elif value is not None:
                        sheet.write_number(line, place, value, book.style(**style))


FORMATS: Mapping[str, Callable[[Path, Sequence[SherlocField], Sequence[SherlocRecord]], None]] = {
    "csv": _csv,
    "json": _json,
    "xlsx": _xlsx,
}


def _row(wanted: Sequence[SherlocField], record: SherlocRecord) -> list[Any]:
    return [cell(record.values[one.label], is_per_person=_is_per_person(one)) for one in wanted]


def _is_per_person(one: SherlocField) -> bool:
    return (one.source or "").startswith(("defendant.", "ours."))


def _nested(wanted: Sequence[SherlocField], record: SherlocRecord) -> dict[str, dict[str, Any]]:
    nested: dict[str, dict[str, Any]] = {}
    for one in wanted:
        nested.setdefault(one.section, {})[one.name] = record.values[one.label]
    return nested


def _said(one: SherlocField) -> dict[str, str | None]:
    french, english = one.why or (None, None)
    return {
        "section": one.section,
        "field": one.name,
        "fr": one.fr,
        "how": one.how,
        "from": one.source,
        "pourquoi": french,
        "why": english,
    }
