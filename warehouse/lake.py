"""Parquet at rest: conformed records by source, month and submission, and what was quarantined.

A file is ``conformed/<table>/source=<id>/period=<YYYY-MM>/<submission>.parquet``. It is written
under another name and renamed, so a reader sees a whole file or none; writing it again gives the
same bytes. Which submissions are current is the ledger's business, not the lake's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.conformed import TABLES, schema

# Statistics would put the first and the last name of a column into the file's footer.
WRITE = {"compression": "zstd", "write_statistics": False, "store_schema": True}


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table as one Parquet file, whole or not at all, without column statistics."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    pq.write_table(table, part, **WRITE)
    part.replace(path)


def conformed_path(lake: Path, table: str, source_id: str, period: str, submission_id: str) -> Path:
    """Where the records of one submission and table lie."""
    folder = lake / "conformed" / table / f"source={source_id}" / f"period={period}"
    return folder / f"{submission_id}.parquet"


def quarantine_path(lake: Path, source_id: str, submission_id: str) -> Path:
    """Where the cells of the quarantined rows of one submission lie."""
    return lake / "quarantine" / f"source={source_id}" / f"{submission_id}.parquet"


def keep_conformed(
    lake: Path,
    records: dict[str, pa.Table],
    *,
    source_id: str,
    period: str,
    submission_id: str,
) -> list[Path]:
    """Write the records of one submission; what an earlier try left for it is replaced.

    Args:
        lake: the zone.
        records: conformed table -> its records.
        source_id: the source.
        period: the month, YYYY-MM.
        submission_id: the submission.
    """
    written = []
    for name in TABLES:
        for stale in (lake / "conformed" / name).glob(f"source=*/period=*/{submission_id}.parquet"):
            stale.unlink()
        if name in records and records[name].num_rows:
            path = conformed_path(lake, name, source_id, period, submission_id)
            write_parquet(records[name], path)
            written.append(path)
    return written


def read_conformed(
    lake: Path,
    submissions: Iterable[tuple[str, str, str]],
    tables: Iterable[str] = TABLES,
    columns: Collection[str] | None = None,
) -> dict[str, pa.Table]:
    """The records of the given submissions, table by table, in a fixed order.

    Args:
        lake: the zone.
        submissions: (source_id, period, submission_id) of those wanted.
        tables: which conformed tables.
        columns: of each table those of them that it has; all without.
    """
    wanted = sorted(submissions)
    found: dict[str, pa.Table] = {}
    for name in tables:
        kept = schema(name)
        if columns is not None:
            kept = pa.schema([field for field in kept if field.name in columns])
        paths = [conformed_path(lake, name, *one) for one in wanted]
        parts = [_read(path, kept) for path in paths if path.exists()]
        found[name] = pa.concat_tables(parts or [kept.empty_table()])
    return found


def _read(path: Path, wanted: pa.Schema) -> pa.Table:
    """Records, also those kept by an earlier version: a field that it did not know is empty."""
    with pq.ParquetFile(path) as file:
        known = set(file.schema_arrow.names)
        part = file.read([name for name in wanted.names if name in known])
    for field in wanted:
        if field.name not in known:
            part = part.append_column(field, pa.nulls(part.num_rows, field.type))
    return part.select(wanted.names).cast(wanted)
