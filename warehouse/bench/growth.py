"""``zokwezo bench growth``: what one new month costs on top of 3, 12, 24 and 60 months of history.

An invented country lives for as long as is asked. Its exports are conformed as they come, and every
person is who the truth says she is, so that the linkage is not in the figures. At each length of
history three months are loaded one after the other, each measured, and the middle one is told;
then everything is loaded anew, as if nothing were known, and a release is published.
"""

from __future__ import annotations

import csv
import json
import os
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
from rich.console import Console
from rich.table import Table

from warehouse.bench.path import Meter

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
        environment = {**os.environ, "ZOKWEZO_VAR": var}
        with subprocess.Popen(
            [sys.executable, "-m", "warehouse.bench.growth", str(cases), *map(str, months)],
            env=environment,
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
        country = _country(Path(folder), wanted[-1], cases)
        periods = sorted(country.files)
        come = 0
        for length in wanted:
            if length - 3 > come:
                _bring(country, periods[come : length - 3])
                _load(Meter(), anew=True)
                come = length - 3
            loads = []
            while come < length:
                _bring(country, periods[come : come + 1])
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


def _bring(country: _Country, periods: list[str]) -> None:
    """Conform the files of some months and take them, without the suites; persons as they are."""
    from types import SimpleNamespace
    from unittest.mock import patch

    from warehouse import database, intake, lake
    from warehouse import examine as examining
    from warehouse.examine import Arrival
    from warehouse.landing.keep import fingerprint
    from warehouse.rulebook import rulebook
    from warehouse.settings import settings
    from warehouse.verdicts import as_verdict

    database.ensure_schema()
    chosen = settings()
    rules = replace(rulebook(chosen.sources, chosen.expectations), conformed_suites={})
    # What the suites find is no part of a load, and asking them takes longer than all the rest.
    silent = patch.object(examining, "validate", lambda *_: SimpleNamespace(results=[]))
    for period in periods:
        with database.engine().begin() as connection, silent:
            for source_id, path in country.files[period]:
                digest = fingerprint(path)
                came = intake.record_arrival(
                    connection,
                    source_id=source_id,
                    file_name=path.name,
                    sha256=digest,
                    size_bytes=path.stat().st_size,
                    received_at=_RECEIVED,
                )
                arrival = Arrival(came.submission_id, source_id, path.name, digest, _RECEIVED)
                examined = examining.examine(arrival, path, rules)
                lake.keep_conformed(
                    chosen.lake,
                    examined.records,
                    source_id=source_id,
                    period=str(examined.period),
                    submission_id=came.submission_id,
                )
                intake.record_verdict(
                    connection,
                    came.submission_id,
                    judged_at=_RECEIVED,
                    contract_version=rules.contracts[source_id].version,
                    **{**as_verdict(arrival, examined), "issues": None},
                )
    if periods:
        _know_persons(country)


def _know_persons(country: _Country) -> None:
    """What ``link`` would leave, had it made no error."""
    import pyarrow as pa

    from warehouse import database, intake, pipeline
    from warehouse.merge import merge
    from warehouse.tables import identity

    with database.engine().begin() as connection:
        current = intake.current_submissions(connection)
        mentions = pipeline._standing(current).conformed["person_mention"]
        places = zip(
            *(
                mentions[name].to_pylist()
                for name in ("source_id", "file_name", "sheet", "row_number", "role", "record_id")
            ),
            strict=True,
        )
        who = [
            country.persons.get((source, file, sheet or "", str(row), role), record_id)
            for source, file, sheet, row, role, record_id in places
        ]
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
        standing = pipeline._standing(intake.worked_on(connection, "load")).conformed
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
