"""The months of an invented country brought into the warehouse, its persons as they are."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pyarrow as pa
from sqlalchemy import Connection

from warehouse import database, intake, lake
from warehouse.checks import check_sheet
from warehouse.checks.examine import examine
from warehouse.checks.rulebook import rulebook
from warehouse.contracts.conformed_schema import TABLES
from warehouse.intake.landing_zone import fingerprint
from warehouse.intake.plain_names import record_key
from warehouse.intake.submissions import Submission
from warehouse.proof.bench.growth.years import again, people_of
from warehouse.proof.bench.registered_persons import link_as
from warehouse.proof.simulate import simulate
from warehouse.read.period import period_of_name
from warehouse.receipts.verdict_facts import as_verdict
from warehouse.settings import settings

# It sends all that it knows each month.
WHOLE_LIST = "caafag"
# Where a month's files end, whatever the machine's clock says.
_RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class GrownCountry:
    """The exports of an invented country, and who stands behind each row."""

    files: Mapping[str, list[tuple[str, Path]]]
    persons: Mapping[tuple[str, str, str, str, str], str]


def live(folder: Path, months: int, cases: int) -> GrownCountry:
    """Let an invented country live for some months, its exports written into a folder."""
    simulate(folder, months=months, start="2021-01", cases_per_month=cases)
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    files: dict[str, list[tuple[str, Path]]] = {}
    for path in sorted(folder.glob("*/*")):
        period = period_of_name(path.name, _RECEIVED.date())
        files.setdefault(str(period), []).append((path.parent.name, path))
    persons = {
        (row["source"], row["file"], row["sheet"], row["row"], row["role"]): row["person_id"]
        for row in rows
    }
    return GrownCountry(files, persons)


def bring(country: GrownCountry, months: Iterable[int]) -> None:
    """Take the files of some months, without the suites; persons as they are."""
    database.ensure_schema()
    firsts = sorted(country.files)
    for month in months:
        with database.engine().begin() as connection:
            if month < len(firsts):
                for source_id, path in country.files[firsts[month]]:
                    _read(connection, source_id, path)
            else:
                _say_again(connection, firsts, month)
    link_as(partial(_persons, country), _RECEIVED)


def _read(connection: Connection, source_id: str, path: Path) -> None:
    """One file, the way of every file but its suites: they take longer than all the rest."""
    chosen = settings()
    rules = replace(rulebook(chosen.sources, chosen.expectations), conformed_suites={})
    digest = fingerprint(path)
    submission_id = arrive(connection, source_id, path.name, digest)
    arrival = Submission(
        submission_id, source_id, path.name, digest, _RECEIVED, record_key(connection)
    )
    with patch.object(check_sheet, "validate", lambda *_: SimpleNamespace(results=[])):
        examined = examine(arrival, path, rules)
    verdict = {**as_verdict(arrival, examined), "issues": None}
    take(connection, source_id, submission_id, examined.records, verdict)


def _say_again(connection: Connection, firsts: list[str], month: int) -> None:
    """A month of a later year: what the same month of the first year said, of other people."""
    years, at = divmod(month, len(firsts))
    period = f"{int(firsts[at][:4]) + years}{firsts[at][4:]}"
    current = intake.current_submissions(connection).select(
        ["source_id", "period", "submission_id"]
    )
    submission_of = {
        (one["source_id"], one["period"]): one["submission_id"] for one in current.to_pylist()
    }
    for source_id in sorted({source for source, _ in submission_of}):
        submission_id = arrive(connection, source_id, period, f"{source_id} {period}")
        # A whole list names those of the years before too, as their last month named them.
        parts = [(firsts[at], years)]
        if source_id == WHOLE_LIST:
            parts += [(firsts[-1], year) for year in range(years)]
        records: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        for first, year in parts:
            if (source_id, first) in submission_of:
                place = (source_id, first, submission_of[source_id, first])
                tables = lake.read_conformed(settings().lake, [place])
                moved = again(tables, years=year, period=period, submission_id=submission_id)
                for name, rows in moved.items():
                    records[name].append(rows)
        verdict = {
            **dict.fromkeys(("rows_read", "rows_accepted"), 1),
            **dict.fromkeys(("rows_quarantined", "rows_set_aside"), 0),
            **{"status": "accepted", "period": period},
        }
        whole = {name: pa.concat_tables(rows) for name, rows in records.items() if rows}
        take(connection, source_id, submission_id, whole, verdict)


def arrive(connection: Connection, source_id: str, name: str, digest: str) -> str:
    """Write into the ledger that a file came; its submission."""
    return intake.record_arrival(
        connection,
        source_id=source_id,
        file_name=name,
        sha256=digest,
        size_bytes=1,
        received_at=_RECEIVED,
    ).submission_id


def take(
    connection: Connection,
    source_id: str,
    submission_id: str,
    records: dict[str, pa.Table],
    verdict: dict[str, Any],
) -> None:
    """Keep the records of a submission, and its verdict: from now on they count."""
    lake.keep_conformed(
        settings().lake,
        records,
        source_id=source_id,
        period=str(verdict["period"]),
        submission_id=submission_id,
    )
    intake.record_verdict(
        connection, submission_id, judged_at=_RECEIVED, contract_version=1, **verdict
    )


def _persons(country: GrownCountry, mentions: pa.Table) -> list[str]:
    """Who stands behind each mention, as the truth of the country has it."""
    places = zip(
        *(
            mentions[name].to_pylist()
            for name in ("source_id", "file_name", "sheet", "row_number", "role", "record_id")
        ),
        strict=True,
    )
    who = []
    for source, name, sheet, row, role, record_id in places:
        file, year = people_of(name)
        person = country.persons.get((source, file, sheet or "", str(row), role))
        who.append(f"{person}-{year}" if person else record_id)
    return who
