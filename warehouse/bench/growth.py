"""``zokwezo bench growth``: what one new month costs on top of 3, 12, 24 and 60 months of history.

An invented country lives for a year; its exports are conformed as they come, and later years are
made of that one (see ``years``). Every person is who the truth says she is, so that the linkage is
not in the figures. At each length of history three months are loaded one after the other, each
measured, and the middle one is told; then everything is loaded anew, as if nothing were known, and
a release is published.
"""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from warehouse.bench.path import Meter
from warehouse.bench.scratch import scratch

# Where the seconds of a load go: function of a module -> the step it is.
STEPS = {
    "load.Touching": "touched",
    "touched.Touching.found": "touched",
    "load.everything": "read",
    "load.join_cases": "join",
    "load.shape": "shape",
    "load.require": "suites",
    "load._merge": "merge",
    "load.Naming": "names",
    "naming.Naming.within": "names",
    "load.keep_out": "names",
    "load.remembered": "names",
    "load.note_all": "note",
    "load.remember_arrivals": "arrivals",
}
TOLD = (*dict.fromkeys(STEPS.values()), "rest")
# On a shared machine seconds say how busy it was; processor seconds, of the server too, do not.
CPU = "all, processor"
# It sends all that it knows each month.
WHOLE_LIST = "caafag"
# Where a month's files end, whatever the machine's clock says.
_RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


def bench_growth(
    months: tuple[int, ...] = (3, 12, 24, 60),
    cases: int = 30,
    tell: Callable[[str], None] = lambda step: None,
) -> list[dict[str, Any]]:
    """Measure a new month on top of histories of several lengths.

    Args:
        months: the lengths, in months; the last months of each are measured.
        cases: cases that happen in a month.
        tell: hears what is under way.

    Returns:
        Per length: ``months``, ``records`` (those that stand), ``month`` and ``whole``: seconds by
        step of a new month and of a load from nothing, ``changed`` rows of the new month, and
        seconds of ``publish``.
    """
    with tempfile.TemporaryDirectory(prefix="zkz") as var:
        with subprocess.Popen(
            [sys.executable, "-m", "warehouse.bench.growth", str(cases), *map(str, months)],
            env=scratch(var),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            measured = []
            # Log lines stand between.
            for line in process.stdout or ():
                if line.startswith("{"):
                    measured.append(json.loads(line))
                    tell(f"{measured[-1]['months']} months")
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)
    return measured


@dataclass(frozen=True, slots=True)
class _Country:
    """The exports of an invented country, and who stands behind each row."""

    files: Mapping[str, list[tuple[str, Path]]]
    persons: Mapping[tuple[str, str, str, str, str], str]


def _country(folder: Path, months: int, cases: int) -> _Country:
    from warehouse.landing.period import period_of_name
    from warehouse.simulate import simulate

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
    return _Country(files, persons)


def _measure_here(cases: int, lengths: Iterable[int]) -> Iterable[dict[str, Any]]:
    from warehouse import pipeline
    from warehouse.settings import settings

    wanted = sorted(lengths)
    with tempfile.TemporaryDirectory(prefix="zkzdrop") as folder:
        country = _country(Path(folder), min(wanted[-1], 12), cases)
        come = 0
        for length in wanted:
            if length - 3 > come:
                _bring(country, range(come, length - 3))
                _load(Meter(), anew=True)
                come = length - 3
            loads = []
            while come < length:
                _bring(country, range(come, come + 1))
                come += 1
                loads.append(_load(Meter()))
            whole = _load(Meter(), anew=True)
            meter = Meter()
            with meter.step("publish"):
                pipeline.publish()
            yield {
                "months": length,
                "records": _records(),
                "month": _middle([one["seconds"] for one in loads]),
                "changed": statistics.median(one["changed"] for one in loads),
                "whole": whole["seconds"],
                "publish": meter.seconds["publish"],
                "var": settings().var.name,
            }


def _bring(country: _Country, months: Iterable[int]) -> None:
    """Take the files of some months, without the suites; persons as they are."""
    from warehouse import database

    database.ensure_schema()
    firsts = sorted(country.files)
    for month in months:
        with database.engine().begin() as connection:
            if month < len(firsts):
                for source_id, path in country.files[firsts[month]]:
                    _read(connection, source_id, path)
            else:
                _say_again(connection, firsts, month)
    _know_persons(country)


def _read(connection: Connection, source_id: str, path: Path) -> None:
    """One file, the way of every file but its suites: they take longer than all the rest."""
    from types import SimpleNamespace
    from unittest.mock import patch

    from warehouse.examine import Arrival, checking, examine
    from warehouse.landing.keep import fingerprint
    from warehouse.rulebook import rulebook
    from warehouse.settings import settings
    from warehouse.verdicts import as_verdict

    chosen = settings()
    rules = replace(rulebook(chosen.sources, chosen.expectations), conformed_suites={})
    digest = fingerprint(path)
    submission_id = _arrive(connection, source_id, path.name, digest)
    arrival = Arrival(submission_id, source_id, path.name, digest, _RECEIVED)
    with patch.object(checking, "validate", lambda *_: SimpleNamespace(results=[])):
        examined = examine(arrival, path, rules)
    verdict = {**as_verdict(arrival, examined), "issues": None}
    _take(connection, source_id, submission_id, examined.records, verdict)


def _say_again(connection: Connection, firsts: list[str], month: int) -> None:
    """A month of a later year: what the same month of the first year said, of other people."""
    from warehouse import intake, lake
    from warehouse.bench.years import again
    from warehouse.conformed import TABLES
    from warehouse.settings import settings

    years, at = divmod(month, len(firsts))
    period = f"{int(firsts[at][:4]) + years}{firsts[at][4:]}"
    known = intake.current_submissions(connection).select(["source_id", "period", "submission_id"])
    said = {(one["source_id"], one["period"]): one["submission_id"] for one in known.to_pylist()}
    for source_id in sorted({source for source, _ in said}):
        submission_id = _arrive(connection, source_id, period, f"{source_id} {period}")
        # A whole list names those of the years before too, as their last month named them.
        parts = [(firsts[at], years)]
        if source_id == WHOLE_LIST:
            parts += [(firsts[-1], year) for year in range(years)]
        records: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        for first, year in parts:
            if (source_id, first) in said:
                place = (source_id, first, said[source_id, first])
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
        _take(connection, source_id, submission_id, whole, verdict)


def _arrive(connection: Connection, source_id: str, name: str, digest: str) -> str:
    from warehouse import intake

    return intake.record_arrival(
        connection,
        source_id=source_id,
        file_name=name,
        sha256=digest,
        size_bytes=1,
        received_at=_RECEIVED,
    ).submission_id


def _take(
    connection: Connection,
    source_id: str,
    submission_id: str,
    records: dict[str, pa.Table],
    verdict: dict[str, Any],
) -> None:
    from warehouse import intake, lake
    from warehouse.settings import settings

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


def _know_persons(country: _Country) -> None:
    """What ``link`` would leave, had it made no error."""
    from warehouse import database, intake, pipeline
    from warehouse.bench.years import people_of
    from warehouse.merge import merge
    from warehouse.tables import identity

    with database.engine().begin() as connection:
        current = intake.current_submissions(connection)
        mentions = pipeline.standing_of(current).conformed["person_mention"]
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
        persons = sorted(set(who))
        merge(
            connection,
            identity.person,
            pa.table(
                {
                    "person_id": persons,
                    "created_at": pa.array([_RECEIVED] * len(persons)),
                    "status": pa.repeat("active", len(persons)),
                }
            ),
            delete_missing=False,
        )
        names = [c.name for c in identity.person_mention.columns if c.name in mentions.column_names]
        rows = mentions.select(names).append_column("mention_id", mentions["record_id"])
        merge(
            connection,
            identity.person_mention,
            rows.append_column("person_id", pa.array(who, pa.string())),
        )
        intake.record_step(connection, "link", current, done_at=_RECEIVED)


def _load(meter: Meter, *, anew: bool = False) -> dict[str, Any]:
    """One load with its steps measured."""
    import importlib

    from warehouse import pipeline

    before = {}
    for where, step in STEPS.items():
        module, *path, name = where.split(".")
        home = importlib.import_module(f"warehouse.{module}")
        for part in path:
            home = getattr(home, part)
        before[where] = (home, name, getattr(home, name))
        setattr(home, name, _measured(meter, step, getattr(home, name)))
    try:
        spent = _processor()
        with meter.step("all"):
            changed = pipeline.load(anew=anew)
        spent = _processor() - spent
    finally:
        for home, name, function in before.values():
            setattr(home, name, function)
    seconds = {step: meter.seconds.get(step, 0.0) for step in TOLD}
    seconds["rest"] = meter.seconds["all"] - sum(seconds.values())
    seconds |= {"all": meter.seconds["all"], CPU: spent}
    return {"seconds": seconds, "changed": sum(changed.values())}


def _processor() -> float:
    """Processor seconds of this process and of the embedded server."""
    from warehouse.settings import settings

    processes = [psutil.Process()]
    lock = settings().var / "pg" / "postmaster.pid"
    if lock.exists():
        server = psutil.Process(int(lock.read_text().split()[0]))
        processes += [server, *server.children(recursive=True)]
    return float(sum(one.cpu_times().user + one.cpu_times().system for one in processes))


def _measured(meter: Meter, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        with meter.step(step):
            return function(*args, **kwargs)

    return call


def _middle(measured: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in measured) for name in measured[0]}


def _records() -> int:
    from warehouse import database, intake, pipeline

    with database.engine().begin() as connection:
        standing = pipeline.standing_of(intake.worked_on(connection, "load")).conformed
    return sum(rows.num_rows for rows in standing.values())


def show(measured: list[Mapping[str, Any]]) -> None:
    """A row per step, a column per length of history: the new month, then all of it anew."""
    table = Table("", *(f"{one['months']} months" for one in measured))
    table.add_row("records", *(f"{one['records']:,}" for one in measured))
    table.add_row("rows changed", *(f"{one['changed']:,.0f}" for one in measured))
    for name, of in (("month", "new month"), ("whole", "from nothing")):
        table.add_section()
        for step in (*TOLD, "all", CPU):
            table.add_row(f"{of}: {step}", *(f"{one[name][step]:.2f} s" for one in measured))
    table.add_section()
    table.add_row("publish", *(f"{one['publish']:.2f} s" for one in measured))
    Console().print(table)


if __name__ == "__main__":
    for each in _measure_here(int(sys.argv[1]), map(int, sys.argv[2:])):
        sys.stdout.write(json.dumps(each) + "\n")
        sys.stdout.flush()
