"""A golden pair: a small drop as the ministry makes it, and the records it must become.

``<source>/<file>`` is the drop, ``<source>/expected/<table>.csv`` the records of every row, whether
a rule keeps the row back or not, and ``<source>/expected/verdict.json`` what becomes of the file.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.checks.examine import Examined, Rulebook, examine
from warehouse.conform.conform_rows import conform
from warehouse.conform.conformed_sheet import Lineage
from warehouse.conform.match_sheets import recognise
from warehouse.intake.landing_zone import display_name, fingerprint
from warehouse.intake.submissions import Submission
from warehouse.read.dropped_file import read_file

PERIOD = "2026-05"
RECEIVED_AT = datetime(2026, 6, 9, 8, 0, tzinfo=UTC)
# Ids and lineage depend on bytes; the sheet and row say the same.
LINEAGE = {"record_id", "row_key", "submission_id", "source_id", "file_name", "period"}


def drop_of(folder: Path) -> Path:
    """The one drop of a golden pair."""
    drops = [path for path in folder.iterdir() if path.is_file() and path.suffix != ".py"]
    assert len(drops) == 1, f"{folder.name} needs exactly one drop"
    return drops[0]


def conformed_of(drop: Path, source_id: str, rules: Rulebook) -> dict[str, pa.Table]:
    """The records of every row of a drop, before any rule."""
    contract = rules.contracts[source_id]
    lineage = Lineage("S-golden", source_id, PERIOD, drop.name, fingerprint(drop), bytes(32))
    parts: dict[str, list[pa.Table]] = {}
    for one in recognise(read_file(drop), contract).tables:
        made = conform(one.table, one.rows, lineage, rules.codes)
        rows = one.rows.row_numbers.tolist()
        said = {
            value: f"{row}-{record}"
            for record, ids in made.record_ids.items()
            for row, value in zip(rows, ids.to_pylist(), strict=True)
        }
        for name, records in made.records.items():
            parts.setdefault(name, []).append(_with_readable_ids(records, said))
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def _with_readable_ids(records: pa.Table, said: dict[str, str]) -> pa.Table:
    """Which record of which row an id means: the id itself says nothing."""
    for at, name in enumerate(records.column_names):
        if name.endswith("_record_id"):
            texts = [said.get(value) for value in records[name].to_pylist()]
            records = records.set_column(at, name, pa.array(texts, pa.string()))
    return records


def as_csv(records: pa.Table) -> str:
    """Records as text: the columns that hold something, lists joined."""
    names = [
        name
        for name in records.column_names
        if name not in LINEAGE and records[name].null_count < records.num_rows
    ]
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(names)
    for row in records.select(names).to_pylist():
        out.writerow([_text(name, row[name]) for name in names])
    return text.getvalue()


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(value)
    return str(value)


def verdict_of(drop: Path, source_id: str, rules: Rulebook) -> Examined:
    """What the platform says of a drop."""
    arrival = Submission(
        "S-golden", source_id, display_name(drop.name), fingerprint(drop), RECEIVED_AT
    )
    return examine(arrival, drop, rules)


def verdict_as_json(examined: Examined) -> str:
    """The verdict as text."""
    told = {
        "status": examined.status,
        "period": examined.period,
        "period_from": examined.period_from,
        "rows_read": examined.rows_read,
        "rows_accepted": examined.rows_accepted,
        "rows_quarantined": len(examined.quarantined),
        "rows_set_aside": len(examined.set_aside),
        "set_aside": [f"{one.sheet}:{one.row_number} {one.reason}" for one in examined.set_aside],
        "faults": [
            f"{one.sheet}:{one.row_number} {one.column}: {one.rule} ({one.severity})"
            for one in examined.faults
        ],
        "file_messages": [one.key for one in examined.file_messages],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
