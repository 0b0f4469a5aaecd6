"""A Frictionless data package per standard: csv, xlsx, SDMX-CSV, and what they are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from warehouse.files.new_workbook import NewWorkbook
from warehouse.files.spreadsheets import inert_cell
from warehouse.indicators.controlled_figures import Figure
from warehouse.indicators.figure_exports.code_labels import code_list_versions
from warehouse.indicators.figure_exports.sdmx_csv import structure_xml, to_sdmx_csv
from warehouse.indicators.figure_exports.standard_tables import STANDARDS, SUPPRESSED, Row
from warehouse.indicators.unknown_shares import unknown_shares

MADE_ON = datetime(2026, 1, 1, tzinfo=UTC)
YEARS = ("Year", "year", "TimePeriod", "TIME_PERIOD")
BANNER_ROWS = 2


@cache
def standards() -> dict[str, dict[str, str]]:
    """Title, revision and note of each standard."""
    page = resources.files("warehouse.indicators.figure_exports").joinpath("standards.yml")
    by_name: dict[str, dict[str, str]] = yaml.safe_load(page.read_text("utf-8"))
    return by_name


def write_packages(
    figures: Sequence[Figure],
    folder: Path,
    names: Iterable[str] = tuple(STANDARDS),
    certainty: Sequence[str] = (),
) -> dict[str, int]:
    """A folder per standard; gives how many rows each has.

    ``certainty``: sentences on what the counts would be at other levels of the linkage.
    """
    written = {}
    for name in names:
        rows, into = STANDARDS[name](figures), folder / name
        into.mkdir(parents=True, exist_ok=True)
        used = _told(name, figures)
        note = " ".join([standards()[name]["fr"], standards()[name]["en"], *certainty])
        parts = {
            f"{name}.csv": _csv(rows).encode("utf-8"),
            f"{name}.xlsx": _workbook(name, note, rows, figures),
            f"{name}.sdmx.csv": to_sdmx_csv(used).encode("utf-8"),
            f"{name}.structure.xml": structure_xml(MADE_ON),
        }
        if unknown := _unknown_rows(used):
            parts[f"{name}.unknown.csv"] = _csv(unknown).encode("utf-8")
        for file_name, content in parts.items():
            (into / file_name).write_bytes(content)
        described = _described(name, note, rows, figures, parts)
        (into / "datapackage.json").write_text(
            json.dumps(described, ensure_ascii=False, indent=2) + "\n", "utf-8"
        )
        written[name] = len(rows)
    return written


def _told(name: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that this standard tells, each by itself."""
    return [one for one in figures if STANDARDS[name]([one])]


def _unknown_rows(figures: Sequence[Figure]) -> list[Row]:
    """What share of each breakdown is unknown."""

    def told(value: int | None) -> str:
        return SUPPRESSED if value is None else str(value)

    return [
        {
            "indicator": one.indicator,
            "year": one.year,
            "breakdown": one.breakdown,
            "unknown": told(one.unknown),
            "total": told(one.total),
            "percent": "" if one.percent is None else str(one.percent),
        }
        for one in unknown_shares(figures)
    ]


def _csv(rows: Sequence[Row]) -> str:
    buffer = io.StringIO()
    if rows:
        writer = csv.DictWriter(buffer, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: inert_cell(value) for key, value in row.items()} for row in rows)
    return buffer.getvalue()


def _workbook(name: str, note: str, rows: Sequence[Row], figures: Sequence[Figure]) -> bytes:
    """As GLOTIP is published: two rows of banner, the header on the third."""
    buffer = io.BytesIO()
    # A day of its own: the hour would make another workbook of the same figures.
    with NewWorkbook(buffer, MADE_ON) as book:
        sheet = book.add_sheet(name)
        standard = standards()[name]
        release = figures[0].release if figures else ""
        banner = f"{standard['title']}. {standard['revision']}. Release {release}."
        book.write_text(sheet, 0, 0, f"{banner} Code lists: {code_list_versions()}.", bold=True)
        book.write_text(sheet, 1, 0, note)
        for column, header in enumerate(rows[0] if rows else ()):
            book.write_text(sheet, BANNER_ROWS, column, header, bold=True)
        for number, row in enumerate(rows, start=BANNER_ROWS + 1):
            for column, (header, value) in enumerate(row.items()):
                if header in YEARS:
                    sheet.write_number(number, column, value)
                else:
                    book.write_text(sheet, number, column, str(value))
        sheet.freeze_panes(BANNER_ROWS + 1, 0)
    return buffer.getvalue()


def _described(
    name: str, note: str, rows: Sequence[Row], figures: Sequence[Figure], parts: dict[str, bytes]
) -> dict[str, Any]:
    standard = standards()[name]
    return {
        "profile": "data-package",
        "name": f"zokwezo-{name.replace('_', '-')}",
        "title": standard["title"],
        "description": f"{note} {SUPPRESSED}: suppressed.",
        "version": figures[0].release if figures else "0",
        "standard": standard["revision"],
        "codeLists": code_list_versions(),
        "resources": [
            described_resource(file_name, content, rows[0] if rows else ())
            for file_name, content in parts.items()
        ],
    }


def described_resource(
    file_name: str, content: bytes, header: Iterable[str] = (), *, may_be_empty: bool = False
) -> dict[str, Any]:
    """A file of a package: what it is, its digest, and of a table its columns.

    Args:
        file_name: in the folder of the package.
        content: its bytes.
        header: of a workbook; a text's own header says its columns.
        may_be_empty: an empty cell says nothing, and is no text without letters.
    """
    return {
        "name": file_name.lower().replace(".", "-").replace("_", "-"),
        "path": file_name,
        "format": file_name.rsplit(".", 1)[1],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **_tabular(file_name, content, list(header), [""] if may_be_empty else []),
    }


def _tabular(
    file_name: str, content: bytes, header: Sequence[str], missing: list[str]
) -> dict[str, Any]:
    """The schema of a table, so that a validator reads each cell; and where its header stands."""
    if not file_name.endswith((".csv", ".xlsx")):
        return {}
    is_workbook = file_name.endswith(".xlsx")
    if not is_workbook:
        header = next(csv.reader([content.decode("utf-8").partition("\n")[0]]), [])
    years = "integer" if is_workbook else "year"
    types = {**dict.fromkeys(YEARS, years), "OBS_VALUE": "number", "persons": "integer"}
    fields = [{"name": one, "type": types.get(one, "string")} for one in header]
    dialect = {"dialect": {"headerRows": [BANNER_ROWS + 1]}} if is_workbook else {}
    return {
        "profile": "tabular-data-resource",
        **dialect,
        "schema": {"fields": fields, "missingValues": missing},
    }
