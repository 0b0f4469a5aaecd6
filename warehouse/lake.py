"""Parquet at rest, sealed: conformed records by source, month and submission, and the quarantine.

A file is ``conformed/<table>/source=<id>/period=<YYYY-MM>/<submission>.parquet``. It is written
under another name and renamed, so a reader sees a whole file or none. Its key is that of its
submission (``vault.owners``). Which submissions are current is the ledger's business.

To open a file costs more than to read the few rows in it, so what counts of a year is also kept
together: ``packed/<table>/<YYYY>.parquet``. It is a copy, which may be deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contracts.conformed_schema import TABLES, schema
from warehouse.files.whole_file import written_whole
from warehouse.vault.owners import of_pack, of_submission
from warehouse.vault.sealed_parquet import open_parquet, write_sealed

# Statistics would put the first and the last name of a column into the file's footer: sealed like
# the rest, and still nothing that a reader of ours asks.
WRITE = {"compression": "zstd", "write_statistics": False, "store_schema": True}

# A year is packed anew when so many of its submissions are not: two months of twelve sources.
UNPACKED = 24
_LISTED = b"submissions"
_ORDER = ("source_id", "period", "submission_id")
Place = tuple[str, str, str]


def write_parquet(table: pa.Table, path: Path, owner: str) -> None:
    """Write a table as one sealed Parquet file, whole or not at all, without column statistics."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as part:
        write_sealed(table, part, owner, **WRITE)


def conformed_path(lake: Path, table: str, source_id: str, period: str, submission_id: str) -> Path:
    """Where the records of one submission and table lie."""
    folder = lake / "conformed" / table / f"source={source_id}" / f"period={period}"
    return folder / f"{submission_id}.parquet"


def quarantine_path(lake: Path, source_id: str, submission_id: str) -> Path:
    """Where the cells of the quarantined rows of one submission lie."""
    return lake / "quarantine" / f"source={source_id}" / f"{submission_id}.parquet"


def keep_quarantined(lake: Path, cells: pa.Table, *, source_id: str, submission_id: str) -> None:
    """Write the cells of the quarantined rows of one submission."""
    path = quarantine_path(lake, source_id, submission_id)
    write_parquet(cells, path, of_submission(submission_id))


def corrections_path(lake: Path, source_id: str, submission_id: str, decision_id: str) -> Path:
    """Where the cells of one correction lie: ``sheet``, ``row_number``, column, before, after."""
    folder = lake / "corrections" / f"source={source_id}"
    return folder / f"{submission_id}.{decision_id}.parquet"


def keep_correction(
    lake: Path, cells: pa.Table, *, source_id: str, submission_id: str, decision_id: str
) -> None:
    """Write the cells of one correction, as they were and as they are to be read."""
    path = corrections_path(lake, source_id, submission_id, decision_id)
    write_parquet(cells, path, of_submission(submission_id))


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
        records: conformed table -> its records.
        period: the month, YYYY-MM.
    """
    written = []
    for name in TABLES:
        for pack in (lake / "packed" / name).glob("*.parquet"):
            if any(one[2] == submission_id for one in _listed(pack)):
                pack.unlink()
        for stale in (lake / "conformed" / name).glob(f"source=*/period=*/{submission_id}.parquet"):
            stale.unlink()
        if name in records and records[name].num_rows:
            path = conformed_path(lake, name, source_id, period, submission_id)
            write_parquet(records[name], path, of_submission(submission_id))
            written.append(path)
    return written


def conformed_files(lake: Path, table: str) -> list[Path]:
    """The files of one conformed table, of every submission, those that were replaced too."""
    return sorted((lake / "conformed" / table).glob("source=*/period=*/*.parquet"))


def files_of(lake: Path, submission_id: str) -> list[Path]:
    """Every file that was made of one submission: records, quarantine, corrections."""
    records = lake.glob(f"conformed/*/source=*/period=*/{submission_id}.parquet")
    kept_back = lake.glob(f"quarantine/source=*/{submission_id}.parquet")
    return sorted([*records, *kept_back, *corrections_of(lake, submission_id)])


def corrections_of(lake: Path, submission_id: str) -> list[Path]:
    """The files with the cells that were corrected in one submission."""
    return sorted(lake.glob(f"corrections/source=*/{submission_id}.*.parquet"))


def unpack(lake: Path, submissions: Collection[str]) -> list[str]:
    """Remove the packs that hold any of these submissions; whose keys sealed them."""
    owners = []
    for name in TABLES:
        for pack in sorted((lake / "packed" / name).glob("*.parquet")):
            if any(one[2] in submissions for one in _listed(pack)):
                owners.append(of_pack(name, pack.stem))
                pack.unlink()
    return owners


def places(submissions: pa.Table) -> list[Place]:
    """The places of submissions, of a table with their ``source_id``, ``period`` and id."""
    return list(zip(*(submissions[name].to_pylist() for name in _ORDER), strict=True))


def read_conformed(
    lake: Path,
    submissions: Iterable[Place],
    tables: Iterable[str] = TABLES,
    columns: Collection[str] | None = None,
) -> dict[str, pa.Table]:
    """The records of the given submissions, table by table, in a fixed order.

    Args:
        submissions: (source_id, period, submission_id) of those wanted.
        columns: of each table those of them that it has; all without.
    """
    wanted = sorted(submissions)
    tables_of: dict[str, pa.Table] = {}
    for name in tables:
        names = [one for one in schema(name).names if columns is None or one in columns]
        packed, left = _read_packed(lake, name, wanted, names)
        # What orders the rows is read too, where two files are put together.
        kept = _schema(name, [*names, *_ORDER] if packed else names)
        paths = [conformed_path(lake, name, *one) for one in left]
        parts = packed + [_read(path, kept) for path in paths if path.exists()]
        rows = pa.concat_tables(parts or [kept.empty_table()])
        if packed:
            # It sorts stably: the rows of a submission stay in the order of their file.
            rows = rows.take(pc.sort_indices(rows, [(one, "ascending") for one in _ORDER]))
        tables_of[name] = rows.select(names)
    return tables_of


def _schema(table: str, names: Collection[str]) -> pa.Schema:
    return pa.schema([field for field in schema(table) if field.name in names])


def _read(path: Path, wanted: pa.Schema) -> pa.Table:
    """Records, also those kept by an earlier version: a field that it did not know is empty."""
    with open_parquet(path) as file:
        columns = set(file.schema_arrow.names)
        part = file.read([name for name in wanted.names if name in columns])
    for field in wanted:
        if field.name not in columns:
            part = part.append_column(field, pa.nulls(part.num_rows, field.type))
    return part.select(wanted.names).cast(wanted)


def pack(lake: Path, counted: Iterable[Place]) -> list[Path]:
    """Keep together what counts of each year, where enough of it is not yet; the files written.

    It costs what a year holds, and is done again when ``UNPACKED`` submissions of it came.

    Args:
        counted: (source_id, period, submission_id) of the submissions that count.
    """
    written = []
    for year, places in groupby(sorted(counted, key=_year), _year):
        wanted = sorted(places)
        for name in TABLES:
            path = _pack_path(lake, name, year)
            if len(set(wanted) - _listed(path)) >= UNPACKED:
                rows = read_conformed(lake, wanted, [name])[name]
                metadata = {_LISTED: json.dumps(wanted)}
                write_parquet(rows.replace_schema_metadata(metadata), path, of_pack(name, year))
                written.append(path)
    return written


def _year(place: Place) -> str:
    return place[1][:4]


def _pack_path(lake: Path, table: str, year: str) -> Path:
    return lake / "packed" / table / f"{year}.parquet"


def _listed(pack: Path) -> set[Place]:
    """The submissions that a file holds, those without a row of its table too."""
    if not pack.exists():
        return set()
    with open_parquet(pack) as file:
        places = (file.schema_arrow.metadata or {}).get(_LISTED, b"[]")
    return {(source, period, submission) for source, period, submission in json.loads(places)}


def _read_packed(
    lake: Path, table: str, wanted: list[Place], names: list[str]
) -> tuple[list[pa.Table], list[Place]]:
    """What is packed of the submissions wanted, with what orders it, and those that are not."""
    parts, left = [], []
    for year, places in groupby(sorted(wanted, key=_year), _year):
        path, mine = _pack_path(lake, table, year), set(places)
        packed = mine & _listed(path)
        left += list(mine - packed)
        if packed:
            rows = _read(path, _schema(table, [*names, *_ORDER]))
            ids = pa.array([one[2] for one in packed], pa.string())
            parts.append(rows.filter(pc.is_in(rows["submission_id"], value_set=ids)))
    return parts, sorted(left)
